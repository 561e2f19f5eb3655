"""Traces saved and opened, over an engine of words and a real store."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop.core.run import read as read_run
from desktop.viewmodels.traces import TracesModel
from engine.traced import TraceFile
from engine.tracefile import read
from tests.desktop.desk import LIMIT_MS, Desk
from tests.fakes.engine import SEED, WORDS


class Traced:
    """A desk with a chat that has a reply, and the model of traces."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.model = TracesModel(desk.store, desk.chat, desk.engine, desk.root)
        self.failed: list[str] = []
        self.opened: list[str] = []
        self.model.failed.connect(self.failed.append)
        self.model.opened.connect(self.opened.append)
        desk.sampling.choose("temperature", 0.5)

    def saved(self, name: str = "trace.json") -> TraceFile:
        """The trace of the last reply, as it was written."""
        path = self.desk.folder / name
        node = self.model.last_reply
        assert node is not None
        with self.desk.qtbot.waitSignal(self.model.saved, timeout=LIMIT_MS):
            self.model.save(node, path)
        return read(path.read_bytes(), name)


@pytest.fixture
def traced(ready: Desk) -> Traced:
    return Traced(ready)


def test_a_reply_is_saved_with_its_prompt_and_its_model(traced: Traced) -> None:
    traced.desk.say("hello there")
    trace = traced.saved()
    assert "".join(token.text for token in trace.tokens) == WORDS
    assert (trace.seed, trace.settings.temperature) == (SEED, 0.5)
    assert trace.prompt is not None
    assert trace.prompt.text == "hello there\n"
    assert trace.model.architecture == "words"
    assert trace.timings.prompt_ms == 1.0
    assert traced.failed == []


def with_candidates(path: Path, *ids: int) -> None:
    """Give the first token of a trace file candidates whose texts the file does not know."""
    content: Any = json.loads(path.read_bytes())
    token = content["tokens"][0]
    token["candidates"] = [{"id": id, "text": None, "logprob": -1.5, "final": None} for id in ids]
    numbers = ("log_sum_exp", "maximum", "mean", "deviation", "tail_mass", "rest_mass")
    token["distribution"] = {"rest": 0, **dict.fromkeys((*numbers, "final", "below"), 0.5)}
    path.write_text(json.dumps(content))


def test_candidates_are_told_in_the_words_of_the_model(traced: Traced) -> None:
    traced.desk.say("hello")
    traced.saved()
    path = traced.desk.folder / "trace.json"
    with_candidates(path, 1, 0)
    traced.model.open(path)
    traced.desk.chat.open(traced.opened[0])
    candidates = traced.saved("again.json").tokens[0].candidates
    assert [each.text for each in candidates] == [" upon", "Once"]


def test_without_its_model_a_reply_is_saved_with_what_is_known(traced: Traced) -> None:
    traced.desk.say("hello")
    traced.desk.load("other")
    trace = traced.saved()
    assert trace.prompt is None
    assert (trace.model.name, trace.model.architecture) == ("tiny", None)
    assert "".join(token.text for token in trace.tokens) == WORDS


