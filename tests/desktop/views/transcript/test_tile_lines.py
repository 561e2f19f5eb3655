"""Tiles wrap like text: cases small enough to do by hand, a letter being one pixel wide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.views.transcript.tile_lines import Fragment, Lines


def laid(*pieces: str, width: float = 10, pad: float = 0) -> Lines:
    lines = Lines(width, len, pad, slot=1)
    lines.add(pieces)
    return lines


def shown(lines: Lines) -> list[str]:
    """What stands on each line, a bar between pieces, white space and all."""
    return [
        "|".join(lines.pieces[each.piece][each.start : each.end] for each in line.fragments)
        for line in lines.lines
    ]


def test_words_of_several_pieces_stay_together() -> None:
    assert shown(laid("The", " sky", " app", "ears", " blue", ".")) == [
        "The| sky| ",
        "app|ears| ",
        "blue|.",
    ]


def test_a_piece_that_fits_just_so_stays() -> None:
    assert shown(laid("abcde", " fghi")) == ["abcde| fghi"]
    assert shown(laid("abcdef", " ghij")) == ["abcdef| ", "ghij"]


def test_the_space_before_a_word_is_outside_its_tile() -> None:
    (line,) = laid("a", " bc").lines
    assert line.fragments == [
        Fragment(0, 0, 1, begin=0, left=0, right=1, x=0, word_start=0, word_end=1),
        Fragment(1, 0, 3, begin=1, left=2, right=4, x=2, word_start=1, word_end=3),
    ]


def test_a_space_that_hangs_over_the_end_has_no_tile() -> None:
    hanging = laid("abcdefgh", " ijk").lines[0].fragments[1]
    assert (hanging.left, hanging.right) == (8, 8)
    assert not hanging.visible


def test_what_is_visible_has_room_on_both_sides_within_its_tile() -> None:
    (line,) = laid("a", " b", "c", pad=0.25).lines
    first, second, third = line.fragments
    assert (first.left, first.x, first.right) == (0, 0.25, 1.5)
    assert (second.begin, second.left, second.x, second.right) == (1.5, 2.5, 2.75, 4.0)
    assert (third.left, third.x, third.right) == (4.0, 4.25, 5.5)


def test_white_space_alone_is_a_tile() -> None:
    line = laid("a", "  ", "b").lines[0]
    assert (line.fragments[1].left, line.fragments[1].right) == (1, 3)


def test_line_breaks_end_lines_and_have_a_place_where_they_stand_alone() -> None:
    lines = laid("a", "\n\n", "b", ".\n", "c")
    assert shown(lines) == ["a|\n", "\n", "b|.\n", "c"]
    assert [line.ended for line in lines.lines] == [True, True, True, False]
    assert [line.blank for line in lines.lines] == [False, True, False, False]
    alone = lines.lines[0].fragments[1]
    assert alone.right - alone.left == 1
    behind = lines.lines[2].fragments[1]
    assert behind.right - behind.left == 1  # of the full stop only


def test_a_token_without_text_has_a_place() -> None:
    lines = laid("abcdefghij", "", "k")
    assert shown(lines) == ["abcdefghij", "|k"]
    assert lines.lines[1].fragments[0].right == 1


def test_ideographs_wrap_anywhere_but_no_line_begins_with_a_full_stop() -> None:
    assert shown(laid("天空", "是蓝色", "的。", width=5)) == ["天空|是蓝色", "的。"]
    assert shown(laid("天空", "是蓝色", "。", width=5)) == ["天空|是蓝", "色|。"]


def test_a_word_longer_than_a_line_is_broken() -> None:
    assert shown(laid("x", " abcdefgh", "ijkl", width=5)) == ["x| ", "abcde", "fgh|ij", "kl"]


@pytest.mark.parametrize("width", [1.0, 0.5])
def test_a_line_holds_at_least_a_letter(width: float) -> None:
    assert shown(laid("abc", width=width)) == ["a", "b", "c"]


_pieces = st.lists(st.text("ab  \n天，-.", max_size=6), min_size=1, max_size=14)


@given(_pieces, st.integers(1, 9), st.lists(st.integers(1, 4), min_size=14, max_size=14))
def test_added_piece_by_piece_is_as_laid_out_at_once(
    pieces: list[str], width: int, steps: list[int]
) -> None:
    grown, at = Lines(width, len, 0.25, slot=1), 0
    for step in steps:
        grown.add(pieces[at : at + step])
        at += step
    whole = laid(*pieces, width=width, pad=0.25)
    assert grown.lines == whole.lines
    assert "".join(shown(whole)).replace("|", "") == "".join(pieces)


@given(_pieces, _pieces, st.integers(1, 9), st.integers(0, 14))
def test_the_end_can_be_replaced(
    pieces: list[str], others: list[str], width: int, keep: int
) -> None:
    lines = laid(*pieces, width=width)
    lines.add(others, keep)
    assert lines.lines == laid(*pieces[:keep], *others, width=width).lines


def test_only_the_last_lines_are_laid_out_again() -> None:
    lines = laid(*[" word"] * 40)
    kept = [id(line) for line in lines.lines[:-1]]
    number = lines.add([" more"])
    assert number >= len(kept)
    assert [id(line) for line in lines.lines[: len(kept)]] == kept
