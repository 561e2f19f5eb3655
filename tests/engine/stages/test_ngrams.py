"""Which tokens would repeat an n-gram."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.stages.ngrams import NoRepeatedNgram

END = 9


def after(n: int, ids: list[int]) -> set[int]:
    ngrams = NoRepeatedNgram(n, lambda id: id == END)
    for id in ids:
        ngrams.accept(id)
    return set(ngrams.forbidden)


@pytest.mark.parametrize(
    ("n", "ids", "forbidden"),
    [
        (1, [3, 5], {3, 5}),
        (2, [1, 2, 1], {2}),
        (2, [1, 2, 1, 3, 1], {2, 3}),
        (3, [1, 2, 3, 1, 2], {3}),
        (3, [1, 2, 3, 2], set()),
        (2, [], set()),
        (2, [1, END, 1], set()),  # a turn may always end
    ],
)
def test_by_hand(n: int, ids: list[int], forbidden: set[int]) -> None:
    assert after(n, ids) == forbidden


@given(st.integers(1, 4), st.lists(st.integers(0, 3), max_size=30))
def test_forbidden_is_exactly_what_would_repeat(n: int, ids: list[int]) -> None:
    seen = {tuple(ids[i : i + n]) for i in range(len(ids) - n + 1)}
    tail = tuple(ids[len(ids) - n + 1 :]) if len(ids) >= n - 1 else None
    expected = {id for id in range(4) if tail is not None and (*tail, id) in seen}
    assert after(n, ids) == expected
