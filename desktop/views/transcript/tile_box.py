"""Tokens as tiles in running text, painted where they can be seen."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from desktop.core.tokens import Origin
from desktop.core.visible import shown_space
from desktop.views.transcript.flow import Tiles
from desktop.views.transcript.look import Look
from desktop.views.transcript.target import Target
from desktop.views.transcript.text_box import Wash
from desktop.views.transcript.tile_lines import Fragment
from desktop.views.transcript.tile_marks import TileMarks
from desktop.views.transcript.tile_order import joined
from desktop.views.transcript.tile_places import TilePlaces
from desktop.views.transcript.tints import Tint

RADIUS = 4.0
WAVE = 3.0  # pixels of half a wave
OVERHANG = 4.0  # pixels beside a line that its tiles and letters may reach into


class TileBox(TilePlaces):
    """A stretch of a message's tokens in a width; thoughts are `dim`."""

    def __init__(self, content: Tiles, look: Look, marks: TileMarks, dim: bool = False) -> None:
        super().__init__(content, look, marks.take_look(look))
        self._marks = marks
        self._serial = marks.next_serial()
        self._dim = dim
        self._ink = look.palette.ink2 if dim else look.palette.ink

    def paint(self, painter: QPainter, at: QPointF, washes: Sequence[Wash], clip: QRectF) -> None:
        at = QPointF(round(at.x()), round(at.y()))
        ratio = painter.device().devicePixelRatioF()
        for number in self._between(clip.top() - at.y(), clip.bottom() - at.y()):
            washed = [
                (rect.translated(at), wash.colour)
                for wash in washes
                for rect in self._rects_on(number, *self._indices(wash.start, wash.end))
            ]
            if round(self._tops[number + 1]) == round(self._tops[number]):
                continue  # nothing stands after the last line break
            if washed:
                self._paint_line(painter, at, number, washed)
            else:
                corner = at + QPointF(-OVERHANG, round(self._tops[number]))
                painter.drawPixmap(corner, self._picture(number, ratio))
        for place, emphasis in ((self._marks.hovered, False), (self._marks.chosen, True)):
            if place is not None and place[0] == self._tokens.node_id and place[1] in self.tokens:
                self._paint_looked_at(painter, at, place[1], emphasis)

    def target_at(self, point: QPointF) -> Target | None:
        return None

    def _picture(self, number: int, ratio: float) -> QPixmap:
        """A line as it is painted, kept for the next time: scrolling paints mostly the same."""
        key = (self._serial, number, ratio)
        picture = self._marks.picture(key)
        if picture is None:
            top = round(self._tops[number])
            size = QSizeF(self.width + 2 * OVERHANG, round(self._tops[number + 1]) - top)
            picture = QPixmap((size * ratio).toSize())
            picture.setDevicePixelRatio(ratio)
            picture.fill(self._look.palette.panel)
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_line(painter, QPointF(OVERHANG, -top), number, ())
            painter.end()
            self._marks.keep(key, picture)
        return picture

    def _paint_line(
        self,
        painter: QPainter,
        at: QPointF,
        number: int,
        washed: Sequence[tuple[QRectF, QColor]],
    ) -> None:
        inks = self._paint_tiles(painter, at, number)
        for rect, colour in washed:
            painter.fillRect(rect, colour)
        self._paint_words(painter, at, number, inks)

    def _changed_from(self, number: int) -> None:
        self._marks.forget(self._serial, number)

    def _paint_tiles(self, painter: QPainter, at: QPointF, number: int) -> list[QColor]:
        """The tints of a line; gives the ink of each fragment."""
        painter.setPen(Qt.PenStyle.NoPen)
        return [
            self._paint_tile(painter, at, number, fragment)
            for fragment in self._lines.lines[number].fragments
        ]

    def _paint_tile(
        self, painter: QPainter, at: QPointF, number: int, fragment: Fragment
    ) -> QColor:
        group, tokens, p = self._group(fragment.piece), self._tokens, self._look.palette
        strongest: Tint | None = None
        for part, token in enumerate(group):
            tint = self._marks.tint(self._tokens, token)
            if tint is not None and fragment.left < fragment.right:
                painter.setBrush(tint.ground)
                rect = self._tile(number, fragment, part, len(group)).translated(at)
                painter.drawRoundedRect(rect, RADIUS, RADIUS)
                strongest = tint
            if self._tokens.origin(token) is Origin.FORCED:
                rect = self._tile(number, fragment, part, len(group)).translated(at)
                self._paint_frame(painter, rect, p.ink2)
            if self._marks.differs(self._tokens, token):
                rect = self._tile(number, fragment, part, len(group)).translated(at)
                self._paint_wave(painter, rect)
        origin = tokens.origin(group[0])
        if origin is Origin.CONTROL:
            self._paint_frame(painter, self._tile(number, fragment, 0, 1).translated(at), p.line)
        if origin in (Origin.TEMPLATE, Origin.CONTROL):
            return strongest.dim_ink if strongest else p.ink2
        if strongest is None:
            return self._ink
        return strongest.dim_ink if self._dim else strongest.ink

    def _paint_frame(self, painter: QPainter, rect: QRectF, colour: QColor) -> None:
        """A person chose this token, or it is a special one: told in every layer."""
        painter.setPen(QPen(colour, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, RADIUS, RADIUS)
        painter.setPen(Qt.PenStyle.NoPen)

    def _paint_wave(self, painter: QPainter, rect: QRectF) -> None:
        """Other settings would have chosen another token here."""
        painter.setPen(QPen(self._look.palette.cool, 1.4))
        y, steps = rect.bottom() + 1.5, max(2, round(rect.width() / WAVE))
        step = rect.width() / steps
        points = [QPointF(rect.left() + n * step, y + n % 2 * 2) for n in range(steps + 1)]
        painter.drawPolyline(points)
        painter.setPen(Qt.PenStyle.NoPen)

    def _paint_words(
        self, painter: QPainter, at: QPointF, number: int, inks: Sequence[QColor]
    ) -> None:
        painter.setFont(self._look.body)
        room = self._tops[number + 1] - self._tops[number]
        base = at.y() + self._tops[number] + (room - self._ruler.letters) / 2 + self._ruler.ascent
        for fragment, ink in zip(self._lines.lines[number].fragments, inks, strict=True):
            if fragment.visible:
                painter.setPen(ink)
                text = self._lines.pieces[fragment.piece]
                word = text[fragment.word_start : fragment.word_end]
                if fragment.leftward:
                    word = self._joined(fragment, word)
                painter.drawText(QPointF(at.x() + fragment.x, base), word)
            if len(self._group(fragment.piece)) > 1:
                self._paint_joint(painter, at, number, fragment)

    def _joined(self, fragment: Fragment, word: str) -> str:
        """A part of a word as it looks between its neighbours."""
        pieces, text = self._lines.pieces, self._lines.pieces[fragment.piece]
        before = text[: fragment.word_start] or (
            pieces[fragment.piece - 1] if fragment.piece else ""
        )
        after = text[fragment.word_end :] or "".join(
            pieces[fragment.piece + 1 : fragment.piece + 2]
        )
        return joined(before, word, after)

    def _paint_joint(self, painter: QPainter, at: QPointF, number: int, fragment: Fragment) -> None:
        """The line under tokens that are one character only together."""
        rect = self._tile(number, fragment, 0, 1).translated(at)
        painter.setPen(QPen(self._look.palette.ink3, 1))
        y = rect.bottom() + 1.5
        painter.drawLine(QPointF(rect.left() + 1, y), QPointF(rect.right() - 1, y))

    def _paint_looked_at(self, painter: QPainter, at: QPointF, token: int, emphasis: bool) -> None:
        """The outline of the chosen token or the one under the pointer, with its white space."""
        palette = self._look.palette
        rects = [rect.translated(at) for rect in self.token_rects(token)]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for rect in rects:
            painter.setPen(QPen(palette.accent, 2) if emphasis else QPen(palette.ink3, 1))
            painter.drawRoundedRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5), RADIUS, RADIUS)
        painter.setPen(palette.ink2)
        painter.setFont(self._look.small)
        for rect, sign in self._white_space(token):
            painter.drawText(rect.translated(at), Qt.AlignmentFlag.AlignCenter, sign)

    def _white_space(self, token: int) -> Iterator[tuple[QRectF, str]]:
        """The signs for the spaces and line breaks of a token, and where they stand."""
        piece = bisect_right(self._groups, token) - 1
        text = self._lines.pieces[piece]
        for number in self._lines_of(piece):
            for fragment in self._lines.lines[number].fragments:
                end = fragment.word_start if fragment.visible else fragment.end
                sign = shown_space(text[fragment.start : end])
                if fragment.piece == piece and sign:
                    right = fragment.left if fragment.visible else fragment.right
                    rect = self._tile(number, fragment, 0, 1)
                    rect.setLeft(fragment.begin - 2)
                    rect.setRight(max(right, fragment.begin + self._look.em * 0.3) + 2)
                    yield rect, sign
