"""llama.cpp's own samplers, applied one after another to one array of candidates.

The array is numpy's and llama.cpp's at once, nothing is copied between them. Samplers reorder
it, shorten it, move its beginning forward, or leave a candidate in with the logit -inf."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from engine.llama.library import api
from engine.logits import Logits
from engine.settings import SamplingSettings
from engine.stage_settings import StageName

CandidateArray: TypeAlias = npt.NDArray[np.void]  # (n,), fields id, logit, p

_CANDIDATE = np.dtype([("id", np.int32), ("logit", np.float32), ("p", np.float32)])

# Dividing by less leaves no number of float32 in its range; the likeliest token has it all anyway.
COLDEST = 1e-3

# exp of less, divided by the sum over a large vocabulary, is 0 in float32.
FARTHEST = 87.0


class Candidates:
    """All tokens of a vocabulary with their logits, in one array used again for each token."""

    def __init__(self, n_vocab: int) -> None:
        assert _CANDIDATE.itemsize == ctypes.sizeof(api.llama_token_data)
        self._array = np.empty(n_vocab, _CANDIDATE)
        self._address = self._array.ctypes.data
        self._every_id = np.arange(n_vocab, dtype=np.int32)
        self.native = api.llama_token_data_array()
        # The pointer and the size as numbers: much faster to read than through ctypes.
        self._place = np.frombuffer(self.native, np.uintp, 2)

    def fill(self, logits: Logits, ids: npt.NDArray[np.int32] | None = None) -> None:
        """Begin anew with every token, or with these."""
        if ids is None:
            array = self._array
            array["id"], array["logit"] = self._every_id, logits
        else:
            array = self._array[: len(ids)]
            array["id"], array["logit"] = ids, logits[ids]
        self._place[:] = self._address, len(array)
        self.native.selected = -1
        self.native.sorted = False

    def left(self) -> CandidateArray:
        """Those that the samplers left in the array, as a view: dropped ones may be -inf in it."""
        address, size = self._place.tolist()
        first = (address - self._address) // _CANDIDATE.itemsize
        return self._array[first : first + size]

    def forbid(self, ids: Sequence[int]) -> None:
        """Set these to -inf."""
        view = self.left()
        view["logit"][np.isin(view["id"], ids)] = -np.inf

    def compact(self) -> None:
        """Drop what is -inf: typical and the dynamic temperature would count it."""
        view = self.left()
        finite = np.isfinite(view["logit"])
        if not finite.all():
            self.native.size = int(np.count_nonzero(finite))
            view[: self.native.size] = view[finite]

    def drop_weightless(self) -> None:
        """Drop what has no probability in float32: typical would multiply 0 by infinity."""
        view = self.left()
        weightless = view["logit"] < np.maximum.reduce(view["logit"]) - FARTHEST
        view["logit"][weightless] = -np.inf
        self.compact()

    def only_first(self, logit: float) -> None:
        """Keep the first one, with this logit."""
        self.native.size = 1
        self.left()["logit"] = logit


@dataclass(frozen=True, slots=True)
class Stage:
    """One sampler of a chain, borrowed from it."""

    name: StageName
    sampler: Any

    def apply(self, candidates: Candidates) -> None:
        """Let it reweigh or drop candidates."""
        api.llama_sampler_apply(self.sampler, ctypes.byref(candidates.native))


class LogitBias(Stage):
    """llama.cpp's forgets to say that the order may be another afterwards."""

    def apply(self, candidates: Candidates) -> None:
        """Add to single logits."""
        super().apply(candidates)
        candidates.native.sorted = False


class Typical(Stage):
    """Its entropy would be NaN, and its order undefined, where a probability is 0."""

    def apply(self, candidates: Candidates) -> None:
        """Keep the most usual ones."""
        candidates.drop_weightless()
        super().apply(candidates)


class DynamicTemperature(Stage):
    """So near 0 that logits leave float32's range, the likeliest has it all."""

    def apply(self, candidates: Candidates) -> None:
        """Divide the logits, or keep the likeliest."""
        peak = float(candidates.left()["logit"].max())
        super().apply(candidates)
        if not np.isfinite(candidates.left()["logit"][0]):
            candidates.only_first(peak)


