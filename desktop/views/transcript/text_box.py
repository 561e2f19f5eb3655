"""A paragraph laid out: spans as one QTextLayout with our own line height.

Text goes in as text and is never interpreted; styles come only from the spans."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QFontMetricsF,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextLine,
    QTextOption,
)

from desktop.core.markdown import Inline, Span, plain
from desktop.views.long_words import has_endless_word
from desktop.views.transcript.code_colours import chip_ground
from desktop.views.transcript.look import LINE_HEIGHT, Look
from desktop.views.transcript.offsets import qt_length, qt_slice
from desktop.views.transcript.target import Act, Target

FormatRange = QTextLayout.FormatRange
LINE_SEPARATOR = "\u2028"

_ALIGNMENTS = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}


class Wash(Struct, frozen=True):
    """A stretch of text, in UTF-16 units, with a colour behind it: selected or found."""

    start: int
    end: int
    colour: QColor


def format_range(start: int, length: int, style: QTextCharFormat) -> FormatRange:
    """Qt's value, filled."""
    result = FormatRange()
    result.start, result.length, result.format = start, length, style
    return result


class TextBox:
    """Spans in a width. Coordinates are the box's own, offsets UTF-16 units of its text."""

    def __init__(
        self,
        spans: Inline,
        look: Look,
        font: QFont,
        colour: QColor,
        line_height: float = LINE_HEIGHT,
    ) -> None:
        self.text = plain(spans)
        self.length = qt_length(self.text)
        self.width = 0.0
        self.height = 0.0
        self.natural_width = 0.0
        self.right_to_left = _runs_left(self.text)
        self._look = look
        self._line = QFontInfo(font).pixelSize() * line_height
        self._tab = QFontMetricsF(font).horizontalAdvance(" ") * 4
        self._colour = colour
        self._chips: list[tuple[int, int]] = []
        self._chip_rects: list[QRectF] = []
        self._links: list[tuple[int, int, str]] = []
        self._layout = QTextLayout(self.text.replace("\n", LINE_SEPARATOR), font)
        self._layout.setCacheEnabled(True)
        self._layout.setFormats(list(self._formats(spans, font)))

    def place(self, width: float, align: str = "", wrap: bool = True) -> None:
        """Break the text into lines of `width`; `align` as in a Markdown table."""
        self.width = width
        option = _option(align, wrap, self.right_to_left, self._tab)
        if wrap and has_endless_word(self.text):
            option.setWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self._layout.setTextOption(option)
        self._layout.beginLayout()
        top = self.natural_width = 0.0
        while (line := self._layout.createLine()).isValid():
            line.setLineWidth(width)
            height = max(self._line, line.height())
            line.setPosition(QPointF(0, top + (height - line.height()) / 2))
            self.natural_width = max(self.natural_width, line.naturalTextWidth())
            top += height
        self._layout.endLayout()
        self.height = max(top, self._line)
        self._chip_rects = [
            rect.adjusted(-3, 1, 3, -1) for chip in self._chips for rect in self.rects(*chip)
        ]

    def paint(self, painter: QPainter, at: QPointF, washes: Sequence[Wash], clip: QRectF) -> None:
        """Draw at `at`; `clip` in the painter's coordinates lets Qt skip lines out of sight."""
        if self._chip_rects:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(chip_ground(self._look.palette))
        for rect in self._chip_rects:
            if rect.translated(at).intersects(clip):
                painter.drawRoundedRect(rect.translated(at), 4, 4)
        painter.setPen(self._colour)
        self._layout.draw(painter, at, [_selected(wash) for wash in washes], clip)

    def offset_at(self, point: QPointF) -> int:
        """The offset nearest to `point`."""
        for line in self._lines():
            if point.y() < line.y() + line.height() or line.lineNumber() == self._last():
                return int(line.xToCursor(point.x()))
        return 0

    def target_at(self, point: QPointF) -> Target | None:
        """The link under `point`."""
        for start, end, address in self._links:
            if any(rect.contains(point) for rect in self.rects(start, end)):
                return Target(Act.LINK, address)
        return None

    def word_at(self, offset: int) -> tuple[int, int]:
        """Where the word around `offset` begins and ends, without the space after it."""
        skip = QTextLayout.CursorMode.SkipWords
        start = self._layout.previousCursorPosition(min(offset + 1, self.length), skip)
        end = self._layout.nextCursorPosition(start, skip)
        word = qt_slice(self.text, start, end)
        return start, end - (len(word) - len(word.rstrip()))

    def rects(self, start: int, end: int) -> Iterator[QRectF]:
        """The rectangles that the text from `start` to `end` fills, one a line."""
        for line in self._lines():
            first = max(start, line.textStart())
            last = min(end, line.textStart() + line.textLength())
            if first < last:
                edges = sorted((_x(line, first), _x(line, last)))
                yield QRectF(edges[0], line.y(), edges[1] - edges[0], line.height())

    def colour_pieces(self, pieces: Iterator[tuple[int, int, QColor]]) -> None:
        """Give stretches of the text colours of their own; before `place`."""
        formats = self._layout.formats()
        for start, length, colour in pieces:
            style = QTextCharFormat()
            style.setForeground(colour)
            formats.append(format_range(start, length, style))
        self._layout.setFormats(formats)

    def _lines(self) -> Iterator[QTextLine]:
        return (self._layout.lineAt(number) for number in range(self._layout.lineCount()))

    def _last(self) -> int:
        return self._layout.lineCount() - 1

    def _formats(self, spans: Inline, font: QFont) -> Iterator[FormatRange]:
        position = 0
        for span in spans:
            length = qt_length(span.text)
            if span.code:
                self._chips.append((position, position + length))
            if span.href:
                self._links.append((position, position + length, span.href))
            if span != Span(span.text):
                yield format_range(position, length, _style(span, font, self._look))
            position += length


def _runs_left(text: str) -> bool:
    """Whether the first letter that has a direction runs to the left."""
    strong = (unicodedata.bidirectional(letter) for letter in text)
    return not text.isascii() and next(
        (kind != "L" for kind in strong if kind in ("L", "R", "AL")), False
    )


def _x(line: QTextLine, offset: int) -> float:
    return float(line.cursorToX(offset)[0])  # type: ignore[index]


def _option(align: str, wrap: bool, right_to_left: bool, tab: float) -> QTextOption:
    option = QTextOption(_ALIGNMENTS[align or ("right" if right_to_left else "left")])
    directions = Qt.LayoutDirection
    option.setTextDirection(directions.RightToLeft if right_to_left else directions.LeftToRight)
    option.setTabStopDistance(tab)
    mode = QTextOption.WrapMode
    option.setWrapMode(mode.WrapAtWordBoundaryOrAnywhere if wrap else mode.NoWrap)
    return option


def _style(span: Span, font: QFont, look: Look) -> QTextCharFormat:
    style = QTextCharFormat()
    if span.bold:
        style.setFontWeight(QFont.Weight.DemiBold)
    style.setFontItalic(span.italic)
    style.setFontStrikeOut(span.strike)
    if span.href:
        style.setForeground(look.palette.accent)
        style.setFontUnderline(True)
    if span.code:
        style.setFontFamilies(look.mono.families())
        style.setFontPointSize(font.pointSizeF() * 0.92)
    return style


def _selected(wash: Wash) -> FormatRange:
    style = QTextCharFormat()
    style.setBackground(wash.colour)
    return format_range(wash.start, wash.end - wash.start, style)
