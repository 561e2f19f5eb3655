"""The chat's system prompt: a line on top of the transcript that opens into an editor."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.views.one_line import OneLine
from desktop.views.text_field import TextField
from desktop.views.transcript.keys import claimed, is_escape

EDITOR_LINES = 5


class SystemCard(QFrame):
    """Shows the prompt folded; edits it unfolded; hands it on when editing ends."""

    edited = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._text = ""
        self._tokens = 0
        self._note = ""
        self._toggle = QToolButton(self)
        self._toggle.setCheckable(True)
        self._toggle.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self._line = OneLine(self)
        self._line.setProperty("quiet", True)
        self._editor = TextField(self)
        self._editor.setProperty("field", True)
        self._editor.setFixedHeight(self._editor.height_of(EDITOR_LINES) + 12)
        self._remark = QLabel(self)
        self._remark.setProperty("quiet", True)
        self._remark.setWordWrap(True)
        self._remark.setContentsMargins(8, 0, 8, 4)
        self._done = QPushButton(self)
        self._lay_out()
        self._toggle.toggled.connect(self._on_toggled)
        self._done.clicked.connect(self.fold)
        self._editor.installEventFilter(self)
        self._retranslate()
        self._on_toggled(False)

    def set_text(self, text: str) -> None:
        """Show the prompt of another chat; what was being edited has been handed on."""
        if text != self._text:
            self._text = text
            self._editor.setPlainText(text)
        self._refresh()

    def set_facts(self, tokens: int, folded: bool) -> None:
        """Tokens of the prompt; `folded`: the model's template has no place of its own for it."""
        note = (
            self.tr(
                "This model has no place for a system prompt: it is put before your first message."
            )
            if folded and self._text.strip()
            else ""
        )
        if (tokens, note) != (self._tokens, self._note):  # asked at every frame of a reply
            self._tokens, self._note = tokens, note
            self._refresh()

    @Slot()
    def fold(self) -> None:
        """End editing and hand the text on."""
        self.hand_on()
        if self._editor.hasFocus():
            self._toggle.setFocus()
        self._toggle.setChecked(False)

    def unfold(self) -> None:
        """Open the editor and put the cursor into it."""
        self._toggle.setChecked(True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._editor:
            if event.type() == QEvent.Type.FocusOut:
                self.hand_on()
            elif claimed(event, self._cancels):
                return True
            elif event.type() == QEvent.Type.KeyPress and self._cancels(event):
                self._editor.setPlainText(self._text)
                self.fold()
                return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _cancels(self, event: QEvent) -> bool:
        """Whether a key gives up what was edited."""
        return isinstance(event, QKeyEvent) and is_escape(event) and not self._editor.composing

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self._toggle)
        head.addWidget(self._line, 1)
        head.addStretch()
        head.addWidget(self._done)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self._remark)
        layout.addWidget(self._editor)

    def _retranslate(self) -> None:
        self._done.setText(self.tr("Done"))
        self._editor.setPlaceholderText(
            self.tr("How should the model answer? For example: Answer in one sentence.")
        )
        self._editor.setAccessibleName(self.tr("System prompt"))
        self._refresh()

    def _refresh(self) -> None:
        arrow = "▾" if self._toggle.isChecked() else "▸"
        tokens = self.tr("%n tokens", "", self._tokens) if self._tokens and self._text else ""
        title = self.tr("System prompt")
        self._toggle.setAccessibleName(f"{title} · {tokens}" if tokens else title)
        self._toggle.setText(f"{arrow} {title}" + (f" · {tokens}" if tokens else ""))
        self._line.set_full(self._text or self.tr("none; click to write one"))
        self._remark.setText(self._note)
        self._remark.setVisible(bool(self._note))

    @Slot()
    def hand_on(self) -> None:
        """Hand on what was edited; editing goes on."""
        text = self._editor.toPlainText()
        if text != self._text:
            self._text = text
            self.edited.emit(text)
            self._refresh()

    @Slot(bool)
    def _on_toggled(self, opened: bool) -> None:
        self._editor.setVisible(opened)
        self._done.setVisible(opened)
        self._line.setVisible(not opened)
        self._refresh()
        if opened:
            self._editor.setFocus()
        self.adjustSize()
