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
        """Whether a banned word ends within this piece, wherever it begins. One that stands there
        already (it was forced, or banned too late) is past mending."""
        if not piece:
            return False
        text, before = self._end + piece, len(self._end)
        return any(text.find(word, max(before - len(word) + 1, 0)) >= 0 for word in self._words)

    def accept(self, piece: bytes) -> None:
        """The next piece of the reply."""
        text = self._end + piece
        self._end = text[max(len(text) - self._reach, 0) :]
