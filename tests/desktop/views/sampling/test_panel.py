"""The sampling settings as a person moves them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QLineEdit,
    QPushButton,
    QSlider,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.viewmodels.presets import PresetsModel
from desktop.viewmodels.sampling import SamplingModel
from desktop.views.sampling.panel import MOST_STOPS, SamplingPanel
from desktop.views.sampling.stage_card import StageCard
from engine.declarations import declared
from engine.settings import SamplingSettings
from engine.stage_settings import StageName
from engine.strategy_settings import Strategy


@pytest.fixture
def model(qtbot: QtBot) -> SamplingModel:
    return SamplingModel({})


@pytest.fixture
def panel(qtbot: QtBot, model: SamplingModel, tmp_path: Path) -> SamplingPanel:
    made = SamplingPanel(model, PresetsModel(tmp_path / "presets", model))
    qtbot.addWidget(made)
    made.resize(360, 900)
    made.show()
    return made


def number(panel: SamplingPanel, label: str) -> QAbstractSpinBox:
    return next(n for n in panel.findChildren(QAbstractSpinBox) if n.accessibleName() == label)


def slider(panel: SamplingPanel, label: str) -> QSlider:
    return next(s for s in panel.findChildren(QSlider) if s.accessibleName() == label)


def reset(panel: SamplingPanel, label: str) -> QToolButton:
    names = panel.findChildren(QToolButton)
    return next(b for b in names if b.accessibleName() == f"Reset {label}")


def stops(panel: SamplingPanel) -> QLineEdit:
    return next(f for f in panel.findChildren(QLineEdit) if f.accessibleName() == "Stop strings")


def typed(qtbot: QtBot, field: QWidget, text: str) -> None:
    field.setFocus()
    field.selectAll()  # type: ignore[attr-defined]
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def card(panel: SamplingPanel, stage: StageName) -> StageCard:
    return next(c for c in panel.findChildren(StageCard) if c.stage is stage)


def unfold(panel: SamplingPanel) -> None:
    for each in panel.findChildren(StageCard):
        each.unfold(True)


def test_every_declared_setting_has_a_named_control(panel: SamplingPanel) -> None:
    unfold(panel)
    for setting in declared(SamplingSettings):
        control = number(panel, setting.label)
        assert control.accessibleDescription() == setting.help
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_rarer_stages_are_folded_until_asked_for(panel: SamplingPanel) -> None:
    assert number(panel, "Temperature").isVisible()
    mirostat = card(panel, StageName.MIROSTAT)
    assert not mirostat.unfolded
    assert not mirostat.findChildren(QAbstractSpinBox)
    mirostat.unfold(True)
    assert number(panel, "Mirostat").isVisible()
    mirostat.unfold(False)
    assert not number(panel, "Mirostat").isVisible()


def test_what_only_a_strategy_looks_at_is_shown_under_that_strategy(
    panel: SamplingPanel, model: SamplingModel
) -> None:
    labels = {"Beams": Strategy.BEAM, "Degeneration penalty": Strategy.CONTRASTIVE}
    for strategy in Strategy:
        model.choose("strategy", strategy)
        for label, own in labels.items():
            assert number(panel, label).isVisible() is (strategy is own)
        assert number(panel, "Maximum length").isVisible()


def test_the_lowest_value_is_a_number(panel: SamplingPanel, model: SamplingModel) -> None:
    unfold(panel)
    model.choose("frequency_penalty", -2.0)
    assert number(panel, "Frequency penalty").text() == "-2.00"


def test_a_typed_number_is_chosen(qtbot: QtBot, panel: SamplingPanel, model: SamplingModel) -> None:
    typed(qtbot, number(panel, "Temperature"), "1.25")
    typed(qtbot, number(panel, "Top-k"), "7")
    assert (model.settings.temperature, model.settings.top_k) == (1.25, 7)
    assert slider(panel, "Temperature").value() == 25


def test_a_slider_chooses_exact_steps(panel: SamplingPanel, model: SamplingModel) -> None:
    slider(panel, "Top-p").setValue(7)
    slider(panel, "Top-k").setValue(40)
    assert model.settings.top_p == 0.07
    assert number(panel, "Top-p").text() == number(panel, "Top-p").locale().toString(0.07, "f", 2)
    assert model.chosen == {"top_p": 0.07}


def test_the_model_moves_the_controls_and_is_not_told(
    panel: SamplingPanel, model: SamplingModel
) -> None:
    told: list[float] = []
    model.changed.connect(lambda: told.append(model.settings.temperature))
    model.choose("temperature", 0.4)
    assert number(panel, "Temperature").value() == 0.4  # type: ignore[attr-defined]
    assert slider(panel, "Temperature").value() == 8
    assert told == [0.4]


def test_a_value_between_two_steps_of_the_slider_stays(
    panel: SamplingPanel, model: SamplingModel
) -> None:
    model.choose("temperature", 0.33)
    assert model.settings.temperature == 0.33


def test_reset_is_offered_only_where_something_was_chosen(
    qtbot: QtBot, panel: SamplingPanel, model: SamplingModel
) -> None:
    assert reset(panel, "Temperature").isHidden()
    model.choose("temperature", 0.4)
    button = reset(panel, "Temperature")
    assert not button.isHidden()
    assert button.toolTip() == "Back to the default, 0.8"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert model.settings.temperature == 0.8
    assert button.isHidden()


def test_defaults_reset_all(qtbot: QtBot, panel: SamplingPanel, model: SamplingModel) -> None:
    button = next(b for b in panel.findChildren(QPushButton) if b.text() == "Reset")
    assert not button.isEnabled()
    model.choose("temperature", 0.4)
    model.choose("stop", ("END",))
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert (model.settings, button.isEnabled()) == (SamplingSettings(), False)
    assert stops(panel).text() == ""


def test_what_a_model_recommends_is_the_default(panel: SamplingPanel, model: SamplingModel) -> None:
    model.recommend({"temperature": 0.6})
    assert number(panel, "Temperature").value() == 0.6  # type: ignore[attr-defined]
    assert reset(panel, "Temperature").isHidden()
    model.choose("temperature", 1.0)
    assert reset(panel, "Temperature").toolTip().endswith("0.6")


def test_special_values_are_words(panel: SamplingPanel) -> None:
    assert number(panel, "Seed").text() == "random"
    assert number(panel, "Maximum length").text() == "no limit"


def test_a_seed_can_be_fixed(qtbot: QtBot, panel: SamplingPanel, model: SamplingModel) -> None:
    typed(qtbot, number(panel, "Seed"), "42")
    assert model.settings.seed == 42
    assert reset(panel, "Seed").toolTip() == "Back to the default, random"


def test_the_largest_seed_can_be_shown_and_chosen(
    qtbot: QtBot, panel: SamplingPanel, model: SamplingModel
) -> None:
    model.choose("seed", 2**32 - 1)
    assert number(panel, "Seed").text() == "4294967295"
    typed(qtbot, number(panel, "Seed"), "4294967294")
    assert model.settings.seed == 2**32 - 2
    assert isinstance(model.settings.seed, int)


def test_stop_strings_are_separated_and_unescaped(
    qtbot: QtBot, panel: SamplingPanel, model: SamplingModel
) -> None:
    typed(qtbot, stops(panel), r"END|\n\n||User:")
    assert model.settings.stop == ("END", "\n\n", "User:")
    stops(panel).clearFocus()
    model.choose("stop", ("a\nb", "c"))
    assert stops(panel).text() == r"a\nb|c"


def test_too_many_and_too_long_stop_strings_are_cut(
    qtbot: QtBot, panel: SamplingPanel, model: SamplingModel
) -> None:
    stops(panel).setText("|".join(["x" * 300, *map(str, range(30))]))
    qtbot.keyClick(stops(panel), Qt.Key.Key_Return)
    assert len(model.settings.stop) == MOST_STOPS
    assert len(model.settings.stop[0]) == 200


def test_the_wheel_scrolls_the_panel_and_moves_no_slider(
    panel: SamplingPanel, model: SamplingModel
) -> None:
    wheel = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    panel.setFocus()
    QApplication.sendEvent(slider(panel, "Temperature"), wheel)
    assert model.settings.temperature == 0.8
