"""What every page beside the chat has: a heading, a sentence about it, and the way back."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from desktop.views.transcript.keys import claimed, is_escape

translate = QCoreApplication.translate


class Page(QFrame):
    """A page fills `body`; Esc and the arrow ask for the chat."""

    back_wanted = Signal()

    def __init__(self, title: str, sentence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("centre")
        self.setAccessibleName(title)
        self._back = QToolButton(self)
        self._back.setText("‹")
        self._back.setToolTip(translate("Page", "Back to the chat (Esc)"))
        self._back.setAccessibleName(translate("Page", "Back to the chat"))
        self._back.clicked.connect(self.back_wanted)
        heading = QLabel(title, self)
        heading.setObjectName("heading")
        about = QLabel(sentence, self)
        about.setProperty("quiet", True)
        about.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._back)
        row.addWidget(heading, 1)
        self.head = row  # for what belongs beside the heading
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 16, 24, 16)
        whole.setSpacing(8)
        whole.addLayout(row)
        whole.addWidget(about)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 8, 0, 0)
        self.body.setSpacing(12)
        whole.addLayout(self.body, 1)

    def event(self, event: QEvent) -> bool:
        """Take Esc before the window's shortcut for stopping a reply does."""
        return claimed(event, is_escape) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back_wanted.emit()
        else:
            super().keyPressEvent(event)
