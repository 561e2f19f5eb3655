"""The strategy by which a reply is found, as a person chooses it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox
from pytestqt.qtbot import QtBot

from desktop.viewmodels.presets import PresetsModel
from desktop.viewmodels.sampling import SamplingModel
from desktop.views.sampling.panel import SamplingPanel
from desktop.views.sampling.strategy_choice import looks_at
from engine.stage_settings import StageName
from engine.strategy_settings import Strategy


@pytest.fixture
def model(qtbot: QtBot) -> SamplingModel:
    return SamplingModel({})


@pytest.fixture
def panel(qtbot: QtBot, model: SamplingModel, tmp_path: Path) -> SamplingPanel:
    made = SamplingPanel(model, PresetsModel(tmp_path, model))
    qtbot.addWidget(made)
    made.resize(360, 1400)
    made.show()
    return made


def choice(panel: SamplingPanel) -> QComboBox:
    return next(b for b in panel.findChildren(QComboBox) if b.accessibleName() == "Strategy")


def seen(panel: SamplingPanel) -> set[str]:
    numbers = panel.findChildren(QAbstractSpinBox)
    return {number.accessibleName() for number in numbers if number.isVisible()}


def test_a_chosen_strategy_is_in_force_and_shows_its_own_numbers(
    panel: SamplingPanel, model: SamplingModel
) -> None:
    assert "Beams" not in seen(panel)
    choice(panel).activated.emit(tuple(Strategy).index(Strategy.BEAM))
    assert model.settings.strategy is Strategy.BEAM
    assert {"Beams", "Length penalty"} <= seen(panel)
    assert "Degeneration penalty" not in seen(panel)
    model.choose("strategy", Strategy.CONTRASTIVE)
    assert choice(panel).currentText() == "Contrastive search"
    assert "Degeneration penalty" in seen(panel)
    assert "Beams" not in seen(panel)


def test_stages_that_a_search_does_not_look_at_say_so(
    panel: SamplingPanel, model: SamplingModel
) -> None:
    cards = panel.chain.cards
    model.choose("strategy", Strategy.BEAM)
    assert cards[StageName.TOP_P].note == "not looked at by this search"
    assert cards[StageName.PENALTIES].note == "does nothing"
    model.reset("strategy")
    assert cards[StageName.TOP_P].note == ""


def test_greedy_lets_all_stages_act() -> None:
    assert all(looks_at(Strategy.GREEDY, stage) for stage in StageName)
    assert not looks_at(Strategy.CONTRASTIVE, StageName.TEMPERATURE)
