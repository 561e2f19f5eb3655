"""The leaves without text to select: a horizontal rule, and the line that folds a thought."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from desktop.core.markdown import Span
from desktop.views.transcript.flow import Fold
from desktop.views.transcript.look import Look
from desktop.views.transcript.target import Act, Target
from desktop.views.transcript.text_box import TextBox, Wash


class RuleBox:
    """A thin line across the text."""

    text = ""
    length = 0

    def __init__(self, look: Look) -> None:
        self.width = 0.0
        self.height = look.em
        self._look = look

    @property
    def natural_width(self) -> float:
        return self.width

    def place(self, width: float) -> None:
        self.width = width

    def paint(self, painter: QPainter, at: QPointF, washes: Sequence[Wash], clip: QRectF) -> None:
        painter.setPen(self._look.palette.line)
        middle = round(at.y() + self.height / 2) + 0.5
        painter.drawLine(QPointF(at.x(), middle), QPointF(at.x() + self.width, middle))

    def offset_at(self, point: QPointF) -> int:
        return 0

    def target_at(self, point: QPointF) -> Target | None:
        return None

    def word_at(self, offset: int) -> tuple[int, int]:
        return 0, 0

    def rects(self, start: int, end: int) -> Iterator[QRectF]:
        return iter(())


class FoldBox(RuleBox):
    """ "Thought for a while", with a chevron; all of its line is the button."""

    def __init__(self, fold: Fold, look: Look) -> None:
        super().__init__(look)
        self.height = float(look.caption)
        self._fold = fold
        self._label = fold_label(fold)

    def place(self, width: float) -> None:
        advance = QFontMetricsF(self._look.small).horizontalAdvance(self._label)
        self.width = min(width, advance + 1.6 * self._look.em)

    def paint(self, painter: QPainter, at: QPointF, washes: Sequence[Wash], clip: QRectF) -> None:
        painter.setPen(QPen(self._look.palette.ink2, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(self._chevron(at))
        painter.setFont(self._look.small)
        row = QRectF(at.x() + 1.2 * self._look.em, at.y(), self.width, self.height)
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, self._label)

    def target_at(self, point: QPointF) -> Target | None:
        inside = QRectF(0, 0, self.width, self.height).contains(point)
        return Target(Act.FOLD) if inside else None

    def _chevron(self, at: QPointF) -> QPolygonF:
        reach = self._look.em * 0.22
        middle = at + QPointF(self._look.em * 0.45, self.height / 2)
        if self._fold.open:
            points = [(-reach, -reach / 2), (0, reach / 2), (reach, -reach / 2)]
        else:
            points = [(-reach / 2, -reach), (reach / 2, 0), (-reach / 2, reach)]
        return QPolygonF([middle + QPointF(x, y) for x, y in points])


class RemarkBox(RuleBox):
    """A sentence in small letters that breaks into lines."""

    def __init__(self, text: str, look: Look) -> None:
        super().__init__(look)
        self._note = TextBox((Span(text),), look, look.small, look.palette.ink2)

    def place(self, width: float) -> None:
        self._note.place(width)
        self.width, self.height = self._note.natural_width, self._note.height

    def paint(self, painter: QPainter, at: QPointF, washes: Sequence[Wash], clip: QRectF) -> None:
        self._note.paint(painter, at, (), clip)


def fold_label(fold: Fold) -> str:
    """What the line says."""
    translate = QCoreApplication.translate
    if fold.running:
        return translate("Transcript", "Thinking…")
    if not fold.closed:
        label = translate("Transcript", "Thought, not finished · {count} words")
    elif fold.words == 1:
        label = translate("Transcript", "Thought for a while · 1 word")
    else:
        label = translate("Transcript", "Thought for a while · {count} words")
    return label.format(count=f"{fold.words:,}")
