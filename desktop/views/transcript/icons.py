"""The line icons of the message actions, drawn on a grid of 16 and tinted from the palette."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

GRID = 16
STROKE = 1.4


class Glyph(Enum):
    OLDER = "older"
    NEWER = "newer"
    COPY = "copy"
    EDIT = "edit"
    REGENERATE = "regenerate"
    CONTINUE = "continue"
    PIN = "pin"
    DELETE = "delete"


def icon(glyph: Glyph, colour: QColor, scale: float) -> QIcon:
    """The glyph in `colour` for a screen of `scale` device pixels per logical pixel."""
    pixmap = QPixmap(round(GRID * scale), round(GRID * scale))
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(colour, STROKE)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPath(_PATHS[glyph]())
    painter.end()
    return QIcon(pixmap)


def _lines(*strokes: tuple[tuple[float, float], ...]) -> QPainterPath:
    path = QPainterPath()
    for stroke in strokes:
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in stroke]))
    return path


def _older() -> QPainterPath:
    return _lines(((9.5, 4), (5.5, 8), (9.5, 12)))


def _newer() -> QPainterPath:
    return _lines(((6.5, 4), (10.5, 8), (6.5, 12)))


def _copy() -> QPainterPath:
    path = _lines(((10.5, 5.5), (10.5, 2.5), (2.5, 2.5), (2.5, 10.5), (5.5, 10.5)))
    path.addRoundedRect(QRectF(5.5, 5.5, 8, 8), 1.5, 1.5)
    return path


def _edit() -> QPainterPath:
    return _lines(
        ((3, 13), (3.6, 10.2), (10.8, 3), (13, 5.2), (5.8, 12.4), (3, 13)),
        ((9.2, 4.6), (11.4, 6.8)),
    )


def _regenerate() -> QPainterPath:
    path = QPainterPath()
    circle = QRectF(3, 3, 10, 10)
    path.arcMoveTo(circle, 40)
    path.arcTo(circle, 40, 290)
    path.addPath(_lines(((13.2, 1.9), (12.4, 5), (9.3, 4.3))))
    return path


def _continue() -> QPainterPath:
    return _lines(((2.5, 8), (10, 8)), ((7, 4.7), (10.3, 8), (7, 11.3)), ((13.3, 4), (13.3, 12)))


def _pin() -> QPainterPath:
    return _lines(
        ((5, 2.5), (11, 2.5)),
        ((6.2, 2.5), (6, 6.5), (3.8, 9.5), (12.2, 9.5), (10, 6.5), (9.8, 2.5)),
        ((8, 9.5), (8, 13.7)),
    )


def _delete() -> QPainterPath:
    return _lines(
        ((2.5, 4.5), (13.5, 4.5)),
        ((4, 4.5), (4.7, 13.5), (11.3, 13.5), (12, 4.5)),
        ((6, 4.2), (6.4, 2.3), (9.6, 2.3), (10, 4.2)),
        ((6.6, 7), (6.8, 11)),
        ((9.4, 7), (9.2, 11)),
    )


_PATHS: dict[Glyph, Callable[[], QPainterPath]] = {
    Glyph.OLDER: _older,
    Glyph.NEWER: _newer,
    Glyph.COPY: _copy,
    Glyph.EDIT: _edit,
    Glyph.REGENERATE: _regenerate,
    Glyph.CONTINUE: _continue,
    Glyph.PIN: _pin,
    Glyph.DELETE: _delete,
}
