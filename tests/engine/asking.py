"""Asking an engine in this process, without a worker around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.protocol import Event, Job
from engine.settings import Adjusted
from engine.task import Task


def task(
    send: Callable[[Event], None] = lambda event: None,
    cancelled: Callable[[], bool] = lambda: False,
    report: Callable[[float], bool] = lambda share: True,
    adjusted: Callable[[], Adjusted | None] = lambda: None,
    owns_context: bool = True,
) -> Task:
    """A task that nobody cancels or adjusts, in the main lane, unless it says otherwise."""
    return Task(send, cancelled, report, adjusted, owns_context)


def ask(engine: Any, request: Job, **told: Any) -> Any:
    """The result of a request; `told` is what its task is made of."""
    return engine.perform(request, task(**told))
