"""Where a text occurs in what the transcript shows, and which occurrence is the current one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from desktop.views.transcript.offsets import qt_length


class Match(Struct, frozen=True, order=True):
    """An occurrence; offsets in UTF-16 units of the leaf's text."""

    message: int
    leaf: int
    start: int
    end: int


class Finder:
    """The matches of one text, in reading order, and the place of the current one."""

    def __init__(self) -> None:
        self.matches: list[Match] = []
        self.place = -1

    @property
    def current(self) -> Match | None:
        return self.matches[self.place] if self.place >= 0 else None

    def search(self, text: str, messages: Iterable[Sequence[str]]) -> None:
        """Find `text`, case aside, in the leaves' texts of each message; the current match stays
        the current one if it is found again."""
        current = self.current
        self.matches, self.place = [], -1
        if text:
            pattern = re.compile(re.escape(text), re.IGNORECASE)
            self.matches = [
                match
                for number, leaves in enumerate(messages)
                for match in _in_message(pattern, number, leaves)
            ]
        if current in self.matches:
            self.place = self.matches.index(current)

    def step(self, backward: bool, begin: int) -> None:
        """Go to the next match, round the end; the first time, to the first from message
        `begin` on."""
        if not self.matches:
            return
        if self.place < 0:
            later = (i for i, match in enumerate(self.matches) if match.message >= begin)
            self.place = next(later, 0)
        else:
            self.place = (self.place + (-1 if backward else 1)) % len(self.matches)


def _in_message(pattern: re.Pattern[str], message: int, leaves: Sequence[str]) -> Iterator[Match]:
    for leaf, text in enumerate(leaves):
        for found in pattern.finditer(text):
            start = qt_length(text[: found.start()])
            yield Match(message, leaf, start, start + qt_length(found[0]))
