"""Tokens as columns: what each spells, which share a character, and that they grow as they come."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.tokens import NO_ID, Origin, Tokens, lead_of, of_stored
from desktop.core.trace import pack, text_of
from engine.records import How, TokenRecord
from tests.desktop.core.chats import records
from tests.desktop.core.traces import traced


def spelt(*pieces: str | bytes) -> Tokens:
    tokens = Tokens("n")
    tokens.extend(records(*pieces))
    tokens.finish()
    return tokens


def pieces(tokens: Tokens) -> list[str]:
    return [tokens.piece(index) for index in range(len(tokens))]


def test_each_token_spells_its_part() -> None:
    tokens = spelt("The", " sky", "", ".")
    assert tokens.text == "The sky."
    assert pieces(tokens) == ["The", " sky", "", "."]
    assert list(tokens.joins) == [0, 0, 0, 0]


def test_tokens_of_one_character_are_joined_and_the_last_spells_it() -> None:
    tokens = spelt("a", b"\xe5\xa4", b"\xa9", "空", b" b\xe5", b"\xa4\xa9")
    assert tokens.text == "a天空 b天"
    assert pieces(tokens) == ["a", "", "天", "空", " b", "天"]
    assert list(tokens.joins) == [0, 0, 1, 0, 0, 1]
    assert [tokens.group(index) for index in (1, 2)] == [range(1, 3)] * 2
    assert tokens.group(0) == range(1)
    assert tokens.group(5) == range(4, 6)


@pytest.mark.parametrize("second", ["\u0301", "\u200d👩", "🏽", "\ufe0f"])
def test_marks_and_joined_emoji_are_drawn_with_what_they_stand_on(second: str) -> None:
    assert list(spelt("👩", second).joins) == [0, 1]
    assert list(spelt("👩", " ", second).joins) == [0, 0, 0]


def test_flags_are_two_letters() -> None:
    assert list(spelt("🇩", "🇪").joins) == [0, 1]


def test_a_broken_end_shows_its_bytes() -> None:
    tokens = spelt("a", b"\xe5")
    assert tokens.text == "a\\xe5"
    assert tokens.piece(1) == "\\xe5"


def test_numbers_are_kept_and_unknown_ones_are_told_apart() -> None:
    tokens = Tokens("n", "Begun")
    first, second, third = records("x", "y", "z")
    tokens.extend([first, second, traced(third, 4)])
    assert tokens.unrecorded == 1
    assert tokens.text == "Begunxyz"
    assert tokens.ids[0] == NO_ID
    assert [tokens.record(index) for index in range(3)] == [-1, 0, 1]
    assert [tokens.origin(index) for index in range(2)] == [Origin.WRITTEN, Origin.SAMPLED]
    assert math.isnan(tokens.logprobs[0])
    assert tokens.bests[1] == tokens.logprobs[1]  # rank 1 is the best itself
    assert math.isnan(tokens.bests[2])
    assert tokens.bests[3] == pytest.approx(-0.5)
    assert list(tokens.ranks) == [0, 1, 2, 3]


def test_a_redrawn_token_says_so() -> None:
    tokens = Tokens("n")
    tokens.extend([TokenRecord(1, b"a", -1.0, 2, 0.1, 0.5, How.BANNED_AND_REDRAWN)])
    assert tokens.origin(0) is Origin.REDRAWN


@given(st.lists(st.binary(max_size=5), max_size=12), st.integers(1, 4), st.booleans())
def test_stored_and_streamed_tokens_are_the_same(
    parts: list[bytes], size: int, traces: bool
) -> None:
    made = [traced(each, 3) if traces else each for each in records(*parts)]
    streamed = Tokens("n")
    for each in made:
        streamed.extend([each])
    streamed.finish()
    chunks = [pack(made[at : at + size]) for at in range(0, len(made), size)]
    stored = of_stored("n", text_of(parts), chunks)
    assert stored.text == streamed.text == text_of(parts)
    for name in ("ids", "logprobs", "ranks", "entropies", "ends"):
        assert getattr(stored, name) == getattr(streamed, name)
    assert stored.joins == streamed.joins
    assert "".join(pieces(stored)) == stored.text
    known = [(a, b) for a, b in zip(stored.bests, streamed.bests, strict=True) if a == a]
    assert all(a == b for a, b in known)


def test_what_no_record_spells_stands_before() -> None:
    assert lead_of("Hello you", [b" you"]) == "Hello"
    assert lead_of("天", [b"\xe5\xa4\xa9"]) == ""
    assert lead_of("Hi ", [b"\xe5"], whole=False) == "Hi "
    assert of_stored("n", "Hello you", [pack(records(" you"))]).piece(0) == "Hello"
