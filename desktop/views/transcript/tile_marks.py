"""What all tiles of a transcript have in common: the layer shown, and which token is looked at."""

from __future__ import annotations

from PySide6.QtGui import QFontMetricsF

from desktop.core.layers import Layer
from desktop.core.tokens import Tokens
from desktop.views.transcript.look import Look
from desktop.views.transcript.tints import Tint, Tints

Place = tuple[str, int]  # node id, token

MOST_WIDTHS = 1 << 16  # texts whose widths are remembered


class Ruler:
    """Widths of texts in the body font of one look; each is asked for only once."""

    def __init__(self, look: Look) -> None:
        metrics = QFontMetricsF(look.body)
        self.ascent = metrics.ascent()
        self.letters = metrics.ascent() + metrics.descent()
        self._advance = metrics.horizontalAdvance
        self._widths: dict[str, float] = {}

    def measure(self, text: str) -> float:
        """In logical pixels."""
        width = self._widths.get(text)
        if width is None:
            if len(self._widths) > MOST_WIDTHS:
                self._widths.clear()
            width = self._widths[text] = self._advance(text)
        return width


class TileMarks:
    """Shared by the tiles, which ask while they are painted: changing it needs no new layout."""

    def __init__(self) -> None:
        self.layer = Layer.PROBABILITY
        self.chosen: Place | None = None
        self.hovered: Place | None = None
        self._look: Look | None = None
        self._ruler: Ruler | None = None
        self._tints: Tints | None = None

    def take_look(self, look: Look) -> Ruler:
        """Mix the colours and take the measures of a look, if it is another one."""
        if self._ruler is None or look is not self._look:
            self._look, self._ruler, self._tints = look, Ruler(look), Tints(look.palette)
        return self._ruler

    def tint(self, tokens: Tokens, index: int) -> Tint | None:
        """What a token is tinted by now."""
        assert self._tints is not None, "no look was taken"
        return self._tints.of(self.layer, tokens, index)
