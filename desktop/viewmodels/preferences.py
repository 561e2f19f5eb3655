"""What the person chose, remembered: a change is on disk after a short pause."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.core.errors import PreferencesUnwritable
from desktop.core.preferences import Preferences, read_preferences, write_preferences
from desktop.viewmodels.told import told

PAUSE_MS = 500


class PreferencesModel(QObject):
    """Holds the preferences; the one place that writes them."""

    changed = Signal()
    failed = Signal(str)  # a sentence: they could not be saved

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._value, self.notice = read_preferences(path)
        self._saved = self._value
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.save)

    @property
    def value(self) -> Preferences:
        """The preferences now. `notice` is a Fault to show where a file could not be read."""
        return self._value

    def change(self, **fields: Any) -> None:
        """Replace some of them."""
        self.replace(msgspec.structs.replace(self._value, **fields))

    def replace(self, value: Preferences) -> None:
        """Replace all of them."""
        if value != self._value:
            self._value = value
            self._pause.start()
            self.changed.emit()

    @Slot()
    def save(self) -> None:
        """Put them on disk now, where they are not yet."""
        self._pause.stop()
        if self._value == self._saved:
            return
        self._saved = self._value
        try:
            write_preferences(self._path, self._value)
        except PreferencesUnwritable as error:
            self.failed.emit(told(error))
