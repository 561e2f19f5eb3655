"""In which order the pieces of a line stand where some of them run from right to left. Pure.

The part of Unicode's bidirectional algorithm (UAX 9) that tiles need: pieces have one direction
each, by their first letter that has one; numbers keep theirs inside text that runs left."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from desktop.views.transcript.tile_lines import Fragment, Line

_STRONG = {"L": "L", "R": "R", "AL": "R", "EN": "N", "AN": "N"}
_JOINER = "\u200d"


@lru_cache(maxsize=1 << 15)
def direction(text: str) -> str:
    """L or R by the first letter that has a direction; N for a number; "" for what has none."""
    kinds = (_STRONG.get(unicodedata.bidirectional(letter), "") for letter in text)
    return "L" if text.isascii() and text.isalpha() else next((kind for kind in kinds if kind), "")


def runs_left(pieces: Sequence[str]) -> bool:
    """Whether a paragraph runs to the left: as its first letter that has a direction."""
    return next((kind == "R" for kind in map(direction, pieces) if kind in ("L", "R")), False)


def levels(kinds: Sequence[str], leftward: bool) -> list[int]:
    """The embedding level of each piece: odd ones run to the left."""
    base = "R" if leftward else "L"
    before, found = base, []
    for place, kind in enumerate(kinds):
        if kind in ("L", "R"):
            before = kind
        strong = kind if kind in ("L", "R") else ""
        if not kind:
            after = next((k for k in kinds[place + 1 :] if k in ("L", "R")), base)
            strong = before if before == after else base
        if kind == "N":
            found.append(2 if before == "R" or leftward else 0)
        else:
            found.append(1 if strong == "R" else 2 * leftward)
    return found


def visual(levels: Sequence[int]) -> list[int]:
    """The places of the pieces from left to right: each run of a level and above is reversed."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = max(end, start + 1)
    return order


def arrange(line: Line, pieces: Sequence[str], width: float, leftward: bool) -> None:
    """Move the fragments of a line, which stand as they follow each other, to where they are
    seen. A line that runs to the left ends at the left."""
    kinds = [direction(pieces[each.piece][each.start : each.end]) for each in line.fragments]
    if not leftward and "R" not in kinds:
        return
    found = levels(kinds, leftward)
    begins = [each.begin for each in line.fragments]
    extents = [end - begin for begin, end in zip(begins, [*begins[1:], line.end], strict=True)]
    x = width - line.end if leftward else 0.0
    for place in visual(found):
        fragment, leftward = line.fragments[place], found[place] % 2 == 1
        number = kinds[place] == "N" and found[place] > 0  # reads right, its space stands right
        _move(fragment, x, extents[place], mirrored=leftward or number)
        fragment.leftward = leftward
        x += extents[place]


def _move(fragment: Fragment, x: float, extent: float, mirrored: bool) -> None:
    """Let a fragment begin at `x`; a mirrored one has its space on the right."""
    left, right = fragment.left - fragment.begin, fragment.right - fragment.begin
    inside = fragment.x - fragment.left
    if mirrored:
        left, right = extent - right, extent - left
    fragment.begin, fragment.extent = x, extent
    fragment.left, fragment.right, fragment.x = x + left, x + right, x + left + inside


def joined(before: str, word: str, after: str) -> str:
    """A part of an Arabic word with what makes its letters join those of its neighbours."""
    first = _JOINER if _joins(before[-1:]) and _joins(word[:1]) else ""
    last = _JOINER if _joins(word[-1:]) and _joins(after[:1]) else ""
    return first + word + last


def _joins(letter: str) -> bool:
    return bool(letter) and "\u0620" <= letter <= "\u06ff" and letter.isalpha()
