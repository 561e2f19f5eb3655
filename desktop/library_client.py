"""The library child as a QObject: its own dialect, and its death as one sentence."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from desktop.core.errors import LibraryStopped
from desktop.engine_client import Dialect, EngineClient
from engine.errors import Fault
from engine.library.protocol import VERSION, Hello, decode_event, encode


class LibraryClient(EngineClient):
    """As an engine's client; `stopped` tells the end in the library's words, not the engine's."""

    dialect = Dialect(encode, decode_event, Hello, VERSION)
    stopped = Signal(object)  # engine.errors.Fault

    def __init__(self, command: tuple[str, ...], parent: QObject | None = None) -> None:
        super().__init__(command, parent=parent)
        self.died.connect(self._on_died)

    @Slot(object)
    def _on_died(self, fault: Fault) -> None:
        facts = fault.facts
        how = facts.get("how") or facts.get("reason") or facts.get("said") or fault.kind
        self.stopped.emit(LibraryStopped(how=how).fault)
