"""Keys ask for commands; a claimed key does not reach the window's shortcuts."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from desktop.views.transcript.keys import Command, claimed, command_of, is_escape

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers)


@pytest.mark.parametrize(
    ("key", "modifiers", "command"),
    [
        (Qt.Key.Key_Up, NONE, Command.PREVIOUS),
        (Qt.Key.Key_Right, NONE, Command.NEWER),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier, Command.MOVE_RIGHT),
        (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier, Command.EDIT),
        (Qt.Key.Key_F2, NONE, Command.EDIT),
        (Qt.Key.Key_C, CTRL, Command.COPY),
        (Qt.Key.Key_C, NONE, None),
        (Qt.Key.Key_Return, CTRL, None),
    ],
)
def test_commands(key: Qt.Key, modifiers: Qt.KeyboardModifier, command: Command | None) -> None:
    assert command_of(press(key, modifiers)) is command


def test_only_our_keys_are_claimed_and_only_before_a_shortcut() -> None:
    override = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Escape, NONE)
    other = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_F5, NONE)
    other.ignore()
    assert claimed(override, is_escape)
    assert override.isAccepted()
    assert not claimed(other, is_escape)
    assert not other.isAccepted()
    assert not claimed(press(Qt.Key.Key_Escape), is_escape)
