"""Where the next message is written."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from desktop.views.text_field import TextField

MOST_LINES = 9


class MessageField(TextField):
    """A field that grows with its text; Enter sends, and does nothing while an input method
    composes: the key belongs to it."""

    submitted = Signal()
    focus_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self._grow)

    def sizeHint(self) -> QSize:
        return QSize(200, self.height_of(min(max(1, self.lines), MOST_LINES)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @Slot()
    def _grow(self) -> None:
        full = self.lines > MOST_LINES
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if full else policy.ScrollBarAlwaysOff
        )
        self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if not (enter and plain):
            super().keyPressEvent(event)
        elif not self.composing:
            self.submitted.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit(False)


class Composer(QFrame):
    """The field, the draft's token count, and one button that sends or stops."""

    sent = Signal(str)
    stopped = Signal()
    draft_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("composer")
        self._running = False
        self._raw = False
        self._tokens = 0
        self.field = MessageField(self)
        self._count = QLabel(self)
        self._count.setProperty("quiet", True)
        self._button = QPushButton(self)
        self._button.setProperty("primary", True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.field, 1)
        layout.addWidget(self._count, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignBottom)
        self.setFocusProxy(self.field)
        self.field.submitted.connect(self._send)
        self.field.textChanged.connect(self._on_text_changed)
        self.field.focus_changed.connect(self._on_focus_changed)
        self._button.clicked.connect(self._on_button)
        self._retranslate()

    def text(self) -> str:
        """The unsent message."""
        return self.field.toPlainText()

    def set_text(self, text: str) -> None:
        """Replace the unsent message."""
        if text != self.text():
            self.field.setPlainText(text)
            self.field.moveCursor(self.field.textCursor().MoveOperation.End)

    def set_running(self, running: bool) -> None:
        """Whether the button stops a reply instead of sending a message."""
        if running != self._running:
            self._running = running
            self._refresh()

    def set_raw(self, raw: bool) -> None:
        """Whether a notebook is written in, where no text at all means: write on."""
        if raw != self._raw:
            self._raw = raw
            self._retranslate()

    def set_draft_tokens(self, tokens: int) -> None:
        """How many tokens the unsent message has; 0 shows nothing."""
        self._tokens = tokens
        one = tokens == 1
        count = self.tr("1 token") if one else self.tr("%n tokens", "", tokens)
        shown = count if tokens and self.text() else ""
        if shown != self._count.text():
            self._count.setText(shown)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        raw = self.tr("Write, and the model goes on from there…")
        self.field.setPlaceholderText(raw if self._raw else self.tr("Write a message…"))
        self.field.setAccessibleName(self.tr("Message"))
        self.field.setAccessibleDescription(self.tr("Enter sends, Shift+Enter begins a new line"))
        self.set_draft_tokens(self._tokens)
        self._refresh()

    def _refresh(self) -> None:
        send = self.tr("Write on") if self._raw else self.tr("Send")
        tip = self.tr("Let the model write on (Enter)") if self._raw else self.tr("Send (Enter)")
        self._button.setText(self.tr("Stop") if self._running else send)
        self._button.setToolTip(self.tr("Stop the reply (Esc)") if self._running else tip)
        self._button.setEnabled(self._running or self._sendable)

    @property
    def _sendable(self) -> bool:
        return self._raw or bool(self.text().strip())

    @Slot()
    def _on_text_changed(self) -> None:
        self._refresh()
        if not self.text():
            self.set_draft_tokens(0)
        self.draft_changed.emit(self.text())

    @Slot(bool)
    def _on_focus_changed(self, focused: bool) -> None:
        self.setProperty("focused", focused)
        self.style().polish(self)

    @Slot()
    def _on_button(self) -> None:
        if self._running:
            self.stopped.emit()
        else:
            self._send()

    @Slot()
    def _send(self) -> None:
        if self._sendable:
            self.sent.emit(self.text())
