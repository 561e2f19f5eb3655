"""Saving and opening traces from the File menu."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from tests.desktop.opened import Opened
from tests.fakes.engine import WORDS

SAVE, OPEN = "Save the trace of the last reply…", "Open a trace…"


def choose(monkeypatch: pytest.MonkeyPatch, path: Path | str) -> None:
    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *asked: (str(path), ""))


def test_without_a_reply_there_is_nothing_to_save(loaded: Opened) -> None:
    assert not loaded.action(SAVE).isEnabled()
    loaded.say("hello")
    assert loaded.action(SAVE).isEnabled()


def test_a_trace_is_saved_and_opened_again(
    loaded: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    choose(monkeypatch, tmp_path / "t.json")
    loaded.say("hello")
    loaded.action(SAVE).trigger()
    loaded.wait_for_notice("The trace is saved")
    assert loaded.chat.conversation is not None
    before = loaded.chat.conversation.id
    loaded.action(OPEN).trigger()
    assert loaded.chat.conversation.id != before
    assert loaded.texts == ["hello", WORDS]


def test_a_trace_opens_in_the_place_of_an_empty_chat(
    loaded: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    choose(monkeypatch, tmp_path / "t.json")
    loaded.say("hello")
    loaded.action(SAVE).trigger()
    loaded.wait_for_notice("The trace is saved")
    loaded.action("New chat").trigger()
    assert loaded.texts == []
    loaded.action(OPEN).trigger()
    assert loaded.texts == ["hello", WORDS]


def test_what_is_no_trace_is_said_in_the_window(
    loaded: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "x.json").write_text("{}")
    choose(monkeypatch, tmp_path / "x.json")
    loaded.action(OPEN).trigger()
    loaded.wait_for_notice("x.json is no trace that can be opened")


def test_nothing_chosen_is_nothing_done(
    loaded: Opened, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    choose(monkeypatch, "")
    loaded.say("hello")
    loaded.action(SAVE).trigger()
    loaded.action(OPEN).trigger()
    assert loaded.texts == ["hello", WORDS]
    assert loaded.page.notice.text == ""
