"""From the model's logits to the distribution that the die is thrown over, stage by stage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.errors import NothingLeft
from engine.llama.samplers import CandidateArray, Candidates, SamplerChain
from engine.llama.samplers import Stage as SamplerStage
from engine.logits import Logits
from engine.settings import SamplingSettings
from engine.stage_settings import StageName
from engine.stages.ngrams import NoRepeatedNgram

TOUCHING = (StageName.LOGIT_BIAS, StageName.PENALTIES, StageName.DRY, StageName.NO_REPEAT_NGRAM)
_FORBIDDING = (StageName.NO_REPEAT_NGRAM, StageName.TOP_N_SIGMA, StageName.TEMPERATURE)
_KEEPING = (StageName.LOGIT_BIAS, StageName.PENALTIES, StageName.DRY)
_REWEIGHING = (*TOUCHING, StageName.TEMPERATURE)


@dataclass(slots=True)
class Steps:
    """What each stage did: how many candidates it left, and what share of the probability that it
    found. `touched` are the ids whose logits a stage changed one by one."""

    names: list[StageName] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    kept: list[float] = field(default_factory=list)
    touched: set[int] = field(default_factory=set)

    def add(self, name: StageName, left: int, kept: float) -> None:
        """One more stage."""
        self.names.append(name)
        self.left.append(left)
        self.kept.append(kept)

    def extend(self, later: Steps) -> None:
        """The stages that came after these."""
        self.names += later.names
        self.left += later.left
        self.kept += later.kept
        self.touched |= later.touched


@dataclass(frozen=True, slots=True)
class Survivors:
    """The tokens that no stage dropped, in no particular order, and their probabilities.

    Both of shape (n,), n at least 1; the probabilities are positive and sum to one."""

    ids: npt.NDArray[np.int32]
    probabilities: npt.NDArray[np.float64]
    steps: Steps


@dataclass(frozen=True, slots=True)
class _Ngrams:
    """Our own stage among llama.cpp's."""

    ngrams: NoRepeatedNgram
    name: StageName = StageName.NO_REPEAT_NGRAM

    def apply(self, candidates: Candidates) -> None:
        if forbidden := self.ngrams.forbidden:
            candidates.forbid(list(forbidden))


