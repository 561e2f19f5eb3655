"""The page of the context window, and the way from its parts to the messages."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from desktop.views.context_page import ContextPage
from desktop.views.pages import CHAT
from engine.chat import Overflow
from tests.desktop.desk import LIMIT_MS
from tests.desktop.opened import Opened


@pytest.fixture
def talked(loaded: Opened) -> Opened:
    loaded.chat.set_system_prompt("Be kind.")
    loaded.say("say hello there")
    loaded.say("say more")
    return loaded


def page_of(opened: Opened, rows: int) -> ContextPage:
    opened.action("Context").trigger()
    page = opened.app.shell.pages.currentWidget()
    assert isinstance(page, ContextPage)
    opened.qtbot.waitUntil(lambda: page.table.rowCount() == rows, timeout=LIMIT_MS)
    return page


def test_every_part_has_a_row(talked: Opened) -> None:
    page = page_of(talked, 5)
    rows = [page.words(number) for number in range(5)]
    assert [row[:3] for row in rows] == [
        ["System prompt", "Be kind.", "2"],
        ["You", "say hello there", "3"],
        ["Reply", "hello there", "2"],
        ["You", "say more", "2"],
        ["Reply", "more", "1"],
    ]
    assert [row[5] for row in rows] == ["", "leaves first", "leaves first", "", ""]
    assert page.status.startswith("10 of 512 tokens · 0 cached · 10 to be read")


def test_nothing_leaves_where_the_chat_stops_instead(talked: Opened) -> None:
    page = page_of(talked, 5)
    talked.chat.set_overflow(Overflow.STOP)
    assert {page.words(number)[5] for number in range(5)} == {""}


def test_a_row_leads_to_its_message(talked: Opened) -> None:
    page = page_of(talked, 5)
    index = page.table.model().index(3, 0)
    at = page.table.visualRect(index).center()
    gone = []
    talked.page.transcript.scroll_to = gone.append  # type: ignore[method-assign]
    talked.qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert talked.app.shell.pages.current == CHAT
    assert gone == [talked.chat.entries()[2].node_id]


def test_without_a_model_it_says_what_will_be_here(opened: Opened) -> None:
    page = page_of(opened, 0)
    assert page.status == "What fills the window will be listed here once a model is loaded."


def test_the_bar_leads_to_a_message_and_else_to_the_page(talked: Opened) -> None:
    bar = talked.page.context_bar
    talked.qtbot.waitUntil(lambda: "history 8" in bar.words(), timeout=LIMIT_MS)
    wide = bar.width() / 512
    told: list[str] = []
    bar.pressed.connect(told.append)
    for token in (3.5, 6.0, 300.0):
        at = QPoint(round(token * wide), 3)
        talked.qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=at)
    nodes = [entry.node_id for entry in talked.chat.entries()]
    assert told == [nodes[0], nodes[1], ""]
    assert talked.app.shell.pages.current == "context"


def test_the_bar_tells_of_the_message_under_the_pointer(talked: Opened) -> None:
    bar = talked.page.context_bar
    talked.qtbot.waitUntil(lambda: "history 8" in bar.words(), timeout=LIMIT_MS)
    here = bar._hint_at(3.5 * bar.width() / 512)
    assert here.startswith("this message: 3 tokens")
    assert "this message" not in bar._hint_at(bar.width() - 1)
