"""White space made visible."""

from __future__ import annotations

_SIGNS = {" ": "␣", "\n": "↵", "\t": "⇥", "\r": "␍"}


def shown_space(text: str) -> str:
    """White space as signs that can be seen; other letters as they are."""
    return "".join(_SIGNS.get(letter, letter) for letter in text)
