"""Heights become places; estimates give way to measurements, and nothing else moves."""

from __future__ import annotations

import random
from itertools import accumulate

import pytest

from desktop.views.transcript.column import Column


@pytest.fixture
def column() -> Column:
    made = Column()
    made.start_at(20)
    made.arrange(["a", "b", "c"], lambda index: 100)
    return made


def test_messages_stand_one_under_the_other(column: Column) -> None:
    assert [column.top(index) for index in range(3)] == [20, 120, 220]
    assert [column.bottom(index) for index in range(3)] == [120, 220, 320]
    assert column.total == 320


def test_a_measurement_moves_what_is_below(column: Column) -> None:
    column.measure(1, 40)
    assert (column.top(1), column.top(2), column.total) == (120, 160, 260)
    assert [column.measured(index) for index in range(3)] == [False, True, False]


def test_known_heights_survive_another_order(column: Column) -> None:
    column.measure(1, 40)
    column.arrange(["b", "d"], lambda index: 7)
    assert (column.bottom(0), column.total) == (60, 67)
    assert column.measured(0)
    assert not column.measured(1)


def test_what_is_forgotten_keeps_its_height_as_an_estimate(column: Column) -> None:
    column.measure(0, 40)
    column.forget(["a"])
    assert not column.measured(0)
    assert column.bottom(0) == 60


@pytest.mark.parametrize(
    ("y", "index"), [(-5, 0), (20, 0), (119, 0), (120, 1), (319, 2), (320, 2), (9999, 2)]
)
def test_a_place_finds_its_message(column: Column, y: int, index: int) -> None:
    assert column.at(y) == index


def test_a_stretch_finds_all_it_touches(column: Column) -> None:
    assert list(column.between(119, 221)) == [0, 1, 2]
    assert list(column.between(120, 220)) == [1]
    assert list(column.between(0, 20)) == []
    assert list(column.between(0, 5000)) == [0, 1, 2]


def test_an_empty_column_has_nothing_anywhere() -> None:
    column = Column()
    assert column.at(10) == -1
    assert list(column.between(0, 100)) == []
    assert column.total == 0


def test_tops_are_always_the_sum_of_the_heights_above() -> None:
    chance = random.Random(7)
    column, heights = Column(), [50] * 30
    column.arrange([str(index) for index in range(30)], lambda index: 50)
    for _ in range(200):
        index, height = chance.randrange(30), chance.randrange(1, 200)
        heights[index] = height
        column.measure(index, height)
        tops = list(accumulate(heights, initial=0))
        probe = chance.randrange(31)
        assert column.total == tops[-1]
        assert column.top(min(probe, 29)) == tops[min(probe, 29)]