def test_settings_that_were_replaced_in_mid_reply_stand_in_the_file(traced: Traced) -> None:
    traced.desk.say("hello")
    tip = traced.desk.shown.tip
    assert tip is not None
    traced.desk.sampling.choose("temperature", 1.5)
    traced.desk.chat.continue_reply(tip)
    node_id = traced.desk.answered()
    run = read_run(traced.desk.on_disk().nodes[node_id].run)
    assert [settings.temperature for settings in run.settings] == [0.5, 1.5]
    numbers = [record.settings for record in traced.desk.store.trace(node_id)]
    assert numbers == [0] * (len(numbers) // 2) + [1] * (len(numbers) // 2)
    trace = traced.saved()
    assert [token.settings for token in trace.tokens] == numbers


def test_a_saved_trace_opens_as_a_new_chat(traced: Traced) -> None:
    desk = traced.desk
    desk.chat.set_system_prompt("Be brief.")
    desk.say("hello")
    first, before = traced.saved(), desk.store.trace(desk.shown.tip or "")
    traced.model.open(desk.folder / "trace.json")
    (chat_id,) = traced.opened
    assert chat_id != desk.shown.id
    desk.chat.open(chat_id)
    assert desk.texts == ["hello", WORDS]
    assert desk.shown.system_prompt == "Be brief."
    assert desk.shown.title == "hello"
    assert desk.store.trace(desk.shown.tip or "") == before
    assert traced.saved("again.json").tokens == first.tokens


def test_the_reply_under_way_is_not_the_one_that_is_saved(traced: Traced) -> None:
    assert traced.model.last_reply is None
    finished = traced.desk.say("hello")
    traced.desk.begin()
    assert traced.model.last_reply is not None
    assert traced.model.last_reply.id == finished
    traced.desk.chat.stop()
    traced.desk.answered()


def test_a_reply_of_before_runs_were_kept_is_told(traced: Traced, tmp_path: Path) -> None:
    traced.desk.say("hello")
    node = traced.model.last_reply
    assert node is not None
    traced.model.save(replace(node, run=""), tmp_path / "t.json")
    traced.desk.qtbot.waitUntil(lambda: bool(traced.failed), timeout=LIMIT_MS)
    assert "Regenerate it" in traced.failed[0]
    assert not (tmp_path / "t.json").exists()


def test_a_file_that_cannot_be_written_is_told(traced: Traced, tmp_path: Path) -> None:
    traced.desk.say("hello")
    node = traced.model.last_reply
    assert node is not None
    traced.model.save(node, tmp_path / "no folder" / "t.json")
    traced.desk.qtbot.waitUntil(lambda: bool(traced.failed), timeout=LIMIT_MS)
    assert "could not be written" in traced.failed[0]


def test_a_child_that_dies_meanwhile_does_not_hold_the_trace_up(traced: Traced) -> None:
    traced.desk.say("hello")
    node = traced.model.last_reply
    assert node is not None
    path = traced.desk.folder / "trace.json"
    with traced.desk.qtbot.waitSignal(traced.model.saved, timeout=LIMIT_MS):
        traced.desk.chat.send("kill")
        traced.model.save(node, path)
    assert "".join(token.text for token in read(path.read_bytes(), "t").tokens) == WORDS


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"{}", "another kind of file"), (b"\xff", "another kind"), (None, "could not be read")],
)
def test_a_file_that_is_no_trace_is_told(
    traced: Traced, content: bytes | None, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "x.json"
    if content is not None:
        path.write_bytes(content)
    traced.model.open(path)
    assert said in traced.failed[0]
    assert traced.opened == []


def test_a_trace_with_the_largest_numbers_is_stored(traced: Traced, tmp_path: Path) -> None:
    traced.desk.say("hello")
    traced.saved()
    content: Any = json.loads((traced.desk.folder / "trace.json").read_bytes())
    token = content["tokens"][0]
    token |= {"id": 2**31 - 1, "logprob": -1e38, "rank": 2**31 - 1, "bytes_hex": "61" * 65_535}
    token["candidates"] = [{"id": 2**31 - 1, "text": "x", "logprob": -1e38, "final": 1.0}] * 1000
    token["stages"] = [{"name": "top_k", "left": 2**31 - 1, "kept": 1.0}]
    numbers = dict.fromkeys(("log_sum_exp", "maximum", "mean", "deviation"), 1e38)
    shares = dict.fromkeys(("tail_mass", "rest_mass", "final", "below"), 1.0)
    touched = [{"id": 2**31 - 1, "logprob": -1e38}] * 100
    token["distribution"] = numbers | shares | {"rest": 2**31 - 1, "touched": touched}
    path = tmp_path / "large.json"
    path.write_text(json.dumps(content))
    traced.model.open(path)
    assert traced.failed == []
    (chat_id,) = traced.opened
    traced.desk.chat.open(chat_id)
    assert traced.desk.store.trace(traced.desk.shown.tip or "")[0].rank == 2**31 - 1
