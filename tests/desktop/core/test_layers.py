"""How strongly tokens are tinted: silence for what is certain, and no more than can be read on."""

from __future__ import annotations

import math

import pytest

from desktop.core.layers import STRONGEST, Layer, of_entropy, of_rank, of_surprise, strength
from desktop.core.tokens import Tokens
from tests.desktop.core.chats import records


def test_a_probability_above_nine_tenths_has_no_colour() -> None:
    assert of_surprise(-math.log(0.91)) == 0.0
    assert of_surprise(-math.log(0.89)) == pytest.approx(0.09 + 0.105 * -math.log(0.89))


@pytest.mark.parametrize("function", [of_surprise, of_rank, of_entropy])
def test_more_is_stronger_up_to_a_bound(function: object) -> None:
    values = [function(n) for n in range(200)]  # type: ignore[operator]
    assert values == sorted(values)
    assert values[0] == 0.0
    assert values[-1] == STRONGEST


def test_the_scales_end_where_the_legend_says() -> None:
    assert of_surprise(-math.log(0.0064)) == pytest.approx(STRONGEST, abs=1e-3)
    assert of_rank(155) == pytest.approx(STRONGEST, abs=1e-3)
    assert of_entropy(6 * math.log(2)) == pytest.approx(STRONGEST)
    assert of_entropy(0.49 * math.log(2)) == 0.0
    assert of_rank(1) == 0.0


def test_what_is_not_known_has_no_tint() -> None:
    tokens = Tokens("n", "by hand")
    assert [strength(layer, tokens, 0) for layer in Layer] == [0.0] * len(Layer)


def test_each_layer_looks_at_its_own_number() -> None:
    tokens = Tokens("n")
    tokens.extend(records(*"abcdefgh"))
    last = 7
    assert strength(Layer.PROBABILITY, tokens, last) == pytest.approx(of_surprise(0.7))
    assert strength(Layer.RANK, tokens, last) == pytest.approx(of_rank(8))
    assert strength(Layer.ENTROPY, tokens, last) == 0.0
    tokens.bests[last] = -0.1
    assert strength(Layer.RELATIVE, tokens, last) == pytest.approx(of_surprise(0.6))


def test_the_key_walks_all_layers_and_comes_round() -> None:
    seen, layer = [], Layer.PROBABILITY
    for _ in Layer:
        seen.append(layer)
        layer = layer.next
    assert set(seen) == set(Layer)
    assert layer is Layer.PROBABILITY
