"""Code is coloured by what its pieces are; what cannot be coloured stays plain."""

from __future__ import annotations

import pytest

from desktop.views.palette import DARK, LIGHT, Palette
from desktop.views.transcript.code_colours import MAX_CHARACTERS, code_colours, coloured
from desktop.views.transcript.offsets import qt_slice


def pieces(text: str, language: str, palette: Palette = LIGHT) -> dict[str, str]:
    """Coloured pieces of the text and their colours."""
    return {
        qt_slice(text, start, start + length).strip(): colour.name()
        for start, length, colour in coloured(text, language, palette)
    }


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_kinds_have_their_colours(palette: Palette) -> None:
    found = pieces("def f():  # why\n    return 'a' + 1", "python", palette)
    colours = {kind: colour.name() for kind, colour in code_colours(palette).items()}
    assert found["def"] == found["return"] == colours["Keyword"]
    assert found["f"] == colours["Name.Function"]
    assert found["# why"] == colours["Comment"]
    assert found["1"] == colours["Literal.Number"]
    assert "+" not in found


def test_offsets_hold_behind_an_emoji() -> None:
    assert "return" in pieces("'😀😀'; return", "js")


def test_the_language_is_the_first_word_whatever_its_case() -> None:
    assert "def" in pieces("def f(): pass", "Python title=x")


@pytest.mark.parametrize("language", ["", "  ", "no-such-language"])
def test_an_unknown_language_is_plain(language: str) -> None:
    assert pieces("def f(): pass", language) == {}


def test_very_long_code_is_plain() -> None:
    assert pieces("1 " * MAX_CHARACTERS, "python") == {}


def test_leading_line_breaks_do_not_move_the_colours() -> None:
    assert "def" in pieces("\n\ndef f(): pass\n\n", "python")
