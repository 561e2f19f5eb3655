"""The whole program in one process: what is remembered, what is quiet, what is told."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from desktop import app as program
from desktop.app import run
from desktop.core.paths import find_paths
from desktop.instance import Instance
from desktop.viewmodels.appearance import Theme
from engine.chat import TemplateChoice
from engine.settings import LoadSettings
from tests.conftest import live_timers
from tests.desktop.opened import Opened
from tests.fakes.engine import WORDS


@pytest.fixture
def again(qtbot: QtBot) -> Iterator[list[Opened]]:
    """Windows opened one after the other on the same data; those left open are closed."""
    made: list[Opened] = []
    yield made
    for each in made:
        each.close()


def reopened(qtbot: QtBot, made: list[Opened]) -> Opened:
    for each in made:
        each.close()
    made[:] = [Opened(qtbot)]
    return made[0]


def test_a_chat_is_there_after_a_restart(qtbot: QtBot, again: list[Opened]) -> None:
    first = reopened(qtbot, again)
    first.load()
    first.say("hello")
    first.page.composer.set_text("half a thou")
    second = reopened(qtbot, again)
    assert second.texts == ["hello", WORDS]
    assert second.page.composer.text() == "half a thou"


def test_what_was_chosen_is_there_after_a_restart(qtbot: QtBot, again: list[Opened]) -> None:
    first = reopened(qtbot, again)
    first.app.appearance.choose_theme(Theme.DARK)
    first.app.appearance.choose_zoom(1.25)
    first.app.sampling.choose("temperature", 0.3)
    first.window.show_sidebar(False)
    first.window.resize(750, 580)
    second = reopened(qtbot, again)
    assert (second.app.appearance.theme, second.app.appearance.zoom) == (Theme.DARK, 1.25)
    assert second.app.sampling.settings.temperature == 0.3
    assert not second.window.sidebar.isVisible()
    assert (second.window.width(), second.window.height()) == (750, 580)


def test_a_prompt_that_was_being_edited_is_kept(qtbot: QtBot, again: list[Opened]) -> None:
    first = reopened(qtbot, again)
    first.page.card.unfold()
    qtbot.keyClicks(first.window.focusWidget(), "Be brief.")
    second = reopened(qtbot, again)
    second.app.chats.open_latest()
    assert second.chat.conversation is not None
    assert second.chat.conversation.system_prompt == "Be brief."


def test_a_reply_under_way_at_the_exit_keeps_its_text(qtbot: QtBot, again: list[Opened]) -> None:
    first = reopened(qtbot, again)
    first.load()
    first.begin()
    second = reopened(qtbot, again)
    assert second.texts[1].startswith(" again")
    assert second.page.transcript.scene.entries[1].can_continue


def test_the_model_used_last_is_loaded_at_the_start(qtbot: QtBot, again: list[Opened]) -> None:
    path = reopened(qtbot, again).load()
    second = reopened(qtbot, again)
    with qtbot.waitSignal(second.engine.ready):
        second.app.start("")
    assert second.engine.path == str(path)
    second.say("hello")
    assert second.texts[-1] == WORDS


def test_a_named_file_goes_before_the_one_used_last(qtbot: QtBot, again: list[Opened]) -> None:
    reopened(qtbot, again).load()
    second = reopened(qtbot, again)
    with qtbot.waitSignal(second.engine.ready):
        second.app.start(str(second.model("other")))
    assert second.engine.facts is not None
    assert second.engine.facts.name == "other"


def test_a_model_that_is_gone_is_not_loaded(qtbot: QtBot, again: list[Opened]) -> None:
    path = reopened(qtbot, again).load()
    path.unlink()
    second = reopened(qtbot, again)
    second.app.start("")
    qtbot.waitUntil(lambda: not live_timers() or second.engine.path != "")
    assert second.engine.path != str(path)


def test_settings_and_template_are_kept_for_each_model(opened: Opened) -> None:
    path = str(opened.model())
    value = opened.preferences.value.with_load(path, LoadSettings(context=256))
    opened.preferences.replace(value.with_template(path, TemplateChoice.CHATML))
    opened.load()
    assert opened.engine.facts is not None
    assert opened.engine.facts.context == 256
    chat = opened.chat.chat()
    assert chat is not None
    assert chat.template is TemplateChoice.CHATML
    opened.load("other")
    chat = opened.chat.chat()
    assert chat is not None
    assert chat.template is TemplateChoice.MODEL


def test_loaded_models_are_listed_as_recent(opened: Opened) -> None:
    paths = [opened.load("one"), opened.load("two"), opened.load("one")]
    assert opened.preferences.value.recent_models == (str(paths[0]), str(paths[1]))


def test_nothing_ticks_when_nothing_happens(loaded: Opened) -> None:
    loaded.say("hello")
    loaded.app._quiet.setInterval(1)  # five seconds otherwise
    loaded.app._quiet.start()
    loaded.page.composer.set_text("draft")
    loaded.page.composer.field.clearFocus()
    loaded.qtbot.waitUntil(lambda: not live_timers())


def test_a_reply_in_another_chat_is_marked_in_the_list(loaded: Opened) -> None:
    loaded.begin()
    busy = loaded.chat.conversation
    assert busy is not None
    loaded.app.chats.new()
    marked = [c.id for group in loaded.app.chats.groups for c in group.chats if c.running]
    assert marked == [busy.id]
    loaded.app.replies.stop_in_chat(busy.id)
    loaded.answered()
    assert not any(c.running for group in loaded.app.chats.groups for c in group.chats)


def test_deleting_a_chat_ends_what_is_written_in_it(loaded: Opened) -> None:
    loaded.begin()
    busy = loaded.chat.conversation
    assert busy is not None
    loaded.app.chats.delete(busy.id)
    loaded.answered()
    assert loaded.texts == []
    loaded.app.chats.undo()
    assert loaded.texts[1].startswith(" again")


def test_a_hit_of_the_search_shows_its_message_in_its_branch(loaded: Opened) -> None:
    loaded.say("say marmalade")
    loaded.chat.edit(loaded.page.transcript.scene.entries[0].node_id, "say bye")
    loaded.answered()
    loaded.app.chats.new()
    loaded.app.chats.search("marmalade")
    hit = next(hit for hit in loaded.app.chats.hits if hit.node_id)
    loaded.app.chats.select_hit(hit.chat_id, hit.node_id)
    assert loaded.texts == ["say marmalade", "marmalade"]


def test_the_title_appears_in_the_list(loaded: Opened) -> None:
    loaded.say("Why is the sky blue?")
    titles = [c.title for group in loaded.app.chats.groups for c in group.chats]
    assert titles == ["Why is the sky blue?"]


def test_another_start_brings_the_window_to_the_front_with_its_file(loaded: Opened) -> None:
    loaded.window.hide()
    loaded.app.come_to_front("")
    assert loaded.window.isVisible()
    with loaded.qtbot.waitSignal(loaded.engine.ready):
        loaded.app.come_to_front(str(loaded.model("other")))
    assert loaded.engine.facts is not None
    assert loaded.engine.facts.name == "other"


def test_a_mistake_of_ours_is_a_sentence_and_a_trace(
    opened: Opened, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        raise ZeroDivisionError("division by zero")
    except ZeroDivisionError as problem:
        program._on_unforeseen(opened.app, type(problem), problem, problem.__traceback__)
    assert "Something went wrong in Tessera: division by zero." in opened.page.notice.text
    assert "Traceback" in capsys.readouterr().err


def test_a_damaged_database_is_told_at_the_start(qtbot: QtBot, again: list[Opened]) -> None:
    paths = find_paths()
    paths.data.mkdir(parents=True)
    paths.database.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    window = reopened(qtbot, again)
    assert "It was kept as" in window.page.notice.text
    assert window.texts == []


def test_preferences_of_nonsense_are_told_at_the_start(qtbot: QtBot, again: list[Opened]) -> None:
    paths = find_paths()
    paths.config.mkdir(parents=True)
    paths.preferences.write_text("{")
    assert "could not be read" in reopened(qtbot, again).page.notice.text


class Refused:
    """Stands in for the message box, which waits for a person."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sentences: list[str] = []
        monkeypatch.setattr(QMessageBox, "warning", lambda _p, _t, s: self.sentences.append(s))
        monkeypatch.setattr(program, "QApplication", _Running)


