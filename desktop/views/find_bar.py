"""The bar that finds text in the shown chat."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from desktop.views.transcript.keys import claimed, is_escape
from desktop.views.transcript.transcript import Transcript


class FindBar(QWidget):
    """Hidden until `open`; Enter goes on, Shift+Enter back, Esc closes."""

    def __init__(self, transcript: Transcript, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._transcript = transcript
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(self.tr("Find in this chat"))
        self.field.setAccessibleName(self.tr("Find in this chat"))
        self.field.setClearButtonEnabled(True)
        self.count = QLabel(self)
        self.count.setProperty("quiet", True)
        self._previous = self._button("‹", self.tr("Previous match"), self.tr("Shift+Enter"))
        self._next = self._button("›", self.tr("Next match"), self.tr("Enter"))
        self._close = self._button("×", self.tr("Close"), self.tr("Esc"))
        self._lay_out()
        self.field.textChanged.connect(self._on_typed)
        self._previous.clicked.connect(self._on_previous)
        self._next.clicked.connect(self._on_next)
        self._close.clicked.connect(self.shut)
        self.hide()

    @Slot()
    def open(self) -> None:
        """Show the bar and type into it; what was found before is found again."""
        self.show()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self._on_next()

    @Slot()
    def shut(self) -> None:
        """Hide the bar and its marks; the focus goes to the transcript."""
        self.hide()
        self._transcript.find_text("")
        self._transcript.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        """Take Esc before a shortcut of the window does."""
        return claimed(event, is_escape) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._find(backward=back)
        elif is_escape(event):
            self.shut()
        else:
            super().keyPressEvent(event)

    def _button(self, text: str, name: str, key: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setAccessibleName(name)
        button.setToolTip(f"{name} ({key})")
        return button

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(48, 6, 16, 6)
        layout.setSpacing(8)
        layout.addWidget(self.field, 1)
        layout.addWidget(self.count)
        for button in (self._previous, self._next, self._close):
            layout.addWidget(button)

    def _find(self, backward: bool) -> None:
        number, count = self._transcript.find_text(self.field.text(), backward)
        if not self.field.text():
            self.count.clear()
        elif count:
            self.count.setText(
                self.tr("{number} of {count}").format(number=f"{number:,}", count=f"{count:,}")
            )
        else:
            self.count.setText(self.tr("not found"))

    @Slot()
    def _on_typed(self) -> None:
        self._find(backward=False)

    @Slot()
    def _on_next(self) -> None:
        self._find(backward=False)

    @Slot()
    def _on_previous(self) -> None:
        self._find(backward=True)
