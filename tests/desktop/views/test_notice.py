"""The sentence above the composer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.views.notice import About, Notice


@pytest.fixture
def notice(qtbot: QtBot) -> Notice:
    made = Notice()
    qtbot.addWidget(made)
    return made


def buttons(notice: Notice) -> dict[str, QAbstractButton]:
    shown = (b for b in notice.findChildren(QPushButton) if not b.isHidden())
    return {button.text(): button for button in shown}


def test_it_is_hidden_while_there_is_nothing_to_say(notice: Notice) -> None:
    assert notice.isHidden()
    assert notice.text == ""


def test_a_sentence_is_shown_spoken_and_dismissed(qtbot: QtBot, notice: Notice) -> None:
    notice.say("The disk is full.")
    assert (notice.text, notice.accessibleName()) == ("The disk is full.",) * 2
    (close,) = (b for b in notice.findChildren(QAbstractButton) if b.accessibleName() == "Dismiss")
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert notice.isHidden()
    assert notice.text == ""


def test_actions_close_it_and_act(qtbot: QtBot, notice: Notice) -> None:
    done: list[str] = []
    actions = [("Start again", lambda: done.append(notice.text)), ("Open", lambda: None)]
    notice.say("The engine stopped.", actions)
    assert list(buttons(notice)) == ["Start again", "Open"]
    qtbot.mouseClick(buttons(notice)["Start again"], Qt.MouseButton.LeftButton)
    assert done == [""]
    assert notice.isHidden()


def test_an_action_may_say_the_next_thing(qtbot: QtBot, notice: Notice) -> None:
    notice.say("First", [("Go", lambda: notice.say("Second", [("On", notice.clear)]))])
    qtbot.mouseClick(buttons(notice)["Go"], Qt.MouseButton.LeftButton)
    assert notice.text == "Second"
    assert list(buttons(notice)) == ["On"]


def test_a_later_sentence_takes_the_place_of_an_earlier(notice: Notice) -> None:
    notice.say("First", [("One", notice.clear)])
    notice.say("Second", kind="hint")
    assert (notice.text, buttons(notice)) == ("Second", {})
    assert notice.property("kind") == "hint"


def test_markup_of_a_file_stays_text(notice: Notice) -> None:
    notice.say("<img src=x> is not a model")
    label = notice.findChild(QLabel)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert notice.text == "<img src=x> is not a model"


def test_it_is_announced(notice: Notice, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: said.append(event.message())
    )
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    notice.say("The disk is full.")
    assert said == ["The disk is full."]


def test_only_what_it_is_about_is_dropped(notice: Notice) -> None:
    notice.say("The engine has ended.", about=About.MODEL)
    notice.drop(About.CHAT, About.REPLY)
    assert notice.text
    notice.drop(About.MODEL)
    assert notice.text == ""
