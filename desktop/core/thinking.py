"""Where a reply thinks and where it speaks: `<think>…</think>`, also unclosed or opened by the
template. A tag counts only where nothing but white space stands before it; a reply that talks
about tags keeps them as text."""

from __future__ import annotations

from msgspec import Struct

OPEN = "<think>"
CLOSE = "</think>"


class Part(Struct, frozen=True):
    """A stretch of a reply; `closed` is False for thinking that has not ended (yet)."""

    text: str
    thinking: bool
    closed: bool = True


def split(text: str, opened: bool = False) -> tuple[Part, ...]:
    """The parts of `text` in order, without the tags and without parts of white space only.

    `opened`: the template wrote the first tag, so the text begins inside a thinking block."""
    parts: list[Part] = []
    rest, inside = _after_open(text, opened)
    while inside:
        thought, tag, rest = rest.partition(CLOSE)
        parts.append(Part(thought.strip(), thinking=True, closed=bool(tag)))
        rest, inside = _after_open(rest, False)
    parts.append(Part(rest.strip("\n") if parts else rest, thinking=False))
    return tuple(part for part in parts if part.text.strip())


class Stretch(Struct, frozen=True):
    """From letter `start` to `end` of a reply, tags and white space included."""

    start: int
    end: int
    thinking: bool
    closed: bool = True


def stretches(text: str, opened: bool = False) -> tuple[Stretch, ...]:
    """The same parts by place, so that together they are all of `text`; none is empty. The white
    space after a thought belongs to it."""
    found: list[Stretch] = []
    start = 0
    rest, inside = _after_open(text, opened)
    while inside:
        _, tag, rest = rest.partition(CLOSE)
        end = len(text) - len(rest.lstrip())
        found.append(Stretch(start, end, thinking=True, closed=bool(tag)))
        start = end
        rest, inside = _after_open(rest, False)
    found.append(Stretch(start, len(text), thinking=False))
    return tuple(each for each in found if each.start < each.end)


def _after_open(text: str, opened: bool) -> tuple[str, bool]:
    stripped = text.lstrip()
    if stripped.startswith(OPEN):
        return stripped[len(OPEN) :], True
    return text, opened
