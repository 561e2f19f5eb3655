"""From the model's logits to the distribution that the die is thrown over, stage by stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from engine.llama.samplers import CandidateArray, Candidates, SamplerChain
from engine.logits import Logits
from engine.settings import SamplingSettings


@dataclass(frozen=True, slots=True)
class Survivors:
    """The tokens that no stage dropped, in no particular order, and their probabilities.

    Both of shape (n,), n at least 1; the probabilities are positive and sum to one."""

    ids: npt.NDArray[np.int32]
    probabilities: npt.NDArray[np.float64]


class Ladder:
    """The sampler chain of one reply, walked once for each token. Close it afterwards."""

    def __init__(self, settings: SamplingSettings, n_vocab: int) -> None:
        self._chain = SamplerChain(settings, n_vocab)
        self._candidates = Candidates(n_vocab)

    @property
    def greedy(self) -> bool:
        """Whether one token survives always, so that no die is needed."""
        return self._chain.greedy

    def remember(self, ids: Sequence[int]) -> None:
        """Show the penalties what stands before the reply, as far back as they look."""
        for id in ids[len(ids) - min(self._chain.memory, len(ids)) :]:
            self._chain.accept(id)

    def accept(self, id: int) -> None:
        """Note the token that was chosen."""
        self._chain.accept(id)

    def walk(self, logits: Logits) -> Survivors:
        """Apply all stages to finite logits, shape (n_vocab,)."""
        self._candidates.fill(logits)
        for stage in self._chain.stages:
            stage.apply(self._candidates)
        return _survivors(self._candidates.left())

    def close(self) -> None:
        """Free the samplers; at most once."""
        self._chain.close()


def _survivors(left: CandidateArray) -> Survivors:
    """Softmax in float64 over those that are not -inf, nor so far down that nothing is left."""
    logits = left["logit"].astype(np.float64)
    weights = np.exp(logits - logits.max())
    weights /= weights.sum()
    if weights.all():
        return Survivors(left["id"].copy(), weights)
    alive = weights > 0
    return Survivors(left["id"][alive], weights[alive])
