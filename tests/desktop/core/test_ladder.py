"""The ladder as a table, from a record and from the engine's own walk."""

from __future__ import annotations

import math

import msgspec
import pytest

from desktop.core.ladder import EMPTY, of_record, of_table
from engine.findings import Cut, LadderTable, Yardstick
from engine.records import How, TokenRecord
from engine.stage_settings import StageName
from tests.desktop.core.traces import traced

CUT = Cut(StageName.TOP_P, Yardstick.CUMULATIVE, 0.953, 0.95)

TABLE = LadderTable(
    ids=(5, 6, 7, 8),
    pieces=(b"a", b"b", b"c", b"d"),
    logprobs=(math.log(0.5), math.log(0.25), math.log(0.125), math.log(0.0625)),
    stages=(StageName.TOP_K, StageName.TOP_P),
    probabilities=((0.57, 0.29, 0.14, None), (0.66, 0.34, None, None)),
    cuts=(None, None, CUT, Cut(StageName.TOP_K, "place", 4, 3)),
    rest_left=(0, 0),
    rest_mass=(0.0, 0.0),
    chosen=6,
    u=0.9,
    from_record=True,
)


def record() -> TokenRecord:
    return traced(TokenRecord(501, b"a", -1.5, 2, 1.0, 0.9, How.SAMPLED))


def test_a_record_has_two_columns() -> None:
    matrix = of_record(record(), 10)
    assert matrix.stages == (None,)
    assert [row.survives for row in matrix.rows] == [True, True, False, False]
    assert matrix.rows[1].chosen
    assert matrix.tallest == max(share for row in matrix.rows for share in row.shares if share)
    assert matrix.rest[0] == pytest.approx(1 - sum(row.shares[0] or 0 for row in matrix.rows))


def test_without_candidates_there_is_no_table() -> None:
    assert of_record(TokenRecord(1, b"a", -1.0, 1, 1.0, None, How.GREEDY), 10) is EMPTY
    assert EMPTY.tallest == 0.0


def test_a_walk_has_a_column_for_each_stage_and_tells_the_cut() -> None:
    matrix = of_table(TABLE, 10)
    assert matrix.stages == (StageName.TOP_K, StageName.TOP_P)
    assert [row.id for row in matrix.rows] == [5, 6, 7, 8]
    assert matrix.rows[2].shares == (pytest.approx(0.125), 0.14, None)
    assert matrix.rows[2].cut == CUT
    assert matrix.rows[1].chosen
    assert matrix.rest == (pytest.approx(0.0625), 0.0, 0.0)


def test_few_rows_still_have_the_chosen_one() -> None:
    assert [row.id for row in of_table(TABLE, 1).rows] == [5, 6]
    assert len(of_record(record(), 1).rows) == 2


def test_a_stage_that_did_nothing_has_no_column() -> None:
    raw = tuple(map(math.exp, TABLE.logprobs))
    idle = msgspec.structs.replace(
        TABLE,
        stages=(StageName.TYPICAL, *TABLE.stages),
        probabilities=(raw, *TABLE.probabilities),
        rest_left=(9, 0, 0),
        rest_mass=(0.0625, 0.0, 0.0),
    )
    assert of_table(idle, 10) == of_table(TABLE, 10)
    nothing = msgspec.structs.replace(
        TABLE,
        stages=(StageName.TEMPERATURE,),
        probabilities=(raw,),
        cuts=(None,) * 4,
        rest_left=(9,),
        rest_mass=(0.0625,),
    )
    assert of_table(nothing, 10).stages == (StageName.TEMPERATURE,)
