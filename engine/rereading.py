"""The way back to a place of a recorded reply, on the chat's own cache."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.choice import Chooser
from engine.errors import InvalidRequest
from engine.loaded import Loaded
from engine.logits import Logits
from engine.place import read
from engine.plan import digest, followed
from engine.prompt.tokens import Prompt
from engine.protocol import TracePlace
from engine.recorded.kept import Kept
from engine.recorded.reading import Reading
from engine.recorded.stages import is_greedy
from engine.records import MemoryKind
from engine.session import Aborted
from engine.settings import SamplingSettings
from engine.task import NeedsContext, Task


def reading_at(loaded: Loaded, place: TracePlace) -> Reading:
    """The reply of a place, which may be just behind its last token."""
    reading = Reading(loaded.traces.get(place.trace), loaded.model)
    if place.index > len(reading):
        raise InvalidRequest(problem=f"the reply has only {len(reading)} tokens")
    return reading


def prompt_before(reading: Reading, index: int) -> Prompt:
    """The tokens before a place of a reply."""
    return Prompt((*reading.kept.prompt, *reading.columns.ids[:index].tolist()), ())


def keep_state(loaded: Loaded) -> None:
    """Before going back: a memory that cannot keeps what it has."""
    if loaded.context.memory is not MemoryKind.PLAIN:
        loaded.session.preserve()


def chooser_at(loaded: Loaded, reading: Reading, index: int, sampling: SamplingSettings) -> Chooser:
    """One that stands where the reply stood before a token; to be closed."""
    kept = reading.kept
    past = (*kept.prompt, *reading.columns.ids[:index].tolist())
    chooser = Chooser(loaded.model, sampling, kept.seed, past, kept.begun + index)
    state = float(reading.columns.states[index]) if index < len(reading) else np.nan
    if np.isfinite(state):
        chooser.steer(state)
    return chooser


def require_context(task: Task) -> None:
    """From here on tokens are evaluated."""
    if not task.owns_context:
        raise NeedsContext


def throws_at(
    reading: Reading, index: int, sampling: SamplingSettings
) -> tuple[float | None, float | None]:
    """The throws of a token's own dice, under these settings: None where none is thrown."""
    one = np.array([index])
    u = None if is_greedy(sampling) else float(reading.throws(one, sampling)[0])
    return u, float(reading.scene(one, sampling).xtc_throws[0])


def again(
    loaded: Loaded, reading: Reading, last: int, task: Task, request: int
) -> Iterator[Logits]:
    """The logits before each token of a reply up to `last`, by the batches it was written with:
    on the chat's cache where that came by them, else in the emptied memory. Raises Aborted."""
    kept, session = reading.kept, loaded.session
    keep_state(loaded)
    if not read(loaded, prompt_before(reading, 0), task, request):
        raise Aborted
    if kept.plan and _elsewise(loaded, kept):
        every = (*kept.prompt, *reading.columns.ids[:-1].tolist())
        with session.lent() as backend:
            for length in followed(backend, every, kept.plan):
                if 0 <= length - len(kept.prompt) <= last:
                    yield backend.logits()
                    _go_on(task, length - len(kept.prompt), last)
        return
    for index in range(last + 1):
        yield session.logits()
        if index < last:
            session.extend(int(reading.columns.ids[index]))
        _go_on(task, index, last)


def _elsewise(loaded: Loaded, kept: Kept) -> bool:
    """Whether the prompt stands in memory by other batches than those of its plan, which is that of
    this prompt."""
    assert kept.plan is not None
    if kept.plan.prompt != digest(kept.prompt):
        return False
    pairs = zip(kept.plan.starts, kept.plan.counts, strict=False)
    then = [(start, count) for start, count in pairs if start < len(kept.prompt)]
    return then != [(batch.start, len(batch.ids)) for batch in loaded.session.plan]


def _go_on(task: Task, index: int, last: int) -> None:
    task.report((index + 1) / (last + 1))
    if task.cancelled():
        raise Aborted
