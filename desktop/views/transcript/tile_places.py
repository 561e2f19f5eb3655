"""Where tokens stand as tiles in running text, and what of the text is where. Paints nothing.

Coordinates are the box's own. Offsets, as in every box, are UTF-16 units of its text; tokens are
numbered as in the columns they come from."""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF

from desktop.views.transcript.flow import Tiles
from desktop.views.transcript.look import Look
from desktop.views.transcript.offsets import qt_length, qt_slice
from desktop.views.transcript.tile_lines import Fragment, Line, Lines
from desktop.views.transcript.tile_marks import Ruler
from desktop.views.transcript.tile_order import arrange, runs_left

LINE_HEIGHT = 1.9
BLANK = 0.45  # of a line without anything to read
PAD = 1.5  # pixels beside the text of a piece, inside its tile
OVER = 3.0  # pixels of the tile above and below the letters
SLOT_EM = 0.55  # width of a token that shows nothing


class TilePlaces:
    """A stretch of a message's tokens in a width."""

    def __init__(self, content: Tiles, look: Look, ruler: Ruler) -> None:
        self.width = 0.0
        self.height = 0.0
        self.natural_width = 0.0
        self.length = 0
        self._content = content
        self._tokens = content.tokens
        self._look = look
        self._ruler = ruler
        self._line = look.em * LINE_HEIGHT
        self._groups: list[int] = []  # the first token of each piece
        self._laid = content.start  # the first token that is not laid out yet
        self._tops: list[float] = []  # of the lines, and the bottom of the last
        self._lines = Lines(1.0, self._ruler.measure, PAD, look.em * SLOT_EM)

    @property
    def text(self) -> str:
        return self._content.text

    @property
    def tokens(self) -> range:
        """The tokens that stand here."""
        return range(self._content.start, self._content.stop)

    def place(self, width: float) -> None:
        self.width = width
        self._lines = Lines(width, self._ruler.measure, PAD, self._look.em * SLOT_EM)
        self._groups, self._tops, self._laid = [], [], self._content.start
        self._grow()

    def take(self, content: Tiles) -> bool:
        """Take more of the same tokens; only the last lines are laid out again. False if they are
        others."""
        old = self._content
        if content.tokens is not old.tokens or content.start != old.start:
            return False
        if content.stop < old.stop:
            return False
        self._content = content
        self._grow()
        return True

    def _grow(self) -> None:
        keep, begin = len(self._groups), self._laid
        if self._groups and self._spelt_further():
            keep, begin = keep - 1, self._groups.pop()
        pieces: list[str] = []
        for token in range(begin, self._content.stop):
            if pieces and self._tokens.joins[token]:
                pieces[-1] += self._tokens.piece(token)
            else:
                self._groups.append(token)
                pieces.append(self._tokens.piece(token))
        self._laid = self._content.stop
        first = self._lines.add(pieces, keep)
        self._arrange(first)
        self._stack(first)
        self._changed_from(first)
        self.length = qt_length(self.text)

    def _arrange(self, number: int) -> None:
        """Order the pieces of the lines from this one on as they are read."""
        lines, pieces = self._lines.lines, self._lines.pieces
        if self.text.isascii():
            return
        begin = number
        while begin > 0 and not lines[begin - 1].ended:
            begin -= 1
        for place in range(begin, len(lines)):
            fragments = lines[place].fragments
            if fragments and (place == begin or lines[place - 1].ended):
                end = next((n for n in range(place, len(lines)) if lines[n].ended), len(lines) - 1)
                last = lines[end].fragments[-1].piece if lines[end].fragments else len(pieces) - 1
                leftward = runs_left(pieces[fragments[0].piece : last + 1])
            if fragments and place >= number:
                arrange(lines[place], pieces, self.width, leftward)

    def _changed_from(self, number: int) -> None:
        """Lines from this one on are laid out anew."""

    def _spelt_further(self) -> bool:
        """Whether the last piece that is laid out has become longer since."""
        if self._laid < self._content.stop and self._tokens.joins[self._laid]:
            return True
        start, end = self._tokens.start(self._groups[-1]), self._tokens.ends[self._laid - 1]
        return self._tokens.text[start:end] != self._lines.pieces[-1]

    def offset_at(self, point: QPointF) -> int:
        """The offset nearest to `point`."""
        fragments, x = self._line_at(point.y()).fragments, point.x()
        if not fragments:
            return self.length
        nearest = min(fragments, key=lambda each: max(each.begin - x, x - each.finish, 0.0))
        return self._unit(self._index_in(nearest, x))

    def token_at(self, point: QPointF) -> int | None:
        """The token whose tile, or the space before it, is under `point`."""
        if not 0 <= point.y() < self.height:
            return None
        for fragment in self._line_at(point.y()).fragments:
            if fragment.begin <= point.x() < fragment.finish:
                group = self._group(fragment.piece)
                wide = max(fragment.right - fragment.left, 1.0)
                share = min(max(0.0, (point.x() - fragment.left) / wide), 1.0)
                share = 1.0 - share if fragment.leftward else share
                return group[min(int(share * len(group)), len(group) - 1)]
        return None

    def token_rects(self, token: int) -> list[QRectF]:
        """The tile of a token: a rectangle for each line it is on."""
        piece = bisect_right(self._groups, token) - 1
        if token not in self.tokens or piece < 0:
            return []
        group = self._group(piece)
        found = (
            self._tile(number, fragment, group.index(token), len(group))
            for number in self._lines_of(piece)
            for fragment in self._lines.lines[number].fragments
            if fragment.piece == piece and fragment.left < fragment.right
        )
        return list(found)

    def word_at(self, offset: int) -> tuple[int, int]:
        """Where the token around `offset` begins and ends, without the space before it."""
        index = self._index(min(offset, self.length - 1)) + self._begin
        token = min(bisect_right(self._tokens.ends, index), self._content.stop - 1)
        start, end = self._tokens.start(token) - self._begin, self._tokens.ends[token] - self._begin
        piece = self.text[start:end]
        return self._unit(start + len(piece) - len(piece.lstrip())), self._unit(end)

    def rects(self, start: int, end: int) -> Iterator[QRectF]:
        """The rectangles that the text from `start` to `end` fills, one a line."""
        first, last = self._indices(start, end)
        for number in range(len(self._lines.lines)):
            yield from self._rects_on(number, first, last)

    # Lines and where they stand

    def _stack(self, number: int) -> None:
        """Add up the heights of the lines from `number` on."""
        del self._tops[number + 1 :]
        self._tops = self._tops or [0.0]
        lines = self._lines.lines
        for line in lines[number:]:
            self._tops.append(self._tops[-1] + self._height_of(line))
        self.height = max(self._tops[-1], self._line)
        widest = max(line.width for line in lines[number:])
        self.natural_width = max(widest, self.natural_width if number else 0.0)

    def _height_of(self, line: Line) -> float:
        if line.blank and (line.ended or not line.fragments):
            return self._line * BLANK * bool(line.fragments)
        return self._line

    def _between(self, top: float, bottom: float) -> range:
        """The numbers of the lines that touch a stretch of the box's height."""
        first = max(0, bisect_right(self._tops, top) - 1)
        return range(first, min(bisect_left(self._tops, bottom), len(self._lines.lines)))

    def _line_at(self, y: float) -> Line:
        number = bisect_right(self._tops, y) - 1
        return self._lines.lines[max(0, min(number, len(self._lines.lines) - 1))]

    def _lines_of(self, piece: int) -> range:
        """The numbers of the lines that a piece is on."""
        lines = self._lines.lines
        end = bisect_right(lines, piece, key=_first_piece)
        first = end - 1
        while first > 0 and _first_piece(lines[first]) == piece:
            before = lines[first - 1].fragments
            if not before or before[-1].piece != piece:
                break
            first -= 1
        return range(max(first, 0), end)

    def _group(self, piece: int) -> range:
        """The tokens of a piece."""
        last = piece + 1 == len(self._groups)
        return range(self._groups[piece], self._content.stop if last else self._groups[piece + 1])

    def _tile(self, number: int, fragment: Fragment, part: int, parts: int) -> QRectF:
        """The rectangle of one of the tokens that share a fragment."""
        height = self._ruler.letters + 2 * OVER
        top = self._tops[number]
        room = self._tops[number + 1] - top
        wide = (fragment.right - fragment.left) / parts
        return QRectF(
            fragment.left + part * wide + 0.5 * (part == 0),
            top + (room - height) / 2,
            wide - 0.5 * (part == 0) - 0.5 * (part == parts - 1),
            height,
        )

    # Text and offsets

    @property
    def _begin(self) -> int:
        """Where the text of this box begins in that of the message."""
        return self._tokens.start(self._content.start)

    def _unit(self, index: int) -> int:
        return qt_length(self.text[:index])

    def _index(self, unit: int) -> int:
        text = self.text
        return unit if self.length == len(text) else len(qt_slice(text, 0, unit))

    def _indices(self, start: int, end: int) -> tuple[int, int]:
        return self._index(start), self._index(end)

    def _piece_begin(self, piece: int) -> int:
        return self._tokens.start(self._groups[piece]) - self._begin

    def _rects_on(self, number: int, start: int, end: int) -> Iterator[QRectF]:
        """The rectangles of a stretch of letters on one line: one, unless directions are mixed."""
        top, bottom = self._tops[number], self._tops[number + 1]
        found: list[QRectF] = []
        for fragment in self._lines.lines[number].fragments:
            begin = self._piece_begin(fragment.piece)
            first, last = max(start - begin, fragment.start), min(end - begin, fragment.end)
            if first >= last:
                continue
            left, right = sorted((self._x(fragment, first), self._x(fragment, last)))
            if found and abs(found[-1].right() - left) < 1:
                found[-1].setRight(max(right, left + 2.0))
            elif found and abs(found[-1].left() - right) < 1:
                found[-1].setLeft(left)
            else:
                found.append(QRectF(left, top, max(right - left, 2.0), bottom - top))
        return iter(found)

    def _x(self, fragment: Fragment, letter: int) -> float:
        """Where a letter of a fragment begins."""
        text = self._lines.pieces[fragment.piece]
        if fragment.leftward:
            return self._x_leftward(fragment, letter, text)
        if letter <= fragment.start:
            return fragment.begin
        if not fragment.visible or letter < fragment.word_start:
            return fragment.begin + self._ruler.measure(text[fragment.start : letter])
        if letter == fragment.word_end:
            return fragment.right
        return fragment.x + self._ruler.measure(text[fragment.word_start : letter])

    def _x_leftward(self, fragment: Fragment, letter: int, text: str) -> float:
        if letter <= fragment.start:
            return fragment.finish
        if not fragment.visible or letter < fragment.word_start:
            return fragment.finish - self._ruler.measure(text[fragment.start : letter])
        if letter == fragment.word_end:
            return fragment.left
        inside = fragment.right - (fragment.x - fragment.left)
        return inside - self._ruler.measure(text[fragment.word_start : letter])

    def _index_in(self, fragment: Fragment, x: float) -> int:
        """The letter of the text, between those of a fragment, that begins nearest to `x`."""
        places = range(fragment.start, fragment.end + 1)
        nearest = min(places, key=lambda letter: abs(self._x(fragment, letter) - x))
        return self._piece_begin(fragment.piece) + nearest


def _first_piece(line: Line) -> int:
    return line.fragments[0].piece if line.fragments else sys.maxsize
