"""Replies are kept by name, as columns, within a limit of bytes."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import TraceUnknown
from engine.recorded.columns import Columns, Ragged, columns
from engine.recorded.kept import Kept, Traces
from engine.records import How
from engine.settings import SamplingSettings
from tests.engine.recorded.replies import noise, written

USUAL = SamplingSettings()
RECORDS = written(noise(np.random.default_rng(1), 150), [1, 2], USUAL, 3)


def same(a: Columns, b: Columns) -> bool:
    for name in Columns.__slots__:
        mine, theirs = getattr(a, name), getattr(b, name)
        if isinstance(mine, Ragged):
            mine, theirs = np.append(mine.values, mine.ends), np.append(theirs.values, theirs.ends)
        if not np.array_equal(mine, theirs, equal_nan=np.issubdtype(mine.dtype, np.floating)):
            return False
    return True


def kept(count: int = len(RECORDS)) -> Kept:
    reply = Kept((1, 2), (USUAL,), 3, 2)
    for record in RECORDS[:count]:
        reply.add((record,))
    return reply


@pytest.mark.parametrize("count", [1, 63, 64, 65, 128, 150])
def test_records_that_come_one_by_one_are_the_same_columns(count: int) -> None:
    assert same(kept(count).columns(), columns(RECORDS[:count]))


def test_columns_hold_what_the_records_said() -> None:
    found = columns(RECORDS)
    for index in (0, 70, 149):
        record, trace = RECORDS[index], RECORDS[index].trace
        assert trace is not None
        assert (found.ids[index], found.how(index)) == (record.id, record.how)
        assert found.logprobs[index] == record.logprob
        assert found.throws[index] == record.u
        assert found.candidates.row(index).tolist() == list(trace.candidates)
        assert found.candidate_logprobs.row(index).tolist() == list(trace.logprobs)
        assert found.stages_of(index) == trace.stages
        assert np.isnan(found.xtc_throws[index])
    assert found.bytes < 150 * 1500
    assert not found.forced().any()
    assert How.SAMPLED in {found.how(index) for index in range(150)}


def test_who_reads_while_records_come_sees_a_moment() -> None:
    reply = kept(60)
    before = reply.columns()
    reply.add(RECORDS[60:70])
    assert len(before) == 60
    assert len(reply.columns()) == 70


def test_settings_that_were_skipped_are_those_that_followed() -> None:
    reply, wild = kept(1), SamplingSettings(temperature=1.5)
    reply.adjust(3, wild)
    assert reply.settings == (USUAL, wild, wild, wild)


def test_the_grammar_is_that_of_the_beginning() -> None:
    reply = Kept((1,), (SamplingSettings(grammar="root ::= [a-z]+"),), 3, 1)
    reply.adjust(1, SamplingSettings(temperature=0.3, grammar="other"))
    assert reply.in_force(1).grammar == "root ::= [a-z]+"
    assert reply.in_force(1).temperature == 0.3


def test_the_reply_not_asked_about_for_longest_leaves_first() -> None:
    room = 3 * kept().bytes
    traces = Traces(room)
    for name in "abc":
        traces.keep(name, kept())
    traces.get("a")
    traces.keep("d", kept())
    assert traces.get("a")
    assert traces.get("d")
    with pytest.raises(TraceUnknown):
        traces.get("b")


def test_one_reply_is_kept_however_large_it_is() -> None:
    traces = Traces(10)
    traces.keep("a", kept())
    assert traces.get("a")
    traces.keep("b", kept())
    with pytest.raises(TraceUnknown, match="a"):
        traces.get("a")


def test_a_name_is_given_anew() -> None:
    traces = Traces()
    first, second = kept(3), kept(5)
    traces.keep("a", first)
    traces.keep("a", second)
    assert traces.get("a") is second
