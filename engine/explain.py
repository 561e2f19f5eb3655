"""From a walk through the stages to the table that a person reads: who was left with which
probability after each stage, and by which comparison the others were cut."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log2

import numpy as np
import numpy.typing as npt

from engine.findings import Cut, LadderTable, Yardstick
from engine.settings import SamplingSettings
from engine.stage_settings import StageName

_GREEDY_LIMIT = 1.0


@dataclass(frozen=True, slots=True)
class Standing:
    """Candidates that are left at one point of the walk, the likeliest first, equals by lower id.

    Both arrays of shape (n,). `log_total` is the log-sum-exp of all that are left, also of
    `others`: so many unlikelier ones that are not listed. `deviation` of all logits, where it
    cannot be had from those listed. Above the first `sure` ones stands nobody who is not listed."""

    ids: npt.NDArray[np.int32]
    logits: npt.NDArray[np.float64]
    log_total: float
    others: int = 0
    deviation: float | None = None
    sure: int = 0

    @property
    def probabilities(self) -> npt.NDArray[np.float64]:
        """Of the listed ones, among all."""
        result: npt.NDArray[np.float64] = np.exp(self.logits - self.log_total)
        return result

    def places(self, ids: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Where tokens are listed; -1 for those that are not."""
        wanted = np.asarray(ids, np.int32)
        if not len(self.ids):
            return np.full(len(wanted), -1, np.int64)
        order = np.argsort(self.ids)
        at = np.searchsorted(self.ids, wanted, sorter=order)
        place = order[np.minimum(at, len(order) - 1)]
        return np.where(self.ids[place] == wanted, place, -1)


def standing(ids: npt.NDArray[np.int32], logits: npt.NDArray[np.floating]) -> Standing:
    """All that are left, in any order; -inf stands for one that is not."""
    alive = np.isfinite(logits)
    ids, values = ids[alive], logits[alive].astype(np.float64)
    order = np.lexsort((ids, -values))
    values = values[order]
    total = float(np.logaddexp.reduce(values[::-1])) if len(values) else -np.inf
    return Standing(ids[order], values, total)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a table tells besides the walk: the token that the throw fell on (None where none was
    thrown), and whether all of it came from the record."""

    id: int
    u: float | None
    from_record: bool = False


def table(
    rows: Sequence[int],
    pieces: Sequence[bytes],
    raw: Standing,
    walk: Iterable[tuple[StageName, Standing]],
    sampling: SamplingSettings,
    choice: Choice,
    state: float | None = None,
) -> LadderTable:
    """The walk of the tokens `rows` from the `raw` distribution through the stages.

    `pieces` are the bytes of every token of the vocabulary; `state` is what mirostat remembered.
    All rows must be listed in `raw`."""
    order = np.asarray(rows, np.int32)[np.argsort(raw.places(rows), kind="stable")]
    at = raw.places(order)
    logprobs = (raw.logits[at] - raw.log_total).tolist()
    cuts: list[Cut | None] = [None] * len(order)
    columns = []
    before = raw
    for name, after in walk:
        stood, at = at, after.places(order)
        for row in np.flatnonzero((at < 0) & (stood >= 0)).tolist():
            cuts[row] = reason(name, sampling, before, int(stood[row]), after, state)
        columns.append((name, *_column(after, at)))
        before = after
    return LadderTable(
        ids=tuple(order.tolist()),
        pieces=tuple(pieces[id] for id in order.tolist()),
        logprobs=tuple(logprobs),
        stages=tuple(name for name, *_ in columns),
        probabilities=tuple(probabilities for _, probabilities, *_ in columns),
        cuts=tuple(cuts),
        rest_left=tuple(left for *_, left, _ in columns),
        rest_mass=tuple(mass for *_, mass in columns),
        chosen=choice.id,
        u=choice.u,
        from_record=choice.from_record,
    )


def _column(
    after: Standing, at: npt.NDArray[np.int64]
) -> tuple[tuple[float | None, ...], int, float]:
    """The probabilities of the rows that stand at these places, None for -1; the number and the
    probability of all others."""
    alive = at >= 0
    found = np.zeros(len(at))
    found[alive] = np.exp(after.logits[at[alive]] - after.log_total)
    probabilities = tuple(
        p if left else None for p, left in zip(found.tolist(), alive, strict=True)
    )
    others = len(after.ids) + after.others - int(np.count_nonzero(alive))
    return probabilities, others, max(1.0 - float(found.sum()), 0.0) if others else 0.0


def reason(
    stage: StageName,
    sampling: SamplingSettings,
    before: Standing,
    place: int,
    after: Standing,
    state: float | None = None,
) -> Cut:
    """Why a stage cut the candidate at `place` of those before it."""
    match stage:
        case StageName.TOP_K:
            return Cut(stage, Yardstick.PLACE, place + 1.0, float(sampling.top_k))
        case StageName.TOP_P:
            reached = float(before.probabilities[:place].sum())
            return Cut(stage, Yardstick.CUMULATIVE, reached, sampling.top_p)
        case StageName.MIN_P:
            share = float(np.exp(before.logits[place] - before.logits[0]))
            return Cut(stage, Yardstick.SHARE, share, sampling.min_p)
        case StageName.TOP_N_SIGMA:
            bound = float(before.logits[0]) - sampling.top_n_sigma * deviation(before)
            return Cut(stage, Yardstick.LOGIT, float(before.logits[place]), bound)
        case StageName.TYPICAL:
            reached = _more_usual(before, place)
            return Cut(stage, Yardstick.CUMULATIVE, reached, sampling.typical_p)
        case StageName.XTC:
            p = float(before.probabilities[place])
            return Cut(stage, Yardstick.PROBABILITY, p, sampling.xtc_threshold)
        case StageName.TEMPERATURE:
            return Cut(stage, Yardstick.PLACE, place + 1.0, _GREEDY_LIMIT)
        case StageName.NO_REPEAT_NGRAM:
            n = float(sampling.no_repeat_ngram)
            return Cut(stage, Yardstick.REPETITION, n, n)
        case StageName.MIROSTAT:
            return _surprising(sampling, before, place, after, state)
        case _:
            return Cut(stage, Yardstick.FORBIDDEN, 1.0, 0.0)


def deviation(at: Standing) -> float:
    """The standard deviation of the logits of all that are left."""
    return float(at.logits.std()) if at.deviation is None else at.deviation


def _more_usual(before: Standing, place: int) -> float:
    """The probability of all whose surprise is nearer to the expected one."""
    p = before.probabilities
    surprise = before.log_total - before.logits
    distance = np.abs(surprise - float((p * surprise).sum()))
    return float(p[distance < distance[place]].sum())


def _surprising(
    sampling: SamplingSettings,
    before: Standing,
    place: int,
    after: Standing,
    state: float | None,
) -> Cut:
    if sampling.mirostat == 1 or state is None:
        kept = float(len(after.ids))
        return Cut(StageName.MIROSTAT, Yardstick.PLACE, place + 1.0, kept)
    surprise = -log2(max(float(before.probabilities[place]), np.finfo(float).tiny))
    return Cut(StageName.MIROSTAT, Yardstick.SURPRISE_BITS, surprise, state)
