"""One model behind the worker's interface, in this process, on a tiny file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.chat import Chat, Overflow, TemplateChoice
from engine.errors import (
    FileIsNoModel,
    InvalidRequest,
    LoadCancelled,
    MessageTooLong,
    NoModelLoaded,
    TemplateUnusable,
)
from engine.local import LocalEngine
from engine.protocol import Generate, Load, Measure, Progress, Prompted, Token
from engine.records import SegmentKind, StopReason
from engine.settings import LoadSettings, SamplingSettings
from tests.engine.asking import ask
from tests.engine.replies import Reply, spoken
from tests.models import tiny_chat_model

WINDOW = 512
LONG = "the people find water and look for a way to come home " * 60


def load(path: Path, context: int = WINDOW) -> Load:
    return Load(1, str(path), LoadSettings(context=context))


@pytest.fixture
def empty() -> Iterator[LocalEngine]:
    engine = LocalEngine()
    yield engine
    engine.close()


@pytest.fixture
def engine(empty: LocalEngine) -> LocalEngine:
    ask(empty, load(tiny_chat_model()))
    return empty


def test_nothing_can_be_asked_before_a_load(empty: LocalEngine) -> None:
    with pytest.raises(NoModelLoaded):
        ask(empty, Measure(1, spoken("hello")))
    with pytest.raises(NoModelLoaded):
        Reply(empty, Generate(1, spoken("hello")))


def test_a_load_that_fails_leaves_room_for_another(empty: LocalEngine, tmp_path: Path) -> None:
    bad = tmp_path / "bad.gguf"
    bad.write_bytes(b"no model at all")
    with pytest.raises(FileIsNoModel):
        ask(empty, load(bad))
    assert ask(empty, load(tiny_chat_model())).context == WINDOW


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_load_is_cancelled_at_its_beginning_and_at_its_end(
    empty: LocalEngine, share: float
) -> None:
    with pytest.raises(LoadCancelled):
        ask(empty, load(tiny_chat_model()), report=lambda done: done < share)
    with pytest.raises(NoModelLoaded):
        ask(empty, Measure(1, spoken("hello")))


def test_a_second_model_is_refused(engine: LocalEngine) -> None:
    with pytest.raises(InvalidRequest):
        ask(engine, load(tiny_chat_model()))


def test_the_prompt_is_told_before_it_is_read(engine: LocalEngine) -> None:
    reply = Reply(engine, Generate(1, spoken("hello"), SamplingSettings(max_tokens=3)))
    shape = [type(e) for e in reply.events]
    assert shape[0] is Prompted
    assert shape[-3:] == [Token] * 3
    assert set(shape[1:-3]) == {Progress}
    read = [e.done for e in reply.events if isinstance(e, Progress)]
    assert read == sorted(read)
    assert read[-1] == reply.prompted.use.used == reply.summary.prompt_tokens


def test_what_is_measured_is_what_is_read(engine: LocalEngine) -> None:
    use = ask(engine, Measure(2, spoken("hello"), max_tokens=3))
    reply = Reply(engine, Generate(1, spoken("hello"), SamplingSettings(max_tokens=3)))
    assert reply.prompted.use == use


def test_the_draft_is_counted_as_such(engine: LocalEngine) -> None:
    use = ask(engine, Measure(2, spoken("hello", "you"), "a draft"))
    drafted = [s.tokens for s in use.segments if s.kind is SegmentKind.DRAFT]
    assert len(drafted) == 1
    assert drafted[0] > 0


def test_what_was_read_need_not_be_read_again(engine: LocalEngine) -> None:
    chat = spoken("hello")
    Reply(engine, Generate(1, chat, SamplingSettings(max_tokens=3)))
    forecast = ask(engine, Measure(2, chat)).cached
    again = Reply(engine, Generate(3, chat, SamplingSettings(max_tokens=3)))
    assert forecast == again.summary.cached_tokens == again.summary.prompt_tokens - 1


def test_a_reply_goes_on_where_it_was_cut(engine: LocalEngine) -> None:
    chat = spoken("hello", "the people")
    reply = Reply(engine, Generate(1, chat, SamplingSettings(max_tokens=3), continuing=True))
    last = reply.prompted.use.segments[-1]
    assert (last.kind, last.message) == (SegmentKind.ASSISTANT, "1")


def test_a_drawn_seed_is_told_and_repeats_the_reply(engine: LocalEngine) -> None:
    first = Reply(engine, Generate(1, spoken("hello"), SamplingSettings(max_tokens=8)))
    settings = SamplingSettings(max_tokens=8, seed=first.summary.seed)
    assert Reply(engine, Generate(2, spoken("hello"), settings)).ids == first.ids


def test_a_cancelled_reply_keeps_what_it_has(engine: LocalEngine) -> None:
    looks = iter(range(100))
    reply = Reply(engine, Generate(1, spoken("hello")), lambda: next(looks) > 10)
    assert reply.summary.reason is StopReason.CANCELLED
    assert reply.summary.generated_tokens == len(reply.ids) > 0


def test_an_abort_lasts_until_it_is_taken_back(engine: LocalEngine) -> None:
    engine.abort()
    stopped = Reply(engine, Generate(1, spoken("hello"), SamplingSettings(max_tokens=3)))
    assert (stopped.summary.reason, stopped.ids) == (StopReason.CANCELLED, [])
    engine.resume()
    assert len(Reply(engine, Generate(2, spoken("hello"), SamplingSettings(max_tokens=3))).ids) == 3


def test_the_oldest_turns_leave_and_that_is_told(engine: LocalEngine) -> None:
    texts = [f"{n} the people find water and look for a way to come home" for n in range(41)]
    reply = Reply(engine, Generate(1, spoken(*texts), SamplingSettings(max_tokens=2)))
    kept = {s.message for s in reply.prompted.use.segments}
    assert reply.prompted.use.memory_start in kept
    assert "0" not in kept
    assert "40" in kept


def test_a_short_window_throws_the_same_dice_as_a_long_one(engine: LocalEngine) -> None:
    chat = spoken(*(f"{n} the people find water and look for a way home" for n in range(41)))
    long = LocalEngine()
    ask(long, load(tiny_chat_model(), 4096))
    sampling = SamplingSettings(max_tokens=3, seed=4)
    short_, long_ = (Reply(each, Generate(1, chat, sampling)) for each in (engine, long))
    long.close()
    assert short_.summary.prompt_tokens < long_.summary.prompt_tokens
    assert [r.u for r in short_.records] == [r.u for r in long_.records]


@pytest.mark.parametrize("overflow", list(Overflow))
def test_what_does_not_fit_is_still_counted(engine: LocalEngine, overflow: Overflow) -> None:
    chat = spoken(LONG, overflow=overflow)
    with pytest.raises(MessageTooLong):
        Reply(engine, Generate(1, chat))
    assert ask(engine, Measure(2, chat)).used > WINDOW


@pytest.mark.parametrize(
    ("max_tokens", "reserve"), [(0, WINDOW // 4), (100, 100), (10_000, WINDOW // 2)]
)
def test_room_is_kept_for_the_reply(engine: LocalEngine, max_tokens: int, reserve: int) -> None:
    assert ask(engine, Measure(1, spoken("hello"), max_tokens=max_tokens)).reserve == reserve


def test_a_long_window_keeps_no_more_than_a_long_reply_needs(empty: LocalEngine) -> None:
    ask(empty, load(tiny_chat_model(), 16384))
    assert ask(empty, Measure(1, spoken("hello"))).reserve == 2048


def test_a_model_without_a_template_says_so_and_takes_another(empty: LocalEngine) -> None:
    facts = ask(empty, load(tiny_chat_model(template=None)))
    assert not facts.template.present
    with pytest.raises(TemplateUnusable):
        Reply(empty, Generate(1, spoken("hello")))
    plain = Chat(spoken("hello").messages, TemplateChoice.PLAIN)
    assert Reply(empty, Generate(2, plain, SamplingSettings(max_tokens=3))).ids


def test_a_broken_template_does_not_keep_the_model_from_loading(empty: LocalEngine) -> None:
    facts = ask(empty, load(tiny_chat_model(template="{{ 1 / 0 }}")))
    assert facts.template.present
    assert facts.template.fault is not None
    assert facts.template.fault.kind == "TemplateBroken"
