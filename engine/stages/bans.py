"""Banned words: would a token complete one? Bytes, because a token may end inside a character."""

from __future__ import annotations

from collections.abc import Sequence


class BannedWords:
    """Reads a reply token by token; a word may lie across the borders of its tokens."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = [word.encode() for word in words]
        self._reach = max(map(len, self._words), default=1) - 1
        self._end = b""

    def completed_by(self, piece: bytes) -> bool:
        """Whether the reply with this piece at its end has a banned word in it."""
        if not piece:
            return False
        text = self._end + piece
        return any(word in text for word in self._words)

    def accept(self, piece: bytes) -> None:
        """The next piece of the reply."""
        text = self._end + piece
        self._end = text[max(len(text) - self._reach, 0) :]
