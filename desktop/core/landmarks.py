"""The tokens of a message that stand out, as a reader wants to jump to them."""

from __future__ import annotations

import math
from enum import StrEnum

from desktop.core.tokens import Tokens

SHARE = 0.1  # of a message's tokens stand out at most, beside those of equal value
_LEAST = math.log(2)  # nats: one bit


class Landmark(StrEnum):
    SURPRISE = "surprise"  # an unlikely choice: high −ln p
    QUESTION = "question"  # an open question: high entropy


def landmarks(tokens: Tokens, landmark: Landmark) -> tuple[int, ...]:
    """The tokens that stand out most, in their order.

    The bar is the message's own: a tenth of it stands out. It never falls below one bit, so that a
    text without surprises has none."""
    if landmark is Landmark.SURPRISE:
        values = [-each for each in tokens.logprobs]
    else:
        values = list(tokens.entropies)
    known = sorted((each for each in values if not math.isnan(each)), reverse=True)
    if not known:
        return ()
    bar = max(known[int(len(known) * SHARE)], _LEAST)
    return tuple(index for index, value in enumerate(values) if value >= bar)
