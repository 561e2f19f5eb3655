"""The model that answers: which one, how far its loading is, what became of it. No widgets.

Each model lives in a child of its own. Another one is loaded beside it if both fit into free
memory, and takes over when it is there; else the first one ends before the second begins, and is
loaded again should the second fail."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

from PySide6.QtCore import QDeadlineTimer, QObject, Signal, Slot

from desktop.engine_client import PATIENCE_MS, EngineClient
from engine.errors import EngineUnreachable, Fault, FileMissing
from engine.protocol import Cancel, Capability, Done, Event, Failed, Hello, Load, Progress, Request
from engine.records import ModelFacts
from engine.settings import LoadSettings

ROOM_BESIDE_WEIGHTS = 200_000_000  # bytes: context, compute buffers and the process itself
ROOM_FACTOR = 1.2


class EngineState(StrEnum):
    """What can be done with the engine now."""

    EMPTY = "empty"  # no model was opened yet
    LOADING = "loading"  # a model is on its way; an earlier one may still finish its reply
    READY = "ready"  # a model answers; `fault` tells if another one could not be opened
    FAILED = "failed"  # the model could not be opened, and no earlier one is there
    DIED = "died"  # the child ended on its own; `start_again` helps


def free_memory() -> int:
    """Bytes that can be used without making the machine slow."""
    import psutil  # a heavy import, needed only when a second model is opened

    return int(psutil.virtual_memory().available)


class ModelChild(QObject):
    """One child and the one model it loads. Each signal but `received` carries the child."""

    progressed = Signal(object)
    loaded = Signal(object)
    failed = Signal(object)  # before it was loaded; `fault` says why
    died = Signal(object)  # after it was loaded; `fault` says why
    gone = Signal(object)  # after `leave`
    received = Signal(object)  # Event of a request other than the load

    def __init__(
        self,
        command: Sequence[str],
        ids: Iterator[int],
        path: str,
        settings: LoadSettings,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.path = path
        self.settings = settings
        self.facts: ModelFacts | None = None
        self.capabilities: frozenset[Capability] = frozenset()
        self.progress = 0.0
        self.fault: Fault | None = None
        self._load = 0
        self._open: set[int] = set()
        self._dead = False
        self._client = EngineClient(command, ids, os.path.basename(path), self)
        self._client.received.connect(self._on_received)
        self._client.died.connect(self._on_died)
        self._client.closed.connect(self._on_closed)

    @property
    def process_id(self) -> int:
        """The child's process id; 0 while it does not run."""
        return self._client.process_id

    def start(self) -> None:
        self._client.start()
        self._load = self._client.ask(Load(1, self.path, self.settings))

    def ask(self, request: Request) -> int:
        number = self._client.ask(request)
        self._open.add(number)
        return number

    def leave(self) -> None:
        """End the child: what it still answers is cancelled first."""
        if self._dead:
            self.gone.emit(self)
        else:
            self._client.close()

    def finish(self, patience_ms: int) -> None:
        """End the child and wait for it: for the application's exit."""
        if not self._dead:
            self._client.finish(patience_ms)

    @Slot(object)
    def _on_received(self, event: Event) -> None:
        if isinstance(event, Hello):
            self.capabilities = frozenset(event.capabilities)
            return
        if event.id == self._load:
            self._on_load(event)
            return
        if isinstance(event, Done | Failed):
            self._open.discard(event.id)
        self.received.emit(event)

    def _on_load(self, event: Event) -> None:
        match event:
            case Progress():
                self.progress = event.done / event.total
                self.progressed.emit(self)
            case Done(result=ModelFacts() as facts):
                self.facts = facts
                self.loaded.emit(self)
            case Failed():
                self.fault = event.fault
                self.failed.emit(self)
            case _:
                pass

    @Slot(object)
    def _on_died(self, fault: Fault) -> None:
        known, self.fault, self._dead = self.fault, fault, True
        if self.facts is not None:
            self.died.emit(self)
        elif known is None:
            self.failed.emit(self)

    @Slot()
    def _on_closed(self) -> None:
        """A child that had to be killed owes answers: they fail, so that nobody waits."""
        for number in sorted(self._open):
            self.received.emit(Failed(number, EngineUnreachable().fault))
        self.gone.emit(self)


