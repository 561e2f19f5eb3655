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
    NEXT_TOKEN = "next_token"
    PREVIOUS_TOKEN = "previous_token"
    LIKELIER = "likelier"  # candidates of the chosen token
    LESS_LIKELY = "less_likely"
    SWAP = "swap"
    LAYER = "layer"
    INSPECT = "inspect"
    NEXT_SURPRISE = "next_surprise"
    PREVIOUS_SURPRISE = "previous_surprise"
    NEXT_QUESTION = "next_question"
    PREVIOUS_QUESTION = "previous_question"


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

# In the token view these come first; walking over messages needs Ctrl there.
_TOKEN_COMMANDS = {
    QKeyCombination(_KEY.Key_Right): Command.NEXT_TOKEN,
    QKeyCombination(_KEY.Key_Left): Command.PREVIOUS_TOKEN,
    QKeyCombination(_KEY.Key_Up): Command.LIKELIER,
    QKeyCombination(_KEY.Key_Down): Command.LESS_LIKELY,
    QKeyCombination(_CTRL, _KEY.Key_Up): Command.PREVIOUS,
    QKeyCombination(_CTRL, _KEY.Key_Down): Command.NEXT,
    QKeyCombination(_KEY.Key_Return): Command.SWAP,
    QKeyCombination(_KEY.Key_Enter): Command.SWAP,
    QKeyCombination(_KEY.Key_L): Command.LAYER,
    QKeyCombination(_KEY.Key_I): Command.INSPECT,
    QKeyCombination(_KEY.Key_N): Command.NEXT_SURPRISE,
    QKeyCombination(_KEY.Key_P): Command.PREVIOUS_SURPRISE,
    QKeyCombination(_KEY.Key_U): Command.NEXT_QUESTION,
    QKeyCombination(_SHIFT, _KEY.Key_U): Command.PREVIOUS_QUESTION,
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


def command_of(event: QKeyEvent, tokens: bool = False) -> Command | None:
    """What the pressed key asks for, if anything; `tokens`: in the token view."""
    modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    keys = QKeyCombination(modifiers, Qt.Key(event.key()))
    return (_TOKEN_COMMANDS.get(keys) if tokens else None) or _COMMANDS.get(keys)
