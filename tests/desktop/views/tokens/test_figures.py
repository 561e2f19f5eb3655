"""Numbers and token texts as they are read."""

from __future__ import annotations

import math

import pytest

from desktop.views.tokens.figures import bits, how_words, percent, shown_piece, shown_space
from engine.records import How, TokenRecord


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (1.0, "100.0 %"),
        (0.31, "31.0 %"),
        (0.0312, "3.1 %"),
        (0.00994, "0.99 %"),
        (0.00042, "0.042 %"),
        (0.00001, "<0.01 %"),
        (0.0, "0 %"),
    ],
)
def test_a_probability_has_the_digits_that_matter(share: float, shown: str) -> None:
    assert percent(share) == shown


def test_white_space_can_be_seen_and_unknown_tokens_are_numbers() -> None:
    assert shown_space(" a\n\tb") == "␣a↵⇥b"
    assert shown_piece(b" blue", 7) == "␣blue"
    assert shown_piece(None, 7) == "#7"
    assert shown_piece(b"\xe5", 7) == "\\xe5"
    assert len(shown_piece(b"x" * 200, 7)) == 40


def test_entropies_are_told_in_bits() -> None:
    assert bits(math.log(2) * 3.02) == "3.02 bit"
    assert bits(-1e-9) == "0.00 bit"


@pytest.mark.parametrize("how", How)
def test_every_way_to_choose_has_words(how: How) -> None:
    assert how_words(TokenRecord(1, b"a", -1.0, 1, 1.0, None, how))


def test_the_throw_is_told() -> None:
    assert how_words(TokenRecord(1, b"a", -1.0, 1, 1.0, 0.9143, How.SAMPLED)) == (
        "sampled, u = 0.914"
    )
