"""Which tokens the model has read, and how to come to others with the least reading.

The invariant: `Session.ids` are exactly the tokens whose evaluation is in the backend's memory,
at positions 0 to n - 1, in the order of `Session.plan`; whatever ends an evaluation (an abort, an
error, a caller that stops iterating), both agree again before anyone else can look. Branches
are not kept side by side in memory: docs/decisions/0001-branches-as-checkpoints.md says why."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from engine.errors import ComputeFailed
from engine.logits import Block, Logits
from engine.records import MemoryKind

WORTH_KEEPING = 16  # tokens; reading fewer again costs less than copying the state
MOST_CHECKPOINTS = 32
CHUNK_S = 0.25
FIRST_CHUNK = 64
SMALLEST_CHUNK = 16
LARGEST_CHUNK = 512  # llama.cpp's physical batch: an abort takes back all of it or nothing


class Aborted(Exception):
    """The backend was told to stop in the middle of an evaluation. No error to show."""


class Backend(Protocol):
    """One sequence in one memory: the little that a session needs of llama.cpp."""

    n_ctx: int  # tokens it holds
    memory: MemoryKind

    def evaluate(self, tokens: Sequence[int], position: int) -> bool:
        """Read tokens from `position`, the present length, on; False if aborted."""

    def evaluate_each(self, tokens: Sequence[int], position: int) -> Block | None:
        """As `evaluate`, in one batch of at most LARGEST_CHUNK; the logits after each token, valid
        until the next evaluation. None if aborted."""

    def length(self) -> int:
        """Tokens now in memory."""

    def logits(self) -> Logits:
        """Those after the last evaluated token, shape (n_vocab,); valid until the next one."""

    def truncate(self, length: int) -> bool:
        """Keep the first `length` tokens; False, and nothing changed, where it cannot."""

    def clear(self) -> None:
        """Empty the memory."""

    def state_bytes(self) -> int:
        """The size of what `save` would give."""

    def save(self) -> bytes:
        """The whole sequence."""

    def restore(self, state: bytes) -> bool:
        """Bring a saved sequence back into an empty memory; False if that failed."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Tokens that were evaluated together. A later batch may begin inside: it replaced the rest."""

    start: int
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """A sequence as it once stood, in the host's memory."""

    ids: tuple[int, ...]
    plan: tuple[Batch, ...]
    state: bytes


