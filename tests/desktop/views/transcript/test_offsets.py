"""Offsets are counted as Qt counts them, an emoji as two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.views.transcript.offsets import qt_length, qt_slice


@pytest.mark.parametrize(("text", "length"), [("", 0), ("abc", 3), ("天空", 2), ("a😀b", 4)])
def test_length(text: str, length: int) -> None:
    assert qt_length(text) == length


def test_slice() -> None:
    assert qt_slice("a😀b天", 1, 3) == "😀"
    assert qt_slice("a😀b天", 3, 5) == "b天"
    assert qt_slice("abc", 1, 2) == "b"


@given(st.text(), st.text(), st.text())
def test_a_part_is_found_where_its_length_says(before: str, part: str, after: str) -> None:
    start = qt_length(before)
    assert qt_slice(before + part + after, start, start + qt_length(part)) == part


def test_half_a_character_is_no_error() -> None:
    assert qt_length("\ud800") == 1
    assert qt_slice("😀", 0, 1) == "\ufffd"
