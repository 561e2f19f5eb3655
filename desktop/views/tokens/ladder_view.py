"""The ladder: a row a candidate, a column a stage, figures over bars, what was cut in place."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.core.ladder import EMPTY, LadderRow, Matrix
from desktop.views.palette import LIGHT, Palette
from desktop.views.sampling.words import stage_title
from desktop.views.tokens.cuts import cut_words
from desktop.views.tokens.figures import percent, shown_piece
from engine.stage_settings import StageName

NAME_SHARE = 0.34  # of the width, for the candidates' texts
LEAST_COLUMN = 44


def column_title(stage: StageName | None) -> str:
    """The head of a column."""
    if stage is None:
        return QCoreApplication.translate("Tokens", "final")
    return stage_title(stage)


def short_title(stage: StageName | None) -> str:
    """The head of a column where there is little room; the row's hint has the whole name."""
    translate = QCoreApplication.translate
    shorter = {
        StageName.LOGIT_BIAS: translate("Tokens", "bias"),
        StageName.PENALTIES: translate("Tokens", "pen."),
        StageName.NO_REPEAT_NGRAM: translate("Tokens", "n-gram"),
        StageName.TOP_N_SIGMA: translate("Tokens", "n-sigma"),
        StageName.TEMPERATURE: translate("Tokens", "temp."),
        StageName.MIROSTAT: translate("Tokens", "miro."),
        StageName.ADAPTIVE_P: translate("Tokens", "adapt."),
        StageName.BANNED_WORDS: translate("Tokens", "bans"),
        StageName.GRAMMAR: translate("Tokens", "gram."),
    }
    return shorter.get(stage, column_title(stage).lower()) if stage else column_title(None)


class LadderView(QWidget):
    """Paints a `Matrix`; a press marks a candidate, a double click asks to go on with it."""

    marked = Signal(int)  # id of a candidate
    wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = LIGHT
        self._matrix = EMPTY
        self._pieces: dict[int, bytes] = {}
        self._lit = -1
        self._tallest = 1.0
        self._mono = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self._high = QFontMetricsF(self.font()).height()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_palette(self, palette: Palette) -> None:
        self._palette = palette
        self.update()

    def show_matrix(self, matrix: Matrix, pieces: dict[int, bytes]) -> None:
        """Another choice; `pieces` are the texts of the candidates, as far as they are known."""
        self._matrix, self._lit, self._tallest = matrix, -1, matrix.tallest or 1.0
        self._mono.setPointSizeF(self.font().pointSizeF())
        self._high = QFontMetricsF(self.font()).height()
        self.show_pieces(pieces)
        self.setFixedHeight(self.sizeHint().height())

    def show_pieces(self, pieces: dict[int, bytes]) -> None:
        self._pieces = pieces
        self.setAccessibleDescription("\n".join(map(self.words, self._matrix.rows)))
        self.update()

    def light(self, candidate: int | None) -> None:
        """Mark the candidate that keys have walked to."""
        self._lit = -1 if candidate is None else candidate
        self.update()

    @property
    def palette_now(self) -> Palette:
        """The theme it is painted in."""
        return self._palette

    def sizeHint(self) -> QSize:
        return QSize(300, round(self._head() + len(self._matrix.rows) * self._row_height()))

    def words(self, row: LadderRow) -> str:
        """A row as a sentence, with the reason where it was cut."""
        titles = [self.tr("raw"), *map(column_title, self._matrix.stages)]
        shares = (
            f"{title} {self.tr('cut') if share is None else percent(share)}"
            for title, share in zip(titles, row.shares, strict=True)
        )
        parts = [shown_piece(self._pieces.get(row.id), row.id), *shares]
        return ", ".join([*parts, *([cut_words(row.cut)] if row.cut else [])])

    def row_rect(self, number: int) -> QRect:
        top = self._head() + number * self._row_height()
        return QRectF(0, top, self.width(), self._row_height()).toRect()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_heads(painter)
        first = max(0, math.floor((event.rect().top() - self._head()) / self._row_height()))
        last = math.ceil((event.rect().bottom() - self._head()) / self._row_height()) + 1
        for number, row in enumerate(self._matrix.rows[first:last], first):
            self._paint_row(painter, QRectF(self.row_rect(number)), row)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().y())
        if row is not None and event.button() == Qt.MouseButton.LeftButton:
            self.marked.emit(row.id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().y())
        if row is not None and not row.chosen:
            self.wanted.emit(row.id)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = self._row_at(event.pos().y())
            QToolTip.showText(event.globalPos(), self.words(row) if row else "", self)
            return True
        return super().event(event)

    def _row_at(self, y: float) -> LadderRow | None:
        number = math.floor((y - self._head()) / self._row_height())
        rows = self._matrix.rows
        return rows[number] if 0 <= number < len(rows) else None

    def _line(self) -> float:
        return self._high

    def _head(self) -> float:
        return self._line() + 4

    def _row_height(self) -> float:
        return self._line() + 6

    def _columns(self) -> list[QRectF]:
        """The columns of figures, of the height of a head."""
        count = len(self._matrix.stages) + 1
        left = max(self.width() * NAME_SHARE, 96.0)
        wide = max(LEAST_COLUMN, (self.width() - left) / max(1, count))
        return [QRectF(left + n * wide, 0, wide - 6, self._head()) for n in range(count)]

    def _paint_heads(self, painter: QPainter) -> None:
        titles = [self.tr("raw"), *map(short_title, self._matrix.stages)]
        for column, title in zip(self._columns(), titles, strict=True):
            if self._matrix.rows:
                head = column.adjusted(-4, 0, -2, 0)
                self._write(painter, head, title, self._small(), self._palette.ink2, right=True)

    def _paint_row(self, painter: QPainter, rect: QRectF, row: LadderRow) -> None:
        p = self._palette
        if row.id == self._lit:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(p.accent_soft)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 4, 4)
        ink = p.ink if row.survives else p.ink2
        columns = self._columns()
        name = rect.adjusted(6, 0, columns[0].left() - self.width() - 8, 0)
        self._write(painter, name, shown_piece(self._pieces.get(row.id), row.id), self._mono, ink)
        told = False  # "cut" stands once, in the column where it happened
        for column, share in zip(columns, row.shares, strict=True):
            cell = QRectF(column.left(), rect.top() + 2, column.width(), rect.height() - 4)
            if share is not None:
                self._paint_share(painter, cell, share, ink, row.id == self._lit)
            elif not told:
                told = True
                self._write(painter, cell, self.tr("cut"), self.font(), p.cut, right=True)
        if row.chosen:
            painter.setPen(QPen(p.accent, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 4, 4)

    def _paint_share(
        self, painter: QPainter, cell: QRectF, share: float, ink: QColor, lit: bool
    ) -> None:
        bar = QRectF(cell)
        bar.setWidth(max(1.0, cell.width() * share / self._tallest))
        painter.fillRect(bar, self._palette.panel if lit else self._palette.accent_soft)
        self._write(painter, cell.adjusted(0, 0, -2, 0), figure(share), self.font(), ink, True)

    def _write(
        self,
        painter: QPainter,
        row: QRectF,
        text: str,
        font: QFont,
        ink: QColor,
        right: bool = False,
    ) -> None:
        painter.setFont(font)
        painter.setPen(ink)
        shown = text
        if not right:
            metrics = QFontMetricsF(font)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, row.width() + 1)
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(row, side | Qt.AlignmentFlag.AlignVCenter, shown)

    def _small(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.92)
        return font


def figure(share: float) -> str:
    """A probability in percent as a bare figure; the column says the unit."""
    return percent(share).removesuffix(" %")
