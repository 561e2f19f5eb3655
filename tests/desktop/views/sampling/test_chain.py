"""The chain as cards: switched, moved by mouse and keys, with what each stage does."""

from __future__ import annotations

from math import log
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QCheckBox
from pytestqt.qtbot import QtBot

from desktop.viewmodels.presets import PresetsModel
from desktop.viewmodels.sampling import SamplingModel
from desktop.views.sampling.chain import columns_of, place_of
from desktop.views.sampling.effect import BARS, bars
from desktop.views.sampling.panel import SamplingPanel
from desktop.views.sampling.stage_card import DragHandle, StageCard
from engine.findings import ImpactTable, LadderTable, StageImpact
from engine.stage_settings import MOVABLE, StageName

LADDER = LadderTable(
    ids=(1, 2),
    pieces=(b"a", b"b"),
    logprobs=(log(0.6), log(0.4)),
    stages=(StageName.TOP_K, StageName.TEMPERATURE),
    probabilities=((1.0, None), (1.0, None)),
    cuts=(None, None),
    rest_left=(0, 0),
    rest_mass=(0.0, 0.0),
    chosen=1,
    u=0.5,
    from_record=True,
)


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


def shown_order(panel: SamplingPanel) -> list[StageName]:
    cards = sorted(panel.chain.cards.values(), key=lambda card: card.y())
    return [card.stage for card in cards]


def handle(card: StageCard) -> DragHandle:
    (found,) = card.findChildren(DragHandle)
    return found


def test_cards_stand_in_the_order_of_the_stages(panel: SamplingPanel) -> None:
    assert shown_order(panel) == list(MOVABLE)


def test_a_stage_is_switched_off_and_on(
    qtbot: QtBot, panel: SamplingPanel, model: SamplingModel
) -> None:
    (switch,) = panel.chain.cards[StageName.TOP_P].findChildren(QCheckBox)
    switch.click()
    assert not model.acts(StageName.TOP_P)
    qtbot.waitUntil(lambda: shown_order(panel)[-1] is StageName.TOP_P)
    switch.click()
    assert model.settings.order == MOVABLE


def test_a_card_is_dragged_to_the_head(
    qtbot: QtBot, panel: SamplingPanel, model: SamplingModel
) -> None:
    card = panel.chain.cards[StageName.TEMPERATURE]
    grip = handle(card)
    up = QPointF(5, -card.y() - 5)
    qtbot.mousePress(grip, Qt.MouseButton.LeftButton)
    held = Qt.MouseButton.LeftButton
    kind, none = QEvent.Type.MouseMove, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(grip, QMouseEvent(kind, up, grip.mapToGlobal(up), held, held, none))
    qtbot.mouseRelease(grip, Qt.MouseButton.LeftButton)
    assert model.settings.order[0] is StageName.TEMPERATURE
    qtbot.waitUntil(lambda: shown_order(panel)[0] is StageName.TEMPERATURE)


def test_alt_and_arrows_move_a_stage(
    qtbot: QtBot, panel: SamplingPanel, model: SamplingModel
) -> None:
    alt = Qt.KeyboardModifier.AltModifier
    grip = handle(panel.chain.cards[StageName.TOP_K])
    place = MOVABLE.index(StageName.TOP_K)
    qtbot.keyClick(grip, Qt.Key.Key_Up, alt)
    assert model.settings.order.index(StageName.TOP_K) == place - 1
    qtbot.keyClick(grip, Qt.Key.Key_Down, alt)
    qtbot.keyClick(grip, Qt.Key.Key_Down)
    assert model.settings.order.index(StageName.TOP_K) == place


def test_a_stage_at_the_end_stays_there(
    qtbot: QtBot, panel: SamplingPanel, model: SamplingModel
) -> None:
    grip = handle(panel.chain.cards[MOVABLE[-1]])
    qtbot.keyClick(grip, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert model.settings.order == MOVABLE


@pytest.mark.parametrize(("y", "place"), [(-5, 0), (15, 1), (25, 2), (99, 3)])
def test_a_held_card_falls_behind_those_it_has_passed(y: int, place: int) -> None:
    assert place_of(y, [10, 20, 30]) == place


def test_a_stage_that_does_nothing_says_so(panel: SamplingPanel, model: SamplingModel) -> None:
    card = panel.chain.cards[StageName.XTC]
    assert card.note == "does nothing"
    model.choose("xtc_probability", 0.5)
    assert card.note == ""
    model.place(StageName.XTC, False)
    assert card.note == "off"


def test_what_a_stage_did_is_told(panel: SamplingPanel) -> None:
    panel.show_impact(
        ImpactTable(
            212,
            (
                StageImpact(StageName.TOP_K, 0, 0.0, 0, 0),
                StageImpact(StageName.MIN_P, 200, 31.4, 3, 0),
                StageImpact(StageName.TEMPERATURE, 212, 0.0, 61, 2),
            ),
        )
    )
    cards = panel.chain.cards
    assert cards[StageName.TOP_K].did == "never acted in this reply"
    assert cards[StageName.MIN_P].did == "cut 31 on average · changed 3 of 212 choices"
    assert cards[StageName.TEMPERATURE].did == "changed 61 of 212 choices"
    panel.show_impact(None)
    assert cards[StageName.MIN_P].did == ""


def test_each_stage_shows_what_it_found_and_left() -> None:
    columns = columns_of(LADDER)
    found, left = columns[StageName.TOP_K]
    assert found == pytest.approx([0.6, 0.4])
    assert left == (1.0, None)
    assert columns[StageName.TEMPERATURE] == ((1.0, None), (1.0, None))
    assert columns_of(None) == {}


def test_bars_share_one_scale_and_leave_out_what_was_cut_before() -> None:
    assert bars([0.5, 0.25, None], [1.0, None, None]) == [(0.5, 1.0), (0.25, None)]
    assert bars([], []) == []
    assert len(bars([0.01] * 64, [0.01] * 64)) == BARS


def test_a_picture_is_painted_from_the_ladder(panel: SamplingPanel) -> None:
    picture = panel.chain.cards[StageName.TOP_K].picture
    empty = picture.grab().toImage()
    panel.show_ladder(LADDER)
    assert picture.grab().toImage() != empty
    panel.show_ladder(None)
    assert picture.grab().toImage() == empty
