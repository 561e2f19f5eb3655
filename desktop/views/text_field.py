"""A field for text of several lines, as the composer, the card and the message editor use it."""

from __future__ import annotations

from PySide6.QtGui import QDragEnterEvent, QInputMethodEvent, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget


class TextField(QPlainTextEdit):
    """Tab leaves it; files that are dropped on it are left to the window, which opens them.

    `composing`: an input method is at work, so keys like Enter and Esc are its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.composing = False
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)

    @property
    def lines(self) -> int:
        """Lines of the text as it is wrapped."""
        return int(self.document().size().height())

    def height_of(self, lines: int) -> int:
        """Pixels that so many lines need."""
        margin = 2 * int(self.document().documentMargin())
        return lines * self.fontMetrics().lineSpacing() + margin + 2

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        self.composing = bool(event.preeditString())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.ignore()
        else:
            super().dragEnterEvent(event)
