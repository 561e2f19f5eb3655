"""What the engine is measured against: llama_decode and llama.cpp's own chain over the same
binding, in the same context settings, and nothing else."""

from __future__ import annotations

import ctypes
import time
from collections.abc import Sequence
from typing import Any, Self

from engine.llama.context import BATCH
from engine.llama.library import api
from engine.llama.model import Model
from engine.settings import LoadSettings, SamplingSettings

ALL_LOGITS_BATCH = 128  # positions whose logits are kept at once: 66 MB for 128k tokens


class BareLoop:
    """A second context of a loaded model, with a sampler chain of llama.cpp's defaults."""

    def __init__(self, model: Model, settings: LoadSettings, seed: int = 1) -> None:
        params = model._context_params(settings)  # the very same, whatever they become
        self._context = api.llama_init_from_model(model._model, params)
        assert self._context
        self._cells = api.llama_get_memory(self._context)
        self._chain = _chain(model.size, seed)
        self._every = api.llama_batch_init(ALL_LOGITS_BATCH, 0, 1)
        self.length = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Free everything; before its model is freed."""
        api.llama_batch_free(self._every)
        api.llama_sampler_free(self._chain)
        api.llama_free(self._context)

    def cut(self, length: int) -> None:
        """Keep the first `length` tokens."""
        api.llama_memory_seq_rm(self._cells, 0, length, -1)
        self.length = length

    def read(self, ids: Sequence[int]) -> float:
        """Decode tokens in the engine's batches; the seconds it took."""
        started = time.perf_counter()
        for start in range(0, len(ids), BATCH):
            self._decode(ids[start : start + BATCH])
        api.llama_synchronize(self._context)
        return time.perf_counter() - started

    def write(self, count: int) -> float:
        """Sample and decode tokens one by one; how many a second."""
        started = time.perf_counter()
        for _ in range(count):
            self._decode([api.llama_sampler_sample(self._chain, self._context, -1)])
        api.llama_synchronize(self._context)
        return count / (time.perf_counter() - started)

    def read_with_all_logits(self, ids: Sequence[int]) -> float:
        """Decode tokens and have the logits of every position; the seconds it took."""
        started = time.perf_counter()
        for start in range(0, len(ids), ALL_LOGITS_BATCH):
            self._decode_all(ids[start : start + ALL_LOGITS_BATCH])
        api.llama_synchronize(self._context)
        return time.perf_counter() - started

    def _decode(self, ids: Sequence[int]) -> None:
        tokens = (ctypes.c_int32 * len(ids))(*ids)
        code = api.llama_decode(self._context, api.llama_batch_get_one(tokens, len(ids)))
        assert code == 0, code
        self.length += len(ids)

    def _decode_all(self, ids: Sequence[int]) -> None:
        batch = self._every
        batch.n_tokens = len(ids)
        for place, id in enumerate(ids):
            batch.token[place], batch.pos[place] = id, self.length + place
            batch.n_seq_id[place], batch.seq_id[place][0], batch.logits[place] = 1, 0, 1
        code = api.llama_decode(self._context, batch)
        assert code == 0, code
        self.length += len(ids)


def _chain(vocabulary: int, seed: int) -> Any:
    """llama.cpp's default chain (common/common.h) for the same settings as ours."""
    ours = SamplingSettings()
    chain = api.llama_sampler_chain_init(api.llama_sampler_chain_default_params())
    for sampler in (
        api.llama_sampler_init_penalties(
            vocabulary, ours.repeat_last_n, ours.repeat_penalty, 0.0, 0.0
        ),
        api.llama_sampler_init_top_k(ours.top_k),
        api.llama_sampler_init_typical(1.0, 0),
        api.llama_sampler_init_top_p(ours.top_p, 0),
        api.llama_sampler_init_min_p(ours.min_p, 0),
        api.llama_sampler_init_temp_ext(ours.temperature, 0.0, 1.0),
        api.llama_sampler_init_dist(seed),
    ):
        api.llama_sampler_chain_add(chain, sampler)
    return chain
