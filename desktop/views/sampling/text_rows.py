"""Sampling settings that are texts: lists of them, biases, a grammar."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.views.text_field import TextField
from engine.stage_settings import Bias

LONGEST_TEXT = 200
MOST_BIASES = 1000
STRONGEST_BIAS = 100.0
_GRAMMAR_LINES = 4


class TextList(QWidget):
    """A list of texts in one line, separated by |; \\n stands for a line break."""

    chosen = Signal(tuple)

    def __init__(self, label: str, help: str, most: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most = most
        self._field = QLineEdit(self)
        self._field.setPlaceholderText(self.tr("none; several are separated by |"))
        self._field.setAccessibleName(label)
        self._field.setAccessibleDescription(help)
        self._field.setToolTip(help + " " + self.tr("\\n stands for a line break."))
        self._field.editingFinished.connect(self._on_edited)
        _stack(self, QLabel(label, self), self._field)

    def show_value(self, texts: tuple[str, ...]) -> None:
        """Take over a value from outside; emits nothing."""
        if not self._field.hasFocus():
            self._field.setText("|".join(s.replace("\n", "\\n") for s in texts))

    @Slot()
    def _on_edited(self) -> None:
        parts = (part.replace("\\n", "\n") for part in self._field.text().split("|"))
        self.chosen.emit(tuple(part[:LONGEST_TEXT] for part in parts if part)[: self._most])


class BiasList(QWidget):
    """Biases in one line: a text or #id, an equals sign, a number; separated by |."""

    chosen = Signal(tuple)

    def __init__(self, label: str, help: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = QLineEdit(self)
        self._field.setPlaceholderText(self.tr("none; for example  yes=2 | #198=-5"))
        self._field.setAccessibleName(label)
        self._field.setAccessibleDescription(help)
        self._field.setToolTip(help)
        self._field.editingFinished.connect(self._on_edited)
        _stack(self, QLabel(label, self), self._field)

    def show_value(self, biases: tuple[Bias, ...]) -> None:
        """Take over a value from outside; emits nothing."""
        if not self._field.hasFocus():
            self._field.setText(" | ".join(f"{_named(b.token)}={b.bias:g}" for b in biases))

    @Slot()
    def _on_edited(self) -> None:
        read = [parsed_bias(part) for part in self._field.text().split("|")]
        self.chosen.emit(tuple(bias for bias in read if bias)[:MOST_BIASES])


def parsed_bias(text: str) -> Bias | None:
    """`word=2` or `#198=-5`; None where it is neither."""
    token, equals, number = text.rpartition("=")
    token = token.strip("\t\n") if token.strip() else ""
    try:
        bias = max(-STRONGEST_BIAS, min(float(number), STRONGEST_BIAS))
        name = token.strip()
        known: int | str = int(name[1:]) if name.startswith("#") else token.lstrip(" ") or token
        read: Bias = msgspec.convert({"token": known, "bias": bias}, Bias)
    except (ValueError, msgspec.ValidationError):
        return None
    return read if equals else None


class GrammarField(QWidget):
    """A text of several lines, chosen when the field is left."""

    chosen = Signal(str)

    def __init__(self, label: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = _Leaving(self)
        self._field.setProperty("field", True)
        self._field.setPlaceholderText(hint)
        self._field.setAccessibleName(label)
        self._field.setFixedHeight(self._field.height_of(_GRAMMAR_LINES) + 12)
        self._field.left.connect(lambda: self.chosen.emit(self._field.toPlainText()))
        _stack(self, QLabel(label, self), self._field)

    def show_value(self, text: str) -> None:
        """Take over a value from outside; emits nothing."""
        if not self._field.hasFocus() and text != self._field.toPlainText():
            self._field.setPlainText(text)


class _Leaving(TextField):
    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


def _named(token: int | str) -> str:
    return f"#{token}" if isinstance(token, int) else token


def _stack(parent: QWidget, *widgets: QWidget) -> None:
    layout = QVBoxLayout(parent)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    for each in widgets:
        layout.addWidget(each)
