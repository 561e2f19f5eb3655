"""The real window over the real engine and a real, tiny model."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import ENGINE_COMMAND
from desktop.core.conversation import NodeState
from desktop.viewmodels.engine import EngineState
from desktop.views.transcript.icons import Glyph
from engine.chat import Overflow, Role
from engine.settings import LoadSettings
from tests.desktop.desk import LIMIT_MS
from tests.desktop.opened import Opened
from tests.models import tiny_chat_model

# The tiny model's noise reaches scripts for which a machine may have no font.
pytestmark = pytest.mark.qt_log_ignore("OpenType support missing")

LONG = {"layers": 4, "context": 8192, "endless": True}  # a reply runs for some seconds


@pytest.fixture
def made(qtbot: QtBot) -> Iterator[list[Opened]]:
    """The open window; `reopen` closes it and opens it again on the same data."""
    windows: list[Opened] = []
    yield windows
    for each in windows:
        each.close()


def reopen(qtbot: QtBot, made: list[Opened]) -> Opened:
    for each in made:
        each.close()
    made[:] = []
    made.append(Opened(qtbot, ENGINE_COMMAND))
    return made[0]


@pytest.fixture
def window(qtbot: QtBot, made: list[Opened]) -> Opened:
    """A window with a model that answers in few, always the same tokens."""
    window = reopen(qtbot, made)
    window.open(tiny_chat_model())
    window.app.sampling.choose_all({"seed": 5, "max_tokens": 12})
    return window


@pytest.fixture
def endless(qtbot: QtBot, made: list[Opened]) -> Opened:
    """A window with a model that does not stop by itself."""
    window = reopen(qtbot, made)
    window.open(tiny_chat_model(**LONG))
    return window


def wait(window: Opened, condition) -> None:
    window.qtbot.waitUntil(condition, timeout=LIMIT_MS)


def begin(window: Opened, text: str = "Tell me everything.") -> None:
    """Send a message and wait until some of its reply is shown."""
    before = len(window.texts)
    window.send(text)
    wait(window, lambda: len(window.texts) == before + 2 and len(window.texts[-1]) > 20)


def stop(window: Opened) -> None:
    window.press("Stop")
    window.answered()


def entries(window: Opened):
    return window.page.transcript.scene.entries


def on_disk(window: Opened):
    shown = window.chat.conversation
    assert shown is not None
    return window.store.load(shown.id)


def test_a_message_is_answered_with_recorded_tokens(window: Opened) -> None:
    window.say("hello there")
    assert entries(window)[1].author == "Tiny Test Model"
    assert window.notes[1] == "Reached the maximum length"
    stored = on_disk(window)
    assert stored == window.chat.conversation
    reply = stored.path()[1]
    trace = window.store.trace(reply.id)
    assert (len(trace), reply.seed) == (12, 5)
    assert all(record.logprob <= 0.0 and record.rank >= 1 for record in trace)
    assert b"".join(r.piece for r in trace).decode("utf-8", "backslashreplace") == reply.text


def test_the_same_seed_writes_the_same_reply(window: Opened) -> None:
    window.say("hello there")
    transcript = window.page.transcript
    transcript.act(entries(window)[1].node_id, Glyph.REGENERATE)
    window.answered()
    first, second = (
        window.chat.conversation.nodes[i].ids  # type: ignore[union-attr]
        for i in window.chat.conversation.versions(entries(window)[1].node_id)  # type: ignore[union-attr]
    )
    assert first == second
    assert entries(window)[1].versions == 2
    transcript.act(entries(window)[1].node_id, Glyph.OLDER)
    assert entries(window)[1].version == 1


def test_editing_continuing_and_deleting_keep_all_branches(window: Opened) -> None:
    transcript = window.page.transcript
    window.say("hello there")
    question, reply = (entry.node_id for entry in entries(window))
    begun = window.texts[1]
    transcript.act(reply, Glyph.CONTINUE)
    window.answered()
    assert window.texts[1].startswith(begun.rstrip("\\"))
    assert len(window.store.trace(entries(window)[1].node_id)) == 24
    transcript.edit_requested.emit(question, "goodbye")
    window.answered()
    assert window.texts[0] == "goodbye"
    window.say("and then?")
    transcript.act(entries(window)[1].node_id, Glyph.DELETE)
    assert window.texts[:2] == ["goodbye", "and then?"]
    transcript.act(entries(window)[0].node_id, Glyph.OLDER)
    assert window.texts[0] == "hello there"
    assert len(on_disk(window).nodes) == 9
    assert on_disk(window) == window.chat.conversation


def test_the_next_turn_reads_only_what_is_new(window: Opened) -> None:
    cached: list[int] = []
    window.say("hello there")
    window.say("and then?")
    wait(window, lambda: window.app.context.use is not None and window.app.context.use.cached > 20)
    use = window.app.context.use
    assert use is not None
    cached.append(use.cached)
    assert f"{use.cached} cached" in window.page.context_bar.words()


def test_a_reply_is_stopped_and_its_text_kept(endless: Opened) -> None:
    begin(endless)
    stop(endless)
    assert endless.notes[-1] == "Stopped"
    assert on_disk(endless).path()[-1].text == endless.texts[-1]
    begin(endless, "Go on.")
    stop(endless)
    assert len(endless.texts) == 4


def test_a_long_prompt_is_stopped_while_it_is_read(endless: Opened) -> None:
    endless.send("many words " * 2500)
    wait(endless, lambda: "Reading the prompt" in endless.notes[-1])
    stop(endless)
    assert endless.notes[-1] in {"Stopped", "Not answered"}
    endless.app.sampling.choose("max_tokens", 3)
    endless.app.chats.new()
    endless.say("hello")
    assert len(endless.texts) == 2


def test_a_chat_is_kept_over_a_restart(qtbot: QtBot, made: list[Opened], window: Opened) -> None:
    window.say("hello there")
    window.page.card.edited.emit("Be brief.")
    before = window.texts
    again = reopen(qtbot, made)
    assert again.texts == before
    again.app.start("")
    wait(again, lambda: again.engine.state is EngineState.READY)
    again.say("and then?")
    assert again.texts[:2] == before
    assert len(again.texts) == 4


def test_a_reply_under_way_at_the_exit_is_kept(
    qtbot: QtBot, made: list[Opened], endless: Opened
) -> None:
    begin(endless)
    shown = endless.texts[-1]
    again = reopen(qtbot, made)
    assert again.texts[-1].startswith(shown)
    assert entries(again)[-1].can_continue


def test_a_killed_engine_is_told_and_started_again(endless: Opened) -> None:
    begin(endless)
    shown = endless.texts[-1]
    os.kill(endless.engine.process_id, signal.SIGKILL)
    endless.answered()
    assert "ran out of memory" in endless.page.notice.text  # what SIGKILL mostly means
    assert "SIGKILL" in endless.page.notice.text
    assert "Your chat is kept." in endless.page.notice.text
    assert endless.texts[-1].startswith(shown)
    cut = on_disk(endless).path()[-1]
    assert (cut.state, cut.reason) == (NodeState.INTERRUPTED, "died")
    assert cut.text == endless.texts[-1]
    with endless.qtbot.waitSignal(endless.engine.ready, timeout=LIMIT_MS):
        endless.press("Start again")
    endless.app.sampling.choose("max_tokens", 5)
    endless.page.transcript.act(entries(endless)[-1].node_id, Glyph.CONTINUE)
    endless.answered()
    assert endless.texts[-1].startswith(cut.text)
    assert len(endless.store.trace(entries(endless)[-1].node_id)) == len(cut.ids) + 5


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGILL, signal.SIGABRT])
def test_other_ends_are_told_too(window: Opened, number: signal.Signals) -> None:
    os.kill(window.engine.process_id, number)
    wait(window, lambda: "Your chat is kept." in window.page.notice.text)
    assert number.name in window.page.notice.text
    assert window.notice_buttons() == ["Start again"]
    with window.qtbot.waitSignal(window.engine.ready, timeout=LIMIT_MS):
        window.press("Start again")
    window.say("hello")
    assert len(window.texts) == 2


def test_a_message_sent_while_the_model_loads_is_answered(qtbot: QtBot, made: list[Opened]) -> None:
    window = reopen(qtbot, made)
    window.app.sampling.choose("max_tokens", 5)
    window.app.open_model(str(tiny_chat_model()))
    window.send("hello there")
    assert window.notes == ["", "Waiting for the model to load…"]
    window.answered()
    assert window.notes == ["", "Reached the maximum length"]


def test_a_waiting_message_is_answered_by_a_model_without_a_template(
    qtbot: QtBot, made: list[Opened], tmp_path: Path
) -> None:
    window = reopen(qtbot, made)
    window.app.sampling.choose("max_tokens", 5)
    plain = tiny_chat_model(tmp_path / "plain.gguf", template=None)
    window.app.open_model(str(plain))
    window.send("hello there")
    window.answered()
    assert "plain text is used" in window.page.notice.text
    assert window.notes == ["", "Reached the maximum length"]


def test_a_reply_runs_on_while_another_chat_is_shown(endless: Opened) -> None:
    endless.app.sampling.choose("max_tokens", 200)
    begin(endless)
    first = endless.chat.conversation
    assert first is not None
    endless.app.chats.new()
    assert endless.texts == []
    endless.answered()
    endless.app.chats.select(first.id)
    assert endless.notes[-1] == "Reached the maximum length"
    assert len(endless.store.trace(entries(endless)[-1].node_id)) == 200


def test_a_broken_file_leaves_the_earlier_model(window: Opened, tmp_path: Path) -> None:
    whole = tiny_chat_model().read_bytes()
    broken = tmp_path / "half.gguf"
    broken.write_bytes(whole[: len(whole) // 2])
    window.app.open_model(str(broken))
    wait(window, lambda: "half.gguf" in window.page.notice.text)
    assert "ends early" in window.page.notice.text
    assert window.page.model_bar.title() == "Tiny Test Model"
    window.say("hello")
    assert len(window.texts) == 2


def test_another_model_takes_over_in_mid_reply(endless: Opened) -> None:
    begin(endless)
    endless.open(tiny_chat_model())
    endless.answered()
    assert len(endless.texts[-1]) > 20
    endless.app.sampling.choose("max_tokens", 5)
    endless.say("and you?")
    assert len(endless.texts) == 4


def small(qtbot: QtBot, made: list[Opened], overflow: Overflow) -> Opened:
    """A window whose model sees 256 tokens."""
    window = reopen(qtbot, made)
    path = tiny_chat_model(endless=True)
    window.preferences.replace(
        window.preferences.value.with_load(str(path), LoadSettings(context=256))
    )
    window.open(path)
    window.app.sampling.choose_all({"seed": 5, "max_tokens": 24})
    window.chat.set_overflow(overflow)
    return window


def test_a_full_window_rolls_and_says_where_memory_starts(qtbot: QtBot, made: list[Opened]) -> None:
    window = small(qtbot, made, Overflow.ROLL)
    for turn in range(12):
        window.say(f"This is turn number {turn} of a long talk.")
    assert len(window.texts) == 24
    starts = [i for i, entry in enumerate(entries(window)) if entry.memory_starts]
    assert len(starts) == 1
    assert starts[0] > 0
    assert entries(window)[starts[0]].role is Role.USER
    assert window.page.notice.text == ""


def test_a_full_window_stops_and_asks_where_that_is_the_rule(
    qtbot: QtBot, made: list[Opened]
) -> None:
    window = small(qtbot, made, Overflow.STOP)
    for turn in range(12):
        window.say(f"This is turn number {turn} of a long talk.")
        if window.page.notice.text:
            break
    assert "The context window is full" in window.page.notice.text
    assert window.notes[-1] == "Not answered"
    before = len(window.texts)
    window.press("Let the oldest turns leave")
    window.answered()
    assert len(window.texts) == before + 1
    assert any(entry.memory_starts for entry in entries(window))


def test_a_reply_that_reaches_the_end_of_the_window_says_so(
    qtbot: QtBot, made: list[Opened]
) -> None:
    window = small(qtbot, made, Overflow.ROLL)
    window.app.sampling.choose("max_tokens", 0)
    window.say("Tell me everything.")
    assert window.notes[-1] == "The context window is full"
    assert entries(window)[-1].can_continue


def test_a_message_larger_than_the_window_gets_both_numbers(
    qtbot: QtBot, made: list[Opened]
) -> None:
    window = small(qtbot, made, Overflow.ROLL)
    window.send("word " * 600)
    window.answered()
    assert "This message has" in window.page.notice.text
    assert "Shorten it" in window.page.notice.text
    assert window.texts == ["word " * 600]
