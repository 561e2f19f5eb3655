"""The menu bar: entries, shortcuts and marks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from desktop.views.menus import SEPARATOR, Command, Menus


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def menus(window: QMainWindow, done: list[str]) -> Menus:
    made = Menus(window)
    menu = made.add(
        "&File",
        Command("new", "&New chat", lambda: done.append("new"), "Ctrl+N"),
        SEPARATOR,
        Command("side", "Chats", lambda: done.append("side"), checkable=True),
    )
    one = Command("one", "One", lambda: done.append("one"))
    two = Command("two", "Two", lambda: done.append("two"))
    made.add_choice(menu, "Which", one, two)
    return made


def test_entries_stand_in_their_order(window: QMainWindow, menus: Menus) -> None:
    (menu,) = (action.menu() for action in window.menuBar().actions())
    assert [a.text() for a in menu.actions()] == ["&New chat", "", "Chats", "Which"]
    assert menu.actions()[1].isSeparator()


def test_an_entry_runs_its_command(menus: Menus, done: list[str]) -> None:
    menus["new"].trigger()
    menus["side"].trigger()
    assert done == ["new", "side"]


def test_a_shortcut_runs_it_too(
    qtbot: QtBot, window: QMainWindow, menus: Menus, done: list[str]
) -> None:
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert done == ["new"]


def test_of_a_choice_one_entry_is_marked(menus: Menus, done: list[str]) -> None:
    menus["one"].setChecked(True)
    menus["two"].trigger()
    assert (menus["one"].isChecked(), menus["two"].isChecked()) == (False, True)
    assert done == ["two"]


def test_the_list_of_shortcuts_has_names_and_keys(menus: Menus) -> None:
    assert menus.shortcuts() == [("New chat", "Ctrl+N")]


def test_two_commands_of_one_name_are_a_mistake(menus: Menus) -> None:
    with pytest.raises(AssertionError, match="new"):
        menus.add("&Edit", Command("new", "New line", lambda: None))
