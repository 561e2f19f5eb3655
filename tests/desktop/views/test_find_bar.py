"""The bar finds as one types, walks by Enter, and leaves nothing behind."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QToolButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.views.find_bar import FindBar
from desktop.views.transcript.transcript import Transcript
from tests.desktop.views.transcript.entries import talk

KEY = Qt.Key


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    transcript = Transcript(made)
    layout = QVBoxLayout(made)
    layout.addWidget(FindBar(transcript, made))
    layout.addWidget(transcript)
    transcript.set_entries(talk(5))
    made.resize(800, 600)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def bar(page: QWidget) -> FindBar:
    made = page.findChild(FindBar)
    made.open()
    return made


def test_it_is_hidden_until_it_is_opened(page: QWidget) -> None:
    bar = page.findChild(FindBar)
    assert not bar.isVisible()
    bar.open()
    assert bar.isVisible()
    assert bar.field.hasFocus()


def test_it_finds_as_one_types(bar: FindBar, qtbot: QtBot) -> None:
    qtbot.keyClicks(bar.field, "message 3")
    assert bar.count.text() == "1 of 1"
    qtbot.keyClicks(bar.field, "x")
    assert bar.count.text() == "not found"
    bar.field.clear()
    assert bar.count.text() == ""


def test_enter_goes_on_and_shift_enter_back(bar: FindBar, qtbot: QtBot) -> None:
    bar.field.setText("Message")
    start = bar.count.text()
    qtbot.keyClick(bar.field, KEY.Key_Return)
    assert bar.count.text() != start
    qtbot.keyClick(bar.field, KEY.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert bar.count.text() == start


def test_its_buttons_have_names_and_do_the_same(bar: FindBar) -> None:
    buttons = {each.accessibleName(): each for each in bar.findChildren(QToolButton)}
    bar.field.setText("Message")
    start = bar.count.text()
    buttons["Next match"].click()
    assert bar.count.text() != start
    buttons["Previous match"].click()
    assert bar.count.text() == start
    buttons["Close"].click()
    assert not bar.isVisible()


def test_escape_closes_and_takes_the_marks_along(page: QWidget, bar: FindBar, qtbot: QtBot) -> None:
    transcript = page.findChild(Transcript)
    qtbot.keyClicks(bar.field, "message")
    override = QKeyEvent(
        QEvent.Type.ShortcutOverride, KEY.Key_Escape, Qt.KeyboardModifier.NoModifier
    )
    override.ignore()
    QApplication.sendEvent(bar.field, override)
    assert override.isAccepted()
    qtbot.keyClick(bar.field, KEY.Key_Escape)
    assert not bar.isVisible()
    assert not transcript.highlights.finder.matches
    assert transcript.hasFocus()


def test_opened_again_it_finds_the_same_again(bar: FindBar, qtbot: QtBot) -> None:
    bar.field.setText("Message 3")
    bar.shut()
    bar.open()
    assert bar.field.selectedText() == "Message 3"
    assert bar.count.text() == "1 of 1"
