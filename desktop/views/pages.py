"""The middle of the window: the chat, and the pages that can stand in its place."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

CHAT = "chat"
LIBRARY = "library"


class Pages(QStackedWidget):
    """Shows one page at a time; each but the chat is made when it is first opened.

    A page may have `opened()`, which is called each time it comes to the front,
    `set_palette(palette)`, and a signal `back_wanted`."""

    turned = Signal(str)  # the name of the page now in front

    def __init__(self, chat: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._makers: dict[str, Callable[[], QWidget]] = {}
        self._made: dict[str, QWidget] = {CHAT: chat}
        self.current = CHAT
        self.addWidget(chat)

    def offer(self, name: str, make: Callable[[], QWidget]) -> None:
        """Let a page be opened under a name."""
        self._makers[name] = make

    def open(self, name: str) -> QWidget:
        """Bring a page to the front."""
        if name not in self._made:
            self._made[name] = self._makers[name]()
            self.addWidget(self._made[name])
            back_wanted = getattr(self._made[name], "back_wanted", None)
            if back_wanted is not None:
                back_wanted.connect(self.go_back)
        page = self._made[name]
        self.setCurrentWidget(page)
        if name != self.current:
            self.current = name
            self.turned.emit(name)
        if hasattr(page, "opened"):
            page.opened()
        return page

    @Slot()
    def go_back(self) -> None:
        """Bring the chat to the front again."""
        self.open(CHAT)

    @property
    def made(self) -> tuple[QWidget, ...]:
        """The pages that were opened so far, the chat among them."""
        return tuple(self._made.values())
