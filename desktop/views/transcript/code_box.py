"""A code block laid out: a card with the language, a copy button and coloured text, which moves
sideways where a line is longer than the column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from desktop.core.markdown import Code, Span
from desktop.views.transcript.code_colours import code_ground, coloured
from desktop.views.transcript.look import CARD_PADDING as PADDING
from desktop.views.transcript.look import Look
from desktop.views.transcript.sideways import Sideways
from desktop.views.transcript.target import Act, Target
from desktop.views.transcript.text_box import TextBox, Wash

RADIUS = 8.0


class CodeBox:
    """As a `TextBox`, with a card around it."""

    def __init__(self, code: Code, look: Look) -> None:
        self.width = 0.0
        self.height = 0.0
        self.sideways = Sideways()
        self._code = code
        self._look = look
        self._copy = QCoreApplication.translate("Transcript", "Copy")
        ink = look.palette.ink
        self._inside = TextBox((Span(code.text),), look, look.mono, ink, line_height=1.45)
        self._inside.colour_pieces(coloured(code.text, code.language, look.palette))

    @property
    def text(self) -> str:
        return self._inside.text

    @property
    def length(self) -> int:
        return self._inside.length

    @property
    def natural_width(self) -> float:
        return self.width

    def place(self, width: float) -> None:
        self.width = width
        self._inside.place(width - 2 * PADDING, align="left", wrap=False)
        self.sideways.fit(self._inside.natural_width, width - 2 * PADDING)
        self.height = self._head() + self._inside.height + PADDING

    def paint(self, painter: QPainter, at: QPointF, washes: Sequence[Wash], clip: QRectF) -> None:
        card = QRectF(at, QSizeF(self.width, self.height))
        painter.setPen(self._look.palette.line)
        painter.setBrush(code_ground(self._look.palette))
        painter.drawRoundedRect(card.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        self._paint_head(painter, at)
        painter.save()
        painter.setClipRect(
            card.adjusted(PADDING - 1, 0, 1 - PADDING, 0), Qt.ClipOperation.IntersectClip
        )
        self._inside.paint(painter, at + self._origin(), washes, clip)
        painter.restore()
        self.sideways.paint(painter, at.x() + PADDING, card.bottom() - 3, self._look.palette)

    def offset_at(self, point: QPointF) -> int:
        return self._inside.offset_at(point - self._origin())

    def target_at(self, point: QPointF) -> Target | None:
        return Target(Act.COPY_CODE, self._code.text) if self._button().contains(point) else None

    def word_at(self, offset: int) -> tuple[int, int]:
        return self._inside.word_at(offset)

    def rects(self, start: int, end: int) -> Iterator[QRectF]:
        origin = self._origin()
        return (rect.translated(origin) for rect in self._inside.rects(start, end))

    def _head(self) -> float:
        return self._look.caption + 10.0

    def _origin(self) -> QPointF:
        return QPointF(PADDING - self.sideways.shift, self._head())

    def _button(self) -> QRectF:
        wide = QFontMetricsF(self._look.small).horizontalAdvance(self._copy) + 2 * PADDING
        return QRectF(self.width - wide, 0, wide, self._head())

    def _paint_head(self, painter: QPainter, at: QPointF) -> None:
        row = QRectF(at.x() + PADDING, at.y(), self.width - 2 * PADDING, self._head())
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._look.small)
        painter.setPen(self._look.palette.ink2)
        painter.drawText(row, middle | Qt.AlignmentFlag.AlignLeft, self._code.language)
        painter.setPen(self._look.palette.accent)
        painter.drawText(row, middle | Qt.AlignmentFlag.AlignRight, self._copy)
