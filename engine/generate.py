"""The decode loop: a prompt goes in, token records come out, then one reason.

Knows neither messages nor the wire. A token enters the session's memory only after it was asked
past, and session and memory agree at every yield, so a caller may leave at any time."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from typing import Protocol

import msgspec

from engine.die import Die, draw
from engine.ladder import Ladder
from engine.logits import rank, raw_statistics
from engine.records import How, StopReason, TokenRecord
from engine.session import Aborted, Session
from engine.settings import SamplingSettings
from engine.stops import StopMatcher

# Marks that some models make control tokens although a reader wants to see what they mark.
_THINKING = (b"<think>", b"</think>")


class Vocabulary(Protocol):
    """What the loop needs to know of tokens; `pieces` are the bytes of every id."""

    @property
    def pieces(self) -> Sequence[bytes]: ...

    def is_end(self, id: int) -> bool: ...

    def is_control(self, id: int) -> bool: ...


def generate(
    session: Session,
    vocabulary: Vocabulary,
    prompt: Sequence[int],
    sampling: SamplingSettings,
    seed: int,
) -> Generator[int | TokenRecord | StopReason]:
    """Read the prompt and write on from it.

    Yields the number of prompt tokens that stand evaluated (at first those that need no
    reading), then the records, then exactly one reason; CANCELLED where the backend was told
    to abort. `seed` throws the dice, `sampling.seed` is not looked at. Raises ComputeFailed."""
    with closing(Ladder(sampling, len(vocabulary.pieces))) as ladder:
        held = _HeldBack(sampling.stop)
        ladder.remember(prompt)
        try:
            yield from session.prefill(prompt)
            loop = _Loop(session, vocabulary, ladder, sampling.max_tokens, seed)
            yield from loop.run(held)
        except Aborted:
            yield from held.rest()
            yield StopReason.CANCELLED


class _Loop:
    def __init__(
        self,
        session: Session,
        vocabulary: Vocabulary,
        ladder: Ladder,
        max_tokens: int,
        seed: int,
    ) -> None:
        self._session = session
        self._vocabulary = vocabulary
        self._ladder = ladder
        self._max_tokens = max_tokens  # 0: as many as fit
        self._chosen = 0
        self._die = Die(seed)

    def run(self, held: _HeldBack) -> Iterator[TokenRecord | StopReason]:
        while True:
            record = self._choose()
            yield from held.through(record)
            if held.stopped:
                yield StopReason.STOP_STRING
                return
            if reason := self._end(record):
                yield from held.rest()
                yield reason
                return
            self._session.extend(record.id)

    def _choose(self) -> TokenRecord:
        logits = self._session.logits()
        raw = raw_statistics(logits)
        survivors = self._ladder.walk(logits)
        u = None if self._ladder.greedy else self._die.throw(len(self._session))
        id = draw(survivors.ids, survivors.probabilities, u or 0.0)
        self._ladder.accept(id)
        return TokenRecord(
            id=id,
            piece=self._piece(id),
            logprob=float(logits[id]) - raw.log_sum_exp,
            rank=rank(logits, id),
            entropy_nats=raw.entropy_nats,
            u=u,
            how=How.GREEDY if u is None else How.SAMPLED,
        )

    def _piece(self, id: int) -> bytes:
        piece = self._vocabulary.pieces[id]
        silent = self._vocabulary.is_control(id) or self._vocabulary.is_end(id)
        return b"" if silent and piece not in _THINKING else piece

    def _end(self, record: TokenRecord) -> StopReason | None:
        self._chosen += 1
        if self._vocabulary.is_end(record.id):
            return StopReason.END_OF_TURN
        if self._chosen == self._max_tokens:
            return StopReason.LENGTH
        return None if self._session.room else StopReason.CONTEXT_FULL


class _HeldBack:
    """Records whose text may still turn out to be a stop string wait here."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._matcher = StopMatcher(stops)
        self._waiting: deque[TokenRecord] = deque()
        self._shown = 0  # bytes of the reply before the first waiting record

    @property
    def stopped(self) -> bool:
        """Whether the text has come to a stop string; what waits is then part of it."""
        return self._matcher.found

    def through(self, record: TokenRecord) -> Iterator[TokenRecord]:
        """Take a record in; out come those that may be shown, the last one perhaps shortened."""
        self._waiting.append(record)
        self._matcher.feed(record.piece)
        while self._waiting and self._room() >= len(self._waiting[0].piece):
            yield self._next()
        if self.stopped and self._room():
            piece = self._waiting[0].piece[: self._room()]
            yield msgspec.structs.replace(self._waiting.popleft(), piece=piece)

    def rest(self) -> Iterator[TokenRecord]:
        """No stop string comes any more: everything that waits."""
        while self._waiting:
            yield self._next()

    def _room(self) -> int:
        return self._matcher.cleared - self._shown

    def _next(self) -> TokenRecord:
        record = self._waiting.popleft()
        self._shown += len(record.piece)
        return record
