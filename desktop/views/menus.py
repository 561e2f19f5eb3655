"""The menu bar: every command of the window with its shortcut, listed once."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu


class Command(Struct, frozen=True):
    """One entry of a menu; `keys` in Qt's portable notation, several separated by "; "."""

    name: str
    text: str
    run: Callable[[], object]
    keys: str = ""
    checkable: bool = False


SEPARATOR = Command("", "", lambda: None)


class Menus:
    """Fills the menu bar of a window; hands out the actions by name."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._actions: dict[str, QAction] = {}

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def add(self, title: str, *commands: Command) -> QMenu:
        """A menu of the bar."""
        menu = self._window.menuBar().addMenu(title)
        self.extend(menu, *commands)
        return menu

    def extend(self, menu: QMenu, *commands: Command) -> None:
        """More entries at the end of a menu."""
        for command in commands:
            if command is SEPARATOR:
                menu.addSeparator()
            else:
                menu.addAction(self._action(command))

    def add_choice(self, menu: QMenu, title: str, *commands: Command) -> QMenu:
        """A submenu of which one entry is marked."""
        submenu = menu.addMenu(title)
        group = QActionGroup(submenu)
        for command in commands:
            action = self._action(command)
            action.setCheckable(True)
            group.addAction(action)
            submenu.addAction(action)
        return submenu

    def shortcuts(self) -> list[tuple[str, str]]:
        """Name and keys of every command that has keys, as a person reads them."""
        native = QKeySequence.SequenceFormat.NativeText
        return [
            (action.text().replace("&", ""), action.shortcut().toString(native))
            for action in self._actions.values()
            if not action.shortcut().isEmpty()
        ]

    def _action(self, command: Command) -> QAction:
        assert command.name not in self._actions, command.name
        action = QAction(command.text, self._window)
        action.setCheckable(command.checkable)
        if command.keys:
            action.setShortcuts(QKeySequence.listFromString(command.keys))
        action.triggered.connect(lambda _checked=False: command.run())
        self._actions[command.name] = action
        return action
