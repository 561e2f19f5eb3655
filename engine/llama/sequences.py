"""Several sequences side by side in a context of their own; what they share is held once.

For searches that look at many short branches at once: one decode reads a token for each."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.errors import ComputeFailed
from engine.llama.context import ABORT, why_not_computed
from engine.llama.library import api
from engine.logits import Logits

Hidden = npt.NDArray[np.float32]  # (rows, n_embd): states after the last layer's norm

_NO_ROOM, _ABORTED = 1, 2
_FIRST = 0  # of the sequences


class Crowded(Exception):
    """There is no cell left for these tokens; nothing has changed. No error to show."""


class Sequences:
    """The memory of `count` sequences, 0 to count - 1. It owns llama.cpp's context and must be
    closed before its model. An abort of `flag`'s owner ends its evaluations too; none may follow.

    `width` is the length of a hidden state, 0 where they are not kept."""

    def __init__(
        self,
        handle: int,
        flag: ctypes.Array[ctypes.c_char],
        count: int,
        vocabulary: int,
        width: int,
    ) -> None:
        """Takes over the context `handle`, which must have a unified cache."""
        self._handle = handle
        self._cells = api.llama_get_memory(handle)
        self._flag = flag
        self._count = count
        self._vocabulary = vocabulary
        self._width = width
        self.most: int = api.llama_n_batch(handle)  # tokens that are evaluated at once
        self._batch = _batch(self.most)
        api.llama_set_abort_callback(handle, ABORT, flag)

    def restore(self, state: bytes) -> bool:
        """Make sequence 0 what another context of the same model and kind of memory saved; False
        if that failed. Its logits are not part of it."""
        source = ctypes.cast(ctypes.c_char_p(state), ctypes.POINTER(ctypes.c_uint8))
        read = api.llama_state_seq_set_data(self._handle, source, len(state), _FIRST)
        return bool(read == len(state))

    def evaluate(
        self, ids: Sequence[int], sequences: Sequence[int], positions: Sequence[int]
    ) -> bool:
        """Append each token to its sequence, at its position, all in one batch of at most `most`.

        Afterwards `logits(row)` and `hidden()` are those after the token of that row. False if
        aborted. Crowded where no room is left, ComputeFailed if llama.cpp could not."""
        assert 0 < len(ids) == len(sequences) == len(positions) <= self.most
        assert 0 <= min(sequences) <= max(sequences) < self._count, "no such sequence"
        assert 0 <= min(ids) <= max(ids) < self._vocabulary, "a token of another vocabulary"
        batch = self._batch
        batch.n_tokens = len(ids)
        for row, (id, sequence, position) in enumerate(zip(ids, sequences, positions, strict=True)):
            batch.token[row], batch.pos[row], batch.seq_id[row][0] = id, position, sequence
        code: int = api.llama_decode(self._handle, batch)
        if code == _NO_ROOM:
            raise Crowded
        if code not in (0, _ABORTED):
            raise ComputeFailed(reason=why_not_computed(code))
        return code == 0

    def logits(self, row: int) -> Logits:
        """Those after the token of this row, float32 (n_vocab,): a view, valid until the next
        evaluation. They may be NaN."""
        pointer = api.llama_get_logits_ith(self._handle, row)
        assert pointer, "logits are there after an evaluation only"
        values: Logits = np.ctypeslib.as_array(pointer, shape=(self._vocabulary,))
        return values

    def hidden(self) -> Hidden:
        """The states after the last batch's tokens, (rows, n_embd), copied. ComputeFailed where the
        model shows none."""
        rows = range(self._batch.n_tokens)
        pointers = [api.llama_get_embeddings_ith(self._handle, row) for row in rows]
        if not all(pointers):
            raise ComputeFailed(reason="this kind of model does not show its hidden states")
        shape = (self._width,)
        return np.stack([np.ctypeslib.as_array(each, shape=shape) for each in pointers])

    def copy(self, source: int, target: int) -> None:
        """Let the empty sequence `target` be as `source` is; takes no room."""
        assert 0 <= min(source, target) <= max(source, target) < self._count, "no such sequence"
        api.llama_memory_seq_cp(self._cells, source, target, -1, -1)

    def drop(self, sequence: int) -> None:
        """Empty a sequence; what only it held is free again."""
        assert 0 <= sequence < self._count, "no such sequence"
        api.llama_memory_seq_rm(self._cells, sequence, -1, -1)

    def close(self) -> None:
        """Free the memory; at most once."""
        api.llama_batch_free(self._batch)
        api.llama_free(self._handle)


def _batch(room: int) -> Any:
    """A batch in which each token belongs to one sequence and asks for its logits."""
    batch = api.llama_batch_init(room, 0, 1)
    for row in range(room):
        batch.n_seq_id[row] = 1
        batch.logits[row] = 1
    return batch
