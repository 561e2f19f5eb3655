"""Branches without a model: a function from tokens to logits stands in for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zlib import crc32

import numpy as np

from engine.llama.sequences import Crowded
from engine.logits import Logits
from tests.fakes.backend import FakeBackend

Mind = Callable[[Sequence[int]], Logits]


def noise(n_vocab: int, seed: int, spread: float = 2.0) -> Mind:
    """Logits that depend on all tokens before them, always the same ones."""

    def logits(tokens: Sequence[int]) -> Logits:
        rng = np.random.default_rng(crc32(repr((seed, list(tokens))).encode()))
        return rng.normal(0, spread, n_vocab).astype(np.float32)

    return logits


def state_after(tokens: Sequence[int]) -> np.ndarray:
    """A hidden state that depends on the last two tokens only, so that states come again."""
    return np.random.default_rng(crc32(repr(list(tokens)[-2:]).encode())).normal(0, 1, 6)


class MindBackend(FakeBackend):
    """A session's memory whose logits come from a mind."""

    def __init__(self, mind: Mind, n_ctx: int = 4096) -> None:
        super().__init__(n_ctx)
        self._mind = mind

    def logits(self) -> Logits:
        return self._mind(self.tokens)


class FakeBranches:
    """Checks what llama.cpp would not survive: gaps, full targets, a batch that is too large."""

    def __init__(self, mind: Mind, count: int, cells: int, hidden: int) -> None:
        self._mind = mind
        self._branches: list[list[int]] = [[] for _ in range(count)]
        self._rows: list[list[int]] = []
        self._cells, self._hidden = cells, hidden
        self.most = max(count, hidden)
        self.restores, self.closed, self.abort_at = True, False, -1
        self.calls = 0

    def restore(self, state: bytes) -> bool:
        self._branches[0] = np.frombuffer(state, np.uint16).tolist()
        return self.restores

    def evaluate(
        self, ids: Sequence[int], sequences: Sequence[int], positions: Sequence[int]
    ) -> bool:
        assert not self.closed
        assert 0 < len(ids) <= self.most
        self.calls += 1
        if self.calls == self.abort_at:
            return False
        rows = []
        for id, sequence, position in zip(ids, sequences, positions, strict=True):
            assert len(self._branches[sequence]) == position
            self._branches[sequence] = [*self._branches[sequence], id]
            rows.append(self._branches[sequence])
        if self._used() > self._cells:
            raise Crowded
        self._rows = rows
        return True

    def _used(self) -> int:
        """What branches have in common counts once."""
        return len({tuple(each[: n + 1]) for each in self._branches for n in range(len(each))})

    def logits(self, row: int) -> Logits:
        return self._mind(self._rows[row])

    def hidden(self) -> np.ndarray:
        assert self._hidden
        return np.array([state_after(row) for row in self._rows], np.float32)

    def copy(self, source: int, target: int) -> None:
        assert source == target or not self._branches[target]
        self._branches[target] = self._branches[source]

    def drop(self, sequence: int) -> None:
        self._branches[sequence] = []

    def close(self) -> None:
        assert not self.closed
        self.closed = True


class BranchOpener:
    """Opens fake branches and remembers them; `restores` and `abort_at` are given to them, and
    `cells` in place of what was asked for."""

    def __init__(self, mind: Mind, *, restores: bool = True, abort_at: int = -1, cells: int = 0):
        self._mind = mind
        self._restores, self._abort_at, self._cells = restores, abort_at, cells
        self.opened: list[FakeBranches] = []

    def __call__(self, count: int, cells: int, *, hidden: int = 0) -> FakeBranches:
        made = FakeBranches(self._mind, count, self._cells or cells, hidden)
        made.restores, made.abort_at = self._restores, self._abort_at
        self.opened.append(made)
        return made
