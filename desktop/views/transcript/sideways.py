"""Moving wide content sideways inside the column: how far it is moved, and the bar that tells."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from desktop.views.palette import Palette

BAR = 4.0


class Sideways:
    """`shift` pixels of `content` are hidden on the left of a window of `width`."""

    def __init__(self) -> None:
        self.shift = 0.0
        self._content = 0.0
        self._width = 0.0

    def fit(self, content: float, width: float) -> None:
        """Take new sizes; the shift stays as far as it can."""
        self._content, self._width = content, width
        self.move(0.0)

    @property
    def wide(self) -> bool:
        """Whether there is something to move."""
        return self._content > self._width + 0.5

    def move(self, by: float) -> bool:
        """Move by `by` pixels, to the ends at most; True if anything moved."""
        before = self.shift
        self.shift = min(max(0.0, self.shift + by), max(0.0, self._content - self._width))
        return self.shift != before

    def paint(self, painter: QPainter, left: float, bottom: float, palette: Palette) -> None:
        """The bar, its lower edge at `bottom`."""
        if not self.wide:
            return
        share = self._width / self._content
        bar = QRectF(left + self.shift * share, bottom - BAR, self._width * share, BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.ink3)
        painter.drawRoundedRect(bar, BAR / 2, BAR / 2)
