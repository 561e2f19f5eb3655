"""What stood before each token of a reply, for the stages that look back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from engine.llama.samplers import Candidates, SamplerChain
from engine.recorded.columns import Ints
from engine.recorded.partial import Whole
from engine.settings import SamplingSettings
from engine.stage_settings import StageName
from engine.stages.ngrams import NoRepeatedNgram


class Past:
    """A reply's tokens and those before it; row i of what is asked belongs to the token that
    follows `starts[i]` of them."""

    def __init__(self, tokens: Sequence[int], starts: Whole, native: Any = None) -> None:
        """`native` is llama.cpp's vocabulary, for DRY's breakers."""
        self._tokens = np.array(tokens, np.int64)
        self._starts = starts
        self._native = native
        order = np.argsort(self._tokens, kind="stable")
        self._keys = self._tokens[order] * (len(tokens) + 1) + order

    def counts(self, ids: Ints, window: int) -> Whole:
        """How often each id, shape (rows, places), came among the last `window` tokens."""
        result = np.zeros(ids.shape, np.int64)
        came = np.isin(ids, self._tokens)
        keys = ids[came].astype(np.int64) * (len(self._tokens) + 1)
        ends = np.broadcast_to(self._starts[:, None], ids.shape)[came]
        result[came] = np.searchsorted(self._keys, keys + ends)
        result[came] -= np.searchsorted(self._keys, keys + np.maximum(ends - window, 0))
        return result

    def distinct(self, window: int) -> Whole:
        """How many different tokens are among the last `window`, for each row."""
        tokens, result = self._tokens.tolist(), []
        seen: Counter[int] = Counter()
        first = end = max(min(self._starts.tolist(), default=0) - window, 0)
        for start in self._starts.tolist():
            seen.update(tokens[end:start])
            end = start
            for id in tokens[first : max(start - window, first)]:
                seen[id] -= 1
                if not seen[id]:
                    del seen[id]
            first = max(start - window, first)
            result.append(len(seen))
        return np.array(result, np.int64)

    def forbidden(self, n: int, is_end: Callable[[int], bool]) -> Iterator[list[int]]:
        """For each row the tokens that would complete an n-gram again."""
        ngrams = NoRepeatedNgram(n, is_end)
        end = 0
        for start in self._starts.tolist():
            for id in self._tokens[end:start].tolist():
                ngrams.accept(id)
            end = start
            yield list(ngrams.forbidden)

    def repeated(self, sampling: SamplingSettings) -> Iterator[dict[int, float]]:
        """For each row what DRY takes from the logits of which tokens, by llama.cpp's own sampler.

        It takes only from what followed an earlier occurrence of the last token."""
        chain = SamplerChain(_only_dry(sampling), 1, self._native)
        follows: dict[int, set[int]] = {}
        end, last = 0, -1
        try:
            for start in self._starts.tolist():
                for id in self._tokens[end:start].tolist():
                    follows.setdefault(last, set()).add(id)
                    chain.accept(id)
                    last = id
                end = start
                yield _taken(chain, sorted(follows.get(last, ())))
        finally:
            chain.close()


def _only_dry(sampling: SamplingSettings) -> SamplingSettings:
    return SamplingSettings(
        dry_multiplier=sampling.dry_multiplier,
        dry_base=sampling.dry_base,
        dry_allowed_length=sampling.dry_allowed_length,
        dry_last_n=sampling.dry_last_n,
        dry_breakers=sampling.dry_breakers,
        order=(StageName.DRY,),
    )


def _taken(chain: SamplerChain, ids: list[int]) -> dict[int, float]:
    if not ids:
        return {}
    candidates = Candidates(len(ids))
    candidates.fill(np.zeros(len(ids), np.float32))
    view = candidates.left()
    view["id"] = ids
    for stage in chain.stages:
        stage.apply(candidates)
    taken = zip(view["id"].tolist(), view["logit"].tolist(), strict=True)
    return {id: -logit for id, logit in taken if logit}