class _Running:
    """The application that pytest-qt has made already."""

    def __new__(cls, *_arguments: object):
        return QApplication.instance()


@pytest.fixture
def refused(qapp, monkeypatch: pytest.MonkeyPatch) -> Refused:
    return Refused(monkeypatch)


def test_a_newer_database_is_refused_and_left_alone(refused: Refused, tmp_path: Path) -> None:
    paths = find_paths()
    paths.data.mkdir(parents=True)
    connection = sqlite3.connect(paths.database)
    connection.execute("PRAGMA user_version = 9999")
    connection.close()
    before = paths.database.read_bytes()
    assert run("") == 1
    assert "newer Tessera" in refused.sentences[0]
    assert paths.database.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_refused(refused: Refused, home: Path) -> None:
    home.write_text("a file where the folder should be")
    assert run("") == 1
    assert "cannot use its folder" in refused.sentences[0]


def test_a_window_that_does_not_answer_is_told(refused: Refused) -> None:
    paths = find_paths()
    paths.data.mkdir(parents=True)
    holder = Instance(paths.data)
    assert holder.claim()  # it holds the folder and hears nobody
    assert run("") == 1
    assert "running already" in refused.sentences[0]
    holder.release()


def test_a_listed_model_that_is_gone_leaves_the_list_with_a_sentence(opened: Opened) -> None:
    path = opened.load()
    path.unlink()
    other = opened.load("other")
    opened.app.shell._on_recent_chosen(str(path))
    assert opened.preferences.value.recent_models == (str(other),)
    opened.engine.cancel_load()
