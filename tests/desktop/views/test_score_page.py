"""The page that weighs a text, in the whole window over an engine of words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from desktop.core.layers import Layer
from desktop.views.pages import CHAT
from desktop.views.score_page import ScorePage
from engine.errors import EngineUnreachable
from tests.desktop.desk import LIMIT_MS
from tests.desktop.opened import Opened


def page_of(opened: Opened) -> ScorePage:
    opened.action("Score").trigger()
    page = opened.app.shell.pages.currentWidget()
    assert isinstance(page, ScorePage)
    return page


@pytest.fixture
def page(loaded: Opened) -> ScorePage:
    return page_of(loaded)


def scored(opened: Opened, page: ScorePage, text: str) -> None:
    page.field.setPlainText(text)
    opened.qtbot.mouseClick(page._score, Qt.MouseButton.LeftButton)
    opened.qtbot.waitUntil(lambda: "Perplexity" in page.status, timeout=LIMIT_MS)


def test_without_a_model_it_says_so(opened: Opened) -> None:
    page = page_of(opened)
    opened.press("Try an example")
    assert "open one first" in page.status
    assert page.field.toPlainText().startswith("A journey")


def test_a_text_is_shown_as_tiles_with_its_perplexity(loaded: Opened, page: ScorePage) -> None:
    scored(loaded, page, "a bb cccc")
    # three and five letters with their spaces: e^((3 + 5) / 4 / 2)
    assert page.status == "Perplexity 2.72 · 1.44 bit per token"
    assert page.tiles.tokens is not None
    assert page.tiles.tokens.text == "a bb cccc"
    page.tiles.setFocus()
    loaded.qtbot.keyClick(page.tiles, Qt.Key.Key_Right)
    assert "nothing stands before it" in page.detail
    loaded.qtbot.keyClick(page.tiles, Qt.Key.Key_Right)
    assert page.detail.startswith("␣bb · #")
    assert "probability 47.2 % · rank 1 · entropy 1.44 bit" in page.detail
    assert page.tiles.accessibleDescription().startswith("token 2, ' bb', probability 47")


def test_another_layer_tints_the_tiles_by_another_measure(loaded: Opened, page: ScorePage) -> None:
    scored(loaded, page, "a bb cccc")
    page._layers.setCurrentIndex(page._layers.findData(Layer.ENTROPY))
    assert page.tiles.scene.marks.layer is Layer.ENTROPY
    assert "6 bit" in page.scale.words()


def test_the_shown_chat_is_scored_as_the_model_sees_it(loaded: Opened) -> None:
    loaded.say("say hello there")
    page = page_of(loaded)
    loaded.press("Score this chat")
    loaded.qtbot.waitUntil(lambda: page.tiles.tokens is not None, timeout=LIMIT_MS)
    assert page.tiles.tokens is not None
    assert page.tiles.tokens.text == "say hello there\nhello there\n"


def test_an_empty_text_and_an_empty_chat_are_told(loaded: Opened, page: ScorePage) -> None:
    loaded.press("Score this chat")
    assert page.status == "The chat has no messages yet."
    page._score.click()
    assert page.status == "There is no text yet."


def test_the_table_is_exported(
    loaded: Opened, page: ScorePage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scored(loaded, page, "a bb cccc")
    for name, kind, written in (("s", "JSON (*.json)", "s.json"), ("t.csv", "", "t.csv")):
        answer = (str(tmp_path / name), kind)
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, given=answer: given)
        loaded.press("Export…")
        assert (tmp_path / written).exists()
        assert written in page.status
    assert len(json.loads((tmp_path / "s.json").read_text())["tokens"]) == 3
    answer = (str(tmp_path / "nowhere" / "t.csv"), "")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, given=answer: given)
    loaded.press("Export…")
    assert "could not be written" in page.status


def test_escape_leads_back_and_a_message_of_the_row_is_marked(
    loaded: Opened, page: ScorePage
) -> None:
    scored(loaded, page, "a bb cccc")
    loaded.qtbot.keyClick(page.field, Qt.Key.Key_Escape)
    assert loaded.app.shell.pages.current == CHAT
    loaded.action("Score").trigger()
    assert page.isVisible()
    assert page.tiles.tokens is not None


def test_a_model_that_ends_meanwhile_is_told(loaded: Opened, page: ScorePage) -> None:
    page.field.setPlainText("a bb")
    page._score.click()
    assert page.status.startswith("Reading")
    loaded.engine.died.emit(EngineUnreachable().fault)
    assert page.status == "The model ended before it answered."
    page._score.click()
    page._cancel.click()
    assert not page._cancel.isVisible()
