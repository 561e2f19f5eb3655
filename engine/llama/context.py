"""One context of llama.cpp: a single sequence of evaluated tokens and the last one's logits.

Everything that llama.cpp would abort on is refused here first."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.errors import ComputeFailed
from engine.llama.library import api
from engine.logits import Block, Logits
from engine.records import MemoryKind

BATCH = 512  # tokens evaluated at once; more are evaluated in steps of this size
_SEQUENCE = 0
_NO_ROOM, _ABORTED = 1, 2


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """What rounding depends on, besides the batches; types in llama.cpp's words."""

    threads: int
    flash_attention: bool
    key_type: str
    value_type: str


class Context:
    """The memory of one sequence. It owns llama.cpp's context and must be closed before its model.

    Positions 0..length()-1 are evaluated. `request_abort` may be called from another thread and
    ends a running evaluation within milliseconds on the CPU; it stays in force until
    `clear_abort`. Other contexts may obey the same `flag`."""

    def __init__(
        self,
        handle: int,
        memory: MemoryKind,
        vocabulary: int,
        positions: int,
        arithmetic: Arithmetic,
    ) -> None:
        """Takes over the context `handle`. `positions`: never evaluate beyond this many."""
        self._handle = handle
        self._cells = api.llama_get_memory(handle)
        self._vocabulary = vocabulary
        self.memory = memory
        self.arithmetic = arithmetic
        self.n_ctx: int = min(api.llama_n_ctx(handle), positions)
        self._row = ctypes.c_float * vocabulary
        self._batch = _batch(BATCH)
        self._ids = np.ctypeslib.as_array(self._batch.token, shape=(BATCH,))
        self._positions = np.ctypeslib.as_array(self._batch.pos, shape=(BATCH,))
        self._wanted = np.ctypeslib.as_array(self._batch.logits, shape=(BATCH,))
        self.flag = ctypes.create_string_buffer(2)
        api.llama_set_abort_callback(handle, ABORT, self.flag)
        self._head = self._save_sequence()[:8]

    def evaluate(self, tokens: Sequence[int], position: int) -> bool:
        """Append tokens from `position`, which must be `length()`; afterwards `logits()` are those
        of the last one. False if aborted: then `length()` tells what remains.

        ComputeFailed if llama.cpp could not; then the memory is cleared."""
        assert 0 < len(tokens) <= self.n_ctx - position, "more than the context holds, or nothing"
        assert position == self.length(), "tokens are evaluated in order"
        assert 0 <= min(tokens) <= max(tokens) < self._vocabulary, "a token of another vocabulary"
        for start in range(0, len(tokens), BATCH):
            last = start + BATCH >= len(tokens)
            if not self._decode(tokens[start : start + BATCH], position + start, last):
                return False
        return True

    def evaluate_each(self, tokens: Sequence[int], position: int) -> Block | None:
        """As `evaluate`, for at most BATCH tokens together: the logits after each of them, float32
        (tokens, n_vocab), a view that is valid until the next call. None if aborted.

        llama.cpp keeps room for as many rows as were once asked for at a time."""
        assert 0 < len(tokens) <= min(self.n_ctx - position, BATCH)
        assert position == self.length(), "tokens are evaluated in order"
        if not self._decode(tokens, position, each=True):
            return None
        pointer = api.llama_get_logits(self._handle)
        values: Block = np.ctypeslib.as_array(pointer, shape=(len(tokens), self._vocabulary))
        return values

    def _decode(
        self, ids: Sequence[int], position: int, last: bool = False, each: bool = False
    ) -> bool:
        """Evaluate one batch; logits are wanted after its last token, or after each."""
        batch, count = self._batch, len(ids)
        batch.n_tokens = count
        self._ids[:count] = ids
        self._positions[:count] = range(position, position + count)
        self._wanted[:count] = each
        self._wanted[count - 1] = last or each
        code: int = api.llama_decode(self._handle, batch)
        if code == _ABORTED:
            self._recover()
        elif code != 0:
            self.clear()
            raise ComputeFailed(reason=why_not_computed(code))
        return code == 0

    def _recover(self) -> None:
        """After an abort a plain memory has dropped the unfinished batch; another cannot."""
        if self.memory is MemoryKind.RECURRENT:
            self.clear()

    def length(self) -> int:
        """How many positions are evaluated."""
        return int(api.llama_memory_seq_pos_max(self._cells, _SEQUENCE)) + 1

    def logits(self) -> Logits:
        """The last evaluated token's logits, float32 (n_vocab,): a view, valid until the next
        `evaluate`. They may be NaN: `engine.logits.raw_statistics` looks."""
        pointer = api.llama_get_logits_ith(self._handle, -1)
        assert pointer, "logits are there after an evaluation only"
        row: Any = self._row.from_address(ctypes.addressof(pointer.contents))
        return np.frombuffer(row, np.float32)

    def truncate(self, length: int) -> bool:
        """Keep the first `length` positions. False, and nothing changed, where this memory cannot
        go back to there."""
        assert length >= 0, "no such position"
        if length >= self.length():
            return True
        if length == 0:
            self.clear()
            return True
        if self.memory is MemoryKind.RECURRENT or self._forgotten():
            return False
        return bool(api.llama_memory_seq_rm(self._cells, _SEQUENCE, length, -1))

    def _forgotten(self) -> bool:
        """Whether some layer no longer holds the beginning (a sliding window that is not full)."""
        return bool(api.llama_memory_seq_pos_min(self._cells, _SEQUENCE) > 0)

    def clear(self) -> None:
        """Forget everything."""
        api.llama_memory_clear(self._cells, False)

    def state_bytes(self) -> int:
        """The size of what `save` gives, within a few bytes."""
        if self.memory is MemoryKind.SLIDING:
            return int(api.llama_state_get_size(self._handle))
        return int(api.llama_state_seq_get_size(self._handle, _SEQUENCE))

    def save(self) -> bytes:
        """The whole sequence's state, for `restore` into this context."""
        if self.memory is MemoryKind.SLIDING:
            return self._save_whole()
        return self._save_sequence()

    def _save_sequence(self) -> bytes:
        size = api.llama_state_seq_get_size(self._handle, _SEQUENCE)
        state = (ctypes.c_uint8 * size)()
        written = api.llama_state_seq_get_data(self._handle, state, size, _SEQUENCE)
        return bytes(memoryview(state)[:written])

    def _save_whole(self) -> bytes:
        """The state of the whole context, written as that of its only sequence.

        A sequence's own state lacks what the sliding window hides: after restoring it, it cannot
        be cut and its cells have moved, which rounds otherwise. A whole state has everything, but
        once it is restored as such, new tokens overwrite what is hidden. The two differ by what
        stands in front (llama-context.cpp): there a magic number and the sequence's, eight bytes,
        here the architecture's name behind its length."""
        size = self.state_bytes()
        state = (ctypes.c_uint8 * size)()
        written = api.llama_state_get_data(self._handle, state, size)
        name_length = ctypes.c_uint32.from_buffer(state).value
        return self._head + bytes(memoryview(state)[4 + name_length : written])

    def restore(self, state: bytes) -> bool:
        """Replace everything by a saved state; False, and everything cleared, if that fails.

        The logits are not part of it: evaluate a token before asking for them."""
        self.clear()
        source = ctypes.cast(ctypes.c_char_p(state), ctypes.POINTER(ctypes.c_uint8))
        read = api.llama_state_seq_set_data(self._handle, source, len(state), _SEQUENCE)
        whole = bool(read == len(state) and self.length() > 0)
        if not whole:
            self.clear()
        return whole

    def request_abort(self) -> None:
        """End the running evaluation, and any later one, until `clear_abort`."""
        self.flag[0] = b"\x01"

    def clear_abort(self) -> None:
        """Let evaluations run again."""
        self.flag[0] = b"\x00"

    def close(self) -> None:
        """Free the memory; the context cannot be used afterwards."""
        if self._handle:
            api.llama_batch_free(self._batch)
            api.llama_free(self._handle)
            self._handle = 0


def _strlen() -> Any:
    """C's `strlen` as the abort callback: over the flag's two bytes it answers 1 once the first
    is set, and unlike a Python function it never waits for the interpreter."""
    library = ctypes.CDLL("msvcrt" if sys.platform == "win32" else None)
    return ctypes.cast(library.strlen, api.ggml_abort_callback)


ABORT = _strlen()


def _batch(room: int) -> Any:
    """A batch for one sequence that asks for no logits yet."""
    batch = api.llama_batch_init(room, 0, 1)
    for index in range(room):
        batch.n_seq_id[index] = 1
        batch.seq_id[index][0] = _SEQUENCE
        batch.logits[index] = 0
    return batch


def why_not_computed(code: int) -> str:
    """What a return code of llama_decode means (llama.h)."""
    reasons = {
        _NO_ROOM: "there is no room in the context for these tokens",
        -1: "llama.cpp refused the tokens",
        -2: "there is not enough memory for it",
    }
    return reasons.get(code, f"llama.cpp gave up with code {code}")
