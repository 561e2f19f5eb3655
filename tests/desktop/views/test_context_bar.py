"""The context window as a bar: what its words and its colours tell."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from desktop.views.context_bar import BAR_HEIGHT, ContextBar
from desktop.views.palette import DARK, LIGHT
from engine.records import ContextUse, Segment, SegmentKind

KIND = SegmentKind
USE = ContextUse(
    2000,
    (
        Segment(KIND.SYSTEM, 100, "system"),
        Segment(KIND.TEMPLATE, 60),
        Segment(KIND.USER, 300, "q"),
        Segment(KIND.ASSISTANT, 200, "a"),
        Segment(KIND.DRAFT, 40),
    ),
    cached=360,
    reserve=500,
)


@pytest.fixture
def bar(qtbot: QtBot) -> ContextBar:
    made = ContextBar()
    qtbot.addWidget(made)
    made.set_palette(LIGHT)
    made.resize(1000, made.sizeHint().height())
    made.show()
    return made


def colour_at(bar: ContextBar, token: int) -> QColor:
    image: QImage = bar.grab().toImage()
    return image.pixelColor(round((token + 0.5) * bar.width() / USE.window), BAR_HEIGHT // 2)


def test_without_a_model_it_says_so(bar: ContextBar) -> None:
    assert bar.words() == "No model is loaded"
    bar.grab()


def test_all_numbers_are_words_too(bar: ContextBar) -> None:
    bar.set_use(USE)
    for words in ("system 100", "template 60", "history 500", "draft 40", "reserve 500"):
        assert words in bar.words()
    assert bar.words().endswith("700 of 2,000 · 360 cached")
    assert bar.accessibleName() == "Context window"
    assert bar.accessibleDescription() == bar.words()


def test_the_reply_being_written_is_a_part_of_its_own(bar: ContextBar) -> None:
    bar.set_use(USE, reply="a")
    assert "history 300" in bar.words()
    assert "this reply 200" in bar.words()


def test_empty_parts_are_left_out(bar: ContextBar) -> None:
    bar.set_use(ContextUse(100, (Segment(KIND.USER, 7, "q"),)))
    assert bar.words() == "history 7 · 7 of 100"


def test_the_reserve_never_reaches_beyond_the_window(bar: ContextBar) -> None:
    bar.set_use(ContextUse(100, (Segment(KIND.USER, 90, "q"),), reserve=64))
    assert "reserve 10" in bar.words()


def test_a_part_is_as_wide_as_its_share(bar: ContextBar) -> None:
    bar.set_use(USE)
    accent, free = colour_at(bar, 300), colour_at(bar, 1900)
    assert colour_at(bar, 650) == accent  # history reaches from 160 to 660
    assert colour_at(bar, 680) == LIGHT.warm
    assert free == LIGHT.line


def test_a_window_that_is_full_is_painted_whole(bar: ContextBar) -> None:
    bar.set_use(ContextUse(0, (Segment(KIND.USER, 5, "q"),)))
    bar.set_palette(DARK)
    bar.set_use(ContextUse(2000, (Segment(KIND.DRAFT, 4000),)))
    assert colour_at(bar, 1900) == DARK.warm


def test_the_numbers_turn_red_when_it_is_nearly_full(bar: ContextBar) -> None:
    def has_red() -> bool:
        image = bar.grab().toImage()
        rows = range(BAR_HEIGHT + 2, image.height())
        pixels = (image.pixelColor(x, y) for y in rows for x in range(700, image.width()))
        return any(p.red() > p.green() + 60 and p.red() > p.blue() + 60 for p in pixels)

    bar.set_use(ContextUse(2000, (Segment(KIND.USER, 1000, "q"),)))
    assert not has_red()
    bar.set_use(ContextUse(2000, (Segment(KIND.USER, 1900, "q"),)))
    assert has_red()


def test_the_hint_lists_parts_free_room_and_what_is_cached(bar: ContextBar) -> None:
    bar.set_use(USE)
    at = QPoint(10, 4)
    QApplication.sendEvent(bar, QHelpEvent(QHelpEvent.Type.ToolTip, at, bar.mapToGlobal(at)))
    lines = QToolTip.text().splitlines()
    QToolTip.hideText()
    assert lines[-2:] == ["free: 800", "already evaluated: 360"]
    assert "system: 100" in lines


def test_each_name_stands_beside_its_colour(bar: ContextBar) -> None:
    bar.set_use(USE)
    image = bar.grab().toImage()
    row = range(BAR_HEIGHT + 4, image.height())
    below = {image.pixelColor(x, y).name() for x in range(image.width() // 2) for y in row}
    for token in (50, 400, 680):  # system, history, draft
        assert colour_at(bar, token).name() in below
