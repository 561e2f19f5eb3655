"""What is selected: from a place in one message to a place in the same or another."""

from __future__ import annotations

from msgspec import Struct

from desktop.views.transcript.offsets import qt_length, qt_slice


class Mark(Struct, frozen=True, order=True):
    """A place in the transcript: message, leaf, offset in UTF-16 units; ordered as read."""

    message: int
    leaf: int
    offset: int


class Selection(Struct, frozen=True):
    """From where the pointer went down to where it is; either may come first."""

    anchor: Mark
    head: Mark

    @property
    def first(self) -> Mark:
        return min(self.anchor, self.head)

    @property
    def last(self) -> Mark:
        return max(self.anchor, self.head)

    @property
    def empty(self) -> bool:
        return self.anchor == self.head

    def covers(self, message: int) -> bool:
        """Whether anything of this message may be selected."""
        return not self.empty and self.first.message <= message <= self.last.message

    def stretch(self, message: int, leaf: int, length: int) -> tuple[int, int]:
        """What of a leaf of `length` is selected: start and end, equal where nothing is."""
        start = max(Mark(message, leaf, 0), self.first)
        end = min(Mark(message, leaf, length), self.last)
        return (start.offset, end.offset) if start < end else (0, 0)

    def text(self, message: int, texts: list[str]) -> str:
        """The selected text of a message whose leaves have `texts`; paragraphs apart."""
        pieces = []
        for leaf, text in enumerate(texts):
            start, end = self.stretch(message, leaf, qt_length(text))
            if start < end:
                pieces.append(qt_slice(text, start, end))
        return "\n\n".join(pieces)
