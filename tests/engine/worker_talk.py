"""A worker to talk to, line by line, over a fake engine."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue

from engine.protocol import Done, Event, Failed, Request, Token, decode_event, encode
from engine.worker import serve
from tests.fakes.engine import FakeEngine

LIMIT_S = 30.0


class Talk:
    """A worker in a thread of its own, spoken to line by line."""

    def __init__(self, engine: FakeEngine | None = None) -> None:
        self.engine = engine or FakeEngine()
        self.events: list[Event] = []
        self._lines: SimpleQueue[bytes | None] = SimpleQueue()
        self._news = threading.Condition()
        self._writable = True
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        serve(iter(self._lines.get, None), self._write, self.engine)

    def _write(self, lines: bytes) -> None:
        with self._news:
            if not self._writable:
                raise BrokenPipeError
            self.events += map(decode_event, lines.splitlines())
            self._news.notify_all()

    def say(self, *messages: Request | bytes) -> None:
        for message in messages:
            self._lines.put(message if isinstance(message, bytes) else encode(message))

    def until(self, seen: Callable[[list[Event]], object]) -> None:
        with self._news:
            assert self._news.wait_for(lambda: seen(self.events), LIMIT_S), self.events

    def stop_reading(self) -> None:
        with self._news:
            self._writable = False

    def ends(self, request: int) -> list[Done | Failed]:
        return [e for e in self.events if isinstance(e, Done | Failed) and e.id == request]

    def end_of(self, request: int) -> Done | Failed:
        self.until(lambda _: self.ends(request))
        return self.ends(request)[0]

    def text(self, request: int) -> bytes:
        tokens = (e for e in self.events if isinstance(e, Token) and e.id == request)
        return b"".join(e.record.piece for e in tokens)

    def leave(self) -> None:
        self._lines.put(None)
        self.join()

    def join(self) -> None:
        self._thread.join(LIMIT_S)
        assert not self._thread.is_alive()
