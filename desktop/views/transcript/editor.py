"""The field in which a message is edited in its place."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.views.text_field import TextField
from desktop.views.transcript.keys import claimed, is_escape
from desktop.views.transcript.look import Look

LEAST_LINES = 3
PADDING = 12


class EditorField(TextField):
    """Plain text; Ctrl+Enter and Esc are left to the editor unless an input method composes."""

    saved = Signal()
    cancelled = Signal()

    def text_height(self) -> int:
        """Pixels that the whole text needs."""
        return self.height_of(max(LEAST_LINES, self.lines))

    def event(self, event: QEvent) -> bool:
        """Take Esc and Ctrl+Enter before a shortcut of the window does."""
        return claimed(event, lambda key: is_escape(key) or _is_save(key)) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_save(event):
            if not self.composing:
                self.saved.emit()
        elif is_escape(event) and not self.composing:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)


def _is_save(event: QKeyEvent) -> bool:
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


class Editor(QFrame):
    """The field with Save and Cancel, as tall as its text. Saving keeps what follows the
    message as another branch; the transcript only asks for it."""

    saved = Signal(str, str)  # node, text
    cancelled = Signal()
    grown = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("editor")
        self.node_id = ""
        self._begun_with = ""
        self.field = EditorField(self)
        self.field.setAccessibleName(self.tr("Message text"))
        self._hint = QLabel(self.tr("Saved as a new version; the old one stays."), self)
        self._hint.setWordWrap(True)
        self._cancel = QPushButton(self.tr("Cancel"), self)
        self._save = QPushButton(self.tr("Save"), self)
        self._save.setProperty("primary", True)
        self._save.setToolTip(self.tr("Ctrl+Enter"))
        self._cancel.setToolTip(self.tr("Esc"))
        self._lay_out()
        self.field.saved.connect(self._on_save)
        self.field.cancelled.connect(self.cancelled)
        self._save.clicked.connect(self._on_save)
        self._cancel.clicked.connect(self.cancelled)
        self.field.document().documentLayout().documentSizeChanged.connect(self.grown)
        self.hide()

    def begin(self, node_id: str, text: str, width: int) -> None:
        """Edit the text of a message, from its end."""
        self.node_id = node_id
        self._begun_with = text
        self.setFixedWidth(width)
        self.field.setPlainText(text)
        self.field.moveCursor(self.field.textCursor().MoveOperation.End)
        self.show()

    def set_look(self, look: Look) -> None:
        """Draw in the theme's colours and the transcript's font."""
        palette = look.palette
        self.field.setFont(look.body)
        self._hint.setFont(look.small)
        self.setStyleSheet(
            f"#editor {{ background: {palette.raised.name()}; border-radius: 8px;"
            f" border: 1px solid {palette.accent.name()}; }}"
            "QPlainTextEdit { background: transparent; border: 0; }"
            f"QLabel {{ color: {palette.ink2.name()}; }}"
        )

    @property
    def changed(self) -> bool:
        """Whether the text is another than at the beginning."""
        return self.field.toPlainText() != self._begun_with

    def fitting_height(self, room: int) -> int:
        """Pixels for all of the text, `room` at most; the buttons stay in sight."""
        row = max(self._save.sizeHint().height(), self._hint.sizeHint().height())
        return min(max(room, 2 * row), self.field.text_height() + row + 3 * PADDING)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._hint, 1)
        row.addWidget(self._cancel)
        row.addWidget(self._save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(PADDING, PADDING, PADDING, PADDING)
        layout.setSpacing(PADDING)
        layout.addWidget(self.field, 1)
        layout.addLayout(row)

    @Slot()
    def _on_save(self) -> None:
        self.saved.emit(self.node_id, self.field.toPlainText())
