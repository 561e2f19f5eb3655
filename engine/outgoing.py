"""Lines on their way out of the child: whole, in order, and at the right moment.

Knows no event and no lane: whoever writes from several lanes lets one in at a time."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable

HELD_S = 0.008  # nobody sees a token that is so much later
LATELY = 16  # tokens by which the pace is judged: more than a stop string holds back at once
PACE_S = 0.004  # between tokens, below which they are worth gathering


class Outgoing:
    """Writes lines. Where tokens come faster than anyone can see, those of a few milliseconds
    leave in one write: each write costs time here and wakes the reader.

    A token waits only while the next one is due; whatever else is said takes along what waits, so
    an answer's first token and its end never wait. `write` raises OSError once nobody reads."""

    def __init__(
        self, write: Callable[[bytes], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._write = write
        self._clock = clock
        self._waiting: list[bytes] = []
        self._left = 0.0  # when lines left the last time
        self._lately: deque[float] = deque(maxlen=LATELY)  # when tokens came, without a break

    def send(self, line: bytes) -> None:
        """Write a line now, after what waits."""
        self._lately.clear()
        self._leave(line, self._clock())

    def send_token(self, line: bytes) -> None:
        """Write a line soon, mostly now."""
        now = self._clock()
        self._lately.append(now)
        if self._is_fast(now) and now - self._left < HELD_S:
            self._waiting.append(line)
        else:
            self._leave(line, now)

    def _is_fast(self, now: float) -> bool:
        return len(self._lately) == LATELY and now - self._lately[0] < LATELY * PACE_S

    def _leave(self, line: bytes, now: float) -> None:
        lines = b"".join((*self._waiting, line))
        self._waiting.clear()
        self._left = now
        self._write(lines)


def descriptor_writer(descriptor: int) -> Callable[[bytes], None]:
    """A `write` for `serve`: what it is given goes out whole and at once."""

    def write(lines: bytes) -> None:
        rest = memoryview(lines)
        while rest:
            rest = rest[os.write(descriptor, rest) :]

    return write
