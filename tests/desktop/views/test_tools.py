"""The row of tools, and what each page beside the chat has."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from desktop.views.page import Page
from desktop.views.pages import CHAT, Pages
from desktop.views.tools import Tool, ToolRow


@pytest.fixture
def row(qtbot: QtBot) -> ToolRow:
    made = ToolRow()
    qtbot.addWidget(made)
    tools = [Tool(name, name.title(), f"about {name}", QLabel) for name in ("score", "compare")]
    made.show_tools(tools)
    return made


def test_a_row_without_tools_takes_no_room(qtbot: QtBot) -> None:
    made = ToolRow()
    qtbot.addWidget(made)
    made.show_tools(())
    assert made.isHidden()


def test_a_button_opens_its_tool_and_says_what_it_is(row: ToolRow, qtbot: QtBot) -> None:
    buttons = row.findChildren(QToolButton)
    assert [button.text() for button in buttons] == ["Score", "Compare"]
    assert buttons[1].toolTip() == buttons[1].accessibleDescription() == "about compare"
    with qtbot.waitSignal(row.chosen) as told:
        buttons[1].click()
    assert told.args == ["compare"]


def test_the_open_tool_is_marked(row: ToolRow) -> None:
    buttons = row.findChildren(QToolButton)
    row.mark("compare")
    assert [button.isChecked() for button in buttons] == [False, True]
    row.mark(CHAT)
    assert [button.isChecked() for button in buttons] == [False, False]


def test_escape_and_the_arrow_lead_back_to_the_chat(qtbot: QtBot) -> None:
    pages = Pages(QLabel("chat"))
    qtbot.addWidget(pages)
    page = Page("Score a text", "What it does.")
    field = QLineEdit()
    page.body.addWidget(field)
    pages.offer("score", lambda: page)
    pages.show()
    pages.open("score")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert pages.current == CHAT
    pages.open("score")
    page.findChildren(QToolButton)[0].click()
    assert pages.current == CHAT
