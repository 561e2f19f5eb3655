"""A field for text of several lines, as the composer, the card and the message editor use it."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Slot
from PySide6.QtGui import QDragEnterEvent, QInputMethodEvent, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget

from desktop.views.long_words import has_endless_word


class TextField(QPlainTextEdit):
    """Tab leaves it; files that are dropped on it are left to the window, which opens them.

    `composing`: an input method is at work, so keys like Enter and Esc are its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.composing = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self._break_lines("")
        self.textChanged.connect(self._on_text)

    @property
    def lines(self) -> int:
        """Lines of the text as it is wrapped."""
        return int(self.document().size().height())

    def height_of(self, lines: int) -> int:
        """Pixels that so many lines need."""
        margin = 2 * int(self.document().documentMargin())
        return lines * self.fontMetrics().lineSpacing() + margin + 2

    def setPlainText(self, text: str) -> None:
        self._break_lines(text)
        super().setPlainText(text)

    def insertFromMimeData(self, source: QMimeData) -> None:
        self._break_lines(self.toPlainText() + source.text())
        super().insertFromMimeData(source)

    @Slot()
    def _on_text(self) -> None:
        self._break_lines(self.toPlainText())

    def _break_lines(self, text: str) -> None:
        """Between words, or anywhere in a text that would take too long."""
        modes = QTextOption.WrapMode
        endless = has_endless_word(text)
        mode = modes.WrapAnywhere if endless else modes.WrapAtWordBoundaryOrAnywhere
        if mode != self.wordWrapMode():
            self.setWordWrapMode(mode)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        self.composing = bool(event.preeditString())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.ignore()
        else:
            super().dragEnterEvent(event)
