"""A chat's title from its first message."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 48

_FENCE = re.compile(r"^\s*(```|~~~)")
_LINE_START = re.compile(r"^\s*(?:#{1,6}\s+|>\s*|[-*+]\s+(?:\[[ xX]\]\s+)?|\d{1,3}[.)]\s+)+")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_MARKS = re.compile(r"(\*\*|__|~~|`+)")
_EMPHASIS = re.compile(r"(?<!\w)([*_])(?=\S)(.+?)(?<=\S)\1(?!\w)")
_STOPS = "\u3002\uff01\uff1f\uff1b\uff0c\u3001\uff1a"  # full-width punctuation


def title_for(text: str) -> str:
    """The first line that says something, without markup, at most LONGEST characters.

    It is cut at a word's border, or at any character of a script without spaces. Empty where
    the message has no words."""
    for line in text.splitlines():
        plain = "" if _FENCE.match(line) else _plain(line)
        if any(character.isalnum() for character in plain):
            return _shortened(plain)
    return ""


def _plain(line: str) -> str:
    line = _LINK.sub(r"\1", _LINE_START.sub("", line))
    line = _MARKS.sub("", _TAG.sub("", line))
    line = _EMPHASIS.sub(r"\2", line)
    visible = (" " if unicodedata.category(c) == "Cc" else c for c in line)
    return " ".join("".join(visible).split()).rstrip(" ,;:\u3001\uff0c\uff1a\uff1b")


def _shortened(line: str) -> str:
    if len(line) <= LONGEST:
        return line
    end = LONGEST - 1
    while end > 1 and _joins(line[end - 1], line[end]):
        end -= 1
    border = max(line.rfind(" ", 0, end + 1), *(line.rfind(c, 0, end) for c in _STOPS))
    if border >= LONGEST // 2:
        end = border
    return line[:end].rstrip(" .,;:-–—" + _STOPS) + "…"


def _joins(before: str, after: str) -> bool:
    """Whether two code points belong to one visible character."""
    joiner = "\u200d"
    return before == joiner or after == joiner or unicodedata.category(after) in ("Mn", "Me", "Sk")
