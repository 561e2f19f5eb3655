"""Colours can be read in both themes; the measure holds 72 characters; zoom zooms."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QFont, QFontMetricsF

from desktop.core.markdown import Code
from desktop.views.palette import DARK, LIGHT, Palette
from desktop.views.transcript.code_box import CodeBox
from desktop.views.transcript.code_colours import code_colours, code_ground
from desktop.views.transcript.highlights import CURRENT, FOUND, SELECTED
from desktop.views.transcript.look import Look, blend, contrast, make_look, readable

READABLE = 4.5


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21)
    assert contrast(QColor("white"), QColor("white")) == pytest.approx(1)
    assert contrast(QColor("#777777"), QColor("white")) == pytest.approx(4.48, abs=0.01)


def test_blending_goes_from_the_ground_to_the_colour() -> None:
    assert blend(QColor("black"), QColor("white"), 0.0) == QColor("white")
    assert blend(QColor("black"), QColor("white"), 1.0) == QColor("black")
    assert blend(QColor("black"), QColor("white"), 0.5).red() == pytest.approx(128, abs=1)


@pytest.mark.parametrize("ground", ["#FFFFFF", "#22262C", "#777777"])
def test_a_faint_colour_is_made_readable(ground: str) -> None:
    assert contrast(readable(QColor("#888888"), QColor(ground)), QColor(ground)) >= READABLE


def test_a_readable_colour_stays() -> None:
    assert readable(QColor("#000080"), QColor("white")) == QColor("#000080")


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_colour_of_code_can_be_read(palette: Palette) -> None:
    for kind, colour in code_colours(palette).items():
        assert contrast(colour, code_ground(palette)) >= READABLE, kind


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_on_selection_and_matches(palette: Palette) -> None:
    for colour, share in (
        (palette.accent, SELECTED),
        (palette.warm, FOUND),
        (palette.warm, CURRENT),
    ):
        assert contrast(palette.ink, blend(colour, palette.panel, share)) >= READABLE


def test_a_line_of_the_measure_holds_about_72_characters(look: Look) -> None:
    text = "The atmosphere scatters the short waves of sunlight more than its long waves do."
    width = QFontMetricsF(look.body).horizontalAdvance(text)
    assert 64 <= look.measure / (width / len(text)) <= 76
    assert look.column >= look.measure


def test_a_line_of_80_characters_of_code_fits(look: Look) -> None:
    box = CodeBox(Code("x" * 80, ""), look)
    box.place(look.column)
    assert not box.sideways.wide


def test_zoom_enlarges_everything(look: Look) -> None:
    font = QFont()
    font.setPointSizeF(10)
    large = make_look(LIGHT, font, 1.5)
    assert large.body.pointSizeF() == pytest.approx(look.body.pointSizeF() * 1.5)
    assert large.measure > 1.3 * look.measure
    assert large.line > 1.3 * look.line


def test_the_transcript_is_a_little_larger_than_the_interface(look: Look) -> None:
    assert 1.0 <= look.body.pointSizeF() - 10 <= 2.0
    assert look.line == pytest.approx(1.6 * look.em)
