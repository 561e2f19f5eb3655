"""The row above a message: who speaks, which version, and what is special about it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from desktop.core.entry import Entry
from desktop.views.transcript.look import Look
from desktop.views.transcript.target import Act, Target

APART = 12.0
ARROW = 20.0  # width of an arrow's field


class Caption:
    """Painted at a message's top left; the arrows answer clicks."""

    def __init__(self, entry: Entry, look: Look) -> None:
        self._entry = entry
        self._look = look
        self._author_font = QFont(look.small)
        self._author_font.setWeight(QFont.Weight.DemiBold)
        self._count = f"{entry.version} / {entry.versions}"

    @property
    def height(self) -> int:
        return self._look.caption

    def paint(self, painter: QPainter, at: QPointF) -> None:
        painter.setPen(self._look.palette.ink2)
        painter.setFont(self._author_font)
        self._draw(painter, at, 0.0, self._author_width(), self._entry.author)
        painter.setFont(self._look.small)
        left = self._author_width() + APART
        if self._entry.versions > 1:
            older, newer = self._arrows()
            self._draw(painter, at, older.left(), ARROW, "‹", centre=True)
            self._draw(painter, at, older.right(), newer.left() - older.right(), self._count)
            self._draw(painter, at, newer.left(), ARROW, "›", centre=True)
            left = newer.right() + APART
        self._draw(painter, at, left, self._look.column - left, " · ".join(marks(self._entry)))

    def target_at(self, point: QPointF) -> Target | None:
        """The arrow under `point`; none at the ends."""
        if self._entry.versions > 1:
            older, newer = self._arrows()
            if older.contains(point) and self._entry.version > 1:
                return Target(Act.OLDER)
            if newer.contains(point) and self._entry.version < self._entry.versions:
                return Target(Act.NEWER)
        return None

    def _author_width(self) -> float:
        return min(
            QFontMetricsF(self._author_font).horizontalAdvance(self._entry.author) + 1,
            self._look.measure / 2,
        )

    def _arrows(self) -> tuple[QRectF, QRectF]:
        left = self._author_width() + APART - 6
        count = QFontMetricsF(self._look.small).horizontalAdvance(self._count) + 1
        return (
            QRectF(left, 0, ARROW, self.height),
            QRectF(left + ARROW + count, 0, ARROW, self.height),
        )

    def _draw(
        self,
        painter: QPainter,
        at: QPointF,
        left: float,
        width: float,
        text: str,
        centre: bool = False,
    ) -> None:
        row = QRectF(at.x() + left, at.y(), width, self.height)
        flags = Qt.AlignmentFlag.AlignHCenter if centre else Qt.AlignmentFlag.AlignLeft
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(width) + 1)
        painter.drawText(row, flags | Qt.AlignmentFlag.AlignVCenter, shown)


def marks(entry: Entry) -> list[str]:
    """The words for what is special about a message."""
    translate = QCoreApplication.translate
    result = []
    if entry.pinned:
        result.append(translate("Transcript", "pinned"))
    if entry.retokenised:
        result.append(translate("Transcript", "tokenised anew"))
    return result
