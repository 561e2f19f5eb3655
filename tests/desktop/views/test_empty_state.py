"""What an empty chat offers."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.views.empty_state import EmptyState


@pytest.fixture
def empty(qtbot: QtBot) -> EmptyState:
    made = EmptyState()
    qtbot.addWidget(made)
    return made


def buttons(empty: EmptyState) -> dict[str, QPushButton]:
    return {b.text(): b for b in empty.findChildren(QPushButton) if not b.isHidden()}


def words(empty: EmptyState) -> list[str]:
    return [label.text() for label in empty.findChildren(QLabel) if not label.isHidden()]


def test_without_a_model_it_offers_to_open_one(qtbot: QtBot, empty: EmptyState) -> None:
    empty.offer_model()
    assert "Open a GGUF model file" in words(empty)[1]
    with qtbot.waitSignal(empty.open_wanted):
        qtbot.mouseClick(buttons(empty)["Open a model file"], Qt.MouseButton.LeftButton)


def test_with_a_model_it_offers_first_messages(qtbot: QtBot, empty: EmptyState) -> None:
    empty.offer_model()
    empty.offer_messages("Tiny", "Ask away.", ["One", "Two"])
    assert (words(empty), list(buttons(empty))) == (["Tiny", "Ask away."], ["One", "Two"])
    with qtbot.waitSignal(empty.suggested) as told:
        qtbot.mouseClick(buttons(empty)["Two"], Qt.MouseButton.LeftButton)
    assert told.args == ["Two"]


def test_a_line_that_says_nothing_takes_no_room(empty: EmptyState) -> None:
    empty.offer_messages("Tiny", "", [])
    assert words(empty) == ["Tiny"]


def test_a_models_name_is_plain_text(empty: EmptyState) -> None:
    empty.offer_messages("<h1>Big</h1>", "", [])
    empty.resize(800, 600)
    empty.show()
    assert words(empty) == ["<h1>Big</h1>"]
    formats = {label.textFormat() for label in empty.findChildren(QLabel)}
    assert formats == {Qt.TextFormat.PlainText}


def test_a_long_name_of_a_model_is_shortened(empty: EmptyState) -> None:
    empty.offer_messages("x" * 500, "", [])
    empty.resize(800, 600)
    empty.show()
    assert words(empty)[0].endswith("…")
    assert empty.minimumSizeHint().width() < 400
