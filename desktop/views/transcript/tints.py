"""The colours of tiles: what each layer paints behind a token, and an ink that stands out on it."""

from __future__ import annotations

from functools import cached_property

from msgspec import Struct
from PySide6.QtGui import QColor

from desktop.core.layers import STRONGEST, Layer, strength
from desktop.core.tokens import NO_ID, Origin, Tokens
from desktop.views.palette import Palette
from desktop.views.transcript.look import blend, readable

STEPS = 24
_BOUNDARIES = (0.05, 0.11)  # shares of the ink: two greys in turn
_ORIGIN_STRENGTHS = {Origin.SAMPLED: 0.12}  # the usual one; others stand out from it


class Tint(Struct, frozen=True, eq=False):
    """An opaque colour, and the inks that can be read on it: of text, and of thoughts."""

    ground: QColor
    ink: QColor
    dim_ink: QColor


class Tints:
    """All tints of one theme, mixed once, when first asked for."""

    def __init__(self, palette: Palette) -> None:
        self._palette = palette

    @cached_property
    def _warm(self) -> list[Tint]:
        return _scale(self._palette.warm, self._palette)

    @cached_property
    def _cool(self) -> list[Tint]:
        return _scale(self._palette.cool, self._palette)

    @cached_property
    def _greys(self) -> list[Tint]:
        p = self._palette
        return [_tint(blend(p.ink, p.panel, share), p) for share in _BOUNDARIES]

    @cached_property
    def _origins(self) -> dict[Origin, Tint]:
        p = self._palette
        return {
            origin: _tint(blend(colour, p.panel, _ORIGIN_STRENGTHS.get(origin, 0.3)), p)
            for origin, colour in origin_colours(p).items()
        }

    def of_amount(self, layer: Layer, share: float) -> Tint | None:
        """For a strength of `desktop.core.layers`; None for no tint."""
        scale = self._cool if layer is Layer.ENTROPY else self._warm
        return scale[round(min(share, STRONGEST) / STRONGEST * STEPS)] if share > 0 else None

    def of_origin(self, origin: Origin) -> Tint | None:
        return self._origins.get(origin)

    def of(self, layer: Layer, tokens: Tokens, index: int) -> Tint | None:
        """What a token is tinted by in a layer."""
        if layer is Layer.BOUNDARIES:
            return self._greys[index % 2] if tokens.ids[index] != NO_ID else None
        if layer is Layer.ORIGIN:
            return self._origins.get(tokens.origin(index))
        return self.of_amount(layer, strength(layer, tokens, index))


def origin_colours(palette: Palette) -> dict[Origin, QColor]:
    """By what origins are told apart; text without a record has no tint."""
    return {
        Origin.SAMPLED: palette.accent,
        Origin.GREEDY: palette.ink3,
        Origin.REDRAWN: palette.warm,
        Origin.FORCED: palette.cut,
        Origin.BEAM: palette.cool,
        Origin.CONTRASTIVE: palette.good,
    }


def _scale(colour: QColor, palette: Palette) -> list[Tint]:
    shares = (step / STEPS * STRONGEST for step in range(STEPS + 1))
    return [_tint(blend(colour, palette.panel, share), palette) for share in shares]


def _tint(ground: QColor, palette: Palette) -> Tint:
    return Tint(ground, readable(palette.ink, ground), readable(palette.ink2, ground))
