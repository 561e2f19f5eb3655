"""The die: where it fell, in words and in the picture."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from desktop.core.candidates import Slice
from desktop.views.palette import DARK, LIGHT
from desktop.views.tokens.die_bar import DieBar

SLICES = (Slice(5, 0.0, 0.6), Slice(6, 0.6, 0.9), Slice(-1, 0.9, 1.0))


@pytest.fixture
def bar(qtbot: QtBot) -> DieBar:
    made = DieBar()
    qtbot.addWidget(made)
    made.resize(300, made.sizeHint().height())
    made.show_throw(SLICES, 0.75, 6, {5: b" blue", 6: b" dark"})
    return made


def needle(bar: DieBar) -> list[int]:
    """The x of all pixels in the needle's colour, in the middle of the bar."""
    image = bar.grab().toImage()
    y = image.height() - 4
    return [x for x in range(image.width()) if image.pixelColor(x, y) == LIGHT.accent]


def test_the_words_tell_where_it_fell(bar: DieBar) -> None:
    assert bar.words() == "The die fell at 0.750; ␣dark reaches from 0.600 to 0.900."
    assert bar.accessibleName() == bar.words()
    bar.show_throw(SLICES, None, 6, {})
    assert bar.words() == "No die was thrown."


@pytest.mark.parametrize("u", [0.0, 0.25, 0.75, 0.999])
def test_the_needle_stands_where_the_die_fell(bar: DieBar, u: float) -> None:
    bar.show_throw(SLICES, u, 6, {})
    found = needle(bar)
    assert found
    assert sum(found) / len(found) == pytest.approx(u * 300, abs=4)


def test_without_a_throw_there_is_no_needle(bar: DieBar) -> None:
    bar.show_throw(SLICES, None, 6, {})
    assert needle(bar) == []


def test_slices_are_named_on_hover(bar: DieBar) -> None:
    for x, part in ((30, "blue 60.0 %"), (200, "dark 30.0 %"), (290, "others 10.0 %")):
        at = QPoint(x, bar.height() - 5)
        QApplication.sendEvent(bar, QHelpEvent(QHelpEvent.Type.ToolTip, at, bar.mapToGlobal(at)))
        assert part in QToolTip.text()
    QToolTip.hideText()


def test_a_theme_is_painted(bar: DieBar) -> None:
    before = bar.grab().toImage()
    bar.set_palette(DARK)
    assert bar.grab().toImage() != before
