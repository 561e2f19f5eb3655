"""What counts as the literal of a special token, and where texts are cut to break one."""

from __future__ import annotations

import random

import pytest

from engine.prompt.literals import Literals, guarded


def test_the_longest_literal_is_found_at_each_place() -> None:
    literals = Literals(("<s>", "<s><s>", "", "s>"))
    assert list(literals.found("a<s><s>")) == [(1, 7), (2, 4), (4, 7), (5, 7)]
    assert list(literals.found("a<s><s>", 2, 6)) == [(2, 4)]
    assert list(Literals(()).found("a<s>")) == []


def test_a_literal_across_a_place() -> None:
    literals = Literals(("<s>",))
    assert [place for place in range(6) if literals.across("a<s>b", place)] == [2, 3]


def test_signs_of_regular_expressions_are_only_signs() -> None:
    literals = Literals(("]x", "^y", "-z", "\\w", "[INST]"))
    assert list(literals.found("[INST]^y")) == [(0, 6), (6, 8)]
    assert list(literals.found("abc")) == []


@pytest.mark.parametrize("seed", range(50))
def test_no_piece_of_a_broken_text_holds_a_literal(seed: int) -> None:
    chance = random.Random(seed)
    texts = {"".join(chance.choices("<a>", k=chance.randrange(2, 6))) for _ in range(5)}
    literals = Literals(texts)
    text = "".join(chance.choices("<a>", k=60))
    pieces = list(literals.broken(text))
    assert "".join(pieces) == text
    assert not [p for p in pieces if any(each in p for each in texts)], f"seed {seed}"


def test_only_markup_and_the_templates_own_signs_are_guarded() -> None:
    """As engine vocabularies have them: tags, letters, runs of spaces, words, a turn's sign."""
    words = ("<think>", "<｜User｜>", "[INST]", "õ", "  ", "\n\n", "Assistant", ">>>", "***", "▁▁")
    kept = guarded(words, "{{ '>>>' }} Assistant  õ")
    assert kept.texts == {"<think>", "<｜User｜>", "[INST]", ">>>"}
    assert kept.without(("<think>",)).texts == {"<｜User｜>", "[INST]", ">>>"}
