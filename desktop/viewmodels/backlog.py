"""The changes that go to disk, in order: one that finds no room waits until there is some.

A message hangs on the one before it, so a change that was refused holds up those after it; dropping
it would lose them all."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desktop.core.errors import StoreBusy, StoreError, StoreFull, StoreReadOnly
from desktop.viewmodels.told import told

PASSING = (StoreBusy, StoreFull, StoreReadOnly)  # a person can do something about these


class Backlog(QObject):
    """Makes changes of the store; keeps and repeats what could not be stored for now."""

    failed = Signal(str)  # a sentence
    caught_up = Signal()  # everything that had to wait is stored

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: list[Callable[[], object]] = []
        self._problem = ""  # why the first of them waits

    def store(self, change: Callable[[], object]) -> None:
        """Make a change after all that wait; it raises StoreError where it cannot be made."""
        self._waiting.append(change)
        if not self.settle():
            self.failed.emit(self._problem)

    def store_more(self, change: Callable[[], object]) -> None:
        """The same for a change that goes on with an earlier one: tells only the first failure."""
        known = self._problem
        self._waiting.append(change)
        if not self.settle() and not known:
            self.failed.emit(self._problem)

    def settle(self) -> bool:
        """Try again what waits; whether everything is stored now."""
        while self._waiting:
            try:
                self._waiting[0]()
            except PASSING as error:
                self._problem = told(error)
                return False
            except StoreError as error:
                self.failed.emit(told(error))
            del self._waiting[0]
        if self._problem:
            self._problem = ""
            self.caught_up.emit()
        return True
