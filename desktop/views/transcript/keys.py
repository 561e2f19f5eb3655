"""Which key does what in the transcript."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QEvent, QKeyCombination, Qt
from PySide6.QtGui import QKeyEvent


class Command(Enum):
    PREVIOUS = "previous"
    NEXT = "next"
    FIRST = "first"
    LAST = "last"
    PAGE_UP = "page_up"
    PAGE_DOWN = "page_down"
    OLDER = "older"
    NEWER = "newer"
    EDIT = "edit"
    FOLD = "fold"
    COPY = "copy"
    SELECT_ALL = "select_all"
    CLEAR = "clear"
    MOVE_LEFT = "move_left"
    MOVE_RIGHT = "move_right"


_KEY = Qt.Key
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier

_COMMANDS = {
    QKeyCombination(_KEY.Key_Up): Command.PREVIOUS,
    QKeyCombination(_KEY.Key_Down): Command.NEXT,
    QKeyCombination(_KEY.Key_Home): Command.FIRST,
    QKeyCombination(_KEY.Key_End): Command.LAST,
    QKeyCombination(_KEY.Key_PageUp): Command.PAGE_UP,
    QKeyCombination(_KEY.Key_PageDown): Command.PAGE_DOWN,
    QKeyCombination(_KEY.Key_Left): Command.OLDER,
    QKeyCombination(_KEY.Key_Right): Command.NEWER,
    QKeyCombination(_KEY.Key_Return): Command.EDIT,
    QKeyCombination(_KEY.Key_Enter): Command.EDIT,
    QKeyCombination(_KEY.Key_F2): Command.EDIT,
    QKeyCombination(_KEY.Key_Space): Command.FOLD,
    QKeyCombination(_KEY.Key_Escape): Command.CLEAR,
    QKeyCombination(_CTRL, _KEY.Key_C): Command.COPY,
    QKeyCombination(_CTRL, _KEY.Key_A): Command.SELECT_ALL,
    QKeyCombination(_SHIFT, _KEY.Key_Left): Command.MOVE_LEFT,
    QKeyCombination(_SHIFT, _KEY.Key_Right): Command.MOVE_RIGHT,
}


def claimed(event: QEvent, ours: Callable[[QKeyEvent], bool]) -> bool:
    """Take a key that is `ours` before a shortcut of the window does; called from `event`."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    if ours(event):
        event.accept()
    return ours(event)


def is_escape(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Escape


def command_of(event: QKeyEvent) -> Command | None:
    """What the pressed key asks for, if anything."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return _COMMANDS.get(QKeyCombination(modifiers, Qt.Key(event.key())))
