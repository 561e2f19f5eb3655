"""The unsent message of a chat, on its way to disk."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from desktop.core.store import Store
from desktop.viewmodels.backlog import Backlog

PAUSE_MS = 500


class Draft(QObject):
    """Stores what is typed after a pause in typing.

    Its beginning is stored at once, so that the chat does not pass for an empty one."""

    def __init__(self, store: Store, backlog: Backlog, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._backlog = backlog
        self._chat_id = ""
        self._text = ""
        self._stored = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.save)

    def begin(self, chat_id: str, text: str) -> None:
        """Follow the draft of another chat, which is stored as `text`."""
        self.save()
        self._chat_id, self._text, self._stored = chat_id, text, text

    def change(self, text: str) -> None:
        """What is typed is another."""
        self._text = text
        self._pause.start()
        if not self._stored:
            self.save()

    @Slot()
    def save(self) -> None:
        """Put it on disk now, where it is not yet."""
        self._pause.stop()
        chat_id, text = self._chat_id, self._text
        if text != self._stored:
            self._stored = text
            self._backlog.store(lambda: self._store.set_draft(chat_id, text))
