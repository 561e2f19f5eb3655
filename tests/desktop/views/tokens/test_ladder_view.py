"""The ladder painted: bars and cuts in their places, reasons in words, rows that answer."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from desktop.core.ladder import of_table
from desktop.views.palette import DARK
from desktop.views.tokens.cuts import cut_words
from desktop.views.tokens.ladder_view import LadderView, figure, short_title
from engine.stage_settings import StageName
from tests.desktop.core.test_ladder import CUT, TABLE

PIECES = {5: b" blue", 6: b" dark", 7: b" red"}


@pytest.fixture
def view(qtbot: QtBot) -> LadderView:
    made = LadderView()
    qtbot.addWidget(made)
    made.resize(380, 200)
    made.show_matrix(of_table(TABLE, 10), PIECES)
    return made


def centre(view: LadderView, number: int) -> QPoint:
    return view.row_rect(number).center()


def test_a_row_says_all_that_it_shows(view: LadderView) -> None:
    rows = of_table(TABLE, 10).rows
    assert view.words(rows[0]) == "␣blue, raw 50.0 %, Top-k 57.0 %, Top-p 66.0 %"
    assert view.words(rows[2]) == (
        "␣red, raw 12.5 %, Top-k 14.0 %, Top-p cut, Top-p: cumulative 0.953, limit 0.95"
    )
    assert view.words(rows[3]).startswith("#8, raw 6.2 %, Top-k cut")
    assert len(view.accessibleDescription().splitlines()) == 4
    assert cut_words(CUT) == "Top-p: cumulative 0.953, limit 0.95"
    assert figure(0.0312) == "3.1"


def test_the_view_is_as_high_as_its_rows(view: LadderView) -> None:
    assert view.height() == pytest.approx(view.row_rect(3).bottom() + 1, abs=2)
    view.show_matrix(of_table(TABLE, 1), PIECES)
    assert view.height() < view.row_rect(3).top()


def test_a_press_marks_and_a_double_click_wants(qtbot: QtBot, view: LadderView) -> None:
    with qtbot.waitSignal(view.marked) as marked:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=centre(view, 2))
    assert marked.args == [7]
    with qtbot.waitSignal(view.wanted) as wanted:
        qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=centre(view, 0))
    assert wanted.args == [5]
    with qtbot.assertNotEmitted(view.wanted):  # the chosen one is there already
        qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=centre(view, 1))


def test_the_reason_is_told_on_hover(view: LadderView) -> None:
    at = centre(view, 2)
    QApplication.sendEvent(view, QHelpEvent(QHelpEvent.Type.ToolTip, at, view.mapToGlobal(at)))
    assert "limit 0.95" in QToolTip.text()
    QToolTip.hideText()


def test_marks_texts_and_themes_are_painted(view: LadderView) -> None:
    pictures = [view.grab().toImage()]
    for change in (
        lambda: view.light(7),
        lambda: view.show_pieces({}),
        lambda: view.set_palette(DARK),
    ):
        change()
        pictures.append(view.grab().toImage())
    assert all(before != after for before, after in pairwise(pictures))


def test_a_longer_bar_is_a_greater_probability(view: LadderView) -> None:
    image = view.grab().toImage()
    soft = view.palette_now.accent_soft

    def width(number: int) -> int:
        y = view.row_rect(number).center().y() - 6
        return sum(image.pixelColor(x, y) == soft for x in range(image.width()))

    assert width(0) > width(1) > width(2) > 0


def test_heads_of_columns_are_short_and_told_apart() -> None:
    titles = [short_title(stage) for stage in (None, *StageName)]
    assert len(set(titles)) == len(titles)
    assert all(len(title) <= 7 for title in titles)
