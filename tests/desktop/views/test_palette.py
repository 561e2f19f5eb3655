"""The colours: readable in both themes, and the same for Qt's own roles."""

from __future__ import annotations

from itertools import product

import pytest
from msgspec.structs import fields
from PySide6.QtGui import QColor, QPalette

from desktop.views.palette import DARK, LIGHT, Palette, qpalette
from desktop.views.style import style_sheet

THEMES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


def luminance(colour: QColor) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor, other: QColor) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@THEMES
def test_text_can_be_read_on_every_surface(palette: Palette) -> None:
    surfaces = (palette.background, palette.panel, palette.raised, palette.bubble)
    for ink, surface in product((palette.ink, palette.ink2), surfaces):
        assert contrast(ink, surface) >= 4.5, (ink.name(), surface.name())
    assert contrast(palette.on_accent, palette.accent) >= 4.5


@THEMES
def test_captions_and_marks_stand_out(palette: Palette) -> None:
    marks = (palette.ink3, palette.accent, palette.warm, palette.cool, palette.cut, palette.good)
    for mark in marks:
        assert contrast(mark, palette.panel) >= 3.0, mark.name()


def test_the_themes_differ_in_every_surface() -> None:
    assert not LIGHT.dark
    assert DARK.dark
    for surface in ("background", "panel", "raised", "line", "bubble"):
        assert luminance(getattr(LIGHT, surface)) > luminance(getattr(DARK, surface))


@THEMES
def test_widgets_without_a_style_have_the_same_colours(palette: Palette) -> None:
    roles = qpalette(palette)
    role = QPalette.ColorRole
    assert roles.color(role.Window) == palette.background
    assert roles.color(role.Text) == palette.ink
    assert roles.color(role.Highlight) == palette.accent
    disabled = roles.color(QPalette.ColorGroup.Disabled, role.Text)
    assert disabled == palette.ink3


@THEMES
def test_the_style_sheet_is_drawn_from_the_palette(palette: Palette) -> None:
    sheet = style_sheet(palette)
    assert sheet.count("{") == sheet.count("}")
    assert "{{" not in sheet
    other = DARK if palette is LIGHT else LIGHT
    own = {getattr(palette, f.name).name() for f in fields(palette) if f.name != "dark"}
    foreign = {getattr(other, f.name).name() for f in fields(other) if f.name != "dark"}
    assert not any(colour in sheet for colour in foreign - own)
