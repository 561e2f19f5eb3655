"""Read or Tokens: the two ways to look at a chat, as two joined buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QToolButton, QWidget


class ViewSwitch(QFrame):
    """One of the two is down; a press on the other asks for it."""

    chosen = Signal(bool)  # whether tokens are wanted

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("switch")
        self.setAccessibleName(self.tr("View"))
        self._read = self._button(self.tr("Read"), self.tr("The chat as text (Ctrl+T)"))
        self._tokens = self._button(
            self.tr("Tokens"), self.tr("Each token as it was chosen (Ctrl+T)")
        )
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        for button in (self._read, self._tokens):
            self._group.addButton(button)
            layout.addWidget(button)
        self._read.setChecked(True)
        self._group.buttonClicked.connect(self._on_clicked)

    def show_tokens(self, shown: bool) -> None:
        """Mark what is shown; emits nothing."""
        (self._tokens if shown else self._read).setChecked(True)

    def _button(self, text: str, hint: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(hint)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    @Slot()
    def _on_clicked(self) -> None:
        self.chosen.emit(self._tokens.isChecked())
