"""Which turns of a chat are in the context window.

Whole turns leave, oldest first, never silently and never one by one: when the chat no longer
fits, half of the history's room is freed at once, so that the prompt's beginning stays the same
(and cached) for many turns. Pure: tokens are counted by the function that builds prompts."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from msgspec.structs import replace

from engine.chat import Chat, Overflow, Role
from engine.errors import ContextFull, ContextOverflow, MessageTooLong
from engine.prompt.tokens import Prompt
from engine.records import SegmentKind

LONGEST_RESERVE = 2048  # tokens kept free for a reply without a limit of its own

Build = Callable[[Chat], Prompt]


def reserve(max_tokens: int, window: int) -> int:
    """Tokens of the window to keep free for the reply: its limit, or a quarter; never more than
    half, so that the chat is not thrown out for the sake of a reply."""
    return min(max_tokens or min(window // 4, LONGEST_RESERVE), window // 2)


def fit(build: Build, chat: Chat, window: int, reserve: int) -> tuple[Prompt, str]:
    """The prompt that fits, and the id of the first message after those that left ("" if none).

    `window` is the context in tokens, of which `reserve` should stay free for the reply; only
    what must stay (system prompt, pinned messages, last turn) may use them, all but one. Turns
    that left earlier come back only all together, where the whole chat fits again: into a larger
    window, or after an edit. The prompt tells how many tokens left. Raises ContextFull (the chat
    says to stop, or what must stay fills the window) and MessageTooLong (the last message does)."""
    turns = _Turns(chat)
    whole = build(turns.since(0))
    if len(whole.ids) <= window - max(reserve, 1):
        return whole, ""
    prompt, start = _shortened(build, turns, chat, window, reserve)
    return replace(prompt, left=len(whole.ids) - len(prompt.ids)), start


def _shortened(
    build: Build, turns: _Turns, chat: Chat, window: int, reserve: int
) -> tuple[Prompt, str]:
    begun = turns.index_of(chat.memory_start)
    room = window - max(reserve, 1)
    prompt = build(turns.since(begun))
    if len(prompt.ids) <= room:
        return prompt, turns.first_id(begun)
    last = turns.count if _ends_in_draft(prompt) else max(begun, turns.count - 1)
    least = build(turns.since(last))
    if len(least.ids) >= window:
        raise _overflow(least, chat, window)
    if begun == last:
        return least, turns.first_id(last)
    if chat.overflow is Overflow.STOP:
        raise ContextFull(tokens=len(prompt.ids), window=window)
    target = (len(least.ids) + room) // 2
    leaving = range(begun + 1, last)
    kept = (
        begun
        + 1
        + bisect_left(leaving, True, key=lambda turn: len(build(turns.since(turn)).ids) <= target)
    )
    return build(turns.since(kept)), turns.first_id(kept)


class _Turns:
    """A chat cut into turns: a user's message and what was answered to it."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat
        spoken = [i for i, m in enumerate(chat.messages) if m.role is not Role.SYSTEM]
        self._starts = [i for i in spoken if i == spoken[0] or chat.messages[i].role is Role.USER]

    @property
    def count(self) -> int:
        return len(self._starts)

    def since(self, turn: int) -> Chat:
        """The chat from that turn on, with what never leaves."""
        start = self._starts[turn] if turn < self.count else len(self._chat.messages)
        return replace(
            self._chat,
            messages=tuple(
                m
                for i, m in enumerate(self._chat.messages)
                if i >= start or m.pinned or m.role is Role.SYSTEM
            ),
        )

    def index_of(self, message: str) -> int:
        """The turn of that message; 0 where the chat has no such message."""
        ids = [m.id for m in self._chat.messages]
        if message not in ids:
            return 0
        return max(0, sum(start <= ids.index(message) for start in self._starts) - 1)

    def first_id(self, turn: int) -> str:
        """The id of the turn's first message; empty for the first turn, which has not left."""
        return self._chat.messages[self._starts[turn]].id if 0 < turn < self.count else ""


def _ends_in_draft(prompt: Prompt) -> bool:
    return any(s.kind is SegmentKind.DRAFT for s in prompt.segments)


def _overflow(least: Prompt, chat: Chat, window: int) -> ContextOverflow:
    """The last message is to blame unless the rest fills the window without it."""
    drafted = _ends_in_draft(least)
    last = chat.messages[-1].id if chat.messages else None
    own = sum(
        s.tokens
        for s in least.segments
        if (s.kind is SegmentKind.DRAFT if drafted else s.message == last)
    )
    room = window - 1 - (len(least.ids) - own)
    if own and room > 0:
        return MessageTooLong(tokens=own, window=room)
    return ContextFull(tokens=len(least.ids), window=window)
