"""What commands ask in windows of their own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QSpinBox

from engine.chat import Overflow
from engine.settings import LoadSettings
from tests.desktop.opened import Opened, when_modal
from tests.fakes.engine import WORDS


@pytest.fixture
def dialogs(loaded: Opened):
    return loaded.app.dialogs


class Chosen:
    """Stands in for the platform's file dialogs, which tests cannot press."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answer = ("", "")
        self.asked: list[tuple] = []
        for name in ("getOpenFileName", "getSaveFileName"):
            monkeypatch.setattr(QFileDialog, name, self._choose)

    def _choose(self, *asked: object) -> tuple[str, str]:
        self.asked.append(asked)
        return self.answer


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> Chosen:
    return Chosen(monkeypatch)


def test_a_chosen_file_is_opened(loaded: Opened, chosen: Chosen) -> None:
    other = loaded.model("other")
    chosen.answer = (str(other), "")
    with loaded.qtbot.waitSignal(loaded.engine.ready):
        loaded.app.dialogs.open_model()
    assert loaded.engine.path == str(other)
    assert chosen.asked[0][2] == str(other.parent)


def test_no_chosen_file_changes_nothing(loaded: Opened, chosen: Chosen) -> None:
    before = loaded.engine.path
    loaded.app.dialogs.open_model()
    assert loaded.engine.path == before


def test_a_chat_is_exported_as_markdown(loaded: Opened, chosen: Chosen, tmp_path: Path) -> None:
    loaded.say("Say: hello/there")
    target = tmp_path / "chat.md"
    chosen.answer = (str(target), "Markdown (*.md)")
    loaded.app.dialogs.export()
    text = target.read_text("utf-8")
    assert text.startswith("# Say: hello/there\n\n## You\n\nSay: hello/there\n\n## tiny\n\n")
    assert WORDS in text
    assert "/" not in chosen.asked[0][2]


def test_a_chat_is_exported_as_json_with_all_versions(
    loaded: Opened, chosen: Chosen, tmp_path: Path
) -> None:
    loaded.say("hello")
    loaded.chat.regenerate_last()
    loaded.answered()
    chosen.answer = (str(tmp_path / "chat"), "JSON with all versions (*.json)")
    loaded.app.dialogs.export()
    exported = json.loads((tmp_path / "chat.json").read_text("utf-8"))
    assert [m["text"] for m in exported["messages"]] == ["hello", WORDS, WORDS]


def test_without_an_ending_markdown_is_meant(
    loaded: Opened, chosen: Chosen, tmp_path: Path
) -> None:
    loaded.say("hello")
    chosen.answer = (str(tmp_path / "chat"), "Markdown (*.md)")
    loaded.app.dialogs.export()
    assert (tmp_path / "chat.md").exists()


def test_a_file_that_cannot_be_written_is_told(
    loaded: Opened, chosen: Chosen, tmp_path: Path
) -> None:
    chosen.answer = (str(tmp_path / "nowhere" / "chat.md"), "")
    loaded.app.dialogs.export()
    assert "could not be written" in loaded.page.notice.text
    assert "No such file or directory" in loaded.page.notice.text


def test_accepted_load_settings_load_the_model_again(loaded: Opened) -> None:
    def accept(dialog: QDialog) -> None:
        context = next(n for n in dialog.findChildren(QSpinBox) if n.maximum() == 1_048_576)
        context.setValue(1024)
        dialog._on_accepted()  # the OK button of a modal dialog

    QTimer.singleShot(0, when_modal(loaded.qtbot, accept))
    with loaded.qtbot.waitSignal(loaded.engine.ready):
        loaded.app.dialogs.preferences()
    assert loaded.engine.facts is not None
    assert loaded.engine.facts.context == 1024
    kept = loaded.preferences.value.load
    assert kept == {loaded.engine.path: LoadSettings(context=1024)}


def test_accepting_without_a_change_loads_nothing(loaded: Opened) -> None:
    told: list[str] = []
    loaded.app.dialogs.model_chosen.connect(told.append)
    QTimer.singleShot(0, when_modal(loaded.qtbot, lambda dialog: dialog._on_accepted()))
    loaded.app.dialogs.preferences()
    assert told == []


def test_the_rule_chosen_there_is_for_new_chats(loaded: Opened) -> None:
    loaded.say("hello")
    loaded.app.dialogs._on_preferences(LoadSettings(), Overflow.STOP)
    assert loaded.chat.conversation is not None
    assert loaded.chat.conversation.overflow is Overflow.ROLL
    loaded.app.chats.new()
    assert loaded.chat.conversation.overflow is Overflow.STOP


def test_the_program_says_what_it_is(loaded: Opened) -> None:
    said: list[str] = []

    def read(box: QMessageBox) -> None:
        said.append(box.text())
        box.close()

    QTimer.singleShot(0, when_modal(loaded.qtbot, read))
    loaded.app.dialogs.about()
    assert said[0].startswith("Tessera 0.")
    assert "MIT" in said[0]


def test_a_name_without_an_ending_overwrites_nothing(
    loaded: Opened, chosen: Chosen, tmp_path: Path
) -> None:
    loaded.say("hello")
    kept = tmp_path / "chat 1.0.md"
    kept.write_text("mine")
    chosen.answer = (str(tmp_path / "chat 1.0"), "Markdown (*.md)")
    loaded.app.dialogs.export()
    assert kept.read_text() == "mine"
    assert "is there already" in loaded.page.notice.text
