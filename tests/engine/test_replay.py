"""A reply evaluated again: by its own plan the same to the bit, by another one measured."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from engine.errors import ContextOverflow, InvalidRequest, PlanUnknown
from engine.findings import ReplayTable
from engine.local import LocalEngine
from engine.protocol import Generate, Load, LoadTrace, Measure, Progress, Replay, Score, Swap
from engine.records import How, Plan, TokenRecord
from engine.replay import replay
from engine.settings import LoadSettings, SamplingSettings
from engine.strategy_settings import Strategy
from tests.engine.asking import ask, task
from tests.engine.replies import Reply, spoken
from tests.models import tiny_chat_model

KINDS = ("llama", "gemma2", "mamba", "jamba", "gpt2")
SAMPLING = SamplingSettings(max_tokens=40, seed=3, candidates=4, temperature=1.3)
WINDOW = 512


class Kept:
    """A reply's records as the engine keeps them, which a test may change."""

    def __init__(
        self, engine: LocalEngine, reply: Reply, sampling: SamplingSettings = SAMPLING
    ) -> None:
        length = reply.summary.prompt_tokens
        self.prompt = engine._required().session.ids[:length]
        self.records: list[TokenRecord] = reply.records
        self.seed, self.begins, self.begun = reply.summary.seed, length, 0
        self.plan: Plan | None = reply.summary.plan
        self._sampling = sampling

    def columns(self) -> Any:
        return SimpleNamespace(
            ids=np.array([r.id for r in self.records], np.int32),
            logprobs=np.array([r.logprob for r in self.records]),
            settings=np.array([r.settings for r in self.records], np.int32),
            how=lambda index: self.records[index].how,
        )

    def in_force(self, number: int) -> SamplingSettings:
        return self._sampling


@pytest.fixture(scope="module", params=KINDS)
def engine(request: pytest.FixtureRequest) -> Iterator[LocalEngine]:
    engine = LocalEngine()
    path = tiny_chat_model(architecture=request.param)
    ask(engine, Load(1, str(path), LoadSettings(context=WINDOW)))
    yield engine
    engine.close()


def again(engine: LocalEngine, kept: Kept, own_plan: bool = True, **told: Any) -> ReplayTable:
    table = replay(engine._required(), kept, Replay(9, "r", own_plan), task(**told))
    assert table is not None
    return table


def written(engine: LocalEngine, *texts: str, **changes: Any) -> tuple[Reply, Kept]:
    reply = Reply(engine, Generate(2, spoken(*texts), replace(SAMPLING, **changes)))
    return reply, Kept(engine, reply, replace(SAMPLING, **changes))


def test_a_fresh_reply_is_the_same_to_the_bit(engine: LocalEngine) -> None:
    reply, kept = written(engine, "hello")
    table = again(engine, kept)
    assert table == ReplayTable(len(reply.ids), True, (), 0.0, ())


def test_so_are_replies_of_a_chat_that_went_back_and_on(engine: LocalEngine) -> None:
    facts = engine._required().facts
    first, _ = written(engine, "hello")
    chat = first.in_chat(facts, "go on")
    for request in (
        Generate(3, chat, SAMPLING),
        Swap(4, first.in_chat(facts), 7, 120, SAMPLING),
        Generate(5, first.in_chat(facts), SAMPLING, continuing=True),
        Generate(6, chat, SAMPLING),
    ):
        reply = Reply(engine, request)
        kept = Kept(engine, reply)
        ask(engine, Score(7, "something else in between"))
        assert again(engine, kept).differing == ()


@pytest.mark.parametrize("stop", [(), ("e",)])
def test_greedy_and_stopped_and_cancelled_replies_too(
    engine: LocalEngine, stop: tuple[str, ...]
) -> None:
    _, kept = written(engine, "hello", temperature=0.0, stop=stop)
    assert again(engine, kept).differing == ()
    looks = iter(range(1000))
    reply = Reply(engine, Generate(2, spoken("again"), SAMPLING), lambda: next(looks) > 20)
    assert again(engine, Kept(engine, reply)).differing == ()


def test_a_reply_of_the_greedy_strategy_would_be_chosen_again(engine: LocalEngine) -> None:
    _, kept = written(engine, "hello", strategy=Strategy.GREEDY)
    table = again(engine, kept)
    assert (table.differing, table.other_choices) == ((), ())


def test_a_planted_change_is_found(engine: LocalEngine) -> None:
    _, kept = written(engine, "hello")
    kept.records[5] = replace(
        kept.records[5], logprob=float(np.nextafter(kept.records[5].logprob, 0))
    )
    table = again(engine, kept)
    assert table.differing == (5,)
    assert 0 < table.largest < 1e-12
    assert table.other_choices == ()


