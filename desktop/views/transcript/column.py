"""Where each message stands: heights from top to bottom, measured once laid out, estimated before.

Numbers only, no Qt."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate


class Column:
    """Heights of messages by their ids, and the tops that follow from them.

    Invariant: `_tops` is empty (to be added up again) or has one entry more than `_ids`."""

    def __init__(self) -> None:
        self._ids: list[str] = []
        self._heights: dict[str, int] = {}
        self._measured: set[str] = set()
        self._tops: list[int] = []
        self._start = 0

    def arrange(self, ids: Sequence[str], estimate: Callable[[int], int]) -> None:
        """Take a new order; heights that are known stay, others are `estimate`d by index."""
        self._heights = {
            each: self._heights.get(each) or estimate(number) for number, each in enumerate(ids)
        }
        self._ids = list(ids)
        self._measured &= self._heights.keys()
        self._tops = []

    def start_at(self, y: int) -> None:
        """Let the first message begin at `y`."""
        if y != self._start:
            self._start, self._tops = y, []

    def forget(self, ids: Sequence[str]) -> None:
        """Hold the heights of these messages for estimates: they need measuring again."""
        self._measured.difference_update(ids)

    def measure(self, index: int, height: int) -> None:
        """The height of a message, now that it is laid out."""
        node = self._ids[index]
        self._measured.add(node)
        if self._heights[node] != height:
            self._heights[node] = height
            self._tops = []

    def measured(self, index: int) -> bool:
        return self._ids[index] in self._measured

    def top(self, index: int) -> int:
        return self._added()[index]

    def bottom(self, index: int) -> int:
        return self._added()[index + 1]

    @property
    def total(self) -> int:
        """Where the last message ends."""
        return self._added()[-1]

    def at(self, y: int) -> int:
        """The index of the message that covers `y`, or of the nearest; -1 if there is none."""
        place = bisect_right(self._added(), y) - 1
        return max(min(place, len(self._ids) - 1), min(0, len(self._ids) - 1))

    def between(self, top: int, bottom: int) -> range:
        """The indices of the messages that touch the stretch from `top` to `bottom`."""
        if not self._ids or bottom <= self._start:
            return range(0)
        return range(self.at(top), self.at(bottom - 1) + 1)

    def _added(self) -> list[int]:
        if not self._tops:
            heights = (self._heights[node] for node in self._ids)
            self._tops = list(accumulate(heights, initial=self._start))
        return self._tops