class Ladder:
    """The stages of one reply, walked once for each token. Close it afterwards.

    `head`: so many of the likeliest tokens decide alone, because the first stage is top-k; one
    more than it keeps, so that equals at its border are seen. 0 where all are asked. `native` and
    `bias` as in SamplerChain; tokens that end a turn may come as often as they like.
    """

    def __init__(
        self,
        settings: SamplingSettings,
        n_vocab: int,
        native: Any = None,
        bias: Mapping[int, float] | None = None,
        is_end: Callable[[int], bool] = lambda id: False,
    ) -> None:
        self._chain = SamplerChain(settings, n_vocab, native, bias)
        self._candidates = Candidates(n_vocab)
        self._n_vocab = n_vocab
        self._xtc = settings.xtc_probability
        n = settings.no_repeat_ngram if StageName.NO_REPEAT_NGRAM in settings.order else 0
        self._ngrams = NoRepeatedNgram(n, is_end) if n else None
        self._stages = self._ordered(settings.order)
        self.head = self._deciding(settings.top_k)

    @property
    def greedy(self) -> bool:
        """Whether one token survives always, so that no die is needed."""
        return self._chain.greedy

    @property
    def throws_xtc(self) -> bool:
        """Whether XTC is among the stages, so that it needs a throw of its own."""
        return any(stage.name is StageName.XTC for stage in self._stages)

    @property
    def idle(self) -> bool:
        """Whether no stage acts."""
        return not self._stages

    @property
    def remembers(self) -> bool:
        """Whether what came before changes what the stages do."""
        return bool(self._chain.memory or self._ngrams)

    def remember(self, ids: Sequence[int]) -> None:
        """Show the stages what stands before the next token, as far back as they look."""
        for id in ids[len(ids) - min(self._chain.memory, len(ids)) :]:
            self._chain.accept(id)
        if self._ngrams:
            for id in ids:
                self._ngrams.accept(id)

    def accept(self, id: int) -> None:
        """Note the token that was chosen."""
        self._chain.accept(id)
        if self._ngrams:
            self._ngrams.accept(id)

    def walk(
        self,
        logits: Logits,
        log_sum_exp: float | None = None,
        xtc_throw: float = 0.0,
        likeliest: npt.NDArray[np.int32] | None = None,
    ) -> Survivors:
        """Apply all stages to logits, shape (n_vocab,), of which some may be -inf.

        XTC acts where its throw is not above its probability. `likeliest` are the ids of the
        highest logits, falling: where they prove what the first stage keeps, the others are not
        even looked at. Raises NothingLeft."""
        if log_sum_exp is not None and likeliest is not None and self._decide(logits, likeliest):
            self._candidates.fill(logits, likeliest)
        else:
            self._candidates.fill(logits)
            self._compact()
        steps = Steps()
        reach = log_sum_exp
        for stage in self._stages:
            if stage.name is StageName.XTC and xtc_throw > self._xtc:
                steps.add(stage.name, self._candidates.native.size, 1.0)
            else:
                reach = self._step(stage, reach, steps)
        return _survivors(self._candidates.left(), steps)

    def reweighed(self) -> Logits:
        """The logits, (n_vocab,), as the last walk left them; -inf for what it dropped."""
        left = self._candidates.left()
        result = np.full(self._n_vocab, -np.inf, np.float32)
        result[left["id"]] = left["logit"]
        return result

    def steps(
        self, logits: Logits, xtc_throw: float = 0.0
    ) -> Iterator[tuple[StageName, CandidateArray]]:
        """As `walk`, but shows who is left after each stage, as a view, in no particular order."""
        self._candidates.fill(logits)
        self._compact()
        for stage in self._stages:
            if stage.name is not StageName.XTC or xtc_throw <= self._xtc:
                stage.apply(self._candidates)
            if stage.name in _FORBIDDING:
                self._compact()
            yield stage.name, self._candidates.left()

    def close(self) -> None:
        """Free the samplers; at most once."""
        self._chain.close()

    def _deciding(self, top_k: int) -> int:
        first = self._stages[0].name if self._stages else None
        return top_k + 1 if first is StageName.TOP_K else 0

    def _decide(self, logits: Logits, likeliest: npt.NDArray[np.int32]) -> bool:
        """Whether the first stage keeps the same of these as of all: equals it might order
        otherwise."""
        if not 0 < self.head <= len(likeliest):
            return False
        falling = logits[likeliest[: self.head]]
        return bool(np.logical_and.reduce(falling[1:] < falling[:-1]))

    def _ordered(self, order: Sequence[StageName]) -> Sequence[SamplerStage | _Ngrams]:
        """Ours among llama.cpp's."""
        by_name: dict[StageName, SamplerStage | _Ngrams] = {s.name: s for s in self._chain.stages}
        if self._ngrams:
            by_name[StageName.NO_REPEAT_NGRAM] = _Ngrams(self._ngrams)
        return tuple(by_name[name] for name in order if name in by_name)

    def _step(
        self, stage: SamplerStage | _Ngrams, reach: float | None, steps: Steps
    ) -> float | None:
        """Apply one stage to candidates of this log-sum-exp, None where nobody has needed it yet;
        gives the new one."""
        found = self._candidates.native.size
        if reach is None and stage.name not in _KEEPING:
            reach = _log_sum_exp(self._candidates.left())
        if stage.name in TOUCHING:
            self._touch(stage, steps)
        else:
            stage.apply(self._candidates)
        if stage.name in _FORBIDDING:
            self._compact()
        left = self._candidates.native.size
        if left == found or reach is None:
            steps.add(stage.name, left, 1.0)
            return None if stage.name in _REWEIGHING else reach
        now = _log_sum_exp(self._candidates.left())
        steps.add(stage.name, left, min(exp(now - reach), 1.0))
        return now

    def _touch(self, stage: SamplerStage | _Ngrams, steps: Steps) -> None:
        """These stages keep the order, so a changed logit is found in its place."""
        view = self._candidates.left()
        before = view["logit"].copy()
        stage.apply(self._candidates)
        steps.touched.update(view["id"][view["logit"] != before].tolist())

    def _compact(self) -> None:
        self._candidates.compact()
        if not self._candidates.native.size:
            raise NothingLeft


def _log_sum_exp(left: CandidateArray) -> float:
    logits = left["logit"]
    peak = np.maximum.reduce(logits)
    return float(peak) + log(float(np.add.reduce(np.exp(logits - peak), dtype=np.float64)))


def _survivors(left: CandidateArray, steps: Steps) -> Survivors:
    """Softmax in float64 over those that are not so far down that nothing is left."""
    logits = left["logit"].astype(np.float64)
    weights = np.exp(logits - np.maximum.reduce(logits))
    weights /= np.add.reduce(weights)
    if np.logical_and.reduce(weights):
        return Survivors(left["id"].copy(), weights, steps)
    alive = weights > 0
    return Survivors(left["id"][alive], weights[alive], steps)
