"""The tools: pages that can stand in place of the chat, and the row that opens them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct
from PySide6.QtCore import QSignalMapper, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QToolButton, QWidget

COLUMNS = 2


class Tool(Struct, frozen=True):
    """A page: its name among the pages, its words, what makes it when it is first opened."""

    name: str
    title: str
    hint: str
    make: Callable[[], QWidget]
    keys: str = ""  # of its entry in the menu, in Qt's portable notation


class ToolRow(QFrame):
    """A button for each tool; the one that is open is marked."""

    chosen = Signal(str)  # name of the tool

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tools")
        self._buttons: dict[str, QToolButton] = {}
        self._named = QSignalMapper(self)
        self._named.mappedString.connect(self._on_pressed)
        self._open = ""
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(4, 8, 4, 0)
        self._layout.setSpacing(2)
        self.hide()

    def show_tools(self, tools: Sequence[Tool]) -> None:
        """Offer these, in their order; called once."""
        for number, tool in enumerate(tools):
            button = QToolButton(self)
            button.setText(tool.title)
            button.setToolTip(tool.hint)
            button.setAccessibleDescription(tool.hint)
            button.setCheckable(True)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(self._named.map)
            self._named.setMapping(button, tool.name)
            self._layout.addWidget(button, number // COLUMNS, number % COLUMNS)
            self._buttons[tool.name] = button
        self.setVisible(bool(tools))

    @Slot(str)
    def mark(self, name: str) -> None:
        """Show which page is in front; none of them where it is the chat."""
        self._open = name
        for each, button in self._buttons.items():
            button.setChecked(each == name)

    @Slot(str)
    def _on_pressed(self, name: str) -> None:
        self.mark(self._open)  # a press turns nothing off: the page that comes is marked
        self.chosen.emit(name)
