"""One message laid out: caption, body and footnote, stacked; painted and asked for what is where.

Coordinates are the message's own: x from the column's left edge, y from the message's top."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from desktop.core.entry import Entry
from desktop.core.markdown import Code, Table
from desktop.views.transcript.box import Box, make_box
from desktop.views.transcript.caption import Caption
from desktop.views.transcript.flow import Edge, Leaf, Tiles
from desktop.views.transcript.footnote import Footnote
from desktop.views.transcript.look import BETWEEN_MESSAGES, Look
from desktop.views.transcript.sideways import Sideways
from desktop.views.transcript.target import Target
from desktop.views.transcript.text_box import TextBox, Wash
from desktop.views.transcript.tile_box import TileBox
from desktop.views.transcript.tile_marks import TileMarks
from engine.chat import Role

ITEM_EM = 1.6
QUOTE_EM = 1.0
BUBBLE_X = 12.0
BUBBLE_Y = 8.0
BUBBLE_RADIUS = 8.0
UNDER_CAPTION = 6
ABOVE_NOTE = 8


class Spot(Struct, frozen=True):
    """A place in a message's text: the leaf's number and the offset in it."""

    leaf: int
    offset: int


class Placed(Struct, frozen=True, eq=False):
    """A leaf's box and where its top left is."""

    leaf: Leaf
    box: Box
    corner: QPointF

    @property
    def rect(self) -> QRectF:
        return QRectF(self.corner.x(), self.corner.y(), self.box.width, self.box.height)


