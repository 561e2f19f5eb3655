"""How much memory is resident: now, and at most while something runs."""

from __future__ import annotations

import threading
from typing import Self

import psutil

POLL_S = 0.005


def resident_mb(*, children: bool = True) -> tuple[float, float]:
    """Of this process, and of those it started."""
    own = psutil.Process()
    below = own.children(recursive=True) if children else []
    return own.memory_info().rss / 1e6, sum(each.memory_info().rss for each in below) / 1e6


class Peak:
    """Watches this process from a thread of its own; afterwards `extra_mb` is the most that it
    had above the beginning."""

    def __init__(self) -> None:
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._before, _ = resident_mb(children=False)
        self._most = self._before

    @property
    def extra_mb(self) -> float:
        return self._most - self._before

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(POLL_S):
            self._most = max(self._most, resident_mb(children=False)[0])
