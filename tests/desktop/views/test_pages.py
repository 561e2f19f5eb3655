"""The middle of the window: one page at a time, made when it is first opened."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.views.pages import CHAT, Pages


class Page(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.visits = 0

    def opened(self) -> None:
        self.visits += 1


@pytest.fixture
def pages(qtbot: QtBot) -> Pages:
    made = Pages(QLabel("chat"))
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_chat_is_in_front_at_first(pages: Pages) -> None:
    assert (pages.current, pages.currentIndex()) == (CHAT, 0)


def test_a_page_is_made_once_and_told_each_time_it_is_opened(pages: Pages) -> None:
    made: list[Page] = []

    def make() -> Page:
        made.append(Page())
        return made[-1]

    pages.offer("score", make)
    assert pages.made == (pages.widget(0),)
    turned: list[str] = []
    pages.turned.connect(turned.append)
    pages.open("score")
    pages.open(CHAT)
    pages.open("score")
    assert [page.visits for page in made] == [2]
    assert turned == ["score", CHAT, "score"]
    assert pages.currentWidget() is made[0]


def test_opening_the_page_in_front_turns_nothing(pages: Pages) -> None:
    turned: list[str] = []
    pages.turned.connect(turned.append)
    pages.open(CHAT)
    assert turned == []
