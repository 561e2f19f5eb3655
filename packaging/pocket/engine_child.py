"""The product's own engine as a function of messages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine import chat
from engine.headless.child import Child
from engine.protocol import Event, Generate, Token
from engine.records import RunSummary, StopReason
from engine.settings import LoadSettings, SamplingSettings
from pocket.chat import Message


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model said; `ended` if it stopped by itself."""

    text: str
    ended: bool
    tokens: int
    seconds: float


class EngineChild:
    """One model in one engine process; a context manager.

    Raises engine.headless.child.Refused with the engine's own sentence."""

    def __init__(self, model: Path, threads: int = 1) -> None:
        self._child = Child()
        self.facts = self._child.load(model, LoadSettings(threads=threads))

    def __enter__(self) -> EngineChild:
        return self

    def __exit__(self, *problem: object) -> None:
        self._child.__exit__(*problem)

    def reply(self, messages: list[Message], settings: SamplingSettings) -> Reply:
        """The next message of the chat."""
        said = tuple(
            chat.Message(str(i), chat.Role(message.role), message.text)
            for i, message in enumerate(messages)
        )
        pieces: list[bytes] = []

        def take(event: Event) -> None:
            if isinstance(event, Token):
                pieces.append(event.record.piece)

        summary = self._child.ask(Generate(1, chat.Chat(said), settings), take)
        assert isinstance(summary, RunSummary)
        return Reply(
            b"".join(pieces).decode("utf-8", "replace"),
            summary.reason is StopReason.END_OF_TURN,
            summary.generated_tokens,
            summary.generate_ms / 1000,
        )
