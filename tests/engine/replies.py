"""Chats and replies for tests of the real engine in this process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.chat import Chat, Message, Role
from engine.local import LocalEngine
from engine.protocol import Event, Generate, Prompted, Swap, Token
from engine.records import ModelFacts, RunSummary, TokenRecord
from tests.engine.asking import ask


def spoken(*texts: str, **chat: Any) -> Chat:
    """A chat in which the person and the model speak in turn; `chat` are other fields of it."""
    roles = (Role.USER, Role.ASSISTANT)
    turns = tuple(Message(str(n), roles[n % 2], text) for n, text in enumerate(texts))
    return Chat(turns, **chat)


class Reply:
    """What a request to write came to."""

    def __init__(
        self,
        engine: LocalEngine,
        request: Generate | Swap,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        self.events: list[Event] = []
        self.chat = request.chat
        self.summary: RunSummary = ask(
            engine, request, send=self.events.append, cancelled=cancelled
        )

    @property
    def prompted(self) -> Prompted:
        return next(e for e in self.events if isinstance(e, Prompted))

    @property
    def records(self) -> list[TokenRecord]:
        return [e.record for e in self.events if isinstance(e, Token)]

    @property
    def ids(self) -> list[int]:
        return [record.id for record in self.records]

    @property
    def numbers(self) -> list[tuple[int, float, float | None]]:
        """What must be the same, to the bit, where two replies are."""
        return [(r.id, r.logprob, r.u) for r in self.records]

    @property
    def text(self) -> str:
        return b"".join(r.piece for r in self.records).decode("utf-8", "backslashreplace")

    def in_chat(self, facts: ModelFacts, *more: str) -> Chat:
        """The chat with this reply, as the window stores it, and what was said after it."""
        number = len(self.chat.messages)
        ids = tuple(id for id, r in zip(self.ids, self.records, strict=True) if r.piece)
        own = Message(str(number), Role.ASSISTANT, self.text, ids, facts.vocabulary)
        later = spoken(*more).messages
        renamed = (Message(f"{number + 1 + n}", m.role, m.text) for n, m in enumerate(later))
        return Chat((*self.chat.messages, own, *renamed), self.chat.template)
