"""What the token view can tint its tiles by, and how strongly. Numbers only.

A certain token is not tinted at all: silence is certainty. The strength is the share of the tint
over the ground, at most 0.62, so that a reader can tell five or six steps apart."""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import StrEnum

from desktop.core.tokens import Tokens

STRONGEST = 0.62
_BEGINNING = 0.09
_CERTAIN = -math.log(0.9)  # nats; less surprise than this is none
_SETTLED_BITS = 0.5  # less entropy than this is none


class Layer(StrEnum):
    """One way to look at the tokens, in the order in which the key walks them."""

    PROBABILITY = "probability"
    RELATIVE = "relative"  # to the likeliest candidate
    RANK = "rank"
    ENTROPY = "entropy"
    ORIGIN = "origin"
    BOUNDARIES = "boundaries"

    @property
    def next(self) -> Layer:
        """The layer that the key goes to from here."""
        return _ORDER[(_ORDER.index(self) + 1) % len(_ORDER)]


_ORDER = tuple(Layer)


def of_surprise(nats: float) -> float:
    """The strength for a surprise of −ln p; nothing for p above 0.9, or where nothing is known."""
    return min(STRONGEST, _BEGINNING + 0.105 * nats) if nats >= _CERTAIN else 0.0


def of_rank(rank: int) -> float:
    """Nothing for the likeliest token (and for none); each factor adds the same."""
    return min(STRONGEST, _BEGINNING + 0.105 * math.log(rank)) if rank > 1 else 0.0


def of_entropy(nats: float) -> float:
    """In proportion to the bits: an open question of 6 bits is the strongest."""
    bits = nats / math.log(2)
    return min(STRONGEST, 0.05 + 0.095 * bits) if bits >= _SETTLED_BITS else 0.0


_STRENGTHS: dict[Layer, Callable[[Tokens, int], float]] = {
    Layer.PROBABILITY: lambda tokens, i: of_surprise(-tokens.logprobs[i]),
    Layer.RELATIVE: lambda tokens, i: of_surprise(tokens.bests[i] - tokens.logprobs[i]),
    Layer.RANK: lambda tokens, i: of_rank(tokens.ranks[i]),
    Layer.ENTROPY: lambda tokens, i: of_entropy(tokens.entropies[i]),
}


def strength(layer: Layer, tokens: Tokens, index: int) -> float:
    """How strongly a token is tinted in a layer that shows an amount; 0 for the other layers."""
    function = _STRENGTHS.get(layer)
    return function(tokens, index) if function else 0.0
