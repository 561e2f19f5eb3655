"""A table laid out: cells that wrap, columns as wide as their text asks and the column allows, and
a move sideways where even the longest words do not fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from desktop.core.markdown import Table
from desktop.views.transcript.look import Look
from desktop.views.transcript.sideways import Sideways
from desktop.views.transcript.target import Target
from desktop.views.transcript.text_box import TextBox, Wash

PADDING_X = 12.0
PADDING_Y = 6.0
LONGEST_WORD_EM = 14.0  # a longer word may be broken
COMFORTABLE_EM = 10.0  # a column's text in a table that moves sideways anyway


class TableBox:
    """As a `TextBox`; its text has a tab after each cell and a line break after each row."""

    def __init__(self, table: Table, look: Look) -> None:
        self.width = 0.0
        self.height = 0.0
        self.sideways = Sideways()
        self._look = look
        self._aligns = table.aligns
        bold = QFont(look.body)
        bold.setWeight(QFont.Weight.DemiBold)
        self._cells = [
            [TextBox(cell, look, look.body if place else bold, look.palette.ink) for cell in row]
            for place, row in enumerate(table.rows)
        ]
        self._lefts: list[float] = []
        self._tops: list[float] = []
        self.text = "\n".join("\t".join(cell.text for cell in row) for row in self._cells)
        lengths = [cell.length + 1 for row in self._cells for cell in row]
        starts = list(accumulate(lengths, initial=0))
        self.length = starts[-1] - 1
        self._starts = _in_rows(starts, [len(row) for row in self._cells])

    @property
    def natural_width(self) -> float:
        return self.width

    def place(self, width: float) -> None:
        widths = self._column_widths(width)
        self._lefts = list(accumulate((each + 2 * PADDING_X for each in widths), initial=0.0))
        heights = []
        for row in self._cells:
            for cell, wide, align in zip(row, widths, self._aligns, strict=True):
                cell.place(wide, align)
            heights.append(max(cell.height for cell in row) + 2 * PADDING_Y)
        self._tops = list(accumulate(heights, initial=0.0))
        self.width = min(width, self._lefts[-1])
        self.sideways.fit(self._lefts[-1], self.width)
        self.height = self._tops[-1] + (8 if self.sideways.wide else 0)

    def paint(self, painter: QPainter, at: QPointF, washes: Sequence[Wash], clip: QRectF) -> None:
        painter.save()
        frame = QRectF(at, QSizeF(self.width, self.height))
        painter.setClipRect(frame.adjusted(0, -1, 0, 1), Qt.ClipOperation.IntersectClip)
        origin = at - QPointF(self.sideways.shift, 0)
        for number, row in enumerate(self._cells):
            top, bottom = origin.y() + self._tops[number], origin.y() + self._tops[number + 1]
            if bottom < clip.top() or top > clip.bottom():
                continue
            for place, cell in enumerate(row):
                inside = _within(washes, self._starts[number][place], cell.length)
                cell.paint(painter, origin + self._corner(number, place), inside, clip)
            painter.setPen(self._look.palette.ink3 if number == 0 else self._look.palette.line)
            painter.drawLine(
                QPointF(frame.left(), bottom - 0.5), QPointF(frame.right(), bottom - 0.5)
            )
        painter.restore()
        self.sideways.paint(painter, at.x(), frame.bottom(), self._look.palette)

    def offset_at(self, point: QPointF) -> int:
        number, place = self._nearest(point)
        cell = self._cells[number][place]
        inside = cell.offset_at(self._moved(point) - self._corner(number, place))
        return self._starts[number][place] + inside

    def target_at(self, point: QPointF) -> Target | None:
        number, place = self._nearest(point)
        return self._cells[number][place].target_at(
            self._moved(point) - self._corner(number, place)
        )

    def word_at(self, offset: int) -> tuple[int, int]:
        start, cell = next(
            (start, cell)
            for start, cell, _ in self._placed()
            if start <= offset <= start + cell.length
        )
        first, last = cell.word_at(offset - start)
        return start + first, start + last

    def rects(self, start: int, end: int) -> Iterator[QRectF]:
        back = QPointF(-self.sideways.shift, 0)
        for first, cell, corner in self._placed():
            for rect in cell.rects(start - first, end - first):
                yield rect.translated(corner + back)

    def _placed(self) -> Iterator[tuple[int, TextBox, QPointF]]:
        for number, row in enumerate(self._cells):
            for place, cell in enumerate(row):
                yield self._starts[number][place], cell, self._corner(number, place)

    def _corner(self, number: int, place: int) -> QPointF:
        return QPointF(self._lefts[place] + PADDING_X, self._tops[number] + PADDING_Y)

    def _moved(self, point: QPointF) -> QPointF:
        return point + QPointF(self.sideways.shift, 0)

    def _nearest(self, point: QPointF) -> tuple[int, int]:
        x, y = self._moved(point).x(), point.y()
        number = sum(top <= y for top in self._tops[1:-1])
        return number, sum(left <= x for left in self._lefts[1:-1])

    def _column_widths(self, width: float) -> list[float]:
        """The text widths of the columns: all they ask for, or a fair share above their longest
        words, or what reads well where even those do not fit."""
        least, most = [], []
        for column in zip(*self._cells, strict=True):
            for cell in column:
                cell.place(0, "left", wrap=False)
            most.append(max(cell.natural_width for cell in column) + 1)
            least.append(min(most[-1], max(map(self._longest_word, column))))
        room = width - 2 * PADDING_X * len(most)
        if sum(most) <= room:
            return most
        if sum(least) > room:
            comfortable = COMFORTABLE_EM * self._look.em
            return [max(low, min(high, comfortable)) for low, high in zip(least, most, strict=True)]
        share = (room - sum(least)) / (sum(most) - sum(least))
        return [low + (high - low) * share for low, high in zip(least, most, strict=True)]

    def _longest_word(self, cell: TextBox) -> float:
        word = max(cell.text.split() or [""], key=len)
        wide = QFontMetricsF(self._look.body).horizontalAdvance(word) * 1.1 + 2
        return min(wide, LONGEST_WORD_EM * self._look.em)


def _in_rows(starts: list[int], lengths: list[int]) -> list[list[int]]:
    """`starts` cut into rows of `lengths`."""
    cuts = list(accumulate(lengths, initial=0))
    return [starts[first:last] for first, last in pairwise(cuts)]


def _within(washes: Sequence[Wash], start: int, length: int) -> list[Wash]:
    """The washes that touch a cell, in the cell's own offsets."""
    return [
        Wash(max(0, wash.start - start), min(length, wash.end - start), wash.colour)
        for wash in washes
        if wash.start < start + length and wash.end > start
    ]
