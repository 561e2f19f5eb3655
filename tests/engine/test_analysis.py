"""Questions about replies, asked of a whole engine with a tiny model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from engine.chat import Chat, Message, Role
from engine.errors import InvalidRequest, TraceUnknown
from engine.findings import ImpactTable, LadderTable, NextTable, Odds, Verdict
from engine.local import LocalEngine
from engine.protocol import (
    Event,
    Generate,
    Impact,
    Ladder,
    Load,
    LoadTrace,
    NextTokens,
    Place,
    Probability,
    Token,
    TracePlace,
    WhatIf,
)
from engine.records import RunSummary, TokenRecord
from engine.settings import LoadSettings, SamplingSettings
from engine.stage_settings import Bias, StageName
from engine.strategy_settings import Strategy
from engine.task import NeedsContext
from tests.engine.asking import ask
from tests.models import tiny_chat_model

CHAT = Chat((Message("a", Role.USER, "the people find water"),))
USUAL = SamplingSettings(seed=3, max_tokens=40)


@pytest.fixture(scope="module")
def engine() -> Iterator[LocalEngine]:
    engine = LocalEngine()
    ask(engine, Load(1, str(tiny_chat_model(endless=True)), LoadSettings(context=1024, threads=1)))
    yield engine
    engine.close()


def write(
    engine: LocalEngine, sampling: SamplingSettings = USUAL, trace: str = "t", chat: Chat = CHAT
) -> tuple[list[TokenRecord], RunSummary]:
    events: list[Event] = []
    summary = ask(engine, Generate(1, chat, sampling, trace=trace), send=events.append)
    return [event.record for event in events if isinstance(event, Token)], summary


def beside(engine: LocalEngine, request: Any) -> Any:
    """Asked in the side lane, where nothing may be evaluated."""
    return ask(engine, request, owns_context=False)


def test_the_same_settings_change_nothing(engine: LocalEngine) -> None:
    records, _ = write(engine)
    found: Verdict = beside(engine, WhatIf(2, "t", USUAL))
    assert found.tokens == tuple(record.id for record in records)
    assert found.pieces == tuple(record.piece for record in records)
    assert (found.first_divergence, found.changed, found.undecided) == (-1, 0, 0)


@pytest.mark.parametrize(
    "other",
    [
        {"temperature": 0.2},
        {"temperature": 1.6},
        {"temperature": 0.0},
        {"top_k": 0, "top_p": 0.7},
        {"min_p": 0.3, "repeat_penalty": 1.3},
        {"mirostat": 2, "mirostat_tau": 3.0},
        {"banned_words": ("e", "th")},
        {"grammar": "root ::= [a-z ]+"},
    ],
)
def test_writing_with_the_other_settings_agrees_up_to_the_first_change(
    engine: LocalEngine, other: dict[str, Any]
) -> None:
    settings = replace(USUAL, **other)
    write(engine)
    found: Verdict = beside(engine, WhatIf(2, "t", settings))
    again, _ = write(engine, settings, "other")
    certain = found.first_divergence + 1 or len(found.tokens)
    for mine, true in zip(found.tokens[:certain], again, strict=False):
        if mine == -1:
            break
        assert mine == true.id
    assert found.changed + found.undecided > 0


def test_reading_again_decides_everything(engine: LocalEngine) -> None:
    records, _ = write(engine)
    flat = replace(USUAL, top_k=0, top_p=1.0, min_p=0.0, temperature=2.0)
    open_yet: Verdict = beside(engine, WhatIf(2, "t", flat))
    assert open_yet.undecided > 0
    with pytest.raises(NeedsContext):
        beside(engine, WhatIf(2, "t", flat, reread=True))
    found: Verdict = ask(engine, WhatIf(2, "t", flat, reread=True))
    assert found.undecided == 0
    assert all(a in (-1, b) for a, b in zip(open_yet.tokens, found.tokens, strict=True))
    again, _ = write(engine, flat, "other")
    until = found.first_divergence
    assert [r.id for r in again[: until + 1]] == list(found.tokens[: until + 1])
    assert [r.id for r in records[:until]] == [r.id for r in again[:until]]


def test_the_chat_stays_warm_whatever_was_asked(engine: LocalEngine) -> None:
    records, _ = write(engine)
    ask(engine, WhatIf(2, "t", replace(USUAL, top_k=0, min_p=0.0, temperature=2.0), reread=True))
    ask(engine, Probability(3, TracePlace("t", 5), "some words"))
    ask(engine, Ladder(4, TracePlace("t", 3), replace(USUAL, top_k=0, temperature=2.0)))
    again, summary = write(engine)
    assert summary.cached_tokens == summary.prompt_tokens - 1
    assert [r.id for r in again] == [r.id for r in records]
    assert [r.logprob for r in again] == [r.logprob for r in records]


def test_a_ladder_comes_from_the_record_where_that_proves_it(engine: LocalEngine) -> None:
    records, _ = write(engine)
    for index, record in enumerate(records):
        found: LadderTable = beside(engine, Ladder(2, TracePlace("t", index)))
        trace = record.trace
        assert trace is not None
        assert found.from_record
        assert (found.chosen, found.u) == (record.id, record.u)
        assert found.stages == trace.stages
        last = dict(zip(found.ids, found.probabilities[-1], strict=True))
        assert last[record.id] == pytest.approx(trace.final, abs=1e-5)


def test_a_ladder_that_the_record_does_not_prove_is_walked_again(engine: LocalEngine) -> None:
    records, _ = write(engine)
    flat = replace(USUAL, top_k=0, top_p=0.999, temperature=1.5)
    with pytest.raises(NeedsContext):
        beside(engine, Ladder(2, TracePlace("t", 7), flat))
    found: LadderTable = ask(engine, Ladder(2, TracePlace("t", 7), flat))
    assert not found.from_record
    assert found.u == records[7].u
    decided: Verdict = ask(engine, WhatIf(3, "t", flat, reread=True))
    assert found.chosen == decided.tokens[7]


def test_impact_tells_what_each_stage_did(engine: LocalEngine) -> None:
    records, _ = write(engine)
    found: ImpactTable = beside(engine, Impact(2, "t"))
    assert found.tokens == len(records)
    assert [each.stage for each in found.stages] == ["top_k", "top_p", "min_p", "temperature"]
    by_name = {each.stage: each for each in found.stages}
    n_vocab = len(engine._required().model.pieces)
    assert by_name[StageName.TOP_K].acted == len(records)
    assert by_name[StageName.TOP_K].cut_mean == n_vocab - 40
    colder: Verdict = beside(engine, WhatIf(2, "t", replace(USUAL, temperature=1.0)))
    temperature = by_name[StageName.TEMPERATURE]
    assert (temperature.changed, temperature.undecided) == (colder.changed, colder.undecided)
    assert temperature.cut_mean == 0


def test_probability_of_what_came_is_that_of_the_records(engine: LocalEngine) -> None:
    records, _ = write(engine)
    candidate = records[4].trace.candidates[50] if records[4].trace else 0
    pieces = engine._required().model.pieces
    text = pieces[candidate].decode("utf-8", "replace")
    for place in (TracePlace("t", 4), TracePlace("t", 0)):
        found: Odds = ask(engine, Probability(2, place, "water"))
        assert len(found.ids) == len(found.logprobs) == len(found.ranks) == len(found.pieces)
        assert b"".join(found.pieces).strip() == b"water"
    found = ask(engine, Probability(2, TracePlace("t", 4), text))
    if found.ids == (candidate,):
        assert found.ranks == (51,)
        assert found.removed_by is not None
        assert found.removed_by.stage == "top_k"
        assert found.final == 0


def test_probability_in_a_chat_is_the_records_of_a_reply_that_begins_so(
    engine: LocalEngine,
) -> None:
    records, _ = write(engine)
    first = records[0]
    text = first.piece.decode("utf-8", "replace")
    found: Odds = ask(engine, Probability(2, Place(CHAT), text, replace(USUAL)))
    if found.ids == (first.id,):
        assert found.logprobs == pytest.approx((first.logprob,), abs=1e-6)
        assert found.ranks == (first.rank,)
        assert found.final == pytest.approx(first.trace.final if first.trace else 0, abs=1e-6)


def test_a_stored_reply_comes_back(engine: LocalEngine) -> None:
    records, summary = write(engine)
    before = beside(engine, WhatIf(2, "t", replace(USUAL, temperature=1.4)))
    stored = LoadTrace(
        3, "stored", CHAT, tuple(records), summary.settings, summary.seed, summary.plan
    )
    assert beside(engine, stored) is None
    assert beside(engine, WhatIf(4, "stored", replace(USUAL, temperature=1.4))) == before
    assert beside(engine, Impact(5, "stored")) == beside(engine, Impact(5, "t"))


def test_settings_in_force_are_told_with_the_reply(engine: LocalEngine) -> None:
    wild = replace(USUAL, temperature=1.7)
    looks = iter(range(1000))
    events: list[Event] = []
    summary = ask(
        engine,
        Generate(1, CHAT, USUAL, trace="t"),
        send=events.append,
        adjusted=lambda: (2, wild) if next(looks) >= 10 else None,
    )
    records = [event.record for event in events if isinstance(event, Token)]
    assert summary.settings[0] == USUAL
    assert [summary.settings[r.settings] for r in records] == [USUAL] * 10 + [wild] * 30
    found: Verdict = beside(engine, WhatIf(2, "t", wild))
    assert found.tokens[10:] == tuple(r.id for r in records[10:])
    assert found.changed > 0
    assert found.first_divergence < 10


def test_greedy_as_a_strategy_takes_the_likeliest_that_the_stages_leave(
    engine: LocalEngine,
) -> None:
    write(engine)
    greedy = replace(USUAL, strategy=Strategy.GREEDY)
    found: Verdict = beside(engine, WhatIf(2, "t", greedy))
    assert found.tokens == beside(engine, WhatIf(2, "t", replace(USUAL, temperature=0.0))).tokens
    again, _ = write(engine, greedy, "greedy")
    assert {record.u for record in again} == {None}
    assert again[found.first_divergence].id == found.tokens[found.first_divergence]
    ladder: LadderTable = beside(engine, Ladder(3, TracePlace("greedy", 2)))
    assert (ladder.chosen, ladder.u, ladder.from_record) == (again[2].id, None, True)


@pytest.mark.parametrize("strategy", [Strategy.BEAM, Strategy.CONTRASTIVE])
def test_what_a_search_would_have_found_stays_open(engine: LocalEngine, strategy: Strategy) -> None:
    write(engine)
    searching = replace(USUAL, strategy=strategy, max_tokens=6)
    found: Verdict = ask(engine, WhatIf(2, "t", searching, reread=True))
    assert found.undecided == len(found.tokens)
    records, _ = write(engine, searching, "searched")
    same: Verdict = beside(engine, WhatIf(3, "searched", searching))
    assert same.tokens == tuple(record.id for record in records)
    assert same.changed == same.undecided == 0


def test_the_next_token_comes_with_its_ladder(engine: LocalEngine) -> None:
    found: NextTable = ask(engine, NextTokens(2, Place(CHAT), USUAL, ladder=True))
    assert found.ladder is not None
    assert (found.ladder.chosen, found.ladder.u) == (found.record.id, found.record.u)
    assert found.record.trace is not None
    assert found.ladder.stages == found.record.trace.stages
    assert ask(engine, NextTokens(2, Place(CHAT), USUAL)).ladder is None


def test_what_is_not_kept_is_told(engine: LocalEngine) -> None:
    write(engine)
    for request in (
        WhatIf(2, "nobody", USUAL),
        Impact(2, "nobody"),
        Ladder(2, TracePlace("nobody", 0)),
        Probability(2, TracePlace("nobody", 0), "a"),
    ):
        with pytest.raises(TraceUnknown, match="nobody"):
            ask(engine, request)


def test_what_makes_no_sense_is_refused(engine: LocalEngine) -> None:
    records, _ = write(engine)
    one = records[0]
    trace = one.trace
    assert trace is not None
    broken = (
        replace(one, id=10**9),
        replace(one, id=-1),
        replace(one, settings=5),
        replace(one, rank=0),
        replace(one, u=1.5),
        replace(one, logprob=-1e300),
        replace(one, trace=replace(trace, candidates=trace.candidates[:-1])),
        replace(one, trace=replace(trace, candidates=(10**30, *trace.candidates[1:]))),
        replace(one, trace=replace(trace, logprobs=trace.logprobs[::-1])),
        replace(one, trace=replace(trace, left=(-1,) * len(trace.left))),
        replace(one, trace=replace(trace, xtc_throw=-3.0)),
    )
    for record in broken:
        with pytest.raises(InvalidRequest):
            beside(engine, LoadTrace(2, "x", CHAT, (record,), (USUAL,), 1))
    for request in (
        LoadTrace(2, "", CHAT, (one,), (USUAL,), 1),
        LoadTrace(2, "x", CHAT, (one,), (), 1),
        Ladder(2, TracePlace("t", len(records))),
        Ladder(2, TracePlace("t", 10**9)),
        Probability(2, TracePlace("t", len(records) + 1), "a"),
        Ladder(2, TracePlace("t", 2**50)),
        WhatIf(2, "t", replace(USUAL, logit_bias=(Bias(10**9, 1.0),))),
        WhatIf(2, "t", replace(USUAL, grammar="root ::= (")),
    ):
        with pytest.raises(InvalidRequest):
            ask(engine, request)


def test_a_text_that_does_not_fit_is_refused(engine: LocalEngine) -> None:
    write(engine)
    with pytest.raises(Exception, match="context window"):
        ask(engine, Probability(2, TracePlace("t", 1), "word " * 5000))


def test_an_empty_reply_can_be_asked_about(engine: LocalEngine) -> None:
    beside(engine, LoadTrace(2, "empty", CHAT, (), (USUAL,), 1))
    assert beside(engine, WhatIf(3, "empty", USUAL)) == Verdict((), (), -1, 0, 0)
    assert beside(engine, Impact(3, "empty")) == ImpactTable(0, ())
    found: Odds = ask(engine, Probability(3, TracePlace("empty", 0), "the"))
    assert np.isfinite(found.logprobs).all()


def test_records_without_a_trace_leave_everything_open(engine: LocalEngine) -> None:
    records, summary = write(engine)
    old = tuple(replace(record, trace=None) for record in records)
    beside(engine, LoadTrace(2, "old", CHAT, old, summary.settings, summary.seed))
    found: Verdict = beside(engine, WhatIf(3, "old", replace(USUAL, temperature=0.0)))
    assert found.undecided == len(records)
    decided: Verdict = ask(engine, WhatIf(3, "old", replace(USUAL, temperature=0.0), reread=True))
    assert decided.undecided == 0
