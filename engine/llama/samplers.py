"""llama.cpp's own samplers, applied one after another to one array of candidates.

The array is numpy's and llama.cpp's at once, nothing is copied between them. Samplers reorder
it, shorten it, move its beginning forward, or leave a candidate in with the logit -inf."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from engine.llama.library import api
from engine.logits import Logits
from engine.settings import SamplingSettings

CandidateArray: TypeAlias = npt.NDArray[np.void]  # (n,), fields id, logit, p

_CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])

# Dividing by less leaves no number of float32 in its range; the likeliest token has it all anyway.
COLDEST = 1e-3


class Candidates:
    """All tokens of a vocabulary with their logits, in one array used again for each token."""

    def __init__(self, n_vocab: int) -> None:
        assert _CANDIDATE.itemsize == ctypes.sizeof(api.llama_token_data)
        self._array = np.empty(n_vocab, _CANDIDATE)
        self._address = self._array.ctypes.data
        self._every_id = np.arange(n_vocab, dtype=np.int32)
        self.native = api.llama_token_data_array()

    def fill(self, logits: Logits) -> None:
        """Begin anew with every token."""
        self._array["id"] = self._every_id
        self._array["logit"] = logits
        self.native.data = ctypes.cast(self._address, api.llama_token_data_p)
        self.native.size = len(self._array)
        self.native.selected = -1
        self.native.sorted = False

    def left(self) -> CandidateArray:
        """Those that the samplers left in the array, as a view: dropped ones may be -inf in it."""
        address = ctypes.cast(self.native.data, ctypes.c_void_p).value or 0
        first = (address - self._address) // _CANDIDATE.itemsize
        return self._array[first : first + self.native.size]


@dataclass(frozen=True, slots=True)
class Stage:
    """One sampler of a chain, borrowed from it. `name` is the stage of the settings."""

    name: str
    sampler: Any

    def apply(self, candidates: Candidates) -> None:
        """Let it reweigh or drop candidates."""
        api.llama_sampler_apply(self.sampler, ctypes.byref(candidates.native))


class SamplerChain:
    """The samplers of some settings in llama.cpp's usual order, without those that do nothing.

    Belongs to one reply: penalties remember its tokens. Draws nothing; the die does."""

    def __init__(self, settings: SamplingSettings, n_vocab: int) -> None:
        self.greedy = settings.temperature < COLDEST
        self.memory = settings.repeat_last_n if settings.repeat_penalty != 1 else 0
        self._chain = api.llama_sampler_chain_init(api.llama_sampler_chain_default_params())
        names = []
        for name, sampler in self._samplers(settings, n_vocab):
            api.llama_sampler_chain_add(self._chain, sampler)  # which owns it from now on
            names.append(name)
        self.stages: Sequence[Stage] = tuple(
            Stage(name, api.llama_sampler_chain_get(self._chain, i)) for i, name in enumerate(names)
        )

    def accept(self, id: int) -> None:
        """Note a token of the prompt or of the reply."""
        api.llama_sampler_accept(self._chain, id)

    def close(self) -> None:
        """Free it; at most once, and no stage may be applied afterwards."""
        api.llama_sampler_free(self._chain)

    def _samplers(self, s: SamplingSettings, n_vocab: int) -> Iterator[tuple[str, Any]]:
        if self.memory:
            penalty = s.repeat_penalty
            yield "penalties", api.llama_sampler_init_penalties(n_vocab, self.memory, penalty, 0, 0)
        if s.top_k:
            yield "top_k", api.llama_sampler_init_top_k(s.top_k)
        if s.top_p < 1:
            yield "top_p", api.llama_sampler_init_top_p(s.top_p, 0)
        if s.min_p:
            yield "min_p", api.llama_sampler_init_min_p(s.min_p, 0)
        if s.temperature != 1:
            yield "temperature", api.llama_sampler_init_temp(0 if self.greedy else s.temperature)
