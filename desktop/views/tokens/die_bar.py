"""The die: the line from 0 to 1, split by the final probabilities, and the needle where it fell."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.core.candidates import Slice
from desktop.views.palette import LIGHT, Palette
from desktop.views.tokens.figures import percent, shown_piece

BAR = 24
NEEDLE = 3.0
LEAST_WORD = 24  # pixels of a slice that gets its name


class DieBar(QWidget):
    """Paints the slices of one choice; nothing was thrown where `u` is None."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = LIGHT
        self._slices: tuple[Slice, ...] = ()
        self._u: float | None = None
        self._chosen = -1
        self._pieces: dict[int, bytes] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(240, BAR + self._label_height())

    def set_palette(self, palette: Palette) -> None:
        self._palette = palette
        self.update()

    def show_throw(
        self, slices: tuple[Slice, ...], u: float | None, chosen: int, pieces: dict[int, bytes]
    ) -> None:
        """Another choice."""
        self._slices, self._u, self._chosen = slices, u, chosen
        self.show_pieces(pieces)

    def show_pieces(self, pieces: dict[int, bytes]) -> None:
        self._pieces = pieces
        self.setAccessibleName(self.words())
        self.update()

    def words(self) -> str:
        """Where the die fell, as a sentence."""
        hit = next((each for each in self._slices if each.id == self._chosen), None)
        if self._u is None or hit is None:
            return self.tr("No die was thrown.")
        return self.tr("The die fell at {u}; {text} reaches from {begin} to {end}.").format(
            u=f"{self._u:.3f}",
            text=shown_piece(self._pieces.get(hit.id), hit.id),
            begin=f"{hit.begin:.3f}",
            end=f"{hit.end:.3f}",
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        p = self._palette
        painter.setPen(p.line)
        painter.setBrush(p.raised)
        painter.drawRoundedRect(self._bar().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        for each in self._slices:
            self._paint_slice(painter, each)
        if self._u is not None and self._slices:
            self._paint_needle(painter, self._u)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = event.pos().x() / max(1, self.width())
            found = next((each for each in self._slices if each.begin <= at < each.end), None)
            QToolTip.showText(event.globalPos(), self._hint(found) if found else "", self)
            return True
        return super().event(event)

    def _hint(self, found: Slice) -> str:
        return f"{self._name(found)} {percent(found.end - found.begin)}"

    def _name(self, of: Slice) -> str:
        return shown_piece(self._pieces.get(of.id), of.id) if of.id >= 0 else self.tr("others")

    def _label_height(self) -> int:
        return round(QFontMetricsF(self.font()).height()) + 2

    def _bar(self) -> QRectF:
        return QRectF(0, self._label_height(), self.width(), BAR)

    def _paint_slice(self, painter: QPainter, each: Slice) -> None:
        p, bar = self._palette, self._bar()
        rect = QRectF(
            each.begin * bar.width(), bar.top(), (each.end - each.begin) * bar.width(), BAR
        ).adjusted(0, 1, 0, -1)
        if each.id == self._chosen:
            painter.fillRect(rect, p.accent_soft)
        if rect.right() < bar.right() - 1:
            painter.setPen(p.line)
            painter.drawLine(rect.topRight(), rect.bottomRight())
        if rect.width() >= LEAST_WORD:
            painter.setPen(p.ink if each.id == self._chosen else p.ink2)
            painter.setFont(self.font())
            metrics = QFontMetricsF(self.font())
            inside = rect.adjusted(6, 0, -2, 0)
            text = metrics.elidedText(
                self._name(each).lstrip("␣"), Qt.TextElideMode.ElideRight, inside.width()
            )
            painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, text if text != "…" else "")

    def _paint_needle(self, painter: QPainter, u: float) -> None:
        p, bar = self._palette, self._bar()
        x = min(max(u * bar.width(), NEEDLE), bar.width() - NEEDLE)
        needle = QRectF(x - NEEDLE / 2, bar.top() - 2, NEEDLE, BAR + 2)
        painter.fillRect(needle, p.accent)
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QPen(p.accent))
        text = f"u = {u:.3f}"
        wide = QFontMetricsF(font).horizontalAdvance(text)
        left = min(max(0.0, x - wide / 2), bar.width() - wide)
        painter.drawText(QPointF(left, QFontMetricsF(font).ascent()), text)
