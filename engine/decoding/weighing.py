"""How likely each token is to come next, before a search compares what it leads to.

Searches weigh with the model's own probabilities, changed only by what touches or forbids single
tokens: the stages of `TOUCHING`, the grammar, the bans. docs/decisions/0005-searches.md says
why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp, isfinite
from typing import TypeAlias

import msgspec
import numpy as np
import numpy.typing as npt

from engine.decoding.rules import Rules
from engine.errors import NothingLeft
from engine.ladder import TOUCHING, Ladder, Steps
from engine.logits import Logits, RawStatistics, likeliest, raw_statistics
from engine.records import Contrast, How, TokenRecord, TokenTrace
from engine.settings import SamplingSettings
from engine.stage_settings import StageName
from engine.vocabulary import Vocabulary, bias_by_id, visible

Probabilities: TypeAlias = npt.NDArray[np.float32]  # (n_vocab,)

_FIRST_LOOK = 64  # tokens that are tried against the rules before the next ones are
_LEAST = np.float32(np.finfo(np.float32).tiny)  # a survivor's probability is never written as 0


@dataclass(frozen=True, slots=True)
class Weighed:
    """What may follow a text.

    `ids` are the likeliest that nothing forbids, falling, equals by lower id. `logprobs` are their
    weights: raw log-probabilities, changed by what touches single tokens and not made to sum to
    one again. `probabilities`, (n_vocab,), sum to one over all that nothing forbids; they are all 0
    where nothing is left. `logits` are valid until the next evaluation."""

    ids: tuple[int, ...]
    logprobs: tuple[float, ...]
    probabilities: Probabilities
    steps: Steps
    logits: Logits
    raw: RawStatistics


class Weigher:
    """Weighs the next tokens of any branch of one reply. Close it afterwards."""

    def __init__(self, vocabulary: Vocabulary, sampling: SamplingSettings) -> None:
        """InvalidRequest where a bias is of a token that there is not."""
        order = tuple(stage for stage in sampling.order if stage in TOUCHING)
        self._sampling = msgspec.structs.replace(sampling, order=order)
        self._vocabulary = vocabulary
        self._bias = bias_by_id(sampling.logit_bias, vocabulary)
        self._ladder = self._new_ladder()

    @property
    def lowers(self) -> bool:
        """Whether no weight is above 0, as with raw log-probabilities."""
        return self._ladder.idle

    def weigh(self, logits: Logits, past: Sequence[int], rules: Rules, count: int) -> Weighed:
        """The `count` best after `past`, the whole sequence; fewer where rules leave fewer, also
        none. Raises ModelComputesNaN."""
        raw = raw_statistics(logits)
        self._look_back(past)
        steps = Steps()
        touched = self._walk(logits, raw.log_sum_exp, steps)
        ids, refused = _permitted(touched, rules, count)
        if StageName.GRAMMAR in refused.values():  # then it is asked about all of them
            masked = rules.masked(logits)
            steps = Steps()
            steps.add(StageName.GRAMMAR, *_left(masked, raw.log_sum_exp))
            touched = self._walk(masked, _log_sum_exp(masked), steps)
            ids, refused = _permitted(touched, rules, count)
        logprobs = touched[ids].astype(np.float64) - raw.log_sum_exp
        found = _probabilities(touched, refused, steps)
        return Weighed(tuple(ids), tuple(logprobs.tolist()), found, steps, logits, raw)

    def forced(self, logits: Logits, past: Sequence[int], id: int) -> Weighed:
        """One token that comes whatever its probability. Raises ModelComputesNaN."""
        raw = raw_statistics(logits)
        self._look_back(past)
        steps = Steps()
        found = _probabilities(self._walk(logits, raw.log_sum_exp, steps), {}, steps)
        return Weighed((id,), (float(logits[id]) - raw.log_sum_exp,), found, steps, logits, raw)

    def close(self) -> None:
        """Free what llama.cpp holds; at most once."""
        self._ladder.close()

    def _new_ladder(self) -> Ladder:
        vocabulary = self._vocabulary
        size, native = len(vocabulary.pieces), vocabulary.native
        return Ladder(self._sampling, size, native, self._bias, vocabulary.is_end)

    def _look_back(self, past: Sequence[int]) -> None:
        """Branches take turns, so that stages with a memory are shown each one's past anew."""
        if self._ladder.remembers:
            self._ladder.close()
            self._ladder = self._new_ladder()
            self._ladder.remember(past)

    def _walk(self, logits: Logits, log_sum_exp: float, steps: Steps) -> Logits:
        """The logits as the stages leave them; all -inf where they leave nothing."""
        if self._ladder.idle:
            return logits
        try:
            steps.extend(self._ladder.walk(logits, log_sum_exp).steps)
        except NothingLeft:
            return np.full_like(logits, -np.inf)
        return self._ladder.reweighed()


