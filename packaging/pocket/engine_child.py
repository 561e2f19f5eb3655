"""The product's own engine as a function of messages: a child process, spoken to line by line."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from engine import protocol
from engine.records import ModelFacts, RunSummary, StopReason
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

    Raises RuntimeError with the engine's own sentence where it refuses a request.
    """

    def __init__(self, model: Path, threads: int = 1) -> None:
        command = [sys.executable, "-m", "engine"]
        self._child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._ids = count(1)
        request = protocol.Load(
            next(self._ids), str(model.absolute()), LoadSettings(threads=threads)
        )
        facts = self._last(request)
        assert isinstance(facts, ModelFacts)
        self.facts = facts

    def __enter__(self) -> EngineChild:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._child.stdin is not None
        self._child.stdin.close()
        self._child.wait(timeout=20)

    def reply(self, messages: list[Message], settings: SamplingSettings) -> Reply:
        """The next message of the chat."""
        said = tuple(
            protocol.Message(str(i), protocol.Role(message.role), message.text)
            for i, message in enumerate(messages)
        )
        request = protocol.Generate(next(self._ids), protocol.Chat(said), settings)
        pieces: list[bytes] = []
        summary = self._last(request, pieces)
        assert isinstance(summary, RunSummary)
        return Reply(
            b"".join(pieces).decode("utf-8", "replace"),
            summary.reason is StopReason.END_OF_TURN,
            summary.generated_tokens,
            summary.generate_ms / 1000,
        )

    def _last(self, request: protocol.Request, pieces: list[bytes] | None = None) -> object:
        assert self._child.stdin is not None
        self._child.stdin.write(protocol.encode(request))
        self._child.stdin.flush()
        for event in self._events():
            match event:
                case protocol.Token(record=record) if pieces is not None:
                    pieces.append(record.piece)
                case protocol.Failed(fault=fault):
                    raise RuntimeError(str(fault))
                case protocol.Done(result=result):
                    return result
        raise RuntimeError("the engine ended")

    def _events(self) -> Iterator[protocol.Event]:
        assert self._child.stdout is not None
        for line in self._child.stdout:
            yield protocol.decode_event(line)
