"""Pieces of lines that run to the left: Latin letters stand for themselves, Hebrew ones for those
that run to the left, each one pixel wide."""

from __future__ import annotations

import pytest

from desktop.views.transcript.tile_lines import Lines
from desktop.views.transcript.tile_order import (
    arrange,
    direction,
    joined,
    levels,
    runs_left,
    visual,
)

ALEF, BET, GIMEL = "א", "ב", "ג"


@pytest.mark.parametrize(
    ("text", "found"),
    [("sky", "L"), (" אב", "R"), (" السماء", "R"), ("123", "N"), (" ,", ""), ("", ""), ("1a", "N")],
)
def test_a_piece_has_the_direction_of_its_first_letter(text: str, found: str) -> None:
    assert direction(text) == found


def test_a_paragraph_runs_as_its_first_letter() -> None:
    assert runs_left([" 1", ", ", ALEF, "a"])
    assert not runs_left(["1", "a", ALEF])
    assert not runs_left(["1", "."])


@pytest.mark.parametrize(
    ("kinds", "leftward", "found"),
    [
        (["L", "R", "R", "L"], False, [0, 1, 1, 0]),
        (["L", "R", "", "R"], False, [0, 1, 1, 1]),
        (["L", "R", ""], False, [0, 1, 0]),
        (["R", "N", "R"], False, [1, 2, 1]),
        (["L", "N"], False, [0, 0]),
        (["R", "L", "L", "R", ""], True, [1, 2, 2, 1, 1]),
        (["N", "R"], True, [2, 1]),
    ],
)
def test_levels_by_hand(kinds: list[str], leftward: bool, found: list[int]) -> None:
    assert levels(kinds, leftward) == found


@pytest.mark.parametrize(
    ("given", "order"),
    [
        ([0, 0, 0], [0, 1, 2]),
        ([1, 1, 1], [2, 1, 0]),
        ([0, 1, 1, 0], [0, 2, 1, 3]),
        ([1, 2, 2, 1], [3, 1, 2, 0]),
        ([], []),
    ],
)
def test_runs_are_reversed(given: list[int], order: list[int]) -> None:
    assert visual(given) == order


def laid(*pieces: str, width: float = 20, leftward: bool = False) -> Lines:
    lines = Lines(width, len, 0.25, slot=1)
    lines.add(pieces)
    for line in lines.lines:
        arrange(line, pieces, width, leftward)
    return lines


def test_a_line_of_one_direction_is_left_alone() -> None:
    lines, plain = laid("a", " b"), Lines(20, len, 0.25, slot=1)
    plain.add(["a", " b"])
    assert lines.lines == plain.lines


def test_what_runs_to_the_left_stands_at_the_right_with_its_space_before_it() -> None:
    first, second = laid(ALEF, " " + BET, leftward=True).lines[0].fragments
    assert (first.left, first.right) == (18.5, 20.0)
    assert second.right == 17.5  # the space of one pixel is on its right
    assert second.finish == 18.5
    assert second.leftward


def test_words_of_the_other_direction_keep_theirs() -> None:
    fragments = laid("a", " " + ALEF, " " + BET, " c").lines[0].fragments
    lefts = [each.left for each in fragments]
    assert lefts[0] < lefts[2] < lefts[1] < lefts[3]
    numbers = laid(ALEF, " 12", " " + BET, leftward=True).lines[0].fragments
    assert numbers[2].left < numbers[1].left < numbers[0].left
    assert not numbers[1].leftward
    assert numbers[1].finish - numbers[1].right == pytest.approx(1.0)


def test_arabic_letters_join_over_the_border_of_tokens() -> None:
    assert joined("ال", "سم", "اء") == "\u200dسم\u200d"
    assert joined(" ", "سم", " ") == "سم"
    assert joined("a", "b", "c") == "b"
