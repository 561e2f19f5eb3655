"""Every tile can be read, in both themes, whatever its tint."""

from __future__ import annotations

import pytest

from desktop.core.layers import STRONGEST, Layer
from desktop.core.tokens import Origin, Tokens
from desktop.views.palette import DARK, LIGHT, Palette
from desktop.views.transcript.look import contrast
from desktop.views.transcript.tints import Tint, Tints
from tests.desktop.core.chats import records

themes = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


def every_tint(palette: Palette) -> list[Tint]:
    tints, tokens = Tints(palette), Tokens("n")
    tokens.extend(records("a", "b"))
    amounts = [
        tints.of_amount(layer, STRONGEST * step / 100)
        for layer in (Layer.PROBABILITY, Layer.RELATIVE, Layer.RANK, Layer.ENTROPY)
        for step in range(1, 101)
    ]
    others = [tints.of_origin(origin) for origin in Origin]
    greys = [tints.of(Layer.BOUNDARIES, tokens, index) for index in range(2)]
    return [each for each in (*amounts, *others, *greys) if each is not None]


@themes
def test_text_stands_out_from_every_tile(palette: Palette) -> None:
    found = every_tint(palette)
    assert len(found) > 400
    assert min(contrast(each.ink, each.ground) for each in found) >= 4.5
    assert min(contrast(each.dim_ink, each.ground) for each in found) >= 4.5


@themes
def test_a_stronger_tint_differs_more_from_the_ground(palette: Palette) -> None:
    tints = Tints(palette)
    for layer in (Layer.PROBABILITY, Layer.ENTROPY):
        scale = [tints.of_amount(layer, STRONGEST * step / 24) for step in range(1, 25)]
        away = [contrast(each.ground, palette.panel) for each in scale if each]
        assert away == sorted(away)
        assert away[-1] > 1.6  # told apart by lightness alone, so also without hues


@themes
def test_warm_is_surprise_and_cool_is_entropy(palette: Palette) -> None:
    tints = Tints(palette)
    surprise = tints.of_amount(Layer.PROBABILITY, STRONGEST)
    entropy = tints.of_amount(Layer.ENTROPY, STRONGEST)
    assert surprise is not None
    assert entropy is not None
    assert surprise.ground.red() > surprise.ground.blue()
    assert entropy.ground.blue() > entropy.ground.red()


def test_what_is_certain_or_unknown_has_no_tint() -> None:
    tints, tokens = Tints(LIGHT), Tokens("n", "by hand")
    tokens.extend(records("a"))
    assert tints.of_amount(Layer.PROBABILITY, 0.0) is None
    assert tints.of(Layer.PROBABILITY, tokens, 1) is None  # p = 1
    assert [tints.of(layer, tokens, 0) for layer in Layer] == [None] * len(Layer)


def test_neighbours_differ_where_boundaries_are_shown() -> None:
    tints, tokens = Tints(LIGHT), Tokens("n")
    tokens.extend(records("a", "b"))
    first, second = (tints.of(Layer.BOUNDARIES, tokens, index) for index in range(2))
    assert first is not None
    assert second is not None
    assert first.ground != second.ground