class Checkpoints:
    """Saved sequences within a limit of bytes; the one least recently used leaves first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: list[Checkpoint] = []  # the last one was used last

    def __iter__(self) -> Iterator[Checkpoint]:
        """From the most recently used on."""
        return reversed(tuple(self._kept))

    def has_room(self, size: int) -> bool:
        """Whether a state of this size could be kept at all."""
        return size <= self._limit

    def add(self, checkpoint: Checkpoint) -> None:
        """Keep it, in the place of older ones if need be."""
        self._kept.append(checkpoint)
        while len(self._kept) > MOST_CHECKPOINTS or self._bytes() > self._limit:
            self._kept.pop(0)

    def remove(self, checkpoint: Checkpoint) -> None:
        """Give its bytes back, unless it left already."""
        if checkpoint in self._kept:
            self._kept.remove(checkpoint)

    def use(self, checkpoint: Checkpoint) -> None:
        """Note that it was of use just now, unless it left already."""
        if checkpoint in self._kept:
            self._kept.remove(checkpoint)
            self._kept.append(checkpoint)

    def _bytes(self) -> int:
        return sum(len(c.state) for c in self._kept)


class Session:
    """One live sequence and the checkpoints of those that were left."""

    def __init__(
        self,
        backend: Backend,
        checkpoint_bytes: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._backend = backend
        self._clock = clock
        self._ids: list[int] = []
        self._plan: list[Batch] = []
        self._checkpoints = Checkpoints(checkpoint_bytes)
        # A sliding window may turn out to refuse; then it is treated like a recurrent memory.
        self._goes_back = backend.memory is not MemoryKind.RECURRENT

    @property
    def ids(self) -> tuple[int, ...]:
        """The evaluated tokens."""
        return tuple(self._ids)

    @property
    def plan(self) -> tuple[Batch, ...]:
        """How they were evaluated. Repeating it, and cutting where the next batch begins, in an
        empty memory gives the same logits bit for bit; other batches round otherwise."""
        return tuple(self._plan)

    def __len__(self) -> int:
        """How many tokens are evaluated: the position of the next one."""
        return len(self._ids)

    @property
    def n_ctx(self) -> int:
        """Tokens that the backend holds."""
        return self._backend.n_ctx

    @property
    def room(self) -> int:
        """Tokens that still fit behind the evaluated ones."""
        return self._backend.n_ctx - len(self._ids)

    def reusable(self, ids: Sequence[int]) -> int:
        """How many of the leading tokens need no evaluation, at most all but the last.

        A sliding window that refuses to go back for the first time makes it fewer."""
        return max((gain for gain, _ in self._sources(ids[:-1])), default=0)

    def prefill(self, ids: Sequence[int]) -> Iterator[int]:
        """Evaluate all of `ids`; yields how many stand evaluated, first those that were reused.

        The last one is always evaluated anew and alone: so the same prompt right afterwards has
        the same plan, and the same dice write the same reply. `ids` must not be empty nor exceed
        the context. Raises Aborted, ComputeFailed."""
        assert 0 < len(ids) <= self._backend.n_ctx
        *before, _ = ids
        self._go_towards(before)
        yield len(self._ids)
        yield from self._read(before)
        if not self._goes_back:
            self._save()
        yield from self._read(ids)

    def preserve(self) -> None:
        """Make sure that what is evaluated now can be had again after other prompts."""
        self._save()

    def extend(self, id: int) -> None:
        """Evaluate one more token. Raises Aborted, ComputeFailed."""
        assert self.room > 0
        self._evaluate([id])

    def logits(self) -> Logits:
        """Those after the last token, shape (n_vocab,); valid until the next evaluation."""
        return self._backend.logits()

    def state(self) -> bytes:
        """The evaluated tokens as another context of the same model can take them over."""
        return self._backend.save()

    @contextmanager
    def lent(self) -> Iterator[Backend]:
        """The memory, emptied, for something else. What was evaluated is kept as a checkpoint,
        where there is room for it, and comes back when it is wanted next."""
        self._save()
        self._forget()
        try:
            yield self._backend
        finally:
            self._forget()

    @contextmanager
    def beside(self) -> Iterator[Backend]:
        """The memory as it is, for tokens that are evaluated behind the last one and dropped
        again afterwards."""
        state = None if self._goes_back else self._backend.save()
        try:
            yield self._backend
        finally:
            self._drop_to(len(self._ids), state)

    def _drop_to(self, length: int, state: bytes | None) -> None:
        """Where the memory cannot do that, it is emptied."""
        backend = self._backend
        if backend.length() == length:
            return
        if state is None and backend.length() > length and backend.truncate(length):
            return
        backend.clear()
        if state is None or not backend.restore(state):
            self._forget()

    def _read(self, ids: Sequence[int]) -> Iterator[int]:
        """Evaluate what is missing, in chunks of about CHUNK_S seconds.

        Always the same first chunk, then powers of two: so that the batches, and with them the
        rounding, are the same again for the same prompt wherever the speed allows it."""
        size = FIRST_CHUNK
        while len(self._ids) < len(ids):
            chunk = ids[len(self._ids) : len(self._ids) + size]
            begun = self._clock()
            self._evaluate(chunk)
            size = _chunk_size(len(chunk), self._clock() - begun)
            yield len(self._ids)

    def _evaluate(self, tokens: Sequence[int]) -> None:
        start = len(self._ids)
        try:
            whole = self._backend.evaluate(tokens, start)
        except ComputeFailed:
            self._forget()
            raise
        if not whole:
            self._take_back(start)
            raise Aborted
        self._ids.extend(tokens)
        self._plan.append(Batch(start, tuple(tokens)))

    def _take_back(self, length: int) -> None:
        """After an abort: drop what was begun. A recurrent state has then been written over."""
        overwritten = self._backend.memory is MemoryKind.RECURRENT
        if overwritten or not (self._backend.length() == length or self._backend.truncate(length)):
            self._forget()

    def _forget(self) -> None:
        self._backend.clear()
        self._ids, self._plan = [], []

    def _sources(self, wanted: Sequence[int]) -> list[tuple[int, Checkpoint | None]]:
        """Where `wanted` can be begun from: tokens gained, and the checkpoint or None for the
        live sequence. Most gain first, the live sequence before its equals."""
        live = [(self._gain(self._ids, wanted), None)]
        kept = [(self._gain(c.ids, wanted), c) for c in self._checkpoints]
        return sorted([s for s in live + kept if s[0]], key=lambda source: -source[0])

    def _gain(self, ids: Sequence[int], wanted: Sequence[int]) -> int:
        shared = _shared_prefix(ids, wanted)
        return shared if self._goes_back or shared == len(ids) else 0

    def _go_towards(self, wanted: Sequence[int]) -> None:
        """Make the live sequence the longest beginning of `wanted` that can be had unread."""
        sources = self._sources(wanted)
        best, checkpoint = sources[0] if sources else (0, None)
        if checkpoint:
            self._checkpoints.use(checkpoint)  # so that saving drops others first
        if len(self._ids) - min(best, _shared_prefix(self._ids, wanted)) >= WORTH_KEEPING:
            self._save()
        if not any(self._begin_from(gain, checkpoint) for gain, checkpoint in sources):
            self._forget()

    def _begin_from(self, gain: int, checkpoint: Checkpoint | None) -> bool:
        if checkpoint is not None and not self._restore(checkpoint):
            return False
        if len(self._ids) > gain and not self._backend.truncate(gain):
            self._goes_back = False
            return False
        del self._ids[gain:]
        while self._plan and self._plan[-1].start >= gain:
            self._plan.pop()
        return True

    def _restore(self, checkpoint: Checkpoint) -> bool:
        self._forget()
        if not self._backend.restore(checkpoint.state):
            self._backend.clear()
            self._checkpoints.remove(checkpoint)
            return False
        self._ids, self._plan = list(checkpoint.ids), list(checkpoint.plan)
        return True

    def _save(self) -> None:
        """Checkpoint the live sequence, unless one already serves; it replaces those it serves."""
        if not self._ids or any(self._serves(c.ids, self._ids) for c in self._checkpoints):
            return
        if not self._checkpoints.has_room(self._backend.state_bytes()):
            return
        for checkpoint in self._checkpoints:
            if self._serves(self._ids, checkpoint.ids):
                self._checkpoints.remove(checkpoint)
        self._checkpoints.add(Checkpoint(self.ids, self.plan, self._backend.save()))

    def _serves(self, ids: Sequence[int], wanted: Sequence[int]) -> bool:
        """Whether a state after `ids` gives back all of `wanted`."""
        return self._gain(ids, wanted) == len(wanted)


def _shared_prefix(a: Sequence[int], b: Sequence[int]) -> int:
    pairs = enumerate(zip(a, b, strict=False))
    return next((i for i, (x, y) in pairs if x != y), min(len(a), len(b)))


def _chunk_size(tokens: int, seconds: float) -> int:
    """The largest power of two of tokens that fits CHUNK_S at this speed, within the bounds."""
    if tokens * CHUNK_S >= LARGEST_CHUNK * seconds:
        return LARGEST_CHUNK
    fits = int(tokens * CHUNK_S / seconds)
    return max(SMALLEST_CHUNK, 1 << fits.bit_length() >> 1)
