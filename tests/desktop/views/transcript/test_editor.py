"""The field in a message's place: what saves, what cancels, what an input method keeps."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.views.transcript.editor import Editor
from desktop.views.transcript.look import Look

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(600, 500)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.fixture
def editor(owner: QWidget, look: Look) -> Editor:
    made = Editor(owner)
    made.set_look(look)
    made.begin("n", "Hello", 500)
    made.field.setFocus()
    return made


def compose(editor: Editor, text: str) -> None:
    QApplication.sendEvent(editor.field, QInputMethodEvent(text, []))


def button(editor: Editor, text: str) -> QPushButton:
    (found,) = (each for each in editor.findChildren(QPushButton) if each.text() == text)
    return found


def test_ctrl_enter_saves_what_was_typed(editor: Editor, qtbot: QtBot) -> None:
    qtbot.keyClicks(editor.field, " world")
    with qtbot.waitSignal(editor.saved) as saved:
        qtbot.keyClick(editor.field, KEY.Key_Return, CTRL)
    assert saved.args == ["n", "Hello world"]


def test_enter_breaks_the_line(editor: Editor, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(editor.saved):
        qtbot.keyClick(editor.field, KEY.Key_Return)
    assert editor.field.toPlainText() == "Hello\n"


def test_escape_cancels(editor: Editor, qtbot: QtBot) -> None:
    with qtbot.waitSignal(editor.cancelled):
        qtbot.keyClick(editor.field, KEY.Key_Escape)


def test_buttons_do_the_same(editor: Editor, qtbot: QtBot) -> None:
    with qtbot.waitSignal(editor.saved):
        button(editor, "Save").click()
    with qtbot.waitSignal(editor.cancelled):
        button(editor, "Cancel").click()


def test_an_input_method_that_composes_keeps_its_keys(editor: Editor, qtbot: QtBot) -> None:
    compose(editor, "ni")
    with qtbot.assertNotEmitted(editor.saved), qtbot.assertNotEmitted(editor.cancelled):
        qtbot.keyClick(editor.field, KEY.Key_Return, CTRL)
        qtbot.keyClick(editor.field, KEY.Key_Escape)
    compose(editor, "")
    with qtbot.waitSignal(editor.saved):
        qtbot.keyClick(editor.field, KEY.Key_Return, CTRL)


@pytest.mark.parametrize(
    ("key", "modifiers", "kept"),
    [
        (KEY.Key_Escape, Qt.KeyboardModifier.NoModifier, True),
        (KEY.Key_Return, CTRL, True),
        (KEY.Key_F5, Qt.KeyboardModifier.NoModifier, False),
    ],
)
def test_shortcuts_of_the_window_do_not_take_its_keys(
    editor: Editor, key: Qt.Key, modifiers: Qt.KeyboardModifier, kept: bool
) -> None:
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers)
    event.ignore()
    QApplication.sendEvent(editor.field, event)
    assert event.isAccepted() == kept


def test_it_grows_with_its_text_up_to_the_room(editor: Editor, qtbot: QtBot) -> None:
    low = editor.fitting_height(5000)
    with qtbot.waitSignal(editor.grown):
        editor.field.setPlainText("line\n" * 30)
    assert editor.fitting_height(5000) > low + 100
    assert editor.fitting_height(300) == 300


def test_it_knows_whether_anything_was_changed(editor: Editor, qtbot: QtBot) -> None:
    assert not editor.changed
    qtbot.keyClicks(editor.field, "!")
    assert editor.changed
    qtbot.keyClick(editor.field, KEY.Key_Backspace)
    assert not editor.changed
