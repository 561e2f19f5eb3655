"""What every laid-out leaf can do, and which box a leaf becomes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QPainter

from desktop.core.markdown import Code, Heading, Paragraph, Rule, Table
from desktop.views.transcript.code_box import CodeBox
from desktop.views.transcript.flow import Fold, Leaf, Remark, Tiles
from desktop.views.transcript.look import Look
from desktop.views.transcript.small_boxes import FoldBox, RemarkBox, RuleBox
from desktop.views.transcript.table_box import TableBox
from desktop.views.transcript.target import Target
from desktop.views.transcript.text_box import TextBox, Wash
from desktop.views.transcript.tile_box import TileBox
from desktop.views.transcript.tile_marks import TileMarks

# Headings differ by weight first; the two largest also a little by size.
_HEADING_SIZES = {1: 1.25, 2: 1.12}


class Box(Protocol):
    """A leaf in a width. Points are in the box's own coordinates, offsets in UTF-16 units."""

    @property
    def text(self) -> str: ...
    @property
    def length(self) -> int: ...
    @property
    def width(self) -> float: ...
    @property
    def height(self) -> float: ...
    @property
    def natural_width(self) -> float: ...
    def place(self, width: float) -> None: ...
    def paint(
        self, painter: QPainter, at: QPointF, washes: Sequence[Wash], clip: QRectF
    ) -> None: ...
    def offset_at(self, point: QPointF) -> int: ...
    def target_at(self, point: QPointF) -> Target | None: ...
    def word_at(self, offset: int) -> tuple[int, int]: ...
    def rects(self, start: int, end: int) -> Iterator[QRectF]: ...


def make_box(leaf: Leaf, look: Look, marks: TileMarks) -> Box:
    """The box of a leaf, not yet placed in a width."""
    match leaf.content:
        case Paragraph(spans):
            palette = look.palette
            return TextBox(spans, look, look.body, palette.ink2 if leaf.dim else palette.ink)
        case Heading(level, spans):
            return TextBox(spans, look, _heading_font(level, look), look.palette.ink, 1.4)
        case Code():
            return CodeBox(leaf.content, look)
        case Table():
            return TableBox(leaf.content, look)
        case Rule():
            return RuleBox(look)
        case Fold():
            return FoldBox(leaf.content, look)
        case Remark(text):
            return RemarkBox(text, look)
        case Tiles():
            return TileBox(leaf.content, look, marks, leaf.dim)


def _heading_font(level: int, look: Look) -> QFont:
    font = QFont(look.body)
    font.setPointSizeF(font.pointSizeF() * _HEADING_SIZES.get(level, 1.0))
    font.setWeight(QFont.Weight.DemiBold)
    return font
