"""Means along a strip, by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.ribbon import band, means


def test_a_message_is_spread_over_its_height() -> None:
    assert means([band(0, 40, [1, 1, 3, 5])], 40, 4) == [1, 1, 3, 5]
    assert means([band(0, 40, [1, 1, 3, 5])], 40, 2) == [1, 4]


def test_where_no_tokens_are_is_nothing() -> None:
    assert means([band(20, 40, [2, 4])], 80, 4) == [0, 3, 0, 0]


def test_several_messages_share_a_part() -> None:
    assert means([band(0, 10, [1, 1]), band(10, 20, [4])], 20, 1) == [2]


def test_nothing_has_no_means() -> None:
    assert means([], 0, 3) == [0, 0, 0]
    assert means([band(0, 10, [])], 10, 1) == [0]


@given(st.lists(st.lists(st.integers(0, 9), max_size=30), max_size=6), st.integers(1, 20))
def test_no_part_exceeds_what_is_in_it_and_none_is_lost(
    messages: list[list[int]], count: int
) -> None:
    bands = [band(100 * n, 100 * n + 80, values) for n, values in enumerate(messages)]
    found = means(bands, max(1, 100 * len(messages)), count)
    every = [value for values in messages for value in values]
    assert len(found) == count
    assert all(0 <= value <= max(every, default=0) for value in found)
    if count == 1 and every:
        assert found[0] == pytest.approx(sum(every) / len(every))