class Message:
    """An entry in a column of `width`. `take` gives it a new text and keeps the boxes of what
    stayed the same."""

    def __init__(
        self,
        entry: Entry,
        leaves: Sequence[Leaf],
        look: Look,
        width: float,
        marks: TileMarks | None = None,
    ) -> None:
        self._look = look
        self._width = width
        self._marks = marks or TileMarks()
        self.placed: list[Placed] = []
        self.take(entry, leaves)

    def take(self, entry: Entry, leaves: Sequence[Leaf]) -> None:
        """Lay out what differs from before."""
        before = self.placed
        self.entry = entry
        self._caption = Caption(entry, self._look)
        self._footnote = Footnote(entry, self._look, self._width)
        self.body_top = self._strip_height() + self._caption.height + UNDER_CAPTION
        self._pad = BUBBLE_Y if entry.role is Role.USER else 0.0
        self.placed = []
        bottom = self.body_top + self._pad
        for number, leaf in enumerate(leaves):
            old = before[number] if number < len(before) else None
            self.placed.append(self._place(leaf, bottom, old))
            bottom = self.placed[-1].rect.bottom()
        self.body_bottom = bottom + self._pad
        note = self._footnote.height
        self.height = round(self.body_bottom + (ABOVE_NOTE + note if note else 0))
        self.height += BETWEEN_MESSAGES

    @property
    def caption_top(self) -> int:
        return self._strip_height()

    def paint(
        self,
        painter: QPainter,
        at: QPointF,
        washes: Mapping[int, Sequence[Wash]],
        clip: QRectF,
    ) -> None:
        """Draw at `at`, only what `clip` shows; `washes` by the leaf's number."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.entry.memory_starts:
            self._paint_strip(painter, at)
        self._caption.paint(painter, at + QPointF(0, self.caption_top))
        tiled = any(isinstance(placed.box, TileBox) for placed in self.placed)
        if self.entry.role is Role.USER and self.placed and not tiled:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.palette.bubble)
            painter.drawRoundedRect(self._bubble().translated(at), BUBBLE_RADIUS, BUBBLE_RADIUS)
        for number in self._between(clip.top() - at.y(), clip.bottom() - at.y()):
            placed = self.placed[number]
            self._paint_edges(painter, placed, at, number)
            placed.box.paint(painter, at + placed.corner, washes.get(number, ()), clip)
        self._footnote.paint(painter, at + self._note_corner(), clip)

    def spot_at(self, point: QPointF) -> Spot:
        """The place in the text nearest to `point`."""
        for number, placed in enumerate(self.placed):
            if point.y() < placed.rect.bottom() or number == len(self.placed) - 1:
                if point.y() < placed.corner.y():
                    return Spot(number, 0)
                return Spot(number, placed.box.offset_at(point - placed.corner))
        return Spot(0, 0)

    def on_text(self, point: QPointF) -> bool:
        """Whether `point` is on text that can be selected."""
        return any(placed.box.length and placed.rect.contains(point) for placed in self.placed)

    def target_at(self, point: QPointF) -> Target | None:
        """What answers a click at `point`."""
        inside = (
            placed.box.target_at(point - placed.corner)
            for placed in self.placed
            if placed.rect.contains(point)
        )
        return (
            next((target for target in inside if target), None)
            or self._caption.target_at(point - QPointF(0, self.caption_top))
            or self._footnote.target_at(point - self._note_corner())
        )

    def token_at(self, point: QPointF) -> int | None:
        """The token under `point`."""
        for placed in self.placed:
            if isinstance(placed.box, TileBox) and placed.rect.contains(point):
                return placed.box.token_at(point - placed.corner)
        return None

    def token_rects(self, token: int) -> list[QRectF]:
        """The tile of a token, a rectangle a line; empty where it is not shown."""
        for placed in self.placed:
            if isinstance(placed.box, TileBox) and token in placed.box.tokens:
                return [rect.translated(placed.corner) for rect in placed.box.token_rects(token)]
        return []

    def rects(self, leaf: int, start: int, end: int) -> Iterator[QRectF]:
        """The rectangles of a stretch of a leaf's text."""
        placed = self.placed[leaf]
        return (rect.translated(placed.corner) for rect in placed.box.rects(start, end))

    def sideways_at(self, point: QPointF | None) -> list[Sideways]:
        """What can be moved sideways under `point`, or anywhere in the message."""
        boxes = [each for each in self.placed if point is None or each.rect.contains(point)]
        movable = (getattr(each.box, "sideways", None) for each in boxes)
        return [each for each in movable if each is not None and each.wide]

    def _place(self, leaf: Leaf, above: float, old: Placed | None) -> Placed:
        top = above + leaf.gap * self._look.em
        same = old is not None and (old.leaf == leaf or _grown(old, leaf))
        if old is not None and old.leaf == leaf and old.corner.y() == top:
            return old
        box = old.box if old is not None and same else make_box(leaf, self._look, self._marks)
        inset = self._inset(leaf.edges)
        if not same:
            box.place(max(self._look.em * 4, self._room(leaf) - inset))
            if _mirrored(box) and self.entry.role is Role.USER:
                box.place(box.natural_width + 1)  # so that the bubble hugs it
        left = 0.0 if _mirrored(box) else inset
        return Placed(leaf, box, QPointF(self._bubble_inset() + left, top))

    def _between(self, top: float, bottom: float) -> range:
        """The numbers of the leaves that touch a stretch of the message's height."""
        first = bisect_left(self.placed, top, key=lambda placed: placed.rect.bottom())
        return range(first, bisect_right(self.placed, bottom, key=lambda placed: placed.corner.y()))

    def _room(self, leaf: Leaf) -> float:
        wide = isinstance(leaf.content, Code | Table)
        room = self._width if wide else min(self._look.measure, self._width)
        return (
            room - 2 * self._bubble_inset()
            if wide
            else min(room, self._width - 2 * self._bubble_inset())
        )

    def _bubble_inset(self) -> float:
        return BUBBLE_X if self.entry.role is Role.USER else 0.0

    def _inset(self, edges: Sequence[Edge]) -> float:
        return sum((QUOTE_EM if edge.quote else ITEM_EM) * self._look.em for edge in edges)

    def _bubble(self) -> QRectF:
        widths = (each.corner.x() + _extent(each.box) for each in self.placed)
        width = min(max(widths) + BUBBLE_X, self._width)
        return QRectF(0, self.body_top, width, self.body_bottom - self.body_top)

    def _note_corner(self) -> QPointF:
        return QPointF(0, self.body_bottom + ABOVE_NOTE)

    def _paint_edges(self, painter: QPainter, placed: Placed, at: QPointF, number: int) -> None:
        """Bars and markers beside a box, mirrored where its text runs to the left."""
        mirrored = _mirrored(placed.box)
        rect = placed.rect.translated(at)
        joins = number > 0 and self.placed[number - 1].leaf.edges[:1] == placed.leaf.edges[:1]
        top = rect.top() - (placed.leaf.gap * self._look.em if joins else 0)
        x = self._inset(placed.leaf.edges)
        for edge in placed.leaf.edges:
            wide = (QUOTE_EM if edge.quote else ITEM_EM) * self._look.em
            left = rect.right() + x - wide if mirrored else rect.left() - x
            column = QRectF(left, rect.top(), wide, rect.height())
            if edge.quote:
                bar = column.right() - 2 if mirrored else column.left()
                painter.fillRect(QRectF(bar, top, 2, rect.bottom() - top), self._look.palette.line)
            elif edge.marker:
                self._paint_marker(painter, column, edge.marker, mirrored)
            x -= wide

    def _paint_marker(self, painter: QPainter, column: QRectF, marker: str, mirrored: bool) -> None:
        painter.setFont(self._look.body)
        painter.setPen(self._look.palette.ink2)
        metrics = QFontMetricsF(self._look.body)
        apart = self._look.em * 0.5
        left = column.right() - apart - metrics.horizontalAdvance(marker)
        ascent, descent = metrics.ascent(), metrics.descent()
        baseline = column.top() + (self._look.line - ascent - descent) / 2 + ascent
        painter.drawText(QPointF(column.left() + apart if mirrored else left, baseline), marker)

    def _strip_height(self) -> int:
        return self._look.caption + BETWEEN_MESSAGES if self.entry.memory_starts else 0

    def _paint_strip(self, painter: QPainter, at: QPointF) -> None:
        """ "memory starts here" between two lines."""
        label = QCoreApplication.translate("Transcript", "memory starts here")
        advance = QFontMetricsF(self._look.small).horizontalAdvance(label) + 24
        row = QRectF(at.x(), at.y(), self._width, self._look.caption)
        painter.setFont(self._look.small)
        painter.setPen(self._look.palette.ink2)
        painter.drawText(row, Qt.AlignmentFlag.AlignCenter, label)
        painter.setPen(self._look.palette.ink3)
        y = round(row.center().y()) + 0.5
        side = (row.width() - advance) / 2
        painter.drawLine(QPointF(row.left(), y), QPointF(row.left() + side, y))
        painter.drawLine(QPointF(row.right() - side, y), QPointF(row.right(), y))


def _grown(old: Placed, leaf: Leaf) -> bool:
    """Let a box of tokens take those that came; whether it could."""
    content = leaf.content
    if not (isinstance(content, Tiles) and isinstance(old.box, TileBox)):
        return False
    return old.leaf.edges == leaf.edges and old.box.take(content)


def _mirrored(box: Box) -> bool:
    return isinstance(box, TextBox) and box.right_to_left


def _extent(box: Box) -> float:
    """How far the text reaches; text that runs to the left begins at the box's far side."""
    return box.width if _mirrored(box) else box.natural_width
