"""The bar over the transcript: which model, how it is, and the list of others."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QProgressBar, QPushButton, QToolButton

from desktop.views.model_bar import ModelBar
from tests.desktop.desk import Desk


@pytest.fixture
def bar(desk: Desk) -> ModelBar:
    made = ModelBar(desk.engine)
    desk.qtbot.addWidget(made)
    made.resize(800, 40)
    made.show()
    return made


def name(bar: ModelBar) -> str:
    return bar.findChild(QToolButton).accessibleName()


def facts(bar: ModelBar) -> str:
    return bar.findChild(QLabel).text()


def test_without_a_model_it_says_so(bar: ModelBar) -> None:
    assert (name(bar), facts(bar)) == ("Model: No model", "")
    assert not bar.findChild(QProgressBar).isVisible()


def test_a_loading_model_shows_how_far_it_is(bar: ModelBar, desk: Desk) -> None:
    desk.begin_held()
    assert (name(bar), facts(bar)) == ("Model: held", "loading")
    progress = bar.findChild(QProgressBar)
    assert progress.isVisible()
    desk.qtbot.waitUntil(lambda: progress.value() == 500)


def test_loading_can_be_cancelled(bar: ModelBar, desk: Desk) -> None:
    desk.begin_held()
    cancel = bar.findChild(QPushButton)
    desk.qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    assert name(bar) == "Model: No model" or not cancel.isVisible()
    assert not cancel.isVisible()


def test_a_loaded_model_tells_its_name_and_make(bar: ModelBar, desk: Desk) -> None:
    desk.load()
    assert (name(bar), facts(bar)) == ("Model: tiny", "F32 · CPU")
    bar.set_speed(12.345)
    assert facts(bar) == "F32 · CPU · 12.3 tokens/s"
    bar.set_speed(0.0)
    assert facts(bar) == "F32 · CPU"


def test_a_model_that_cannot_be_opened_is_named(bar: ModelBar, desk: Desk) -> None:
    with desk.qtbot.waitSignal(desk.engine.failed):
        desk.engine.open(str(desk.folder / "broken.gguf"))
    assert (name(bar), facts(bar)) == ("Model: broken", "could not be loaded")


def test_a_dead_engine_is_told(bar: ModelBar, desk: Desk) -> None:
    desk.load()
    desk.new_chat()
    desk.say("kill")
    assert facts(bar) == "stopped"


def test_its_button_asks_for_the_list_of_models(bar: ModelBar, desk: Desk) -> None:
    with desk.qtbot.waitSignal(bar.models_wanted):
        desk.qtbot.mouseClick(bar.findChild(QToolButton), Qt.MouseButton.LeftButton)
    assert bar.list_place.y() >= bar.mapToGlobal(bar.rect().topLeft()).y()


def test_a_long_name_is_cut_in_the_bar_and_whole_for_a_reader(bar: ModelBar, desk: Desk) -> None:
    long = "very-" * 40 + "long"
    desk.engine.open(f"/nowhere/{long}.gguf")
    button = bar.findChild(QToolButton)
    assert "…" in button.text()
    assert name(bar) == f"Model: {long}"
    assert Path(button.toolTip()).stem == long
    desk.qtbot.waitUntil(lambda: desk.is_ready)


def test_a_name_with_an_ampersand_is_no_shortcut(bar: ModelBar, desk: Desk) -> None:
    desk.load("a&b")
    assert bar.findChild(QToolButton).text().startswith("a&&b")


def test_another_language_is_taken_over(bar: ModelBar) -> None:
    QApplication.sendEvent(bar, QEvent(QEvent.Type.LanguageChange))
    assert name(bar) == "Model: No model"
