"""The row under a message: how it ended, and the button that goes on with it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from desktop.core.entry import Entry
from desktop.core.markdown import Span
from desktop.views.transcript.look import Look
from desktop.views.transcript.target import Act, Target
from desktop.views.transcript.text_box import TextBox

APART = 12.0


class Footnote:
    """The note of an entry and "Continue", where it can be continued."""

    def __init__(self, entry: Entry, look: Look, width: float) -> None:
        self._look = look
        self._width = min(width, look.measure)
        self._note = TextBox((Span(entry.note),), look, look.small, look.palette.ink2)
        self._note.place(self._width)
        self._label = QCoreApplication.translate("Transcript", "Continue")
        self._font = QFont(look.small)
        self._font.setWeight(QFont.Weight.DemiBold)
        self._button = self._button_place() if entry.can_continue else QRectF()
        self.height = round(max(self._note.height if entry.note else 0, self._button.bottom()))

    def paint(self, painter: QPainter, at: QPointF, clip: QRectF) -> None:
        self._note.paint(painter, at, (), clip)
        if self._button.isValid():
            painter.setFont(self._font)
            painter.setPen(self._look.palette.accent)
            painter.drawText(
                self._button.translated(at), Qt.AlignmentFlag.AlignVCenter, self._label
            )

    def target_at(self, point: QPointF) -> Target | None:
        return Target(Act.CONTINUE) if self._button.contains(point) else None

    def _button_place(self) -> QRectF:
        """Behind the note, or under it where there is no room."""
        width = QFontMetricsF(self._font).horizontalAdvance(self._label) + 2
        row = float(self._look.caption)
        left = self._note.natural_width + (APART if self._note.text else 0)
        if left + width > self._width:
            return QRectF(0, self._note.height, width, row)
        return QRectF(left, max(0.0, self._note.height - row) / 2, width, row)
