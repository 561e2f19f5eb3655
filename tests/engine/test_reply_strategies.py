"""Replies of every strategy, asked for as the window asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from engine.findings import Fate
from engine.local import LocalEngine
from engine.protocol import Beams, Capability, Generate, Load, Progress, Swap, Token
from engine.records import How, ModelFacts, StopReason
from engine.settings import LoadSettings, SamplingSettings
from engine.strategy_settings import Strategy
from tests.engine.asking import ask
from tests.engine.replies import Reply, spoken
from tests.models import tiny_chat_model

SEARCHES = [Strategy.BEAM, Strategy.CONTRASTIVE]


class Talking:
    """A loaded engine."""

    def __init__(self) -> None:
        self.engine = LocalEngine()
        load = Load(1, str(tiny_chat_model(endless=True)), LoadSettings(context=512))
        self.facts: ModelFacts = ask(self.engine, load)

    def write(self, *texts: str, **changes: Any) -> Reply:
        sampling = SamplingSettings(**{"max_tokens": 8, "candidates": 5, **changes})
        return Reply(self.engine, Generate(2, spoken(*texts), sampling))


@pytest.fixture(scope="module")
def talking() -> Iterator[Talking]:
    made = Talking()
    yield made
    made.engine.close()


def test_what_it_can_is_told(talking: Talking) -> None:
    assert {Capability.BEAM, Capability.CONTRASTIVE} <= set(talking.engine.hello().capabilities)


def test_the_tree_comes_before_the_reply_that_it_found(talking: Talking) -> None:
    reply = talking.write("hello", strategy=Strategy.BEAM, beam_width=3)
    kinds = [type(event) for event in reply.events]
    assert kinds[-16:] == [Beams] * 8 + [Token] * 8
    steps = [event.step for event in reply.events if isinstance(event, Beams)]
    nodes = {node.node: node for step in steps for node in step.nodes}
    path = [nodes[steps[-1].best]]
    while path[0].parent:
        path.insert(0, nodes[path[0].parent])
    assert [node.token for node in path] == reply.ids
    assert path[-1].fate is Fate.FINISHED
    assert (reply.summary.reason, reply.summary.generated_tokens) == (StopReason.LENGTH, 8)
    assert reply.summary.generate_ms > 0


def test_a_plan_is_told_only_where_a_session_can_follow_it(talking: Talking) -> None:
    for strategy in Strategy:
        plan = talking.write("hello", strategy=strategy).summary.plan
        assert (plan is None) == (strategy in SEARCHES)


def test_every_record_is_whole(talking: Talking) -> None:
    for strategy, how in ((Strategy.BEAM, How.BEAM), (Strategy.CONTRASTIVE, How.CONTRASTIVE)):
        reply = talking.write("hello", strategy=strategy)
        times = [record.at_ms or 0.0 for record in reply.records]
        assert times == sorted(times)
        for record in reply.records:
            assert (record.how, record.u) == (how, None)
            assert record.trace is not None
            assert len(record.trace.candidates) == 5
            assert record.trace.final == pytest.approx(np.exp(record.logprob), rel=1e-4)
            assert (record.trace.contrast is not None) == (how is How.CONTRASTIVE)


def test_greedy_throws_no_die_and_is_what_one_beam_finds(talking: Talking) -> None:
    greedy = talking.write("hello", strategy=Strategy.GREEDY, seed=3)
    assert {(record.how, record.u) for record in greedy.records} == {(How.GREEDY, None)}
    assert greedy.ids == talking.write("hello", temperature=0.0).ids
    one = talking.write("hello", strategy=Strategy.BEAM, beam_width=1)
    assert (one.ids, one.text) == (greedy.ids, greedy.text)


def test_greedy_takes_the_likeliest_that_the_stages_leave(talking: Talking) -> None:
    best = talking.write("hello", strategy=Strategy.GREEDY, max_tokens=1).records[0]
    bare = talking.write(
        "hello", strategy=Strategy.GREEDY, max_tokens=1, banned_words=(best.piece.decode(),)
    ).records[0]
    assert (bare.rank, bare.how) == (2, How.BANNED_AND_REDRAWN)


@pytest.mark.parametrize("strategy", SEARCHES)
def test_the_next_turn_goes_on_from_the_reply(talking: Talking, strategy: Strategy) -> None:
    reply = talking.write("hello", strategy=strategy)
    chat = reply.in_chat(talking.facts, "and then")
    later = Reply(talking.engine, Generate(3, chat, SamplingSettings(max_tokens=4)))
    assert later.prompted.use.retokenised == ()
    assert len(later.ids) == 4


@pytest.mark.parametrize("strategy", SEARCHES)
def test_another_token_may_be_forced_into_it(talking: Talking, strategy: Strategy) -> None:
    reply = talking.write("hello", strategy=strategy)
    trace = reply.records[3].trace
    assert trace is not None
    other = next(id for id in trace.candidates if id != reply.ids[3])
    sampling = SamplingSettings(strategy=strategy, max_tokens=6)
    swapped = Reply(talking.engine, Swap(3, reply.in_chat(talking.facts), 3, other, sampling))
    assert swapped.ids[0] == other
    hows = [record.how for record in swapped.records]
    assert hows == [How.FORCED] + [How(strategy)] * 5


def test_contrastive_search_reads_the_prompt_itself_and_says_so(talking: Talking) -> None:
    talking.write("hello there")
    reply = talking.write("hello there", strategy=Strategy.CONTRASTIVE)
    assert (reply.summary.cached_tokens, reply.prompted.use.cached) == (0, 0)
    read = [event.done for event in reply.events if isinstance(event, Progress)]
    assert read[-1] == reply.summary.prompt_tokens


@pytest.mark.parametrize("strategy", SEARCHES)
def test_cancelled_it_keeps_what_it_has(talking: Talking, strategy: Strategy) -> None:
    looks = iter(range(1000))
    sampling = SamplingSettings(strategy=strategy, max_tokens=0)
    reply = Reply(talking.engine, Generate(4, spoken("hello"), sampling), lambda: next(looks) > 10)
    assert reply.summary.reason is StopReason.CANCELLED
    assert reply.summary.generated_tokens == len(reply.ids) > 0
    again = talking.write("hello", strategy=Strategy.GREEDY)
    assert again.ids == talking.write("hello", strategy=Strategy.GREEDY).ids