class EngineModel(QObject):
    """Keeps one model answering. Requests go to the model that is there; see `EngineState`."""

    changed = Signal()
    received = Signal(object)  # Event; ids are never used twice, whatever child answers
    ready = Signal(object)  # ModelFacts of the model that answers from now on
    failed = Signal(object)  # Fault: a model could not be opened
    died = Signal(object)  # Fault: the model that answered is gone, with all it was asked

    def __init__(
        self,
        command: Sequence[str],
        available: Callable[[], int] = free_memory,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._command = tuple(command)
        self._available = available
        self._ids = itertools.count(1)
        self._state = EngineState.EMPTY
        self._fault: Fault | None = None
        self._path = ""
        self._settings = LoadSettings()
        self._current: ModelChild | None = None
        self._coming: ModelChild | None = None
        self._leaving: list[ModelChild] = []
        self._waits_for_room = False
        self._former: tuple[str, LoadSettings] | None = None  # to be loaded again on a failure

    @property
    def state(self) -> EngineState:
        return self._state

    @property
    def path(self) -> str:
        """The file that is loading, answers, failed or died; empty before the first."""
        return self._path

    @property
    def settings(self) -> LoadSettings:
        """The settings `path` is loaded with."""
        return self._settings

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What the engine with the model that is there can do; nothing while there is none."""
        return self._current.capabilities if self._current else frozenset()

    @property
    def facts(self) -> ModelFacts | None:
        """The model that answers, also while another one is loading."""
        return self._current.facts if self._current else None

    @property
    def progress(self) -> float:
        """Share of the weights that is loaded, 0 to 1."""
        return self._coming.progress if self._coming else float(self._current is not None)

    @property
    def fault(self) -> Fault | None:
        """Why the last opening failed or the child died; None when all is well."""
        return self._fault

    @property
    def process_id(self) -> int:
        """Process id of the child that answers; 0 where there is none."""
        return self._current.process_id if self._current else 0

    def open(self, path: str, settings: LoadSettings | None = None) -> None:
        """Load a model, in place of the one that is there or on its way."""
        self._fault = None
        self._dismiss_coming()
        self._begin(path, settings or LoadSettings())

    def cancel_load(self) -> None:
        """Give up the model that is loading; the earlier one goes on."""
        if self._state is EngineState.LOADING:
            self._dismiss_coming()
            self._fall_back(EngineState.EMPTY)

    def start_again(self) -> None:
        """Load the model again that died or could not be opened."""
        if self._state in (EngineState.DIED, EngineState.FAILED):
            self.open(self._path, self._settings)

    def ask(self, request: Request) -> int:
        """Ask the model that is there, and return the request's id.

        Only a Cancel may be asked while none is there: what it names is ending already."""
        if self._current is None:
            assert isinstance(request, Cancel), "no model is there to answer"
            return next(self._ids)
        return self._current.ask(request)

    def finish(self, patience_ms: int = PATIENCE_MS) -> None:
        """End all children and wait for them, at most about `patience_ms`: for the exit."""
        self._waits_for_room = False
        self._dismiss_coming()
        self._retire_current()
        deadline = QDeadlineTimer(patience_ms)
        for child in tuple(self._leaving):
            child.finish(max(0, deadline.remainingTime()))

    def _begin(self, path: str, settings: LoadSettings) -> None:
        self._path, self._settings = path, settings
        self._state = EngineState.LOADING
        if not _is_sendable(path):
            self._fail(FileMissing(name=ascii(path), reason="its name is not valid text").fault)
        elif (self._current is None and not self._leaving) or self._fits(path):
            self._start_child()
        else:
            self._make_room()
        self.changed.emit()

    def _fits(self, path: str) -> bool:
        size = os.path.getsize(path) if os.path.exists(path) else 0
        return self._available() >= size * ROOM_FACTOR + ROOM_BESIDE_WEIGHTS

    def _make_room(self) -> None:
        if self._current is not None:
            self._former = (self._current.path, self._current.settings)
            self._retire_current()
        self._waits_for_room = True

    def _start_child(self) -> None:
        self._waits_for_room = False
        child = ModelChild(self._command, self._ids, self._path, self._settings, self)
        child.progressed.connect(self._on_progressed)
        child.loaded.connect(self._on_loaded)
        child.failed.connect(self._on_failed)
        child.died.connect(self._on_died)
        child.gone.connect(self._on_gone)
        child.received.connect(self.received)
        self._coming = child
        child.start()

    def _dismiss_coming(self) -> None:
        self._waits_for_room = False
        if self._coming is not None:
            child, self._coming = self._coming, None
            self._retire(child)

    def _retire_current(self) -> None:
        if self._current is not None:
            child, self._current = self._current, None
            self._retire(child)

    def _retire(self, child: ModelChild) -> None:
        self._leaving.append(child)
        child.leave()

    def _fall_back(self, without: EngineState) -> None:
        """Return to the model that was there before; to state `without` if there was none."""
        if self._current is not None:
            self._path, self._settings = self._current.path, self._current.settings
            self._state = EngineState.READY
        elif self._former is not None:
            (path, settings), self._former = self._former, None
            self._begin(path, settings)
            return
        else:
            self._state = without
        self.changed.emit()

    def _fail(self, fault: Fault) -> None:
        self._fault = fault
        self._fall_back(EngineState.FAILED)
        self.failed.emit(fault)

    @Slot(object)
    def _on_progressed(self, child: ModelChild) -> None:
        if child is self._coming:
            self.changed.emit()

    @Slot(object)
    def _on_loaded(self, child: ModelChild) -> None:
        if child is not self._coming:
            return
        self._coming, self._former = None, None
        self._retire_current()
        self._current, self._state = child, EngineState.READY
        self.changed.emit()
        self.ready.emit(child.facts)

    @Slot(object)
    def _on_failed(self, child: ModelChild) -> None:
        if child is self._coming and child.fault is not None:
            self._dismiss_coming()
            self._fail(child.fault)

    @Slot(object)
    def _on_died(self, child: ModelChild) -> None:
        if child is not self._current or child.fault is None:
            return
        self._current = None
        child.deleteLater()
        if self._state is not EngineState.LOADING:
            self._state, self._fault = EngineState.DIED, child.fault
        self.changed.emit()
        self.died.emit(child.fault)

    @Slot(object)
    def _on_gone(self, child: ModelChild) -> None:
        self._leaving.remove(child)
        child.deleteLater()
        if self._waits_for_room and not self._leaving:
            self._start_child()


def _is_sendable(path: str) -> bool:
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True
