"""What is recorded of a choice beside the token: the likeliest, the stages, where the die fell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from engine.die import Landing
from engine.explain import Standing, standing
from engine.ladder import Ladder, Steps
from engine.logits import Logits, RawStatistics
from engine.records import TokenTrace
from engine.stage_settings import StageName
from engine.stages.steering import Steering

_LEAST = np.float64(np.finfo(np.float32).tiny)  # a survivor's probability is never written as 0


@dataclass(slots=True)
class Field:
    """What the die is thrown over, and how it came to that."""

    logits: Logits  # that the stages were given
    ids: npt.NDArray[np.int32]
    before: npt.NDArray[np.float64]  # probabilities as the ladder left them
    probabilities: npt.NDArray[np.float64]  # reshaped by the steering
    steps: Steps
    banned: list[int] = field(default_factory=list)

    def without(self, id: int) -> None:
        """Take a token out; the others share its probability when the die is thrown."""
        stays = self.ids != id
        self.ids, self.before = self.ids[stays], self.before[stays]
        self.probabilities = self.probabilities[stays]

    def tell_bans(self) -> None:
        """Bans are the last stage, where they were not the first."""
        if self.banned and StageName.BANNED_WORDS not in self.steps.names:
            kept = min(float(self.probabilities.sum()), 1.0)
            self.steps.add(StageName.BANNED_WORDS, len(self.ids), kept)


class Tracer:
    """Makes the traces of one vocabulary, with one array of its size for all of them."""

    def __init__(self, n_vocab: int) -> None:
        self._zeros = np.zeros(n_vocab)  # all 0 between two calls

    def trace(
        self,
        logits: Logits,
        raw: RawStatistics,
        found: Field,
        landing: Landing,
        ids: npt.NDArray[np.int32],
        xtc: float | None,
        state: float | None,
    ) -> TokenTrace:
        """The trace of one choice; `ids` are the likeliest, as many as are recorded."""
        finals = self._finals(found, ids)
        logprobs = logits[ids].astype(np.float64) - raw.log_sum_exp
        rest = len(found.ids) - int(np.count_nonzero(finals))
        touched = _touched(found, ids)
        return TokenTrace(
            log_sum_exp=raw.log_sum_exp,
            maximum=raw.maximum,
            mean=raw.mean,
            deviation=raw.deviation,
            candidates=tuple(ids.tolist()),
            logprobs=_single(logprobs),
            finals=_single(finals),
            tail_mass=max(1.0 - float(np.add.reduce(np.exp(logprobs))), 0.0),
            rest=rest,
            rest_mass=max(1.0 - float(finals.sum()), 0.0) if rest else 0.0,
            stages=tuple(found.steps.names),
            left=tuple(found.steps.left),
            kept=tuple(found.steps.kept),
            final=landing.probability,
            below=landing.below,
            touched=touched,
            touched_logprobs=_single(logits[list(touched)].astype(np.float64) - raw.log_sum_exp)
            if touched
            else (),
            xtc_throw=xtc,
            state=state,
        )

    def _finals(self, found: Field, ids: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
        """What became of the probabilities of these tokens; 0 where a stage cut them."""
        everyone = self._zeros
        everyone[found.ids] = np.maximum(found.probabilities / found.probabilities.sum(), _LEAST)
        finals = everyone[ids]
        everyone[found.ids] = 0.0
        return finals


def walked(
    found: Field, ladder: Ladder, steering: Steering | None, xtc: float
) -> Iterator[tuple[StageName, Standing]]:
    """The stages once more, one after the other, to what `found` says that they left."""
    names, every = found.steps.names, np.arange(len(found.logits), dtype=np.int32)
    last = standing(every, found.logits)
    if names and names[0] in (StageName.GRAMMAR, StageName.BANNED_WORDS):
        yield names[0], last
    for name, left in ladder.steps(found.logits, xtc):
        last = standing(left["id"], left["logit"])
        yield name, last
    if steering:
        shaped = steering.reshape(last.probabilities)
        alive = shaped > 0
        yield steering.name, standing(last.ids[alive], np.log(shaped[alive]))
    if names[1:] and names[-1] is StageName.BANNED_WORDS:
        yield names[-1], standing(found.ids, np.log(found.probabilities))


def _touched(found: Field, candidates: npt.NDArray[np.int32]) -> tuple[int, ...]:
    if not found.steps.touched and not found.banned:
        return ()
    return tuple(sorted({*found.steps.touched, *found.banned} - {*candidates.tolist()}))


def _single(values: npt.NDArray[np.float64]) -> tuple[float, ...]:
    """Numbers of which float32 holds all digits, so that they can be stored in four bytes."""
    return tuple(values.astype(np.float32).tolist())
