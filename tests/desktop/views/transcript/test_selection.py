"""What lies between two places, whichever came first."""

from __future__ import annotations

import pytest

from desktop.views.transcript.selection import Mark, Selection

TEXTS = ["First 😀 leaf", "", "Third"]


@pytest.mark.parametrize("turned", [False, True])
def test_text_across_leaves(turned: bool) -> None:
    ends = (Mark(0, 0, 6), Mark(0, 2, 3))
    selection = Selection(*(reversed(ends) if turned else ends))
    assert selection.text(0, TEXTS) == "😀 leaf\n\nThi"


def test_text_across_messages() -> None:
    selection = Selection(Mark(1, 2, 2), Mark(3, 0, 5))
    assert selection.text(0, TEXTS) == ""
    assert selection.text(1, TEXTS) == "ird"
    assert selection.text(2, TEXTS) == "First 😀 leaf\n\nThird"
    assert selection.text(3, TEXTS) == "First"
    assert selection.text(4, TEXTS) == ""
    assert [selection.covers(message) for message in range(5)] == [False, True, True, True, False]


def test_a_single_place_selects_nothing() -> None:
    selection = Selection(Mark(0, 0, 3), Mark(0, 0, 3))
    assert selection.empty
    assert not selection.covers(0)
    assert selection.text(0, TEXTS) == ""


def test_a_stretch_never_leaves_its_leaf() -> None:
    selection = Selection(Mark(0, 0, 2), Mark(0, 2, 99))
    assert selection.stretch(0, 0, 5) == (2, 5)
    assert selection.stretch(0, 1, 4) == (0, 4)
    assert selection.stretch(0, 2, 5) == (0, 5)
    assert selection.stretch(1, 0, 5) == (0, 0)
