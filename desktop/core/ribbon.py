"""The entropy of a whole chat along a strip: a mean for each stretch of its height."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from msgspec import Struct


class Band(Struct, frozen=True):
    """A message's place in the chat's height, and sums over its tokens' values: `sums[i]` of the
    first i, so that any stretch costs one subtraction."""

    top: float
    bottom: float
    sums: tuple[float, ...]


def band(top: float, bottom: float, values: Sequence[float]) -> Band:
    """The band of a message whose tokens are spread evenly over its height."""
    return Band(top, bottom, tuple(accumulate(values, initial=0.0)))


def means(bands: Sequence[Band], total: float, count: int) -> list[float]:
    """The mean value of each of `count` equal parts of the height `total`; 0 where no token is.

    `bands` do not overlap and go from top to bottom."""
    step = total / max(1, count)
    sums, tokens = [0.0] * count, [0] * count
    for each in bands:
        number, high = len(each.sums) - 1, each.bottom - each.top
        if number <= 0 or high <= 0 or step <= 0:
            continue
        first = min(max(0, int(each.top / step)), count - 1)
        last = min(max(first, int(each.bottom / step)), count - 1)
        begin = 0
        for part in range(first, last + 1):
            share = ((part + 1) * step - each.top) / high
            end = number if part == last else min(number, max(begin, round(share * number)))
            sums[part] += each.sums[end] - each.sums[begin]
            tokens[part] += end - begin
            begin = end
    return [value / n if n else 0.0 for value, n in zip(sums, tokens, strict=True)]
