"""The three lanes of the child, in this process: lines in, lines out, a fake engine between."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from engine.chat import Chat, Message, Role
from engine.protocol import (
    Cancel,
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
from engine.settings import SamplingSettings
from engine.worker import serve
from tests.engine.worker_talk import LIMIT_S, Talk
from tests.fakes.engine import SEED, WORDS, FakeEngine
from tests.fakes.noise import noisy_line


@pytest.fixture
def talk() -> Iterator[Talk]:
    talk = Talk()
    yield talk
    talk.leave()


@pytest.fixture
def loaded(talk: Talk) -> Talk:
    talk.say(Load(1, "tiny.gguf"))
    assert isinstance(talk.end_of(1), Done)
    return talk


def chat(text: str) -> Chat:
    return Chat((Message("m", Role.USER, text),))


def saying(request: int, text: str, seed: int = -1, max_tokens: int = 0) -> Generate:
    return Generate(request, chat(text), SamplingSettings(seed=seed, max_tokens=max_tokens))


def problem(event: Event) -> str:
    assert isinstance(event, Failed)
    return event.fault.sentence


def test_the_child_speaks_first(talk: Talk) -> None:
    talk.until(bool)
    assert isinstance(talk.events[0], Hello)


def test_a_load_tells_its_progress_and_its_facts(loaded: Talk) -> None:
    shares = [e.done for e in loaded.events if isinstance(e, Progress)]
    assert shares == [0.25, 1.0]
    end = loaded.ends(1)[0]
    assert isinstance(end, Done)
    assert isinstance(end.result, ModelFacts)


def test_progress_is_told_in_steps_a_person_can_see() -> None:
    class Fine(FakeEngine):
        def _load(self, request: Load, report: Callable[[float], bool]) -> ModelFacts:
            for n in range(10_001):
                report(n / 10_000)
            return super().load(request, lambda _: True)

    talk = Talk(Fine())
    talk.say(Load(1, "tiny.gguf"))
    talk.end_of(1)
    shares = [e.done for e in talk.events if isinstance(e, Progress)]
    assert len(shares) <= 102
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    talk.leave()


def test_a_reply_is_prompted_then_written_then_ended(loaded: Talk) -> None:
    loaded.say(saying(2, "hello"))
    end = loaded.end_of(2)
    kinds = [type(e) for e in loaded.events if not isinstance(e, Hello) and e.id == 2]
    assert kinds[0] is Prompted
    assert kinds[-1] is Done
    assert loaded.text(2).decode() == WORDS
    assert isinstance(end, Done)
    assert isinstance(end.result, RunSummary)
    assert (end.result.reason, end.result.seed) == (StopReason.END_OF_TURN, SEED)


def test_requests_are_answered_in_order(loaded: Talk) -> None:
    loaded.say(*(saying(n, f"say {n}") for n in range(2, 8)))
    loaded.end_of(7)
    ends = [e.id for e in loaded.events if isinstance(e, Done)]
    assert ends == [1, 2, 3, 4, 5, 6, 7]


def test_cancel_overtakes_a_reply_without_end(loaded: Talk) -> None:
    loaded.say(saying(2, "forever"))
    loaded.until(lambda _: loaded.text(2))
    loaded.say(Cancel(3, 2))
    end = loaded.end_of(2)
    assert isinstance(end, Done)
    assert isinstance(end.result, RunSummary)
    assert end.result.reason is StopReason.CANCELLED
    assert loaded.end_of(3) == Done(3)


def test_cancel_reaches_a_reply_that_waits_its_turn(loaded: Talk) -> None:
    loaded.say(saying(2, "forever"), saying(3, "hello", seed=5), Cancel(4, 3))
    loaded.end_of(4)
    loaded.say(Cancel(5, 2))
    end = loaded.end_of(3)
    assert isinstance(end, Done)
    assert isinstance(end.result, RunSummary)
    assert (end.result.reason, end.result.seed) == (StopReason.CANCELLED, 5)
    assert not loaded.text(3)


def test_cancel_touches_only_what_it_names(loaded: Talk) -> None:
    loaded.say(saying(2, "forever"), saying(3, "hello"))
    loaded.until(lambda _: loaded.text(2))
    loaded.say(Cancel(4, 2))
    loaded.end_of(3)
    assert loaded.text(3).decode() == WORDS


def test_only_what_runs_is_aborted() -> None:
    class Counting(FakeEngine):
        aborts = 0

        def abort(self) -> None:
            self.aborts += 1
            super().abort()

    engine = Counting()
    talk = Talk(engine)
    talk.say(Load(1, "tiny.gguf"), saying(2, "forever"), saying(3, "hello"))
    talk.until(lambda _: talk.text(2))
    talk.say(Cancel(4, 3))
    talk.end_of(4)
    assert engine.aborts == 0
    talk.say(Cancel(5, 2))
    talk.end_of(3)
    assert engine.aborts == 1
    talk.leave()


def test_cancel_ends_a_load(talk: Talk) -> None:
    talk.say(Load(1, "held.gguf"))
    talk.until(lambda events: any(isinstance(e, Progress) and e.done == 0.5 for e in events))
    talk.say(Cancel(2, 1))
    end = talk.end_of(1)
    assert isinstance(end, Failed)
    assert end.fault.kind == "LoadCancelled"


@pytest.mark.parametrize("target", [9, 1, 2])
def test_cancel_of_what_does_not_run_is_told(loaded: Talk, target: int) -> None:
    loaded.say(Cancel(2, target))
    assert f"no request {target} waits or runs" in problem(loaded.end_of(2))


def test_a_chat_is_measured_beside_a_running_reply(loaded: Talk) -> None:
    loaded.say(saying(2, "forever"))
    loaded.until(lambda _: loaded.text(2))
    loaded.say(Measure(3, chat("one two three"), "four five"))
    end = loaded.end_of(3)
    assert isinstance(end, Done)
    assert isinstance(end.result, ContextUse)
    assert end.result.used == 5
    assert not loaded.ends(2)


def test_a_measure_waits_for_the_load_before_it(talk: Talk) -> None:
    talk.say(Load(1, "tiny.gguf"), Measure(2, chat("one")))
    assert isinstance(talk.end_of(2), Done)


@pytest.mark.parametrize("request_", [saying(1, "hello"), Measure(1, chat("one"))])
def test_before_a_load_there_is_no_model(talk: Talk, request_: Request) -> None:
    talk.say(request_)
    assert "No model is loaded" in problem(talk.end_of(1))


def test_a_process_loads_one_model(loaded: Talk) -> None:
    loaded.say(Load(2, "other.gguf"))
    assert "loaded already" in problem(loaded.end_of(2))
    loaded.say(saying(3, "hello"))
    loaded.end_of(3)
    assert loaded.text(3).decode() == WORDS


def test_an_id_in_use_is_refused_and_its_owner_answered_once(loaded: Talk) -> None:
    loaded.say(saying(2, "forever"), saying(2, "hello"), Measure(2, chat("one")), Cancel(2, 2))
    loaded.until(lambda _: len(loaded.ends(0)) == 3)
    assert "request 2 is still being answered" in problem(loaded.ends(0)[0])
    loaded.say(Cancel(3, 2))
    loaded.end_of(2)
    assert len(loaded.ends(2)) == 1


def test_an_answered_id_may_be_used_again(loaded: Talk) -> None:
    loaded.say(saying(2, "hello"))
    loaded.end_of(2)
    loaded.say(saying(2, "hello"))
    loaded.until(lambda _: len(loaded.ends(2)) == 2)


@pytest.mark.parametrize(
    ("line", "answered"),
    [
        (b"\n", 0),
        (b"hello\n", 0),
        (b"\xff\xfe\n", 0),
        (b"[1, 2]\n", 0),
        (b'{"id":5}\n', 5),
        (b'{"type":"Load","id":5}\n', 5),
        (b'{"type":"Load","id":5,"path":7}\n', 5),
        (b'{"type":"Nothing","id":5}\n', 5),
        (b'{"type":"Load","id":-5,"path":"x"}\n', 0),
        (b'{"type":"Load","id":"5","path":"x"}\n', 0),
        (b'{"type":"Cancel","id":5,"target":1,"more":true}\n', 5),
        (b'{"type":"Cancel","id":' + b"9" * 40 + b',"target":1}\n', 0),
        (b"[" * 100_000 + b"\n", 0),
    ],
)
def test_a_line_that_is_no_request_is_answered(talk: Talk, line: bytes, answered: int) -> None:
    talk.say(line)
    assert "did not understand a request" in problem(talk.end_of(answered))
    talk.say(Load(6, "tiny.gguf"))
    assert isinstance(talk.end_of(6), Done)


def test_a_setting_out_of_range_is_told(loaded: Talk) -> None:
    line = encode(saying(2, "hello")).replace(b'"temperature":0.8', b'"temperature":77')
    loaded.say(line)
    assert "$.sampling.temperature" in problem(loaded.end_of(2))


def test_a_broken_line_cannot_end_what_runs(loaded: Talk) -> None:
    loaded.say(saying(2, "forever"), b'{"id":2}\n')
    loaded.end_of(0)
    assert not loaded.ends(2)
    loaded.say(Cancel(3, 2))
    loaded.end_of(2)


def test_an_error_of_the_engine_is_told_and_the_child_goes_on(loaded: Talk) -> None:
    loaded.say(saying(2, "fail"), saying(3, "hello"))
    assert "context window is full" in problem(loaded.end_of(2))
    loaded.end_of(3)
    assert loaded.text(3).decode() == WORDS


def test_an_unforeseen_error_is_told_and_the_child_goes_on(
    loaded: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    loaded.say(saying(2, "bug"), saying(3, "hello"))
    end = loaded.end_of(2)
    assert isinstance(end, Failed)
    assert end.fault.kind == "EngineError"
    loaded.end_of(3)
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_the_end_of_input_ends_everything() -> None:
    talk = Talk()
    talk.say(Load(1, "tiny.gguf"), saying(2, "forever"), saying(3, "hello"))
    talk.until(lambda _: talk.text(2))
    talk.leave()
    assert [len(talk.ends(n)) for n in (1, 2, 3)] == [1, 1, 1]
    assert not talk.text(3)


def test_the_end_of_input_ends_a_load() -> None:
    talk = Talk()
    talk.say(Load(1, "held.gguf"), Measure(2, chat("one")))
    talk.until(lambda events: any(isinstance(e, Progress) for e in events))
    talk.leave()
    assert len(talk.ends(1)) == 1
    assert talk.ends(2) == [Done(2)]


def test_a_worker_leaves_when_nobody_listens() -> None:
    talk = Talk()
    talk.say(Load(1, "tiny.gguf"))
    talk.end_of(1)
    talk.stop_reading()
    talk.say(saying(2, "forever"))
    talk.join()


def test_a_file_of_requests_is_answered_to_its_end() -> None:
    lines = [encode(r) for r in (Load(1, "tiny.gguf"), saying(2, "hello"), Measure(3, chat("a")))]
    written: list[bytes] = []
    serve(lines, written.append, FakeEngine(), drain=True)
    events = map(decode_event, b"".join(written).splitlines())
    ends = {e.id: e for e in events if isinstance(e, Done | Failed)}
    assert all(isinstance(ends[n], Done) for n in (1, 2, 3))


def test_a_child_that_hears_nothing_leaves_by_itself() -> None:
    """Only a process can show it: the deadline ends it from within."""
    lines = encode(Load(1, "tiny.gguf")) + encode(saying(2, "deaf"))
    command = [sys.executable, "-m", "tests.fakes.engine"]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert child.stdin is not None
    assert child.stdout is not None
    with child:
        child.stdin.write(lines)
        child.stdin.flush()
        while not isinstance(decode_event(child.stdout.readline()), Token):
            pass
        child.stdin.close()
        assert child.wait(LIMIT_S) == 1


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_two_thousand_fuzzed_lines_leave_the_engine_alive(seed: int) -> None:
    """Five hundred for each seed; each line gets one terminal event, and a last chat works."""
    dice = random.Random(seed)
    talk = Talk()
    talk.say(*(noisy_line(dice) for _ in range(500)))
    talk.until(lambda events: sum(isinstance(e, Done | Failed) for e in events) == 500)
    talk.say(Load(1000, "tiny.gguf"), saying(1001, "hello"))
    talk.end_of(1001)
    assert talk.text(1001).decode() == WORDS
    talk.leave()


def test_events_are_lines_of_json(loaded: Talk) -> None:
    line = encode(loaded.events[0])
    assert line.count(b"\n") == 1
    assert json.loads(line)["type"] == "Hello"
