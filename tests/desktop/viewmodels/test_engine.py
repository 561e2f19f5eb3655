"""The life of a model as the window follows it, against fake engine processes."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.viewmodels.engine import EngineModel, EngineState, free_memory
from engine.chat import Chat, Message, Role
from engine.errors import Fault
from engine.protocol import Cancel, Done, Failed, Generate, Token
from engine.records import ModelFacts, RunSummary, StopReason
from engine.settings import LoadSettings
from tests.fakes.engine import WORDS

FAKE = (sys.executable, "-m", "tests.fakes.engine")
PLENTY = 1 << 40


class Watched:
    """An engine model and what it told, in order."""

    def __init__(self, free: int = PLENTY) -> None:
        self.free = free
        self.model = EngineModel(FAKE, lambda: self.free)
        self.events: list = []
        self.ready: list[ModelFacts] = []
        self.failed: list[Fault] = []
        self.died: list[Fault] = []
        self.states: list[EngineState] = []
        self.model.received.connect(self.events.append)
        self.model.ready.connect(self.ready.append)
        self.model.failed.connect(self.failed.append)
        self.model.died.connect(self.died.append)
        self.model.changed.connect(lambda: self.states.append(self.model.state))

    def text(self, number: int) -> str:
        records = (e.record for e in self.events if isinstance(e, Token) and e.id == number)
        return b"".join(r.piece for r in records).decode()

    def summaries(self, number: int) -> list:
        ends = (e for e in self.events if isinstance(e, Done | Failed) and e.id == number)
        return list(ends)


@pytest.fixture
def watch(qtbot: QtBot) -> Iterator[Callable[..., Watched]]:
    made: list[Watched] = []

    def make(free: int = PLENTY) -> Watched:
        made.append(Watched(free))
        return made[-1]

    yield make
    for watched in made:
        watched.model.finish()


def saying(text: str) -> Generate:
    return Generate(1, Chat((Message("m", Role.USER, text),)))


def open_and_wait(qtbot: QtBot, watched: Watched, path: str = "tiny.gguf") -> None:
    with qtbot.waitSignal(watched.model.ready):
        watched.model.open(path)


def start_reply(qtbot: QtBot, watched: Watched, text: str = "forever") -> int:
    number = watched.model.ask(saying(text))
    qtbot.waitUntil(lambda: bool(watched.text(number)))
    return number


def is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


def test_nothing_is_there_at_first(watch: Callable[..., Watched]) -> None:
    model = watch().model
    assert (model.state, model.path, model.facts) == (EngineState.EMPTY, "", None)
    assert model.fault is None


def test_a_model_is_opened_and_answers(qtbot: QtBot, watch: Callable[..., Watched]) -> None:
    watched = watch()
    watched.model.open("tiny.gguf", LoadSettings(context=256))
    assert watched.model.state is EngineState.LOADING
    qtbot.waitUntil(lambda: watched.model.state is EngineState.READY)
    assert watched.model.facts is not None
    assert watched.model.facts.context == 256
    number = watched.model.ask(saying("hello"))
    qtbot.waitUntil(lambda: bool(watched.summaries(number)))
    assert watched.text(number) == WORDS


def test_loading_tells_how_far_it_is(qtbot: QtBot, watch: Callable[..., Watched]) -> None:
    watched = watch()
    seen: list[float] = []
    watched.model.changed.connect(lambda: seen.append(watched.model.progress))
    open_and_wait(qtbot, watched)
    assert 0.25 in seen
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_a_load_can_be_cancelled(qtbot: QtBot, watch: Callable[..., Watched]) -> None:
    watched = watch()
    watched.model.open("held.gguf")
    qtbot.waitUntil(lambda: watched.model.progress == 0.5)
    watched.model.cancel_load()
    assert watched.model.state is EngineState.EMPTY
    assert watched.model.fault is None
    open_and_wait(qtbot, watched)
    assert [facts.name for facts in watched.ready] == ["tiny"]


def test_a_file_that_cannot_be_opened_is_told(qtbot: QtBot, watch: Callable[..., Watched]) -> None:
    watched = watch()
    with qtbot.waitSignal(watched.model.failed):
        watched.model.open("broken.gguf")
    assert watched.model.state is EngineState.FAILED
    assert watched.model.fault is not None
    assert "broken.gguf is damaged" in watched.model.fault.sentence


def test_a_file_that_kills_the_child_is_told(qtbot: QtBot, watch: Callable[..., Watched]) -> None:
    watched = watch()
    with qtbot.waitSignal(watched.model.failed):
        watched.model.open("abort.gguf")
    assert watched.model.state is EngineState.FAILED
    assert "SIGABRT" in watched.failed[0].sentence
    assert not watched.died


def test_a_name_that_is_no_text_is_told(qtbot: QtBot, watch: Callable[..., Watched]) -> None:
    watched = watch()
    watched.model.open("/models/\udcff.gguf")
    assert watched.model.state is EngineState.FAILED
    assert [fault.kind for fault in watched.failed] == ["FileMissing"]


@pytest.mark.parametrize("path", ["broken.gguf", "abort.gguf"])
def test_a_failed_opening_leaves_the_model_that_was_there(
    qtbot: QtBot, watch: Callable[..., Watched], path: str
) -> None:
    watched = watch()
    open_and_wait(qtbot, watched)
    before = watched.model.process_id
    with qtbot.waitSignal(watched.model.failed):
        watched.model.open(path)
    assert watched.model.state is EngineState.READY
    assert watched.model.fault == watched.failed[0]
    assert (watched.model.path, watched.model.process_id) == ("tiny.gguf", before)
    number = start_reply(qtbot, watched, "hello")
    assert number > 0


def test_the_old_model_answers_until_the_new_one_is_there(
    qtbot: QtBot, watch: Callable[..., Watched], tmp_path: Path
) -> None:
    watched = watch()
    open_and_wait(qtbot, watched)
    old = watched.model.process_id
    number = start_reply(qtbot, watched)
    held = tmp_path / "held-other.gguf"
    watched.model.open(str(held))
    qtbot.waitUntil(lambda: watched.model.progress == 0.5)
    length = len(watched.text(number))
    qtbot.waitUntil(lambda: len(watched.text(number)) > length)
    assert not watched.summaries(number)
    with qtbot.waitSignal(watched.model.ready):
        held.with_name("held-other.gguf.go").touch()
    qtbot.waitUntil(lambda: bool(watched.summaries(number)))
    assert watched.summaries(number)[0].result.reason is StopReason.CANCELLED
    qtbot.waitUntil(lambda: not is_alive(old))
    assert watched.model.facts is not None
    assert watched.model.facts.vocabulary == "other"
    assert not watched.died


def test_the_old_model_ends_first_where_both_do_not_fit(
    qtbot: QtBot, watch: Callable[..., Watched], tmp_path: Path
) -> None:
    watched = watch()
    open_and_wait(qtbot, watched)
    old = watched.model.process_id
    number = start_reply(qtbot, watched)
    watched.free = 1000
    held = tmp_path / "held-other.gguf"
    watched.model.open(str(held))
    qtbot.waitUntil(lambda: watched.model.progress == 0.5)
    assert not is_alive(old)
    assert watched.summaries(number)[0].result.reason is StopReason.CANCELLED
    with qtbot.waitSignal(watched.model.ready):
        held.with_name("held-other.gguf.go").touch()
    assert watched.model.path == str(held)


@pytest.mark.parametrize(("free", "stays"), [(1_399_000_000, False), (1_401_000_000, True)])
def test_the_size_of_the_file_decides_whether_both_fit(
    qtbot: QtBot, watch: Callable[..., Watched], tmp_path: Path, free: int, stays: bool
) -> None:
    watched = watch(free)
    open_and_wait(qtbot, watched)
    old = watched.model.process_id
    held = tmp_path / "held.gguf"
    with held.open("wb") as file:
        file.truncate(1_000_000_000)  # a hole: it takes no room on the disk
    watched.model.open(str(held))
    qtbot.waitUntil(lambda: watched.model.progress == 0.5)
    assert is_alive(old) == stays
    assert (watched.model.facts is not None) == stays


@pytest.mark.parametrize("path", ["broken.gguf", "abort.gguf"])
def test_a_model_that_made_room_comes_back_after_a_failure(
    qtbot: QtBot, watch: Callable[..., Watched], path: str
) -> None:
    watched = watch(free=1000)
    open_and_wait(qtbot, watched)
    with qtbot.waitSignal(watched.model.ready):
        watched.model.open(path)
    assert watched.model.state is EngineState.READY
    assert watched.model.path == "tiny.gguf"
    assert [watched.model.fault] == watched.failed


def test_a_cancelled_load_brings_back_the_model_that_made_room(
    qtbot: QtBot, watch: Callable[..., Watched]
) -> None:
    watched = watch(free=1000)
    open_and_wait(qtbot, watched)
    watched.model.open("held.gguf")
    qtbot.waitUntil(lambda: watched.model.progress == 0.5)
    with qtbot.waitSignal(watched.model.ready):
        watched.model.cancel_load()
    assert watched.model.path == "tiny.gguf"
    assert watched.model.fault is None


def test_of_several_openings_the_last_one_counts(
    qtbot: QtBot, watch: Callable[..., Watched]
) -> None:
    watched = watch(free=1000)
    open_and_wait(qtbot, watched, "first.gguf")
    for name in ("second.gguf", "held.gguf", "third.gguf"):
        watched.model.open(name)
    qtbot.waitUntil(lambda: watched.model.state is EngineState.READY)
    assert [facts.name for facts in watched.ready] == ["first", "third"]
    assert not watched.failed


def test_a_death_is_told_and_the_model_can_be_started_again(
    qtbot: QtBot, watch: Callable[..., Watched]
) -> None:
    watched = watch()
    open_and_wait(qtbot, watched)
    number = start_reply(qtbot, watched)
    with qtbot.waitSignal(watched.model.died):
        os.kill(watched.model.process_id, signal.SIGKILL)
    assert watched.model.state is EngineState.DIED
    assert watched.model.fault == watched.died[0]
    assert "SIGKILL" in watched.died[0].sentence
    assert watched.text(number).startswith(" again")
    with qtbot.waitSignal(watched.model.ready):
        watched.model.start_again()
    assert watched.model.path == "tiny.gguf"
    number = watched.model.ask(saying("hello"))
    qtbot.waitUntil(lambda: bool(watched.summaries(number)))
    assert watched.text(number) == WORDS


def test_a_file_that_failed_can_be_tried_again(
    qtbot: QtBot, watch: Callable[..., Watched], tmp_path: Path
) -> None:
    watched = watch()
    with qtbot.waitSignal(watched.model.failed):
        watched.model.open("broken.gguf")
    with qtbot.waitSignal(watched.model.failed):
        watched.model.start_again()
    assert watched.model.path == "broken.gguf"


def test_the_death_of_the_old_model_does_not_stop_the_new_one(
    qtbot: QtBot, watch: Callable[..., Watched], tmp_path: Path
) -> None:
    watched = watch()
    open_and_wait(qtbot, watched)
    held = tmp_path / "held.gguf"
    watched.model.open(str(held))
    qtbot.waitUntil(lambda: watched.model.progress == 0.5)
    with qtbot.waitSignal(watched.model.died):
        os.kill(watched.model.process_id, signal.SIGKILL)
    assert watched.model.facts is None
    with qtbot.waitSignal(watched.model.ready):
        held.with_name("held.gguf.go").touch()
    assert set(watched.states[-2:]) == {EngineState.LOADING, EngineState.READY}


def test_what_a_killed_child_owes_fails(
    qtbot: QtBot, watch: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = watch()
    open_and_wait(qtbot, watched)
    number = start_reply(qtbot, watched, "deaf")
    watched.model.finish(patience_ms=1)
    assert [e.fault.kind for e in watched.summaries(number)] == ["EngineUnreachable"]
    assert not watched.died


def test_numbers_are_never_used_twice(qtbot: QtBot, watch: Callable[..., Watched]) -> None:
    watched = watch()
    open_and_wait(qtbot, watched, "first.gguf")
    first = start_reply(qtbot, watched, "hello")
    open_and_wait(qtbot, watched, "second.gguf")
    assert start_reply(qtbot, watched, "hello") > first


def test_a_cancel_may_come_when_no_model_is_there(watch: Callable[..., Watched]) -> None:
    assert watch().model.ask(Cancel(1, 1)) > 0


def test_finishing_leaves_no_child(qtbot: QtBot, watch: Callable[..., Watched]) -> None:
    watched = watch()
    open_and_wait(qtbot, watched)
    process = watched.model.process_id
    start_reply(qtbot, watched)
    watched.model.finish()
    assert not is_alive(process)
    assert watched.model.facts is None


def test_free_memory_is_told_in_bytes() -> None:
    assert free_memory() > 1_000_000


def test_a_summary_comes_with_each_reply(qtbot: QtBot, watch: Callable[..., Watched]) -> None:
    watched = watch()
    open_and_wait(qtbot, watched)
    number = watched.model.ask(saying("say one two"))
    qtbot.waitUntil(lambda: bool(watched.summaries(number)))
    assert isinstance(watched.summaries(number)[0].result, RunSummary)
