"""A task for what is tested without a worker, and downloads to ask for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from engine.library.protocol import Download, Downloading, Event, Fetching
from engine.library.records import Access, DownloadState, HubFile
from engine.library.task import Task
from engine.library.transfer import Habits
from tests.fakes.hub import COMMIT, FakeHub, Repository, sha256

T = TypeVar("T")

HASTY = Habits(timeout_s=0.5, attempts=3, pause_s=1.0, sync_bytes=1 << 16, spare_bytes=0)
NAME = "me/tiny-GGUF"
FILE = "tiny-Q8_0.gguf"


class Asked:
    """Keeps what a task tells; waits take no time and are counted. `cancel_at` cancels once the
    events fulfil it."""

    def __init__(self, cancel_at: Callable[[Event], bool] | None = None) -> None:
        self.events: list[Event] = []
        self.pauses: list[float] = []
        self._cancelled = threading.Event()
        self._cancel_at = cancel_at
        self._interrupts: list[Callable[[], None]] = []
        self.task = Task(self._send, self._cancelled.is_set, self._wait, self._interrupting)

    def cancel(self) -> None:
        self._cancelled.set()
        for interrupt in self._interrupts:
            interrupt()

    def _send(self, event: Event) -> None:
        self.events.append(event)
        if self._cancel_at is not None and self._cancel_at(event):
            self.cancel()

    def _wait(self, seconds: float) -> bool:
        self.pauses.append(seconds)
        return self._cancelled.is_set()

    @contextmanager
    def _interrupting(self, act: Callable[[], None]) -> Iterator[None]:
        self._interrupts.append(act)
        yield
        self._interrupts.remove(act)

    def of(self, kind: type[T]) -> list[T]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def addresses(self) -> list[str]:
        return [event.address for event in self.of(Fetching)]

    @property
    def states(self) -> list[DownloadState]:
        return [event.state for event in self.of(Downloading)]


def publish(hub: FakeHub, data: bytes, name: str = FILE) -> HubFile:
    """One file in the usual repository."""
    hub.repositories[NAME] = Repository({name: data})
    return HubFile(name, len(data), sha256(data))


def wanted(hub: FakeHub, folder: Path, *files: HubFile) -> Download:
    return Download(1, NAME, COMMIT, files, str(folder), Access(hub.endpoint))
