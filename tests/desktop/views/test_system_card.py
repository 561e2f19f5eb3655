"""The system prompt on top of a chat: a line, and an editor behind it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from desktop.views.system_card import SystemCard


@pytest.fixture
def card(qtbot: QtBot) -> SystemCard:
    made = SystemCard()
    qtbot.addWidget(made)
    made.resize(800, 40)
    made.show()
    return made


@pytest.fixture
def edited(card: SystemCard) -> list[str]:
    texts: list[str] = []
    card.edited.connect(texts.append)
    return texts


def editor(card: SystemCard) -> QPlainTextEdit:
    return card.findChild(QPlainTextEdit)


def toggle(card: SystemCard) -> QToolButton:
    return card.findChild(QToolButton)


def words(card: SystemCard) -> list[str]:
    return [label.text() for label in card.findChildren(QLabel) if not label.isHidden()]


def test_folded_it_is_one_line(card: SystemCard) -> None:
    card.set_text("Be brief.\nBe kind.")
    assert words(card) == ["Be brief. Be kind."]
    assert editor(card).isHidden()
    assert toggle(card).text() == "▸ System prompt"


def test_without_a_prompt_it_offers_to_write_one(card: SystemCard) -> None:
    assert words(card) == ["none; click to write one"]


def test_a_click_opens_the_editor_with_the_cursor_in_it(qtbot: QtBot, card: SystemCard) -> None:
    card.set_text("Be brief.")
    folded = card.height()
    qtbot.mouseClick(toggle(card), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: card.height() > folded)
    qtbot.waitUntil(editor(card).hasFocus)
    assert editor(card).toPlainText() == "Be brief."
    assert editor(card).accessibleName() == "System prompt"
    assert toggle(card).text().startswith("▾")


def test_done_hands_the_text_on_and_folds(
    qtbot: QtBot, card: SystemCard, edited: list[str]
) -> None:
    card.unfold()
    qtbot.keyClicks(editor(card), "Be brief.")
    qtbot.mouseClick(card.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert edited == ["Be brief."]
    assert editor(card).isHidden()
    assert words(card) == ["Be brief."]


def test_leaving_the_editor_hands_the_text_on(
    qtbot: QtBot, card: SystemCard, edited: list[str]
) -> None:
    card.unfold()
    qtbot.waitUntil(editor(card).hasFocus)
    qtbot.keyClicks(editor(card), "Be kind.")
    editor(card).clearFocus()
    assert edited == ["Be kind."]
    assert not editor(card).isHidden()


def test_escape_takes_back_what_was_typed(
    qtbot: QtBot, card: SystemCard, edited: list[str]
) -> None:
    card.set_text("Be brief.")
    card.unfold()
    qtbot.keyClicks(editor(card), "Oh no")
    qtbot.keyClick(editor(card), Qt.Key.Key_Escape)
    assert edited == []
    assert (editor(card).toPlainText(), editor(card).isHidden()) == ("Be brief.", True)


def test_opening_and_closing_without_a_change_hands_nothing_on(
    card: SystemCard, edited: list[str]
) -> None:
    card.set_text("Be brief.")
    card.unfold()
    card.fold()
    assert edited == []


def test_its_tokens_are_shown(card: SystemCard) -> None:
    card.set_text("Be brief.")
    card.set_facts(7, folded=False)
    assert toggle(card).text() == "▸ System prompt · 7 tokens"
    card.set_text("")
    assert toggle(card).text() == "▸ System prompt"


def test_a_template_without_a_place_for_it_is_said(card: SystemCard) -> None:
    card.set_text("Be brief.")
    card.set_facts(7, folded=True)
    assert "put before your first message" in words(card)[-1]
    card.set_facts(7, folded=False)
    assert words(card) == ["Be brief."]


def test_an_empty_prompt_needs_no_remark(card: SystemCard) -> None:
    card.set_facts(0, folded=True)
    assert len(words(card)) == 1


def test_a_long_prompt_is_cut_to_the_width(card: SystemCard) -> None:
    card.set_text("word " * 500)
    card.adjustSize()
    card.resize(400, card.sizeHint().height())
    QApplication.sendPostedEvents()
    assert words(card)[0].endswith("…")
    assert card.minimumSizeHint().width() < 400


def test_another_language_leaves_the_text_alone(card: SystemCard) -> None:
    card.set_text("Be brief.")
    QApplication.sendEvent(card, QEvent(QEvent.Type.LanguageChange))
    assert words(card) == ["Be brief."]


def test_escape_in_the_editor_is_not_the_windows(qtbot: QtBot, card: SystemCard) -> None:
    card.unfold()
    none = Qt.KeyboardModifier.NoModifier
    override = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, none)
    override.ignore()
    QApplication.sendEvent(editor(card), override)
    assert override.isAccepted()
    assert editor(card).isVisible()
    qtbot.keyClick(editor(card), Qt.Key.Key_Escape)
    assert not editor(card).isVisible()
