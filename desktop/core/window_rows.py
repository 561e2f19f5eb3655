"""The context window as a table: what fills it, in order, and what becomes of each part."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from engine.chat import Message, Role
from engine.records import ContextUse, SegmentKind


class WindowRow(Struct, frozen=True):
    """A stretch of the prompt: its tokens, how many of them are evaluated already, and whether it
    is in the turn that leaves first when the window is full."""

    kind: SegmentKind
    message: str
    tokens: int
    cached: int
    leaves: bool

    @property
    def to_read(self) -> int:
        """Tokens that are evaluated when the chat goes on."""
        return self.tokens - self.cached


def rows_of(use: ContextUse, messages: Sequence[Message], rolls: bool) -> tuple[WindowRow, ...]:
    """The parts of the prompt in order; `rolls`: old turns leave when there is no more room."""
    kept = {segment.message for segment in use.segments if segment.message}
    leaving = first_to_leave([each for each in messages if each.id in kept]) if rolls else ()
    rows, cached = [], use.cached
    for each in use.segments:
        own = min(each.tokens, max(cached, 0))
        rows.append(WindowRow(each.kind, each.message, each.tokens, own, each.message in leaving))
        cached -= each.tokens
    return tuple(row for row in rows if row.tokens)


def first_to_leave(messages: Sequence[Message]) -> tuple[str, ...]:
    """The ids of the oldest turn's messages that are not pinned; none where only the last turn is
    left, or the system prompt. A turn begins with a message of the person."""
    turns: list[list[Message]] = []
    for message in messages:
        if message.role is Role.USER or not turns:
            turns.append([])
        turns[-1].append(message)
    for turn in turns[:-1]:
        found = tuple(m.id for m in turn if m.role is not Role.SYSTEM and not m.pinned)
        if found:
            return found
    return ()
