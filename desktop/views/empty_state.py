"""What an empty chat shows: what will be here, and the first thing to do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.views.one_line import OneLine


class EmptyState(QWidget):
    """A heading, a line, and buttons: first messages to send, or a model to open."""

    open_wanted = Signal()
    suggested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = OneLine(self)
        font = self._title.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        font.setWeight(font.Weight.DemiBold)
        self._title.setFont(font)
        self._line = QLabel(self)
        self._line.setProperty("quiet", True)
        self._line.setWordWrap(True)
        for label in (self._title, self._line):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(8)
        self._layout.addStretch(1)
        self._layout.addWidget(self._title)
        self._layout.addWidget(self._line)
        self._layout.addSpacing(8)
        self._layout.addStretch(1)
        self._buttons: list[QPushButton] = []

    def offer_model(self) -> None:
        """There is no model: offer to open one."""
        self._fill(
            self.tr("Chat with a model on this computer"),
            self.tr("Open a GGUF model file, or drop one here. Nothing leaves this machine."),
        )
        button = self._button(self.tr("Open a model file"))
        button.setProperty("primary", True)
        button.clicked.connect(self.open_wanted)

    def offer_messages(self, model: str, line: str, messages: Sequence[str]) -> None:
        """There is a model: say which, and offer first messages."""
        self._fill(model, line)
        for message in messages:
            button = self._button(message)
            button.clicked.connect(lambda _checked=False, text=message: self.suggested.emit(text))

    def _fill(self, title: str, line: str) -> None:
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons.clear()
        self._title.set_full(title)
        self._line.setText(line)
        self._line.setVisible(bool(line))

    def _button(self, text: str) -> QPushButton:
        button = QPushButton(text, self)
        place = self._layout.count() - 1
        self._layout.insertWidget(place, button, 0, Qt.AlignmentFlag.AlignHCenter)
        self._buttons.append(button)
        return button
