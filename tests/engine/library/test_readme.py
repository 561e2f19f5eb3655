"""Model cards become plain readable text, whatever they hold."""

from __future__ import annotations

import random

import pytest

from engine.library.readme import MOST_READ, MOST_TOLD, plain_text


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("# A\n\nb *c* **d** `e`", "A\n\nb c d e"),
        ("one\ntwo", "one two"),
        ("- a\n- b\n\nc", "• a\n• b\n\nc"),
        ("1. a\n2. b", "1. a\n2. b"),
        ("- a\n  - b", "• a\n  • b"),
        ("[words](http://x) ![picture](y)", "words"),
        ("<div>in <b>it</b></div>", "in  it"),
        ("a <b>c</b>", "a c"),
        ("```py\nx = 1\n```", "x = 1"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a  |  b\n1  |  2"),
        ("---\nlicense: mit\n---\nx", "x"),
        ("---\nno end\nx", "no end x"),
        ("> quoted", "quoted"),
        ("汉字 😀", "汉字 😀"),
        ("", ""),
    ],
)
def test_marks_go_and_words_stay(markdown: str, text: str) -> None:
    assert plain_text(markdown) == text


def test_a_card_without_end_is_cut() -> None:
    told = plain_text("word " * MOST_READ)
    assert len(told) == MOST_TOLD + 1 or len(told) == MOST_TOLD
    assert told.endswith("…")


@pytest.mark.parametrize(
    "piece", ["[" * 50_000, "> " * 20_000, "- " * 20_000, "<" * 50_000, "*" * 9999]
)
def test_cards_made_to_be_slow_are_read(piece: str) -> None:
    assert isinstance(plain_text(piece), str)


def test_noise_is_read() -> None:
    dice = random.Random(3)
    for _ in range(200):
        plain_text("".join(dice.choices("#*-_[]()<>|`!\n \tab1.&;\x00\u2028", k=300)))
