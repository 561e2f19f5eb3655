"""How the transcript looks at one zoom in one theme: fonts, distances, colours. A value."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QFontMetricsF

from desktop.views.palette import Palette

LINE_HEIGHT = 1.6
MEASURE_CHARACTERS = 72
CODE_CHARACTERS = 80
CARD_PADDING = 12.0  # between a code block's text and the edge of its card
MARGIN = 48  # beside the column
BETWEEN_MESSAGES = 24
LARGER_POINTS = 1.5  # than the interface's font

_SAMPLE = "When sunlight meets the molecules of the air, short waves scatter more than long ones."


class Look(Struct, frozen=True, eq=False):
    """`em` and the widths are in logical pixels. Text keeps to `measure`, 72 characters; code
    and tables may use the whole `column`, which holds 80 characters of code in their card."""

    palette: Palette
    body: QFont
    small: QFont
    mono: QFont
    em: float
    measure: float
    column: float

    @property
    def line(self) -> float:
        return self.em * LINE_HEIGHT

    @property
    def caption(self) -> int:
        """Height of a row in the small font."""
        return round(QFontMetricsF(self.small).height() * 1.25)


def make_look(palette: Palette, interface: QFont, zoom: float) -> Look:
    """The look for the interface's font, which the transcript exceeds a little."""
    points = interface.pointSizeF() if interface.pointSizeF() > 0 else 10.0
    body = QFont(interface)
    body.setPointSizeF((points + LARGER_POINTS) * zoom)
    small = QFont(interface)
    small.setPointSizeF(points * zoom)
    mono = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    mono.setPointSizeF((points + LARGER_POINTS) * 0.92 * zoom)
    metrics = QFontMetricsF(body)
    return Look(
        palette=palette,
        body=body,
        small=small,
        mono=mono,
        em=QFontInfo(body).pixelSize(),
        measure=metrics.horizontalAdvance(_SAMPLE) / len(_SAMPLE) * MEASURE_CHARACTERS,
        column=QFontMetricsF(mono).horizontalAdvance("0") * CODE_CHARACTERS + 2 * CARD_PADDING,
    )


def blend(colour: QColor, ground: QColor, share: float) -> QColor:
    """`share` of `colour` over `ground`, opaque."""
    return QColor.fromRgbF(
        *(
            share * above + (1 - share) * below
            for above, below in zip(colour.getRgbF()[:3], ground.getRgbF()[:3], strict=True)  # type: ignore[index]
        )
    )


def contrast(first: QColor, second: QColor) -> float:
    """The contrast ratio of WCAG 2.2, from 1 to 21."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(colour: QColor, ground: QColor, ratio: float = 4.5) -> QColor:
    """`colour`, moved towards black or white until it stands out from `ground` by `ratio`."""
    goal = QColor("black") if _luminance(ground) > 0.18 else QColor("white")
    steps = (blend(goal, colour, step / 20) for step in range(21))
    return next(each for each in steps if contrast(each, ground) >= ratio)


def _luminance(colour: QColor) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
