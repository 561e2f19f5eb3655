"""What a request may use while it is worked on, in whichever lane that is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.protocol import Event
from engine.settings import Adjusted


class NeedsContext(Exception):
    """A request of the side lane cannot be answered without evaluating tokens: it is to be asked
    again in the main lane, behind what runs there. No error to show."""


@dataclass(frozen=True, slots=True)
class Task:
    """The way back to who asked.

    `report` takes the share done, tells it, and says False once cancelled. `adjusted` gives the
    latest settings of a reply, None if they were never replaced. `owns_context`: the main lane
    works on it, so that tokens may be evaluated."""

    send: Callable[[Event], None]
    cancelled: Callable[[], bool]
    report: Callable[[float], bool]
    adjusted: Callable[[], Adjusted | None]
    owns_context: bool
