"""The table of what would come next is what then comes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from engine.errors import InvalidRequest
from engine.findings import NextTable
from engine.local import LocalEngine
from engine.protocol import Generate, Load, Measure, NextTokens, Place, Progress
from engine.records import How
from engine.settings import LoadSettings, SamplingSettings
from tests.engine.asking import ask
from tests.engine.replies import Reply, spoken
from tests.models import tiny_chat_model

KINDS = {"plain": "llama", "sliding": "gemma2", "recurrent": "mamba", "hybrid": "jamba"}
SAMPLING = SamplingSettings(max_tokens=40, seed=3, candidates=6)


@pytest.fixture(scope="module", params=list(KINDS))
def engine(request: pytest.FixtureRequest) -> Iterator[LocalEngine]:
    engine = LocalEngine()
    path = tiny_chat_model(architecture=KINDS[request.param])
    ask(engine, Load(1, str(path), LoadSettings(context=512)))
    yield engine
    engine.close()


def table(engine: LocalEngine, place: Place, sampling: SamplingSettings = SAMPLING) -> NextTable:
    return ask(engine, NextTokens(5, place, sampling))


def same(table: NextTable, record: Any) -> bool:
    """Equal but for the time and the last digits that the batches decide."""
    return (table.record.id, table.record.u, table.record.trace.candidates) == (  # type: ignore[union-attr]
        record.id,
        record.u,
        record.trace.candidates,
    )


def test_a_reply_begins_with_what_was_told(engine: LocalEngine) -> None:
    chat = spoken("hello")
    told = table(engine, Place(chat))
    reply = Reply(engine, Generate(2, chat, SAMPLING))
    assert same(told, reply.records[0])
    assert told.position == reply.summary.prompt_tokens
    assert reply.summary.cached_tokens == reply.summary.prompt_tokens - 1
    pieces = engine._required().model.pieces
    assert told.pieces == tuple(pieces[id] for id in told.record.trace.candidates)  # type: ignore[union-attr]


def test_within_a_reply_it_tells_what_came(engine: LocalEngine) -> None:
    facts = engine._required().facts
    reply = Reply(engine, Generate(2, spoken("hello"), SAMPLING))
    chat = reply.in_chat(facts)
    for keep in (20, 3, 0):
        assert same(table(engine, Place(chat, keep)), reply.records[keep])
    cached = ask(engine, Measure(3, chat, draft="more")).cached
    assert cached >= reply.summary.prompt_tokens + 38  # the whole reply is still at hand


def test_a_draft_is_part_of_the_prompt_and_leaves_the_chat_at_hand(engine: LocalEngine) -> None:
    chat = Reply(engine, Generate(2, spoken("hello"), SAMPLING)).in_chat(engine._required().facts)
    before = ask(engine, Measure(3, chat, draft="x")).cached
    first = table(engine, Place(chat, draft="a"))
    second = table(engine, Place(chat, draft="a b c d"))
    assert first.position < second.position
    assert ask(engine, Measure(3, chat, draft="x")).cached >= before


def test_without_a_seed_no_die_is_thrown(engine: LocalEngine) -> None:
    free = SamplingSettings(candidates=6, xtc_probability=0.5, xtc_threshold=0.05)
    record = table(engine, Place(spoken("hello")), free).record
    assert (record.u, record.how) == (None, How.GREEDY)
    assert record.trace is not None
    assert record.trace.xtc_throw is None
    assert record.trace.finals[0] == max(record.trace.finals)
    assert record.id == record.trace.candidates[0]


def test_its_reading_is_told_and_can_be_cancelled(engine: LocalEngine) -> None:
    told: list[Any] = []
    chat = spoken("something that was never read before")
    assert ask(engine, NextTokens(5, Place(chat)), cancelled=lambda: True) is None
    assert isinstance(ask(engine, NextTokens(5, Place(chat)), send=told.append), NextTable)
    assert told
    assert {type(event) for event in told} == {Progress}
    assert told[-1].done == told[-1].total


def test_a_draft_within_a_reply_makes_no_sense(engine: LocalEngine) -> None:
    with pytest.raises(InvalidRequest):
        table(engine, Place(spoken("hello", "well"), 0, "draft"))


def test_the_ladder_is_that_of_the_record(engine: LocalEngine) -> None:
    for sampling in (SAMPLING, replace(SAMPLING, seed=-1)):
        told = ask(engine, NextTokens(5, Place(spoken("hello")), sampling, ladder=True))
        ladder, record = told.ladder, told.record
        assert (ladder.chosen, ladder.u, ladder.from_record) == (record.id, record.u, False)
        assert set(record.trace.candidates) <= set(ladder.ids)
        assert ladder.stages == record.trace.stages
        last = dict(zip(ladder.ids, ladder.probabilities[-1], strict=True))
        for id, final in zip(record.trace.candidates, record.trace.finals, strict=True):
            assert (last[id] or 0.0) == pytest.approx(final, abs=1e-6)
    assert table(engine, Place(spoken("hello"))).ladder is None
