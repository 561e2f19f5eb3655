"""The child that finds and fetches models: started when first asked, and again after a death.

Answers go to whoever asked. A child that dies answers all open requests with the reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal, Slot

from desktop.engine_client import PATIENCE_MS
from desktop.library_client import LibraryClient
from engine.errors import Fault
from engine.library.protocol import Done, Event, Fetching, Hello, Job
from engine.library.records import Machine
from engine.protocol import Cancel, Failed

Answer = Callable[[Event], None]


class LibraryModel(QObject):
    """Asks the library; `machine` and the like are None or empty until it has spoken."""

    spoke = Signal()  # its first words are there
    fetching = Signal(str)  # the address that is about to be asked

    def __init__(self, command: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._command = tuple(command)
        self._client: LibraryClient | None = None
        self._open: dict[int, Answer] = {}
        self.endpoint = ""
        self.offline = False  # the environment forbids the network
        self.machine: Machine | None = None

    @property
    def process_id(self) -> int:
        """The child's process id; 0 while there is none."""
        return self._client.process_id if self._client else 0

    def ask(self, request: Job, answer: Answer) -> int:
        """Send a request, and return its number. `answer` gets all its events; the last one is
        Done or Failed."""
        number = self._running().ask(request)
        self._open[number] = answer
        return number

    def cancel(self, number: int) -> None:
        """End a request soon; it is still answered."""
        if number in self._open and self._client is not None:
            self._client.ask(Cancel(1, number))

    def forget(self, number: int) -> None:
        """End a request whose answer nobody wants any more."""
        self.cancel(number)
        self._open.pop(number, None)

    def finish(self, patience_ms: int = PATIENCE_MS) -> None:
        """End the child and wait for it: for the application's exit."""
        self._open.clear()
        if self._client is not None:
            self._client.finish(patience_ms)
            self._client = None

    def _running(self) -> LibraryClient:
        if self._client is None:
            self._client = LibraryClient(self._command, self)
            self._client.received.connect(self._on_received)
            self._client.stopped.connect(self._on_stopped)
            self._client.start()
        return self._client

    @Slot(object)
    def _on_received(self, event: Event) -> None:
        if isinstance(event, Hello):
            self.endpoint, self.offline = event.endpoint, event.offline
            self.machine = event.machine
            self.spoke.emit()
            return
        if isinstance(event, Fetching):
            self.fetching.emit(event.address)
        ended = isinstance(event, Done | Failed)
        answer = self._open.pop(event.id, None) if ended else self._open.get(event.id)
        if answer is not None:
            answer(event)

    @Slot(object)
    def _on_stopped(self, fault: Fault) -> None:
        if self._client is not None:
            self._client.deleteLater()
            self._client = None
        waiting, self._open = self._open, {}
        for number, answer in waiting.items():
            answer(Failed(number, fault))
