"""The engine as a process of its own, on a tiny model: nothing in between is a fake."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from engine.chat import Chat, Message, Role, TemplateChoice
from engine.protocol import (
    Cancel,
    Capability,
    Done,
    Event,
    Failed,
    Generate,
    Hello,
    Load,
    Measure,
    Progress,
    Prompted,
    Request,
    Token,
    decode_event,
    encode,
)
from engine.records import ContextUse, ModelFacts, RunSummary, StopReason
from engine.settings import LoadSettings, SamplingSettings
from tests.fakes.noise import noisy_line
from tests.models import tiny_chat_model

COMMAND = (sys.executable, "-m", "engine")
LIMIT_S = 60.0
LOAD = 1000
LONG = "the people find water and look for a way to come home " * 60


class Child:
    """An engine process, spoken to line by line."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.input, self.output = self.process.stdin, self.process.stdout
        self.events: list[Event] = []

    def say(self, *requests: Request) -> None:
        self.input.write(b"".join(map(encode, requests)))
        self.input.flush()

    def hear(self) -> Event:
        self.events.append(decode_event(self.output.readline()))
        return self.events[-1]

    def until(self, request: int, *kinds: type) -> Event:
        """The next event of these kinds that belongs to the request."""
        event = self.hear()
        while isinstance(event, Hello) or event.id != request or not isinstance(event, kinds):
            event = self.hear()
        return event

    def answer(self, request: Request) -> object:
        self.say(request)
        end = self.until(request.id, Done, Failed)
        assert isinstance(end, Done), end
        return end.result

    def reply(self, request: Generate) -> tuple[bytes, RunSummary]:
        summary = self.answer(request)
        assert isinstance(summary, RunSummary)
        return self.text(request.id), summary

    def text(self, request: int) -> bytes:
        return b"".join(r.piece for r in self.records(request))

    def records(self, request: int) -> list:
        return [e.record for e in self.events if isinstance(e, Token) and e.id == request]

    def prompted(self, request: int) -> ContextUse:
        return next(e.use for e in self.events if isinstance(e, Prompted) and e.id == request)

    def end(self) -> int:
        """Close its input and listen until it has left: a full pipe would hold it up."""
        self.input.close()
        if not self.output.closed:
            self.output.read()
        return self.process.wait(LIMIT_S)


def started(model: Path, settings: LoadSettings | None = None) -> tuple[Child, ModelFacts]:
    child = Child()
    facts = child.answer(Load(LOAD, str(model), settings or LoadSettings()))
    assert isinstance(facts, ModelFacts)
    return child, facts


@pytest.fixture
def child() -> Iterator[Child]:
    child, _ = started(tiny_chat_model())
    with child.process:
        yield child
        child.process.kill()


def chat(*texts: str) -> Chat:
    roles = (Role.USER, Role.ASSISTANT)
    messages = (Message(str(n), roles[n % 2], text) for n, text in enumerate(texts))
    return Chat(tuple(messages))


def saying(request: int, *texts: str, max_tokens: int = 16, seed: int = 5) -> Generate:
    return Generate(request, chat(*texts), SamplingSettings(max_tokens=max_tokens, seed=seed))


def answers(lines: Sequence[bytes], folder: Path) -> tuple[dict[int, list[Done | Failed]], int]:
    """What `python -m engine < file` answers at last, by request, and its exit code."""
    requests = folder / "requests.jsonl"
    requests.write_bytes(b"".join(lines))
    with requests.open("rb") as source:
        ran = subprocess.run(COMMAND, stdin=source, capture_output=True, timeout=LIMIT_S)
    ends: dict[int, list[Done | Failed]] = {}
    for event in map(decode_event, ran.stdout.splitlines()):
        if isinstance(event, Done | Failed):
            ends.setdefault(event.id, []).append(event)
    return ends, ran.returncode


def test_a_model_is_loaded_and_told(child: Child) -> None:
    hello = child.events[0]
    assert isinstance(hello, Hello)
    assert set(hello.capabilities) == set(Capability)
    assert hello.devices
    loaded = child.events[-1]
    assert isinstance(loaded, Done)
    assert isinstance(loaded.result, ModelFacts)
    assert loaded.result.template.present
    assert loaded.result.template.fault is None


def test_the_same_seed_writes_the_same_reply(child: Child) -> None:
    first, _ = child.reply(saying(1, "hello"))
    again, _ = child.reply(saying(2, "hello"))
    other, _ = child.reply(saying(3, "hello", seed=6))
    assert first == again != other
    assert len(child.records(1)) == 16


def test_without_a_seed_one_is_drawn_and_told(child: Child) -> None:
    text, summary = child.reply(saying(1, "hello", seed=-1))
    again, _ = child.reply(saying(2, "hello", seed=summary.seed))
    assert summary.seed >= 0
    assert again == text


def test_the_next_turn_reads_only_what_is_new(child: Child) -> None:
    question = Message("0", Role.USER, "hello")
    text, first = child.reply(
        Generate(1, Chat((question,)), SamplingSettings(max_tokens=8, seed=5))
    )
    done = next(e for e in child.events if isinstance(e, Done) and e.id == LOAD)
    assert isinstance(done.result, ModelFacts)
    ids = tuple(r.id for r in child.records(1) if r.piece)
    said = Message("1", Role.ASSISTANT, text.decode(errors="replace"), ids, done.result.vocabulary)
    more = Message("2", Role.USER, "and more")
    _, second = child.reply(
        Generate(2, Chat((question, said, more)), SamplingSettings(max_tokens=2))
    )
    assert first.cached_tokens == 0
    assert second.cached_tokens >= first.prompt_tokens
    assert child.prompted(2).cached == second.cached_tokens


