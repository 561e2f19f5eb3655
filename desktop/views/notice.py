"""A sentence above the composer with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from desktop.views.transcript import speech

Action = tuple[str, Callable[[], object]]


class About(Enum):
    """What a sentence is about, and so how long it holds."""

    CHAT = "chat"  # until another chat is shown
    REPLY = "reply"  # until the reply under way has ended
    MODEL = "model"  # until a model is opened
    OTHER = "other"  # until it is dismissed or a message is sent


class Notice(QFrame):
    """Hidden while there is nothing to say. Shows the latest sentence as plain text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._about = About.OTHER
        self._buttons: list[QPushButton] = []
        self._close = QToolButton(self)
        self._close.setText("×")
        self._close.clicked.connect(self.clear)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(12, 8, 8, 8)
        self._layout.setSpacing(8)
        self._layout.addWidget(self._text, 1)
        self._layout.addWidget(self._close)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence shown; empty while hidden."""
        return self._text.text() if not self.isHidden() else ""

    def say(
        self,
        sentence: str,
        actions: Sequence[Action] = (),
        kind: str = "error",
        about: About = About.OTHER,
    ) -> None:
        """Show `sentence`; `kind` is "error" or "hint". Each action closes the notice first."""
        self._about = about
        self._drop_buttons()
        self._text.setText(sentence)
        self.setAccessibleName(sentence)
        self._close.setAccessibleName(self.tr("Dismiss"))
        self._close.setToolTip(self.tr("Dismiss"))
        for label, act in actions:
            self._add(label, act)
        self.setProperty("kind", kind)
        self.style().polish(self)
        self.show()
        speech.say(self, sentence)

    def clear(self) -> None:
        """Say nothing any more."""
        self._drop_buttons()
        self.hide()

    def drop(self, *abouts: About) -> None:
        """Say nothing about these any more."""
        if self._about in abouts:
            self.clear()

    def _add(self, label: str, act: Callable[[], object]) -> None:
        button = QPushButton(label, self)

        def run() -> None:
            self.clear()
            act()

        button.clicked.connect(run)
        self._layout.insertWidget(self._layout.count() - 1, button)
        self._buttons.append(button)

    def _drop_buttons(self) -> None:
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons.clear()
