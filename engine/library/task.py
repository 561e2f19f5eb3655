"""What a request may use while it is worked on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from engine.library.protocol import Event


@dataclass(frozen=True, slots=True)
class Task:
    """The way back to who asked.

    `wait` lets so many seconds pass and answers whether it was cancelled meanwhile. Within
    `interrupting(act)`, `act` is called from another thread once it is cancelled, so that what
    blocks ends."""

    send: Callable[[Event], None]
    cancelled: Callable[[], bool]
    wait: Callable[[float], bool]
    interrupting: Callable[[Callable[[], None]], AbstractContextManager[None]]
