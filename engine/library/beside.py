"""What a transfer does beside fetching: hashing and flushing, each in order, neither waited for.

Both are spent outside of the interpreter, so that fetching goes on at the network's speed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

_MOST_WAITING = 16  # pieces held in memory at most


class Beside:
    """Does calls one after another while others go on; what they raise comes up at the next one.

    Leaving it waits until all is done."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1)
        self._waiting: deque[Future[None]] = deque()

    def __enter__(self) -> Beside:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown()

    def do(self, act: Callable[[], None]) -> None:
        """Do it after what waits; waits itself only where too much does."""
        self._waiting.append(self._pool.submit(act))
        while len(self._waiting) > _MOST_WAITING or (self._waiting and self._waiting[0].done()):
            self._waiting.popleft().result()

    def finish(self) -> None:
        """Wait until all is done."""
        while self._waiting:
            self._waiting.popleft().result()
