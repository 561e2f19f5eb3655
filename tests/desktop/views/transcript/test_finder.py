"""Occurrences are found in reading order and walked round."""

from __future__ import annotations

from desktop.views.transcript.finder import Finder, Match

MESSAGES = [["Blue sky", "blue 😀 BLUE"], ["none"], ["(blue)"]]


def found(text: str) -> Finder:
    finder = Finder()
    finder.search(text, MESSAGES)
    return finder


def test_all_are_found_whatever_the_case() -> None:
    assert found("blue").matches == [
        Match(0, 0, 0, 4),
        Match(0, 1, 0, 4),
        Match(0, 1, 8, 12),
        Match(2, 0, 1, 5),
    ]


def test_signs_are_taken_as_they_are() -> None:
    assert found("(blue)").matches == [Match(2, 0, 0, 6)]
    assert found(".").matches == []


def test_nothing_is_found_of_nothing() -> None:
    finder = found("")
    finder.step(backward=False, begin=0)
    assert finder.matches == []
    assert finder.current is None


def test_the_first_step_goes_to_where_one_reads() -> None:
    finder = found("blue")
    finder.step(backward=False, begin=1)
    assert finder.current == Match(2, 0, 1, 5)


def test_steps_go_round_both_ways() -> None:
    finder = found("blue")
    places = []
    for backward in (False, False, False, False, False, True, True):
        finder.step(backward, begin=0)
        places.append(finder.place)
    assert places == [0, 1, 2, 3, 0, 3, 2]


def test_the_current_match_survives_new_text_below() -> None:
    finder = found("blue")
    finder.step(backward=False, begin=2)
    finder.search("blue", [*MESSAGES, ["blue too"]])
    assert finder.current == Match(2, 0, 1, 5)
    finder.step(backward=False, begin=0)
    assert finder.current == Match(3, 0, 0, 4)


def test_behind_the_last_match_one_begins_again() -> None:
    finder = Finder()
    finder.search("sky", MESSAGES)
    finder.step(backward=False, begin=2)
    assert finder.current == Match(0, 0, 5, 8)
