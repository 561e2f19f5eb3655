"""The head of the token panel: the token in large letters, and its four figures in cells."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views.palette import LIGHT, Palette

CELL_GAP = 8
PADDING = 8


class Facts(Struct, frozen=True):
    """What the head shows; `cells` are pairs of a caption and a figure."""

    title: str
    line: str
    cells: tuple[tuple[str, str], ...] = ()


class TokenHead(QWidget):
    """Paints `Facts`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = LIGHT
        self._facts = Facts("", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_palette(self, palette: Palette) -> None:
        self._palette = palette
        self.update()

    def show_facts(self, facts: Facts) -> None:
        """Tell about another token."""
        self._facts = facts
        cells = (f"{caption} {figure}" for caption, figure in facts.cells)
        self.setAccessibleName(", ".join([facts.title, facts.line, *cells]))
        self.update()

    def sizeHint(self) -> QSize:
        line = QFontMetricsF(self.font()).height()
        title = QFontMetricsF(self._title()).height()
        return QSize(240, round(title + line + 8 + self._cell_height() + 12))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        p, line = self._palette, QFontMetricsF(self.font()).height()
        title = QRectF(0, 0, self.width(), QFontMetricsF(self._title()).height())
        self._write(painter, title, self._facts.title, self._title(), p.ink.name())
        below = QRectF(0, title.bottom() + 4, self.width(), line)
        self._write(painter, below, self._facts.line, self.font(), p.ink2.name())
        count = max(1, len(self._facts.cells))
        wide = (self.width() - (count - 1) * CELL_GAP) / count
        for number, (caption, figure) in enumerate(self._facts.cells):
            left = number * (wide + CELL_GAP)
            cell = QRectF(left, below.bottom() + 12, wide, self._cell_height())
            painter.setPen(QPen(p.line, 1))
            painter.setBrush(p.raised)
            painter.drawRoundedRect(cell.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
            inside = cell.adjusted(PADDING, 5, -4, 0)
            inside.setHeight(line)
            self._write(painter, inside, caption, self._small(), p.ink2.name())
            bold = QFont(self.font())
            bold.setWeight(QFont.Weight.DemiBold)
            self._write(painter, inside.translated(0, line + 1), figure, bold, p.ink.name())

    def _write(self, painter: QPainter, row: QRectF, text: str, font: QFont, ink: str) -> None:
        painter.setFont(font)
        painter.setPen(ink)
        metrics = QFontMetricsF(font)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, row.width())
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _cell_height(self) -> float:
        return QFontMetricsF(self.font()).height() * 2 + 12

    def _title(self) -> QFont:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font().pointSizeF() * 1.7)
        return font

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.9)
        return font
