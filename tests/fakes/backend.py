"""A memory without a model: remembers tokens, predicts the last one plus one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.logits import Block, Logits
from engine.records import MemoryKind

N_VOCAB = 300


class FakeBackend:
    """`evaluated` lists what was read, call by call; `window` is how far it can go back (None:
    anywhere); it aborts the call number `abort_at` and says what of it stays in `abort_keeps`."""

    def __init__(
        self, n_ctx: int = 4096, memory: MemoryKind = MemoryKind.PLAIN, window: int | None = None
    ) -> None:
        self.n_ctx, self.memory, self.window = n_ctx, memory, window
        self.tokens: list[int] = []
        self.evaluated: list[list[int]] = []
        self.abort_at, self.abort_keeps = -1, 0
        self.restores = True
        self.problem: Exception | None = None

    def evaluate(self, tokens: Sequence[int], position: int) -> bool:
        assert position == len(self.tokens)
        if self.problem:
            raise self.problem
        aborts = len(self.evaluated) == self.abort_at
        self.evaluated.append(list(tokens))
        self.tokens += tokens[: self.abort_keeps] if aborts else tokens
        return not aborts

    def evaluate_each(self, tokens: Sequence[int], position: int) -> Block | None:
        begun = len(self.tokens)
        if not self.evaluate(tokens, position):
            return None
        whole, rows = self.tokens, []
        for length in range(begun + 1, len(whole) + 1):
            self.tokens = whole[:length]
            rows.append(self.logits())
        return np.stack(rows)

    def length(self) -> int:
        return len(self.tokens)

    def logits(self) -> Logits:
        logits = np.zeros(N_VOCAB, np.float32)
        logits[(self.tokens[-1] + 1) % N_VOCAB] = 10
        return logits

    def truncate(self, length: int) -> bool:
        dropped = len(self.tokens) - length
        reach = 0 if self.memory is MemoryKind.RECURRENT else self.window
        if reach is not None and dropped > reach:
            return False
        del self.tokens[length:]
        return True

    def clear(self) -> None:
        self.tokens = []

    def state_bytes(self) -> int:
        return 2 * len(self.tokens)

    def save(self) -> bytes:
        return np.array(self.tokens, np.uint16).tobytes()

    def restore(self, state: bytes) -> bool:
        assert not self.tokens
        self.tokens = np.frombuffer(state, np.uint16).tolist()
        return self.restores
