"""Text from a model in a terminal: nothing in it can command the terminal, white space is seen."""

from __future__ import annotations

import codecs
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TextIO

from engine.protocol import Event, Progress

_SIGNS = {" ": "·", "\n": "↵", "\t": "⇥", "\r": "␍"}
_CLEAR = "\r\x1b[K"
# What makes a terminal act, and what turns the order of signs around so that a text lies.
_COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def visible(piece: bytes) -> str:
    """A piece in one line: white space as signs, what is no text as `\\xNN` and the like."""
    text = piece.decode("utf-8", "backslashreplace")
    return "".join(_SIGNS.get(sign) or _printed(sign) for sign in text)


def harmless(text: str) -> str:
    """A text of which a terminal obeys line breaks and tabs only; the rest shows as `\\xNN`."""
    return _COMMANDS.sub(lambda found: _escaped(found[0]), text)


def columns(head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[bool]) -> str:
    """A table, two spaces between its columns; `right` says which stand at their right edge."""
    table = [head, *rows]
    widths = [max(map(_width, column)) for column in zip(*table, strict=True)]
    lines = (
        "  ".join(_padded(*cell) for cell in zip(row, widths, right, strict=True)).rstrip()
        for row in table
    )
    return "".join(line + "\n" for line in lines)


class Stream:
    """Writes a text that comes in pieces of bytes, as soon as they make characters.

    Bytes that never do show as `\\xNN`. To a terminal no other control signs go than line
    breaks and tabs; a file or a pipe gets the text as it is."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._terminal = out.isatty()
        self._decoder = codecs.getincrementaldecoder("utf-8")("backslashreplace")
        self._ends_line = True

    def write(self, piece: bytes, *, final: bool = False) -> None:
        """The next piece."""
        text = self._decoder.decode(piece, final)
        if not text:
            return
        self._out.write(harmless(text) if self._terminal else text)
        self._out.flush()
        self._ends_line = text.endswith("\n")

    def end(self) -> None:
        """What is left, and a line break unless there is one."""
        self.write(b"", final=True)
        if not self._ends_line:
            self._out.write("\n")
        self._out.flush()


class Gauge:
    """A line that says how far a piece of work has come; on a terminal, and only for a time."""

    def __init__(self, what: str, out: TextIO) -> None:
        self._what = what
        self._out = out if out.isatty() else None
        self._shown = False

    def tell(self, event: Event) -> None:
        """What a child says meanwhile."""
        if self._out and isinstance(event, Progress) and event.total:
            self._out.write(f"{_CLEAR}{self._what}: {event.done / event.total:.0%}")
            self._out.flush()
            self._shown = True

    def clear(self) -> None:
        """Take the line away, if it is there: another text may stand in its place by now."""
        if self._out and self._shown:
            self._out.write(_CLEAR)
            self._out.flush()
            self._shown = False


def prepare_output() -> None:
    """Text that the terminal's encoding lacks is escaped instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _printed(sign: str) -> str:
    return sign if sign.isprintable() else _escaped(sign)


def _escaped(sign: str) -> str:
    return sign.encode("unicode_escape", "surrogatepass").decode("ascii")


def _padded(text: str, width: int, right: bool) -> str:
    space = " " * (width - _width(text))
    return space + text if right else text + space


def _width(text: str) -> int:
    """Columns of a terminal that a text takes."""
    return sum(_cells(text))


def _cells(text: str) -> Iterator[int]:
    for sign in text:
        if unicodedata.combining(sign):
            yield 0
        else:
            yield 2 if unicodedata.east_asian_width(sign) in "WF" else 1
