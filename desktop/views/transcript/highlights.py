"""What is marked in the transcript: the selection and what was found, as washes behind text."""

from __future__ import annotations

from bisect import bisect_left

from PySide6.QtGui import QColor

from desktop.views.transcript.finder import Finder, Match
from desktop.views.transcript.look import blend
from desktop.views.transcript.message import Message
from desktop.views.transcript.scene import Scene
from desktop.views.transcript.selection import Selection
from desktop.views.transcript.text_box import Wash

SELECTED = 0.28
FOUND = 0.2
CURRENT = 0.45


class Highlights:
    """The selection and the finder over one scene."""

    def __init__(self, scene: Scene) -> None:
        self.selection: Selection | None = None
        self.finder = Finder()
        self._scene = scene

    def washes(self, index: int, message: Message) -> dict[int, list[Wash]]:
        """The washes of a message by the leaf's number; the selection lies on top."""
        result: dict[int, list[Wash]] = {}
        for match in self._matches(index):
            colour = self._found(match)
            result.setdefault(match.leaf, []).append(Wash(match.start, match.end, colour))
        if self.selection and self.selection.covers(index):
            for leaf, placed in enumerate(message.placed):
                start, end = self.selection.stretch(index, leaf, placed.box.length)
                if start < end:
                    wash = Wash(start, end, self._tint(self._scene.look.palette.accent, SELECTED))
                    result.setdefault(leaf, []).append(wash)
        return result

    def selected_text(self) -> str:
        """The selected text; messages two line breaks apart."""
        if self.selection is None or self.selection.empty:
            return ""
        indices = range(self.selection.first.message, self.selection.last.message + 1)
        texts = (
            self.selection.text(index, [leaf.text for leaf in self._scene.leaves(index)])
            for index in indices
        )
        return "\n\n".join(text for text in texts if text)

    def _matches(self, index: int) -> list[Match]:
        matches = self.finder.matches
        first = bisect_left(matches, Match(index, 0, 0, 0))
        return matches[first : bisect_left(matches, Match(index + 1, 0, 0, 0))]

    def _found(self, match: Match) -> QColor:
        current = match == self.finder.current
        return self._tint(self._scene.look.palette.warm, CURRENT if current else FOUND)

    def _tint(self, colour: QColor, share: float) -> QColor:
        return blend(colour, self._scene.look.palette.panel, share)
