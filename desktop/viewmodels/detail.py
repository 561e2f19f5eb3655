"""Everything that a model file says of itself, and whether it fits into this machine now."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.viewmodels.library import LibraryModel
from desktop.viewmodels.told import told
from engine.library.protocol import Done, Event, Inspect, Weigh
from engine.library.records import ModelPage, Weighed
from engine.protocol import Failed


class DetailModel(QObject):
    """One model file at a time; `problem` is a sentence where it cannot be read."""

    changed = Signal()

    def __init__(self, library: LibraryModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._numbers: tuple[int, ...] = ()
        self.page: ModelPage | None = None
        self.weighed: Weighed | None = None
        self.problem = ""

    def show(self, path: str) -> None:
        """Read a file's header; what was shown before is gone at once."""
        for number in self._numbers:
            self._library.forget(number)
        self.page, self.weighed, self.problem = None, None, ""
        requests = (Inspect(1, path), Weigh(1, path))
        self._numbers = tuple(self._library.ask(each, self._on_answer) for each in requests)
        self.changed.emit()

    def _on_answer(self, event: Event) -> None:
        match event:
            case Done(result=ModelPage() as page):
                self.page = page
            case Done(result=Weighed() as weighed):
                self.weighed = weighed
            case Failed():
                self.problem = told(event.fault)
            case _:
                return
        self.changed.emit()
