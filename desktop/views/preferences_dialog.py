"""The preferences: appearance, loading of the model, and what happens when a window is full."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QWidget,
)

from desktop.viewmodels.appearance import ZOOM_STEPS, AppearanceModel, Theme
from desktop.views.language import LANGUAGES
from desktop.views.sampling.words import translated
from engine.chat import Overflow
from engine.declarations import Setting, declared
from engine.settings import LoadSettings

TEXT_MARGIN = 6  # what the style gives the text of the other fields


class PreferencesDialog(QDialog):
    """Appearance acts at once; the rest when accepted, the language last: it makes a new window."""

    accepted_settings = Signal(object, object)  # LoadSettings, Overflow
    language_chosen = Signal(str)  # empty for the system's

    def __init__(
        self,
        appearance: AppearanceModel,
        load: LoadSettings,
        overflow: Overflow,
        language: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Preferences"))
        self._appearance = appearance
        self._form = QFormLayout(self)
        self._form.setContentsMargins(24, 24, 24, 16)
        self._form.setSpacing(12)
        self._language = self._add_language(language)
        self._theme = self._add_theme()
        self._zoom = self._add_zoom()
        self._numbers = {s.name: self._add_number(s, load) for s in declared(LoadSettings)}
        self._overflow = self._add_overflow(overflow)
        hint = QLabel(
            self.tr("Loading settings are kept for this model, which is then loaded again."), self
        )
        hint.setProperty("quiet", True)
        hint.setWordWrap(True)
        self._form.addRow(hint)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)
        self._form.addRow(buttons)

    def _add_language(self, language: str) -> QComboBox:
        box = QComboBox(self)
        box.addItem(self.tr("As the system"), "")
        for code, name in LANGUAGES.items():
            box.addItem(name, code)
        box.setCurrentIndex(max(box.findData(language), 0))
        self._form.addRow(self.tr("Language"), box)
        return box

    def _add_theme(self) -> QComboBox:
        box = QComboBox(self)
        box.addItem(self.tr("As the system"), Theme.SYSTEM)
        box.addItem(self.tr("Light"), Theme.LIGHT)
        box.addItem(self.tr("Dark"), Theme.DARK)
        box.setCurrentIndex(list(Theme).index(self._appearance.theme))
        box.activated.connect(lambda row: self._appearance.choose_theme(list(Theme)[row]))
        self._form.addRow(self.tr("Theme"), box)
        return box

    def _add_zoom(self) -> QComboBox:
        box = QComboBox(self)
        for zoom in ZOOM_STEPS:
            box.addItem(f"{zoom:.0%}", zoom)
        nearest = min(ZOOM_STEPS, key=lambda zoom: abs(zoom - self._appearance.zoom))
        box.setCurrentIndex(ZOOM_STEPS.index(nearest))
        box.activated.connect(lambda row: self._appearance.choose_zoom(ZOOM_STEPS[row]))
        self._form.addRow(self.tr("Text size"), box)
        return box

    def _add_number(self, setting: Setting, load: LoadSettings) -> QSpinBox:
        number = QSpinBox(self)
        number.setRange(int(setting.low), int(setting.high))
        number.setSingleStep(int(setting.step))
        number.setSpecialValueText(translated(setting.lowest))
        number.setGroupSeparatorShown(True)
        number.lineEdit().setTextMargins(TEXT_MARGIN, 0, TEXT_MARGIN, 0)
        number.setValue(getattr(load, setting.name))
        number.setToolTip(translated(setting.help))
        number.setAccessibleDescription(translated(setting.help))
        self._form.addRow(translated(setting.label), number)
        return number

    def _add_overflow(self, overflow: Overflow) -> QComboBox:
        box = QComboBox(self)
        box.addItem(self.tr("The oldest turns leave"), Overflow.ROLL)
        box.addItem(self.tr("Stop and ask"), Overflow.STOP)
        box.setCurrentIndex(list(Overflow).index(overflow))
        box.setToolTip(self.tr("For new chats; each chat can be set in the Chat menu"))
        self._form.addRow(self.tr("When the context is full"), box)
        return box

    def _on_accepted(self) -> None:
        numbers = {name: number.value() for name, number in self._numbers.items()}
        overflow = list(Overflow)[self._overflow.currentIndex()]
        self.accepted_settings.emit(msgspec.structs.replace(LoadSettings(), **numbers), overflow)
        self.accept()
        self.language_chosen.emit(self._language.currentData())
