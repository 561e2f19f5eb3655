"""A label that is shortened where it has no room."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop.views.one_line import OneLine


@pytest.fixture
def label(qtbot: QtBot) -> OneLine:
    made = OneLine()
    qtbot.addWidget(made)
    made.resize(400, 30)
    made.show()
    return made


def test_a_short_text_is_shown_whole_and_on_one_line(label: OneLine) -> None:
    label.set_full("two\nlines")
    assert label.text() == "two lines"


def test_a_long_text_is_shortened_and_comes_back_with_the_room(label: OneLine) -> None:
    text = "some words " * 8
    label.set_full(text)
    label.resize(100, 30)
    assert label.text().endswith("…")
    assert label.accessibleName() == text.strip()
    label.resize(2000, 30)
    assert label.text() == text.strip()


def test_it_asks_for_no_width(label: OneLine) -> None:
    label.set_full("x" * 500)
    assert label.sizePolicy().horizontalPolicy() is label.sizePolicy().Policy.Ignored