class SamplerChain:
    """The samplers of some settings in their order, without those that do nothing.

    Belongs to one reply: penalties and DRY remember its tokens. Draws nothing; the die does. XTC,
    once applied, excludes: whether it is to act is the die's business too. `native` is llama.cpp's
    vocabulary, for DRY's breakers; `bias` is added to the logits of these ids."""

    def __init__(
        self,
        settings: SamplingSettings,
        n_vocab: int,
        native: Any = None,
        bias: Mapping[int, float] | None = None,
    ) -> None:
        self._settings = settings
        self._native = native
        self._bias = bias or {}
        self._chain = api.llama_sampler_chain_init(api.llama_sampler_chain_default_params())
        found = dict(self._samplers(n_vocab))
        self.greedy = (
            StageName.TEMPERATURE in found
            and settings.temperature < COLDEST
            and not settings.dynamic_temperature
        )
        self.memory = max((self._reach(name) for name in found), default=0)
        self.stages: Sequence[Stage] = tuple(
            self._stage(name, found[name]) for name in settings.order if name in found
        )

    def accept(self, id: int) -> None:
        """Note a token of the prompt or of the reply."""
        api.llama_sampler_accept(self._chain, id)

    def close(self) -> None:
        """Free it; at most once, and no stage may be applied afterwards."""
        api.llama_sampler_free(self._chain)

    def _stage(self, name: StageName, sampler: Any) -> Stage:
        kinds: dict[StageName, type[Stage]] = {
            StageName.LOGIT_BIAS: LogitBias,
            StageName.TYPICAL: Typical,
        }
        if self._settings.dynamic_temperature:
            kinds[StageName.TEMPERATURE] = DynamicTemperature
        return kinds.get(name, Stage)(name, sampler)

    def _reach(self, name: StageName) -> int:
        """How many tokens back a sampler looks."""
        reaches = {
            StageName.PENALTIES: self._settings.repeat_last_n,
            StageName.DRY: self._settings.dry_last_n,
        }
        return reaches.get(name, 0)

    def _samplers(self, n_vocab: int) -> Iterator[tuple[StageName, Any]]:
        """All samplers that do something, owned by the chain as soon as they are made."""
        for name in self._settings.order:
            sampler = self._sampler(name, n_vocab)
            if sampler is not None:
                api.llama_sampler_chain_add(self._chain, sampler)
                yield name, sampler

    def _sampler(self, name: StageName, n_vocab: int) -> Any:
        match name:
            case StageName.LOGIT_BIAS:
                return self._logit_bias(n_vocab)
            case StageName.PENALTIES:
                return self._penalties(n_vocab)
            case StageName.DRY:
                return self._dry()
            case StageName.TEMPERATURE:
                return self._temperature()
            case _:
                return self._truncation(name)

    def _truncation(self, name: StageName) -> Any:
        s = self._settings
        match name:
            case StageName.TOP_N_SIGMA if s.top_n_sigma:
                return api.llama_sampler_init_top_n_sigma(s.top_n_sigma)
            case StageName.TOP_K if s.top_k:
                return api.llama_sampler_init_top_k(s.top_k)
            case StageName.TYPICAL if s.typical_p < 1:
                return api.llama_sampler_init_typical(s.typical_p, 0)
            case StageName.TOP_P if s.top_p < 1:
                return api.llama_sampler_init_top_p(s.top_p, 0)
            case StageName.MIN_P if s.min_p:
                return api.llama_sampler_init_min_p(s.min_p, 0)
            case StageName.XTC if s.xtc_probability:
                return api.llama_sampler_init_xtc(1.0, s.xtc_threshold, 0, 0)
            case _:
                return None

    def _logit_bias(self, n_vocab: int) -> Any:
        if not self._bias:
            return None
        pairs = (api.llama_logit_bias * len(self._bias))(*self._bias.items())
        return api.llama_sampler_init_logit_bias(n_vocab, len(pairs), pairs)

    def _penalties(self, n_vocab: int) -> Any:
        s = self._settings
        weights = (s.repeat_penalty, s.frequency_penalty, s.presence_penalty)
        if not s.repeat_last_n or weights == (1, 0, 0):
            return None
        return api.llama_sampler_init_penalties(n_vocab, s.repeat_last_n, *weights)

    def _dry(self) -> Any:
        s = self._settings
        if not (s.dry_multiplier and s.dry_last_n):
            return None
        breakers = [each.encode() for each in s.dry_breakers] if self._native else []
        return api.llama_sampler_init_dry(
            self._native,
            s.dry_multiplier,
            s.dry_base,
            s.dry_allowed_length,
            s.dry_last_n,
            (ctypes.c_char_p * len(breakers))(*breakers),
            len(breakers),
        )

    def _temperature(self) -> Any:
        s = self._settings
        if s.dynamic_temperature:
            return api.llama_sampler_init_temp_ext(
                s.temperature, s.dynamic_temperature, s.dynamic_exponent
            )
        if s.temperature == 1:
            return None
        return api.llama_sampler_init_temp(0 if s.temperature < COLDEST else s.temperature)