def test_a_draft_is_counted_beside_a_running_reply(child: Child) -> None:
    child.say(saying(1, "hello", max_tokens=0))
    child.until(1, Token)
    use = child.answer(Measure(2, chat("hello"), "a draft"))
    assert isinstance(use, ContextUse)
    assert [s.tokens > 0 for s in use.segments if s.kind == "draft"] == [True]
    assert not any(isinstance(e, Done) and e.id == 1 for e in child.events)


def test_a_reply_is_cancelled_and_the_next_is_as_if_nothing_had_been(child: Child) -> None:
    undisturbed, _ = child.reply(saying(1, "hello"))
    child.say(saying(2, LONG, max_tokens=0))
    child.until(2, Token)
    child.say(Cancel(3, 2))
    end = child.until(2, Done)
    assert isinstance(end, Done)
    assert isinstance(end.result, RunSummary)
    assert end.result.reason is StopReason.CANCELLED
    assert child.reply(saying(4, "hello"))[0] == undisturbed


def test_the_reading_of_a_prompt_is_cancelled(child: Child) -> None:
    undisturbed, _ = child.reply(saying(1, "hello"))
    child.say(saying(2, LONG, max_tokens=0))
    child.until(2, Progress)
    child.say(Cancel(3, 2))
    end = child.until(2, Done)
    assert isinstance(end, Done)
    assert isinstance(end.result, RunSummary)
    assert end.result.reason is StopReason.CANCELLED
    assert child.reply(saying(4, "hello"))[0] == undisturbed


def test_a_full_context_ends_a_reply() -> None:
    child, facts = started(tiny_chat_model(), LoadSettings(context=256))
    with child.process:
        _, summary = child.reply(saying(1, "hello", max_tokens=0))
        child.end()
    assert summary.reason is StopReason.CONTEXT_FULL
    assert summary.prompt_tokens + summary.generated_tokens >= facts.context


def test_a_message_that_cannot_fit_is_told_and_still_counted() -> None:
    child, facts = started(tiny_chat_model(), LoadSettings(context=256))
    with child.process:
        child.say(saying(1, LONG))
        end = child.until(1, Done, Failed)
        use = child.answer(Measure(2, chat(LONG)))
        child.end()
    assert isinstance(end, Failed)
    assert end.fault.kind == "MessageTooLong"
    assert isinstance(use, ContextUse)
    assert use.used > facts.context


def test_a_template_of_text_ends_the_turn_before_its_marks(child: Child) -> None:
    plain = Chat((Message("m", Role.USER, "hello"),), TemplateChoice.PLAIN)
    text, _ = child.reply(Generate(1, plain, SamplingSettings(max_tokens=64, seed=1)))
    assert b"\nUser:" not in text


def test_the_end_of_input_ends_a_reply_and_the_child(child: Child) -> None:
    child.say(saying(1, "hello", max_tokens=0))
    child.until(1, Token)
    assert child.end() == 0


def test_the_child_leaves_when_nobody_listens(child: Child) -> None:
    child.say(saying(1, "hello", max_tokens=0))
    child.until(1, Token)
    child.output.close()
    assert child.process.wait(LIMIT_S) == 0


def test_a_file_of_requests_is_answered_to_its_end(tmp_path: Path) -> None:
    requests = (Load(1, str(tiny_chat_model())), saying(2, "hello"), Measure(3, chat("hello")))
    ends, code = answers([encode(r) for r in requests], tmp_path)
    assert {n: type(e[0]) for n, e in ends.items()} == {1: Done, 2: Done, 3: Done}
    assert code == 0


def test_a_missing_file_is_told_and_another_one_may_be_loaded(tmp_path: Path) -> None:
    requests = (Load(1, str(tmp_path / "no.gguf")), Load(2, str(tiny_chat_model())))
    ends, _ = answers([encode(r) for r in requests], tmp_path)
    assert isinstance(ends[1][0], Failed)
    assert ends[1][0].fault.kind == "FileMissing"
    assert isinstance(ends[2][0], Done)


def test_a_second_load_is_refused_and_harms_nothing(child: Child) -> None:
    before, _ = child.reply(saying(1, "hello"))
    child.say(Load(2, str(tiny_chat_model())))
    assert isinstance(child.until(2, Done, Failed), Failed)
    assert child.reply(saying(3, "hello"))[0] == before


@pytest.mark.parametrize("seed", [1])
def test_two_thousand_noisy_lines_leave_the_engine_alive(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)
    noise = [noisy_line(dice) for _ in range(2000)]
    load, last = Load(LOAD, str(tiny_chat_model())), saying(LOAD + 1, "hello")
    lines = [encode(load), *noise, encode(last)]
    ends, code = answers(lines, tmp_path)
    assert code == 0
    assert sum(map(len, ends.values())) == len(lines)
    assert isinstance(ends[LOAD + 1][0], Done)


def test_help_says_how_to_drive_it_by_hand() -> None:
    ran = subprocess.run([*COMMAND, "--help"], capture_output=True, text=True, timeout=LIMIT_S)
    assert ran.returncode == 0
    assert "python -m engine < requests.jsonl" in ran.stdout


def test_nothing_but_events_comes_out() -> None:
    """A library that prints would break the wire."""
    program = (
        "import os\nfrom engine.wire import claim_stdout\n"
        "wire = claim_stdout()\n"
        "print('stray', flush=True)\n"
        "os.write(wire, b'event')\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=LIMIT_S)
    assert (ran.stdout, ran.stderr.strip()) == (b"event", b"stray")
