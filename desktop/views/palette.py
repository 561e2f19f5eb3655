"""The colours, once: QPalette, the style sheet and every painter draw from a `Palette`."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtGui import QColor, QPalette


class Palette(Struct, frozen=True):
    """One theme. `ink3` is for captions of 12 px and more, never for what must be read."""

    dark: bool
    background: QColor
    panel: QColor
    raised: QColor
    line: QColor
    ink: QColor
    ink2: QColor
    ink3: QColor
    accent: QColor
    accent_soft: QColor
    on_accent: QColor
    bubble: QColor
    warm: QColor
    cool: QColor
    cut: QColor
    good: QColor


LIGHT = Palette(
    dark=False,
    background=QColor("#F6F5F2"),
    panel=QColor("#FBFAF8"),
    raised=QColor("#FFFFFF"),
    line=QColor("#E3E0DA"),
    ink=QColor("#1F2328"),
    ink2=QColor("#5B626B"),
    ink3=QColor("#8A9099"),
    accent=QColor("#0F6E84"),
    accent_soft=QColor("#DCEEF1"),
    on_accent=QColor("#FFFFFF"),
    bubble=QColor("#EFEDE8"),
    warm=QColor("#D97706"),
    cool=QColor("#4F46E5"),
    cut=QColor("#B42318"),
    good=QColor("#2E7D5B"),
)

DARK = Palette(
    dark=True,
    background=QColor("#16181C"),
    panel=QColor("#1B1E23"),
    raised=QColor("#22262C"),
    line=QColor("#2F343C"),
    ink=QColor("#E8EAED"),
    ink2=QColor("#A4ABB5"),
    ink3=QColor("#727A85"),
    accent=QColor("#4FB7CC"),
    accent_soft=QColor("#1E3B43"),
    on_accent=QColor("#10262B"),
    bubble=QColor("#23272D"),
    warm=QColor("#F5A623"),
    cool=QColor("#8B83FF"),
    cut=QColor("#F97066"),
    good=QColor("#5BC596"),
)


def qpalette(palette: Palette) -> QPalette:
    """The same colours in Qt's own roles, for the widgets that no style sheet touches."""
    role = QPalette.ColorRole
    colours = {
        role.Window: palette.background,
        role.WindowText: palette.ink,
        role.Base: palette.raised,
        role.AlternateBase: palette.panel,
        role.Text: palette.ink,
        role.PlaceholderText: palette.ink3,
        role.Button: palette.raised,
        role.ButtonText: palette.ink,
        role.ToolTipBase: palette.raised,
        role.ToolTipText: palette.ink,
        role.Highlight: palette.accent,
        role.HighlightedText: palette.on_accent,
        role.Link: palette.accent,
        role.LinkVisited: palette.accent,
        role.Accent: palette.accent,
        role.Mid: palette.line,
        role.Midlight: palette.line,
        role.Light: palette.raised,
        role.Dark: palette.ink3,
        role.Shadow: palette.line,
    }
    result = QPalette()
    for each, colour in colours.items():
        result.setColor(each, colour)
    for each in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, each, palette.ink3)
    return result
