"""Stop strings, found in a text that arrives in pieces. Pure; knows bytes, not tokens.

Bytes, because a piece may end inside a character: in UTF-8 a string is found in a text exactly
where its bytes are found in the text's bytes."""

from __future__ import annotations

from collections.abc import Sequence


class StopMatcher:
    """Reads pieces and says how many bytes may be shown.

    Ends at the first byte that completes any stop string (of two completed there the longer
    one counts), so that where the text was cut into pieces changes nothing. Until then it
    holds back what may still become one."""

    def __init__(self, stops: Sequence[str], before: bytes = b"") -> None:
        """`before` is text that was shown already: a stop string may begin in it."""
        self._stops = [stop.encode() for stop in stops]
        self._open = before[len(before) - self._pending(before) :]
        # Bytes, from the first piece on, that belong to no stop string; below 0 while one that
        # begins before may still come.
        self.cleared = -len(self._open)
        self.found = False

    def feed(self, piece: bytes) -> None:
        """The next piece; none may follow once a stop string was found."""
        assert not self.found
        text = self._open + piece
        ends = [(at + len(s), at) for s in self._stops if (at := text.find(s)) >= 0]
        self.found = bool(ends)
        clear = min(ends)[1] if ends else len(text) - self._pending(text)
        self.cleared += clear
        self._open = text[clear:]

    def _pending(self, text: bytes) -> int:
        """Length of the longest end of `text` with which a stop string begins."""
        return max((_overlap(text, stop) for stop in self._stops), default=0)


def _overlap(text: bytes, stop: bytes) -> int:
    at = max(0, len(text) - len(stop) + 1)
    while (at := text.find(stop[:1], at)) >= 0:
        if stop.startswith(text[at:]):
            return len(text) - at
        at += 1
    return 0
