"""The settings a token was chosen with, told by what differs from those of now."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLabel, QWidget

from desktop.core.differences import Difference
from desktop.viewmodels.then import ThenModel
from desktop.views.sampling.words import stage_title, translated
from engine.declarations import labels
from engine.settings import SamplingSettings
from engine.stage_settings import Bias, StageName

MOST_LETTERS = 60  # of a value


class SettingsThen(QLabel):
    """A line for each setting that is another now."""

    def __init__(self, then: ThenModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._then = then
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        then.changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        found = self._then.differences
        if self._then.settings is None:
            self.setText(self.tr("They were not kept."))
        elif not found:
            self.setText(self.tr("The same as now."))
        else:
            self.setText("\n".join(self._line(each) for each in found))

    def _line(self, each: Difference) -> str:
        sentence = self.tr("{name}: {then} then, {now} now")
        label = translated(labels(SamplingSettings)[each.name])
        return sentence.format(name=label, then=self._value(each.then), now=self._value(each.now))

    def _value(self, value: Any) -> str:
        if isinstance(value, float):
            return f"{value:g}"
        parts = value if isinstance(value, tuple) else (value,)
        text = ", ".join(_part(each) for each in parts) or self.tr("none")
        return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1] + "…"


def _part(value: Any) -> str:
    """One of several values: a stage, a text, a bias."""
    if isinstance(value, StageName):
        return stage_title(value)
    if isinstance(value, Bias):
        token = f"#{value.token}" if isinstance(value.token, int) else value.token
        return f"{token}={value.bias:g}"
    return str(value)
