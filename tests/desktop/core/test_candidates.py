"""Candidates as rows, and the line that the die falls on."""

from __future__ import annotations

import math

import msgspec
import pytest

from desktop.core.candidates import rest_of, rows_of, slices_of
from engine.records import How, TokenRecord
from tests.desktop.core.traces import trace, traced


def record(id: int = 501, logprob: float = -1.5) -> TokenRecord:
    return traced(TokenRecord(id, b"a", logprob, 2, 1.0, 0.9, How.SAMPLED))


def test_rows_fall_and_mark_the_chosen_and_the_cut() -> None:
    rows = rows_of(record(), 10)
    assert [row.id for row in rows] == [500, 501, 502, 503]
    assert [row.chosen for row in rows] == [False, True, False, False]
    assert [row.final > 0 for row in rows] == [True, True, False, False]
    assert rows[0].raw == pytest.approx(math.exp(-0.5))
    assert rest_of(rows) == pytest.approx(1 - sum(row.raw for row in rows))


def test_a_chosen_token_that_is_not_among_the_likeliest_stands_last() -> None:
    rows = rows_of(record(9, -7.0), 2)
    assert [row.id for row in rows] == [500, 501, 9]
    assert rows[-1].chosen
    assert rows[-1].raw == pytest.approx(math.exp(-7.0))


def test_without_a_trace_there_are_no_rows() -> None:
    bare = TokenRecord(1, b"a", -1.0, 1, 1.0, None, How.GREEDY)
    assert rows_of(bare, 10) == ()
    assert slices_of(bare) == ()


def test_the_die_falls_where_the_record_says() -> None:
    slices = slices_of(record())
    assert [each.id for each in slices] == [500, 501]
    assert slices[0].begin == 0.0
    assert slices[-1].end == pytest.approx(1.0)
    found = trace()
    assert slices[1].begin == pytest.approx(found.below)
    assert slices[1].end - slices[1].begin == pytest.approx(found.final)


def test_equal_candidates_stand_by_id_and_the_others_last() -> None:
    found = msgspec.structs.replace(trace(), finals=(0.3, 0.3, 0.0, 0.2), rest=5, rest_mass=0.2)
    slices = slices_of(msgspec.structs.replace(record(500), trace=found))
    assert [each.id for each in slices] == [500, 501, 503, -1]
    assert slices[-1].end == 1.0
    assert slices[-1].begin == pytest.approx(0.8)
