"""What all tiles of a transcript have in common: the layer shown, and which token is looked at."""

from __future__ import annotations

from collections import OrderedDict
from itertools import count

from PySide6.QtGui import QFontMetricsF, QPixmap

from desktop.core.layers import Layer
from desktop.core.tokens import Tokens
from desktop.views.transcript.look import Look
from desktop.views.transcript.tints import Tint, Tints

Place = tuple[str, int]  # node id, token

PictureKey = tuple[int, int, float]  # serial of the box, number of the line, pixel ratio

MOST_WIDTHS = 1 << 16  # texts whose widths are remembered
MOST_PICTURES = 160  # lines: some windows full


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
        self._layer = Layer.PROBABILITY
        self._serials = count()
        self.pictures: OrderedDict[PictureKey, QPixmap] = OrderedDict()
        self.chosen: Place | None = None
        self.hovered: Place | None = None
        self._differing: tuple[str, frozenset[int]] = ("", frozenset())
        self._look: Look | None = None
        self._ruler: Ruler | None = None
        self._tints: Tints | None = None

    def take_look(self, look: Look) -> Ruler:
        """Mix the colours and take the measures of a look, if it is another one."""
        if self._ruler is None or look is not self._look:
            self._look, self._ruler, self._tints = look, Ruler(look), Tints(look.palette)
        return self._ruler

    @property
    def layer(self) -> Layer:
        """What tiles are tinted by."""
        return self._layer

    @layer.setter
    def layer(self, layer: Layer) -> None:
        if layer is not self._layer:
            self._layer = layer
            self.pictures.clear()

    @property
    def differing(self) -> tuple[str, frozenset[int]]:
        """The message whose records of these numbers other settings would change."""
        return self._differing

    @differing.setter
    def differing(self, differing: tuple[str, frozenset[int]]) -> None:
        if differing[1] or self._differing[1]:
            self.pictures.clear()
        self._differing = differing

    def differs(self, tokens: Tokens, index: int) -> bool:
        """Whether a token would be another."""
        node_id, records = self._differing
        return tokens.node_id == node_id and tokens.record(index) in records

    def next_serial(self) -> int:
        """A number for another box, by which its pictures are kept."""
        return next(self._serials)

    def picture(self, key: PictureKey) -> QPixmap | None:
        """A kept picture of a line."""
        if key in self.pictures:
            self.pictures.move_to_end(key)
        return self.pictures.get(key)

    def keep(self, key: PictureKey, picture: QPixmap) -> None:
        """Keep a picture of a line while it is among the lately used."""
        self.pictures[key] = picture
        if len(self.pictures) > MOST_PICTURES:
            self.pictures.popitem(last=False)

    def forget(self, serial: int, number: int) -> None:
        """The lines of a box from this number on look different now."""
        for key in [key for key in self.pictures if key[0] == serial and key[1] >= number]:
            del self.pictures[key]

    def tint(self, tokens: Tokens, index: int) -> Tint | None:
        """What a token is tinted by now."""
        assert self._tints is not None, "no look was taken"
        return self._tints.of(self._layer, tokens, index)