def record(
    vocabulary: Vocabulary,
    weighed: Weighed,
    id: int,
    how: How,
    at_ms: float,
    candidates: int,
    contrast: Contrast | None = None,
) -> TokenRecord:
    """The record of a token that a search took, with so many candidates."""
    logits, raw = weighed.logits, weighed.raw
    return TokenRecord(
        id=id,
        piece=visible(vocabulary, id),
        logprob=float(logits[id]) - raw.log_sum_exp,
        rank=1 + int(np.count_nonzero(logits > logits[id])),
        entropy_nats=raw.entropy_nats,
        u=None,
        how=how,
        at_ms=at_ms,
        trace=_trace(weighed, id, likeliest(logits, candidates), contrast),
    )


def _trace(
    weighed: Weighed, id: int, ids: npt.NDArray[np.int32], contrast: Contrast | None
) -> TokenTrace:
    raw, steps, probabilities = weighed.raw, weighed.steps, weighed.probabilities
    logprobs = weighed.logits[ids].astype(np.float64) - raw.log_sum_exp
    finals = probabilities[ids].astype(np.float64)
    finals[finals > 0] = np.maximum(finals[finals > 0], _LEAST)
    rest = int(np.count_nonzero(probabilities)) - int(np.count_nonzero(finals))
    touched = sorted(steps.touched - {*ids.tolist()})
    return TokenTrace(
        log_sum_exp=raw.log_sum_exp,
        maximum=raw.maximum,
        mean=raw.mean,
        deviation=raw.deviation,
        candidates=tuple(ids.tolist()),
        logprobs=single(logprobs),
        finals=single(finals),
        tail_mass=max(1.0 - float(np.exp(logprobs).sum()), 0.0),
        rest=rest,
        rest_mass=max(1.0 - float(finals.sum()), 0.0) if rest else 0.0,
        stages=tuple(steps.names),
        left=tuple(steps.left),
        kept=tuple(steps.kept),
        final=float(probabilities[id]),
        below=_below(probabilities, id),
        touched=tuple(touched),
        touched_logprobs=single(weighed.logits[touched].astype(np.float64) - raw.log_sum_exp),
        contrast=contrast,
    )


def single(values: npt.NDArray[np.float64]) -> tuple[float, ...]:
    """Numbers of which float32 holds all digits, so that they can be stored in four bytes."""
    return tuple(values.astype(np.float32).tolist())


def _below(probabilities: Probabilities, id: int) -> float:
    """The probability of all that lie before a token: the likelier ones, equals by lower id."""
    equals = probabilities[:id] == probabilities[id]
    before = probabilities[probabilities > probabilities[id]].sum(dtype=np.float64)
    return float(before) + int(np.count_nonzero(equals)) * float(probabilities[id])


def _permitted(touched: Logits, rules: Rules, count: int) -> tuple[list[int], dict[int, StageName]]:
    """The best ids that the rules let come, and those before them that they refused."""
    ids: list[int] = []
    refused: dict[int, StageName] = {}
    for id in _falling(touched):
        reason = rules.refusal(id)
        if reason is None:
            ids.append(id)
        else:
            refused[id] = reason
        if len(ids) == count:
            break
    return ids, refused


def _falling(touched: Logits) -> Iterator[int]:
    """The ids by falling logit, without the forbidden ones, sorted no further than is looked."""
    seen, size = 0, _FIRST_LOOK
    while True:
        ids = likeliest(touched, size)
        yield from ids[seen:].tolist()
        if len(ids) < size:
            return
        seen, size = len(ids), 4 * size


def _left(logits: Logits, before: float) -> tuple[int, float]:
    """How many are not -inf, and their share of the probability that there was."""
    count = int(np.count_nonzero(np.isfinite(logits)))
    return count, min(exp(_log_sum_exp(logits) - before), 1.0) if count else 0.0


def _log_sum_exp(logits: Logits) -> float:
    return raw_statistics(logits).log_sum_exp if np.isfinite(logits).any() else -np.inf


def _probabilities(touched: Logits, refused: dict[int, StageName], steps: Steps) -> Probabilities:
    """Softmax over what is left without the refused ones, which are told as a stage."""
    peak = np.maximum.reduce(touched)
    if not isfinite(peak):
        return np.zeros(len(touched), np.float32)
    weights: Probabilities = np.exp(touched - peak)
    whole = float(np.add.reduce(weights, dtype=np.float64))
    weights[list(refused)] = 0.0
    kept = float(np.add.reduce(weights, dtype=np.float64)) if refused else whole
    if StageName.BANNED_WORDS in refused.values():
        steps.add(StageName.BANNED_WORDS, int(np.count_nonzero(weights)), kept / whole)
        steps.touched |= set(refused)
    if kept:
        weights /= np.float32(kept)
    return weights
