"""Bytes that are, or can still become, UTF-8."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.stages.spelling import spells


@given(st.text(), st.integers(0, 3))
def test_a_text_spells_wherever_it_is_cut(text: str, cut: int) -> None:
    data = text.encode()
    assert spells(data[: max(len(data) - cut, 0)])


@pytest.mark.parametrize("data", [b"\xff", b"\xe4\xff", b"a\xc3(", b"\xed\xa0", b"\xf4\x90"])
def test_what_can_become_no_character_does_not(data: bytes) -> None:
    assert not spells(data)


def test_only_the_end_is_looked_at() -> None:
    assert spells(b"\xff" + b"a" * 2000)
    assert spells("你".encode() * 1000)
