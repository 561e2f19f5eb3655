"""The preferences: what acts at once, what when accepted, what never."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QFormLayout, QLabel, QSpinBox
from pytestqt.qtbot import QtBot

from desktop.viewmodels.appearance import AppearanceModel, Theme
from desktop.views.preferences_dialog import PreferencesDialog
from engine.chat import Overflow
from engine.settings import LoadSettings

LOAD = LoadSettings(context=4096)


@pytest.fixture
def appearance(qtbot: QtBot) -> AppearanceModel:
    return AppearanceModel("light", 1.0)


@pytest.fixture
def dialog(qtbot: QtBot, appearance: AppearanceModel) -> PreferencesDialog:
    made = PreferencesDialog(appearance, LOAD, Overflow.STOP, "")
    qtbot.addWidget(made)
    return made


@pytest.fixture
def accepted(dialog: PreferencesDialog) -> list[tuple]:
    told: list[tuple] = []
    dialog.accepted_settings.connect(lambda *values: told.append(values))
    return told


def field(dialog: PreferencesDialog, label: str):
    """The control beside a label."""
    form = dialog.findChild(QFormLayout)
    name = next(each for each in dialog.findChildren(QLabel) if each.text() == label)
    row, _ = form.getWidgetPosition(name)
    return form.itemAt(row, QFormLayout.ItemRole.FieldRole).widget()


def choose(box: QComboBox, text: str) -> None:
    """As a person does it: the box tells that it was used."""
    row = box.findText(text)
    box.setCurrentIndex(row)
    box.activated.emit(row)


def press(qtbot: QtBot, dialog: PreferencesDialog, button: QDialogButtonBox.StandardButton) -> None:
    box = dialog.findChild(QDialogButtonBox)
    qtbot.mouseClick(box.button(button), Qt.MouseButton.LeftButton)


def test_it_shows_what_is_in_force(dialog: PreferencesDialog) -> None:
    assert field(dialog, "Theme").currentText() == "Light"
    assert field(dialog, "Text size").currentText() == "100%"
    assert field(dialog, "Context window").value() == 4096
    assert field(dialog, "Threads").text() == "automatic"
    assert field(dialog, "GPU layers").text() == "all"
    assert field(dialog, "When the context is full").currentText() == "Stop and ask"


def test_appearance_acts_at_once(dialog: PreferencesDialog, appearance: AppearanceModel) -> None:
    choose(field(dialog, "Theme"), "Dark")
    choose(field(dialog, "Text size"), "150%")
    assert (appearance.theme, appearance.zoom) == (Theme.DARK, 1.5)


def test_load_settings_and_rule_are_handed_on_when_accepted(
    qtbot: QtBot, dialog: PreferencesDialog, accepted: list[tuple]
) -> None:
    field(dialog, "Threads").setValue(3)
    choose(field(dialog, "When the context is full"), "The oldest turns leave")
    assert accepted == []
    press(qtbot, dialog, QDialogButtonBox.StandardButton.Ok)
    assert accepted == [(LoadSettings(context=4096, threads=3), Overflow.ROLL)]


def test_cancelled_settings_are_not_handed_on(
    qtbot: QtBot, dialog: PreferencesDialog, accepted: list[tuple]
) -> None:
    field(dialog, "Threads").setValue(3)
    press(qtbot, dialog, QDialogButtonBox.StandardButton.Cancel)
    assert accepted == []


def test_numbers_stay_in_their_range_and_say_what_they_do(dialog: PreferencesDialog) -> None:
    for number in dialog.findChildren(QSpinBox):
        number.setValue(10**9)
        assert number.value() == number.maximum() < 10**9
        assert number.accessibleDescription()
    assert field(dialog, "Threads").maximum() == 256


def test_a_zoom_between_two_steps_shows_the_nearest(qtbot: QtBot) -> None:
    dialog = PreferencesDialog(AppearanceModel("dark", 1.3), LoadSettings(), Overflow.ROLL, "")
    qtbot.addWidget(dialog)
    assert field(dialog, "Text size").currentText() == "125%"
