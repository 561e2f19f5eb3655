"""Where the next message is written: keys, the button, and what it says of itself."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import QInputMethodEvent, QTextOption
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop.views.composer import MOST_LINES, Composer

NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def composer(qtbot: QtBot) -> Composer:
    made = Composer()
    qtbot.addWidget(made)
    made.resize(600, 200)
    made.show()
    return made


@pytest.fixture
def sent(composer: Composer) -> list[str]:
    texts: list[str] = []
    composer.sent.connect(texts.append)
    return texts


def button(composer: Composer) -> QPushButton:
    return composer.findChild(QPushButton)


def count(composer: Composer) -> str:
    return composer.findChild(QLabel).text()


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [
        (Qt.Key.Key_Return, NONE),
        (Qt.Key.Key_Enter, NONE),
        (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier),
    ],
)
def test_enter_sends(
    qtbot: QtBot, composer: Composer, sent: list[str], key: Qt.Key, modifiers: Qt.KeyboardModifier
) -> None:
    qtbot.keyClicks(composer.field, "Hello")
    qtbot.keyClick(composer.field, key, modifiers)
    assert sent == ["Hello"]


def test_shift_enter_breaks_the_line(qtbot: QtBot, composer: Composer, sent: list[str]) -> None:
    qtbot.keyClicks(composer.field, "one")
    qtbot.keyClick(composer.field, Qt.Key.Key_Return, SHIFT)
    qtbot.keyClicks(composer.field, "two")
    assert (sent, composer.text()) == ([], "one\ntwo")


def test_nothing_but_white_space_is_not_sent(
    qtbot: QtBot, composer: Composer, sent: list[str]
) -> None:
    qtbot.keyClicks(composer.field, "   ")
    qtbot.keyClick(composer.field, Qt.Key.Key_Return)
    assert (sent, composer.text()) == ([], "   ")
    assert not button(composer).isEnabled()


def test_enter_while_an_input_method_composes_is_the_input_methods(
    qtbot: QtBot, composer: Composer, sent: list[str]
) -> None:
    QApplication.sendEvent(composer.field, QInputMethodEvent("にほ", []))
    qtbot.keyClick(composer.field, Qt.Key.Key_Return)
    assert (sent, composer.text()) == ([], "")
    committed = QInputMethodEvent("", [])
    committed.setCommitString("日本")
    QApplication.sendEvent(composer.field, committed)
    qtbot.keyClick(composer.field, Qt.Key.Key_Return)
    assert sent == ["日本"]


def test_the_button_sends(qtbot: QtBot, composer: Composer, sent: list[str]) -> None:
    assert not button(composer).isEnabled()
    composer.set_text("Hello")
    assert (button(composer).text(), button(composer).isEnabled()) == ("Send", True)
    qtbot.mouseClick(button(composer), Qt.MouseButton.LeftButton)
    assert sent == ["Hello"]


def test_the_button_stops_a_running_reply(
    qtbot: QtBot, composer: Composer, sent: list[str]
) -> None:
    stopped: list[bool] = []
    composer.stopped.connect(lambda: stopped.append(True))
    composer.set_text("next")
    composer.set_running(True)
    assert (button(composer).text(), button(composer).isEnabled()) == ("Stop", True)
    qtbot.mouseClick(button(composer), Qt.MouseButton.LeftButton)
    assert (stopped, sent, composer.text()) == ([True], [], "next")


def test_enter_while_a_reply_runs_asks_and_keeps_the_text(
    qtbot: QtBot, composer: Composer, sent: list[str]
) -> None:
    composer.set_text("next")
    composer.set_running(True)
    qtbot.keyClick(composer.field, Qt.Key.Key_Return)
    assert (sent, composer.text()) == (["next"], "next")
    composer.set_running(False)
    assert button(composer).text() == "Send"


def test_every_change_of_the_draft_is_told(qtbot: QtBot, composer: Composer) -> None:
    drafts: list[str] = []
    composer.draft_changed.connect(drafts.append)
    qtbot.keyClicks(composer.field, "ab")
    composer.set_text("ab")
    composer.set_text("")
    assert drafts == ["a", "ab", ""]


def test_tokens_of_the_draft_are_shown_while_there_is_one(composer: Composer) -> None:
    composer.set_text("Hello")
    composer.set_draft_tokens(3)
    assert count(composer) == "3 tokens"
    composer.set_draft_tokens(0)
    assert count(composer) == ""
    composer.set_draft_tokens(3)
    composer.set_text("")
    assert count(composer) == ""


def test_the_field_grows_and_then_scrolls(composer: Composer) -> None:
    one = composer.field.sizeHint().height()
    composer.set_text("\n".join("abc"))
    three = composer.field.sizeHint().height()
    composer.set_text("\n".join("abcdefghijklmnopqrstuvwxyz"))
    many = composer.field.sizeHint().height()
    assert one < three < many
    assert many - three == (MOST_LINES - 3) * composer.field.fontMetrics().lineSpacing()
    assert composer.field.verticalScrollBarPolicy() is Qt.ScrollBarPolicy.ScrollBarAsNeeded


def test_tab_leaves_the_field(qtbot: QtBot, composer: Composer) -> None:
    composer.set_text("x")
    composer.setFocus()
    qtbot.waitUntil(composer.field.hasFocus)
    qtbot.keyClick(composer.field, Qt.Key.Key_Tab)
    assert button(composer).hasFocus()
    assert composer.text() == "x"


def test_lines_end_anywhere_only_while_a_word_is_endless(composer: Composer) -> None:
    pasted = QMimeData()
    pasted.setText("w" * 5000)
    composer.field.insertFromMimeData(pasted)
    assert composer.field.wordWrapMode() is QTextOption.WrapMode.WrapAnywhere
    composer.set_text("words again")
    assert composer.field.wordWrapMode() is QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere


def test_pasted_markup_stays_text(composer: Composer) -> None:
    composer.set_text("<b>bold</b> <|im_end|>")
    assert composer.text() == "<b>bold</b> <|im_end|>"


def test_the_focus_is_shown(qtbot: QtBot, composer: Composer) -> None:
    composer.setFocus()
    qtbot.waitUntil(lambda: composer.property("focused") is True)
    composer.field.clearFocus()
    assert composer.property("focused") is False


def test_it_has_a_name_and_says_its_keys(composer: Composer) -> None:
    assert composer.field.accessibleName() == "Message"
    assert "Shift+Enter" in composer.field.accessibleDescription()
    assert composer.field.placeholderText()


def test_another_language_leaves_the_text_alone(composer: Composer) -> None:
    composer.set_text("Hello")
    composer.set_draft_tokens(2)
    QApplication.sendEvent(composer, QEvent(QEvent.Type.LanguageChange))
    assert (composer.text(), count(composer)) == ("Hello", "2 tokens")
