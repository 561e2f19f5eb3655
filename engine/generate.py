"""The decode loop: a prompt goes in, token records come out, then one reason.

Knows neither messages nor the wire. A token enters the session's memory only after it was asked
past, and session and memory agree at every yield, so a caller may leave at any time."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import msgspec

from engine.choice import Chooser
from engine.records import StopReason, TokenRecord
from engine.session import Aborted, Session
from engine.settings import Adjusted, SamplingSettings
from engine.stops import StopMatcher
from engine.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Start:
    """How a reply starts: the last `begun` tokens of the prompt are its own already, `left` tokens
    stood before the prompt and left the window, and it goes on with `forced`, whatever the
    probability of that."""

    begun: int = 0
    left: int = 0
    forced: int | None = None


def _never() -> None:
    return None


def generate(
    session: Session,
    vocabulary: Vocabulary,
    prompt: Sequence[int],
    sampling: SamplingSettings,
    seed: int,
    adjusted: Callable[[], Adjusted | None] = _never,
    clock: Callable[[], float] = time.perf_counter,
    start: Start = Start(),
) -> Generator[int | TokenRecord | StopReason]:
    """Read the prompt and write on from it.

    Yields the number of prompt tokens that stand evaluated (at first those that need no
    reading), then the records, then exactly one reason; CANCELLED where the backend was told
    to abort. `seed` throws the dice, `sampling.seed` is not looked at. `adjusted` is asked before
    each token for settings that were replaced meanwhile: the stages and the maximum length change,
    seed, stop strings and grammar stay. Raises ComputeFailed; InvalidRequest or one of its kinds
    for settings that do not fit the model; TokenForbidden or ReplyStrays where what is given of the
    reply does not follow the grammar."""
    started = clock()
    with closing(Chooser(vocabulary, sampling, seed, prompt, start.begun)) as chooser:
        if start.forced is not None:
            chooser.require(start.forced)
        held = HeldBack(sampling.stop, chooser.written)
        try:
            yield from session.prefill(prompt)
            loop = _Loop(session, vocabulary, chooser, sampling.max_tokens, adjusted, start)
            yield from loop.run(held, lambda: (clock() - started) * 1000)
        except Aborted:
            yield from held.rest()
            yield StopReason.CANCELLED


class _Loop:
    def __init__(
        self,
        session: Session,
        vocabulary: Vocabulary,
        chooser: Chooser,
        max_tokens: int,
        adjusted: Callable[[], Adjusted | None],
        start: Start,
    ) -> None:
        self._session = session
        self._vocabulary = vocabulary
        self._chooser = chooser
        self._max_tokens = max_tokens  # 0: as many as fit
        self._adjusted = adjusted
        self._adjustment = 0
        self._start = start
        self._chosen = 0

    def run(
        self, held: HeldBack, elapsed_ms: Callable[[], float]
    ) -> Iterator[TokenRecord | StopReason]:
        while True:
            self._adjust()
            record = self._next(elapsed_ms())
            yield from held.through(record)
            if held.stopped:
                yield StopReason.STOP_STRING
                return
            if reason := self._end(record):
                yield from held.rest()
                yield reason
                return
            self._session.extend(record.id)

    def _next(self, at_ms: float) -> TokenRecord:
        """The dice are thrown for the place in the branch, whatever has left the window."""
        logits, position = self._session.logits(), len(self._session) + self._start.left
        if self._start.forced is not None and not self._chosen:
            return self._chooser.force(self._start.forced, logits, position, at_ms)
        return self._chooser.choose(logits, position, at_ms)

    def _adjust(self) -> None:
        latest = self._adjusted()
        if latest and latest[0] != self._adjustment:
            self._adjustment, sampling = latest
            self._chooser.replace(sampling, self._adjustment, self._session.ids)
            self._max_tokens = sampling.max_tokens

    def _end(self, record: TokenRecord) -> StopReason | None:
        self._chosen += 1
        if self._vocabulary.is_end(record.id):
            return StopReason.END_OF_TURN
        if 0 < self._max_tokens <= self._chosen:
            return StopReason.LENGTH
        return None if self._session.room else StopReason.CONTEXT_FULL


class HeldBack:
    """Records whose text may still turn out to be a stop string wait here."""

    def __init__(self, stops: Sequence[str], before: bytes) -> None:
        """`before` is what of the reply was shown already."""
        self._matcher = StopMatcher(stops, before)
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
        if self.stopped and self._room() > 0:
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
