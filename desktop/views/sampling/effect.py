"""A small picture of what a stage does to the next token's distribution."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.views.palette import LIGHT, Palette

BARS = 20
SIZE = QSize(84, 22)


def bars(
    before: Sequence[float | None], after: Sequence[float | None]
) -> list[tuple[float, float | None]]:
    """Heights from 0 to 1 of the first BARS candidates, before and after; None: cut.

    One scale for both, so that what a stage takes from one and gives to others is seen. What was
    cut earlier is left out."""
    pairs = [(b, a) for b, a in zip(before, after, strict=True) if b is not None][:BARS]
    peak = max((max(b, a or 0.0) for b, a in pairs), default=0.0)
    if peak <= 0:
        return []
    return [(b / peak, None if a is None else a / peak) for b, a in pairs]


class EffectPicture(QWidget):
    """Bars side by side: pale before the stage, full after it, a stroke where it cut."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: list[tuple[float, float | None]] = []
        self._palette = LIGHT
        self.setFixedSize(SIZE)
        self.hide()

    def set_palette(self, palette: Palette) -> None:
        """Take over a theme."""
        self._palette = palette
        self.update()

    def show_effect(
        self, before: Sequence[float | None] = (), after: Sequence[float | None] = ()
    ) -> None:
        """Show a stage's columns of the ladder; nothing where there are none."""
        self._bars = bars(before, after)
        self.setVisible(bool(self._bars))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        step = self.width() / BARS
        for number, (before, after) in enumerate(self._bars):
            self._bar(painter, number * step, step - 1, before, self._palette.line)
            if after is None:
                cut = QRectF(number * step, self.height() - 2, step - 1, 2)
                painter.fillRect(cut, self._palette.cut)
            else:
                width = (step - 1) * 0.6
                self._bar(painter, number * step, width, after, self._palette.accent)
        painter.end()

    def _bar(self, painter: QPainter, x: float, width: float, share: float, colour: QColor) -> None:
        height = max(share * (self.height() - 2), 1.0)
        painter.fillRect(QRectF(x, self.height() - height, width, height), colour)
