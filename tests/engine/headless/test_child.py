"""One engine process, spoken to by a program that waits: a fake one that speaks the protocol."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.chat import Chat, Message, Role
from engine.headless.child import Child, Interrupted, Refused
from engine.protocol import Event, Generate, Measure, Progress, Prompted, Token
from engine.records import ContextUse, ModelFacts, RunSummary, StopReason
from engine.settings import LoadSettings

FAKE = (sys.executable, "-m", "tests.fakes.engine")
MODEL = Path("tiny.gguf")


def saying(text: str) -> Generate:
    return Generate(1, Chat((Message("m", Role.USER, text),)))


@pytest.fixture
def child() -> Iterator[Child]:
    with Child(FAKE) as child:
        child.load(MODEL)
        yield child


def test_a_model_is_loaded_as_asked() -> None:
    shares: list[Event] = []
    with Child(FAKE) as child:
        facts = child.load(MODEL, LoadSettings(context=256), on_event=shares.append)
    assert isinstance(facts, ModelFacts)
    assert (facts.name, facts.context) == ("tiny", 256)
    assert Path(facts.path).is_absolute()
    assert [event.done for event in shares if isinstance(event, Progress)] == [0.25, 1.0]


def test_a_reply_comes_token_by_token_and_then_its_summary(child: Child) -> None:
    events: list[Event] = []
    summary = child.ask(saying("say one two 三"), events.append)
    assert isinstance(summary, RunSummary)
    assert isinstance(events[0], Prompted)
    pieces = [event.record.piece for event in events if isinstance(event, Token)]
    assert b"".join(pieces).decode() == "one two 三"
    assert summary.generated_tokens == len(pieces)


def test_requests_follow_each_other(child: Child) -> None:
    assert isinstance(child.ask(saying("say a")), RunSummary)
    assert isinstance(child.ask(Measure(1, Chat(()), "a draft")), ContextUse)
    assert isinstance(child.ask(saying("say b")), RunSummary)


def test_an_error_of_the_child_is_raised_and_it_goes_on(child: Child) -> None:
    with pytest.raises(Refused, match="context window is full"):
        child.ask(saying("fail"))
    assert isinstance(child.ask(saying("say b")), RunSummary)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("die", "exit code 3"),
        ("kill", "out of memory (SIGKILL)"),
        ("abort", "(SIGABRT): GGML_ASSERT"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="ended by signals")
def test_a_death_is_told_as_the_window_tells_it(child: Child, text: str, told: str) -> None:
    with pytest.raises(Refused) as caught:
        child.ask(saying(text))
    assert told in str(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="ended by signals")
def test_a_file_that_kills_the_child_is_named() -> None:
    with Child(FAKE) as child, pytest.raises(Refused, match=r"killed\.gguf is damaged") as caught:
        child.load(Path("killed.gguf"))
    assert caught.value.fault.kind == "DiedOnFile"


def test_an_interruption_keeps_what_came_before(child: Child) -> None:
    pieces: list[bytes] = []

    def take(event: Event) -> None:
        if isinstance(event, Token):
            pieces.append(event.record.piece)
            if len(pieces) == 5:
                child.interrupt()

    summary = child.ask(saying("forever"), take)
    assert isinstance(summary, RunSummary)
    assert summary.reason is StopReason.CANCELLED
    assert len(pieces) >= 5
    assert child.interrupted


def test_after_an_interruption_nothing_is_done_until_it_recovers(child: Child) -> None:
    child.interrupt()
    cancelled = child.ask(saying("forever"))
    assert isinstance(cancelled, RunSummary)
    assert cancelled.reason is StopReason.CANCELLED
    child.recover()
    assert isinstance(child.ask(Measure(1, Chat(()), "a draft")), ContextUse)
    assert child.interrupted


WAITS_FOR_CANCEL = """
import json, sys
hello = {"type": "Hello", "protocol": 1, "llama": "", "capabilities": [], "devices": []}
print(json.dumps(hello), flush=True)
number = json.loads(sys.stdin.readline())["id"]
assert json.loads(sys.stdin.readline())["target"] == number
print(json.dumps({"type": "Done", "id": number}), flush=True)
sys.stdin.read()
"""


def test_what_is_cancelled_before_it_has_a_result_brings_nothing() -> None:
    with Child((sys.executable, "-c", WAITS_FOR_CANCEL)) as child:
        child.interrupt()
        with pytest.raises(Interrupted):
            child.ask(Measure(1, Chat(()), "a draft"))


def test_a_second_interruption_ends_a_child_that_is_deaf(child: Child) -> None:
    def take(event: Event) -> None:
        if isinstance(event, Token):
            child.interrupt()
            child.interrupt()

    with pytest.raises(Refused):
        child.ask(saying("deaf"), take)


def test_leaving_in_the_middle_of_a_reply_leaves_no_process() -> None:
    def give_up(event: Event) -> None:
        if isinstance(event, Token):
            raise BrokenPipeError

    with Child(FAKE) as child:
        child.load(MODEL)
        with pytest.raises(BrokenPipeError):
            child.ask(saying("forever"), give_up)
    assert child.code is not None


def test_what_cannot_be_started_is_told() -> None:
    with pytest.raises(Refused, match="could not be started"):
        Child(("/no/such/program",))


@pytest.mark.parametrize("said", ["not json", '{"type":"Hello","protocol":99}'])
def test_a_program_that_says_something_else_is_told(said: str) -> None:
    command = (sys.executable, "-c", f"print({said!r})")
    with Child(command) as child, pytest.raises(Refused, match="another version"):
        child.load(MODEL)
