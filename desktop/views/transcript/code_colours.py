"""Colours for code: Pygments names the pieces, the palette gives the colours, each readable on
the code's ground (contrast at least 4.5 : 1)."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QColor

from desktop.views.palette import Palette
from desktop.views.transcript.look import blend, readable
from desktop.views.transcript.offsets import qt_length

MAX_CHARACTERS = 40_000  # longer code is shown in one colour

# Which colour of the palette a kind of token takes; the longest matching name decides.
_KINDS = {
    "Comment": "ink2",
    "Comment.Preproc": "warm",
    "Generic.Deleted": "cut",
    "Generic.Heading": "accent",
    "Generic.Inserted": "good",
    "Generic.Subheading": "accent",
    "Keyword": "accent",
    "Literal.Number": "warm",
    "Literal.String": "good",
    "Name.Attribute": "cool",
    "Name.Builtin": "cool",
    "Name.Class": "cool",
    "Name.Decorator": "warm",
    "Name.Exception": "cut",
    "Name.Function": "cool",
    "Name.Tag": "accent",
    "Operator.Word": "accent",
}


def code_ground(palette: Palette) -> QColor:
    """What code blocks stand on."""
    return palette.raised


def code_colours(palette: Palette) -> dict[str, QColor]:
    """The colour of each kind of token that has one of its own."""
    ground = code_ground(palette)
    return {kind: readable(getattr(palette, name), ground) for kind, name in _KINDS.items()}


def coloured(text: str, language: str, palette: Palette) -> Iterator[tuple[int, int, QColor]]:
    """(start, length, colour) of each coloured piece of `text`, in UTF-16 units."""
    if not language.split() or len(text) > MAX_CHARACTERS:
        return
    colours = code_colours(palette)
    position = 0
    for kind, piece in _tokens(text, language):
        length = qt_length(piece)
        colour = _colour(kind, colours)
        if colour is not None and piece.strip():
            yield position, length, colour
        position += length


def _tokens(text: str, language: str) -> Iterator[tuple[str, str]]:
    # Pygments is heavy and needed only where there is code.
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language.lower().split()[0], stripnl=False, ensurenl=False)
    except ClassNotFound:
        return
    for kind, piece in lexer.get_tokens(text):
        yield str(kind).removeprefix("Token."), piece


def _colour(kind: str, colours: dict[str, QColor]) -> QColor | None:
    while kind:
        if kind in colours:
            return colours[kind]
        kind = kind.rpartition(".")[0]
    return None


def chip_ground(palette: Palette) -> QColor:
    """What inline code stands on."""
    return blend(palette.ink, palette.panel, 0.07)