def test_a_planted_token_changes_what_comes_after_it(engine: LocalEngine) -> None:
    _, kept = written(engine, "hello")
    kept.records[5] = replace(kept.records[5], id=(kept.records[5].id + 1) % 200)
    table = again(engine, kept)
    assert table.differing[0] == 5
    assert table.other_choices[0] == 5
    assert table.differing[1] == 6


def test_what_was_forced_is_no_choice(engine: LocalEngine) -> None:
    _, kept = written(engine, "hello")
    kept.records[5] = replace(kept.records[5], id=120, how=How.FORCED)
    assert 5 not in again(engine, kept).other_choices


def test_another_plan_tells_how_much(engine: LocalEngine) -> None:
    """Tiny models hardly round otherwise in other batches; it is no more than that."""
    reply, kept = written(engine, "hello")
    kept.plan = None
    table = again(engine, kept, own_plan=False)
    assert (table.tokens, table.own_plan) == (len(reply.ids), False)
    assert table.largest < 0.5
    kept.records[3] = replace(kept.records[3], logprob=-30.0)
    assert 3 in again(engine, kept, own_plan=False).differing


def test_the_chat_is_at_hand_afterwards(engine: LocalEngine) -> None:
    reply, kept = written(engine, "hello")
    chat = reply.in_chat(engine._required().facts)
    before = ask(engine, Measure(3, chat, "more")).cached
    again(engine, kept)
    assert ask(engine, Measure(3, chat, "more")).cached == before > reply.summary.prompt_tokens


def test_conditions_that_differ_are_told(engine: LocalEngine) -> None:
    _, kept = written(engine, "hello")
    plan = kept.plan
    assert plan is not None
    kept.plan = replace(plan, threads=7, prompt="another")
    table = again(engine, kept)
    assert (table.prompt_differs, table.load_differs) == (True, True)


def test_what_cannot_be_repeated_is_refused(engine: LocalEngine) -> None:
    reply, kept = written(engine, "hello")
    plan = kept.plan
    assert plan is not None
    kept.plan = replace(plan, counts=(1, *plan.counts[1:]))
    with pytest.raises(InvalidRequest):
        again(engine, kept)
    kept.plan = None
    with pytest.raises(PlanUnknown):
        again(engine, kept)
    kept.records = reply.records * 20
    with pytest.raises(ContextOverflow):
        again(engine, kept, own_plan=False)
    kept.records = [replace(reply.records[0], id=10**6)]
    with pytest.raises(InvalidRequest):
        again(engine, kept, own_plan=False)


def test_it_is_told_and_can_be_cancelled(engine: LocalEngine) -> None:
    reply, kept = written(engine, "hello")
    told: list[Any] = []
    again(engine, kept, send=told.append)
    assert [event.done for event in told if isinstance(event, Progress)] == list(
        range(1, len(reply.ids) + 1)
    )
    loaded = engine._required()
    assert replay(loaded, kept, Replay(9, "r"), task(cancelled=lambda: True)) is None
    engine.abort()
    assert replay(loaded, kept, Replay(9, "r"), task()) is None
    engine.resume()
    assert again(engine, kept).differing == ()


def test_a_reply_that_strays_from_its_grammar_is_refused(engine: LocalEngine) -> None:
    """A record of a stranger must not end the process inside llama.cpp."""
    _, kept = written(engine, "hello")
    foreign = Kept.__new__(Kept)
    foreign.__dict__.update(kept.__dict__)
    foreign._sampling = replace(SAMPLING, grammar='root ::= "yes"')
    with pytest.raises(Exception, match="grammar"):
        again(engine, foreign)


def test_what_the_engine_keeps_and_what_it_is_given_back(engine: LocalEngine) -> None:
    chat = spoken("hello")
    reply = Reply(engine, Generate(2, chat, SAMPLING, trace="mine"))
    table = ask(engine, Replay(3, "mine"))
    assert (table.tokens, table.differing, table.other_choices) == (len(reply.ids), (), ())
    first, *others = reply.records
    planted = (replace(first, logprob=first.logprob - 1e-9), *others)
    summary = reply.summary
    ask(
        engine,
        LoadTrace(4, "given", chat, planted, (SAMPLING,), summary.seed, summary.plan),
        owns_context=False,
    )
    table = ask(engine, Replay(5, "given"))
    assert (table.differing, table.prompt_differs, table.load_differs) == ((0,), False, False)
    assert table.largest == pytest.approx(1e-9, rel=1e-3)
