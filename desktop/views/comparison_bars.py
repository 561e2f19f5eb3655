"""Continuations as bars: their shares among each other, and what stands behind them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.core.comparing import shares
from desktop.core.visible import shown_space
from desktop.views.palette import LIGHT, Palette
from desktop.views.tokens.figures import percent
from engine.findings import Continuation

BAR = 12
BETWEEN = 20

translate = QCoreApplication.translate


def numbers(each: Continuation) -> str:
    """What is known of one continuation beside its share."""
    return translate("Comparing", "log-probability {total} · per token {mean} · {n} tokens").format(
        total=f"{each.total:.3f}", mean=f"{each.mean:.3f}", n=len(each.ids)
    )


class ComparisonBars(QWidget):
    """Paints continuations, the likeliest in the accent."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = LIGHT
        self._shown: tuple[Continuation, ...] = ()
        self._mono = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def set_palette(self, palette: Palette) -> None:
        self._palette = palette
        self.update()

    def show_continuations(self, continuations: tuple[Continuation, ...]) -> None:
        """Show these, in the order in which they were asked."""
        self._shown = continuations
        self.setAccessibleName(translate("Comparing", "Continuations"))
        self.setAccessibleDescription("\n".join(self.words()))
        self.updateGeometry()
        self.update()

    def words(self) -> list[str]:
        """All that the bars say, a line for each."""
        told = zip(self._shown, shares(self._shown), strict=True)
        return [f"{shown_space(e.text)}: {percent(share)} · {numbers(e)}" for e, share in told]

    def sizeHint(self) -> QSize:
        return QSize(320, round(len(self._shown) * self._row()))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        parts = shares(self._shown)
        for number, (each, share) in enumerate(zip(self._shown, parts, strict=True)):
            self._paint(painter, number * self._row(), each, share, share == max(parts))
        painter.end()

    def _line(self) -> float:
        return QFontMetricsF(self.font()).height()

    def _row(self) -> float:
        return 2 * self._line() + BAR + 12 + BETWEEN

    def _paint(
        self, painter: QPainter, top: float, each: Continuation, share: float, best: bool
    ) -> None:
        p, line = self._palette, self._line()
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        figure = percent(share)
        room = self.width() - QFontMetricsF(bold).horizontalAdvance(figure) - 16
        row = QRectF(0, top, self.width(), line + 2)
        painter.setPen(p.ink)
        painter.setFont(bold)
        painter.drawText(row, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, figure)
        painter.setFont(self._mono)
        text = QFontMetricsF(self._mono).elidedText(
            shown_space(each.text), Qt.TextElideMode.ElideRight, room
        )
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        track = QRectF(0, row.bottom() + 4, self.width(), BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(p.accent_soft)
        painter.drawRoundedRect(track, 4, 4)
        painter.setBrush(p.accent if best else p.ink3)
        painter.drawRoundedRect(QRectF(0, track.top(), max(2.0, track.width() * share), BAR), 4, 4)
        painter.setPen(p.ink2)
        painter.setFont(self.font())
        below = QRectF(0, track.bottom() + 4, self.width(), line + 2)
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, numbers(each))
