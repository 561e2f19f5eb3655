"""The card of the token under the pointer: what it is, how it was chosen, what else there was.

Painted whole, so that it is there at once. A press on a candidate asks to go on with it."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QFrame, QWidget

from desktop.core.candidates import Row, rest_of, rows_of
from desktop.views.palette import LIGHT, Palette
from desktop.views.tokens.figures import bits, how_words, percent, shown_piece
from engine.records import TokenRecord

WIDTH = 320
PADDING = 12
MOST_ROWS = 10
FROM_TOKEN = 6  # pixels between the token and its card
BAR_SHARE = 0.34  # of the width
RADIUS = 8


class TokenCard(QFrame):
    """Shows one record; `node_id` and `token` say whose it is."""

    pressed = Signal(int)  # id of a candidate
    entered = Signal()
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("card_of_token")
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._palette = LIGHT
        self._record: TokenRecord | None = None
        self._pieces: dict[int, bytes] = {}
        self._rows: tuple[Row, ...] = ()
        self._lit = -1  # id of the candidate under the pointer, or that keys walked to
        self._mono = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self.hide()

    @property
    def lit(self) -> int:
        return self._lit

    def set_palette(self, palette: Palette) -> None:
        self._palette = palette
        self.update()

    def show_record(self, record: TokenRecord, pieces: dict[int, bytes]) -> None:
        """Tell about another token."""
        self._record, self._rows, self._lit = record, rows_of(record, MOST_ROWS), -1
        self._mono.setPointSizeF(self.font().pointSizeF())
        self.show_pieces(pieces)
        self.resize(WIDTH, self._height())

    def show_pieces(self, pieces: dict[int, bytes]) -> None:
        """What the candidates spell, as far as it is known."""
        self._pieces = pieces
        self.setAccessibleName("\n".join(self.words()))
        self.update()

    def light(self, candidate: int | None) -> None:
        """Mark a candidate that keys have walked to."""
        self._lit = -1 if candidate is None else candidate
        self.update()

    def place_at(self, tile: QRect, room: QRect) -> None:
        """Stand under a tile, or over it where there is no room, inside `room`."""
        x = max(room.left(), min(tile.left() - PADDING, room.right() - self.width()))
        below, above = tile.bottom() + FROM_TOKEN, tile.top() - FROM_TOKEN - self.height()
        fits = below + self.height() <= room.bottom() or above < room.top()
        y = min(below if fits else above, room.bottom() - self.height())
        self.move(x, max(y, room.top()))
        self.raise_()

    def words(self) -> list[str]:
        """All that the card says, line by line."""
        record = self._record
        if record is None:
            return []
        lines = [shown_piece(record.piece or self._pieces.get(record.id), record.id)]
        lines += [self._numbers(record), how_words(record)]
        lines += [f"{self._text(row)} {percent(row.raw)}" for row in self._rows]
        return [*lines, self._rest_words()]

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, self._height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        p = self._palette
        painter.setPen(QPen(p.line, 1))
        painter.setBrush(p.raised)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        if self._record is None:
            return
        self._paint_head(painter, self._record)
        for number, row in enumerate(self._rows):
            self._paint_row(painter, self._row_rect(number), row)
        self._paint_rest(painter, self._row_rect(len(self._rows)))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position())
        self.light(row.id if row and not row.chosen else None)
        pointing = Qt.CursorShape.PointingHandCursor
        self.setCursor(pointing if self._lit >= 0 else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and row is not None and not row.chosen:
            self.pressed.emit(row.id)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.entered.emit()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.light(None)
        self.left.emit()

    def row_rect_of(self, candidate: int) -> QRect:
        """Where the row of a candidate is."""
        place = next(n for n, row in enumerate(self._rows) if row.id == candidate)
        return self._row_rect(place).toRect()

    def _line(self) -> float:
        return QFontMetricsF(self.font()).height()

    def _head(self) -> float:
        return PADDING + self._line() * 3 + 14

    def _row_height(self) -> float:
        return self._line() + 5

    def _height(self) -> int:
        rows = len(self._rows) + 1
        return round(self._head() + rows * self._row_height() + PADDING - 2)

    def _row_rect(self, number: int) -> QRectF:
        top = self._head() + number * self._row_height()
        return QRectF(PADDING - 4, top, self.width() - 2 * PADDING + 8, self._row_height())

    def _row_at(self, point: QPointF) -> Row | None:
        place = math.floor((point.y() - self._head()) / self._row_height())
        return self._rows[place] if 0 <= place < len(self._rows) else None

    def _text(self, row: Row) -> str:
        piece = self._pieces.get(row.id)
        if piece is None and row.chosen and self._record and self._record.piece:
            piece = self._record.piece
        return shown_piece(piece, row.id)

    def _numbers(self, record: TokenRecord) -> str:
        return self.tr("probability {p} · rank {rank} · entropy {entropy}").format(
            p=percent(math.exp(record.logprob)),
            rank=f"{record.rank:,}",
            entropy=bits(record.entropy_nats),
        )

    def _rest_words(self) -> str:
        if not self._rows:
            return self.tr("No candidates were recorded with this token")
        return self.tr("everything else {share}").format(share=percent(rest_of(self._rows)))

    def _paint_head(self, painter: QPainter, record: TokenRecord) -> None:
        p, line, wide = self._palette, self._line(), self.width() - 2 * PADDING
        title = QFont(self._mono)
        title.setWeight(QFont.Weight.DemiBold)
        row = QRectF(PADDING, PADDING, wide, line)
        _write(painter, row, f"#{record.id}", self.font(), p.ink3, right=True)
        text = shown_piece(record.piece or self._pieces.get(record.id), record.id)
        row.setWidth(wide - QFontMetricsF(self.font()).horizontalAdvance(f"#{record.id}") - 8)
        _write(painter, row, text, title, p.ink)
        row = QRectF(PADDING, PADDING + line + 4, wide, line)
        _write(painter, row, self._numbers(record), self.font(), p.ink2)
        _write(painter, row.translated(0, line + 1), how_words(record), self.font(), p.ink2)

    def _paint_row(self, painter: QPainter, rect: QRectF, row: Row) -> None:
        p = self._palette
        if row.id == self._lit:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(p.accent_soft)
            painter.drawRoundedRect(rect, 4, 4)
        full = rect.width() * BAR_SHARE
        left, high = rect.right() - 4 - full, rect.height() - 6
        bar = QRectF(left, rect.top() + 3, max(1.0, full * row.raw), high)
        painter.fillRect(bar, p.panel if row.id == self._lit else p.accent_soft)
        ink = p.ink if row.final or row.chosen else p.ink2
        words = rect.adjusted(4, 0, -rect.width() * BAR_SHARE - 12, 0)
        _write(painter, words, self._text(row), self._mono, ink)
        _write(painter, rect.adjusted(0, 0, -8, 0), percent(row.raw), self.font(), ink, right=True)
        if row.chosen:
            painter.setPen(QPen(p.accent, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    def _paint_rest(self, painter: QPainter, rect: QRectF) -> None:
        row = rect.adjusted(4, 0, -8, 0)
        _write(painter, row, self._rest_words(), self.font(), self._palette.ink2)


def _write(
    painter: QPainter, row: QRectF, text: str, font: QFont, ink: QColor, right: bool = False
) -> None:
    """Words in a row, shortened where there is no room."""
    painter.setFont(font)
    painter.setPen(ink)
    shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, row.width() + 1)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(row, side | Qt.AlignmentFlag.AlignVCenter, shown)
