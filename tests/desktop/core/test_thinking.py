"""Thinking and speaking are told apart, whoever opened the tag and whether it was closed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.core.thinking import Part, Stretch, split, stretches


def thought(text: str, closed: bool = True) -> Part:
    return Part(text, thinking=True, closed=closed)


def said(text: str) -> Part:
    return Part(text, thinking=False)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        ("Hello.", (said("Hello."),)),
        ("<think>Hm.</think>Hello.", (thought("Hm."), said("Hello."))),
        ("\n <think>\nHm.\n</think>\n\nHello.", (thought("Hm."), said("Hello."))),
        ("<think>Hm", (thought("Hm", closed=False),)),
        ("<think>", ()),
        ("<think>\n\n</think>\n\nHello.", (said("Hello."),)),
        ("<think>a</think>\n<think>b</think>c", (thought("a"), thought("b"), said("c"))),
    ],
)
def test_a_block_at_the_beginning_is_a_thought(text: str, parts: tuple[Part, ...]) -> None:
    assert split(text) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Hm.</think>Hello.", (thought("Hm."), said("Hello."))),
        ("Hm", (thought("Hm", closed=False),)),
        ("<think>Hm.</think>Hello.", (thought("Hm."), said("Hello."))),
        ("", ()),
    ],
)
def test_the_template_may_have_opened_the_block(text: str, parts: tuple[Part, ...]) -> None:
    assert split(text, opened=True) == parts


@pytest.mark.parametrize(
    "text",
    ["The tag is `<think>` and `</think>`.", "So </think> it ends.", "A\n\n<think>b</think>"],
)
def test_a_reply_that_talks_about_the_tags_keeps_them(text: str) -> None:
    assert split(text) == (said(text),)


@given(
    st.lists(st.sampled_from(["<think>", "</think>", "a", " ", "\n"]), max_size=12), st.booleans()
)
def test_no_letter_is_lost(pieces: list[str], opened: bool) -> None:
    text = "".join(pieces)
    parts = split(text, opened)
    kept = "".join(part.text for part in parts)
    assert kept.replace("<think>", "").replace("</think>", "").count("a") == pieces.count("a")


def test_stretches_take_the_white_space_after_a_thought() -> None:
    text = "<think>Hm.</think>\n\nYes."
    assert stretches(text) == (
        Stretch(0, 20, thinking=True),
        Stretch(20, 24, thinking=False),
    )
    assert stretches("Hm.", opened=True) == (Stretch(0, 3, thinking=True, closed=False),)
    assert stretches("") == ()


@given(st.lists(st.sampled_from(["<think>", "</think>", " a", "\n", "b"])), st.booleans())
def test_stretches_are_all_of_the_text_and_think_where_the_parts_do(
    pieces: list[str], opened: bool
) -> None:
    text = "".join(pieces)
    found = stretches(text, opened)
    ends = [0, *(each.end for each in found)]
    assert [each.start for each in found] == ends[:-1]
    assert ends[-1] == len(text)
    thoughts = [part.text for part in split(text, opened) if part.thinking]
    told = [text[each.start : each.end] for each in found if each.thinking]
    assert all(any(thought in each for each in told) for thought in thoughts)
