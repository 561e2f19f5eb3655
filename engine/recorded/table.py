"""The ladder of a recorded choice, read from its record where that proves every number of it."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np

from engine.explain import Choice, Standing, standing, table
from engine.findings import LadderTable
from engine.recorded.landing import landings
from engine.recorded.partial import NONE, Partial
from engine.recorded.reading import Reading, has_steering
from engine.recorded.stages import is_greedy
from engine.settings import SamplingSettings
from engine.stage_settings import StageName
from engine.stages.steering import Steering, steering

_TIGHT = 4e-6  # of the whole mass, which may be unknown of what is not listed
_BY_PLACE = (StageName.TOP_K, StageName.TOP_P, StageName.TEMPERATURE)
_JUDGING = (StageName.GRAMMAR, StageName.BANNED_WORDS)


class _Unproven(Exception):
    """The record leaves something open. No error to show."""


def recorded_table(
    reading: Reading, index: int, sampling: SamplingSettings | None = None
) -> LadderTable | None:
    """How the token `index` came about, or under other settings would have; None where the record
    does not prove all of it."""
    own = sampling is None
    settings = sampling or reading.in_force(index)
    stages = reading.columns.stages_of(index)
    judged = any(name in stages for name in _JUDGING)
    texts = settings.banned_words or settings.grammar or settings.json_schema
    if (
        judged
        or not reading.columns.traced[index]
        or (not own and (texts or has_steering(settings)))
    ):
        return None
    try:
        with np.errstate(all="ignore"):
            return _table(reading, index, settings, own)
    except _Unproven:
        return None


def _table(reading: Reading, index: int, settings: SamplingSettings, own: bool) -> LadderTable:
    columns, one = reading.columns, np.array([index])
    rows = columns.candidates.row(index).tolist()
    raw = _standing(reading.partial(one))
    walk: list[tuple[StageName, Standing]] = []

    def see(name: StageName, found: Partial) -> None:
        if not _clear(walk[-1][1] if walk else raw, found, name, rows):
            raise _Unproven
        walk.append((name, _standing(found)))

    found = reading.follow(one, settings, see)
    throws = reading.throws(one, settings)
    chosen = int(columns.ids[index]) if own else int(landings(found, throws)[0])
    state = float(columns.states[index])
    if step := steering(settings):
        walk.append((step.name, _steered(step, walk[-1][1] if walk else raw, state)))
    if (own and not _agrees(reading, index, walk)) or chosen == NONE or chosen not in rows:
        raise _Unproven
    thrown = float(columns.throws[index] if own else throws[0])
    u = None if np.isnan(thrown) or is_greedy(settings) else thrown
    choice = Choice(chosen, u, from_record=True)
    return table(rows, reading.pieces, raw, walk, settings, choice, state)


def _steered(step: Steering, last: Standing, state: float) -> Standing:
    if last.others or not np.isfinite(state):
        raise _Unproven
    step.state = state
    shaped = step.reshape(last.probabilities)
    return standing(last.ids[shaped > 0], np.log(shaped[shaped > 0]))


def _agrees(reading: Reading, index: int, walk: Sequence[tuple[StageName, Standing]]) -> bool:
    """Whether the stages left as many as the record says, and of its candidates the same."""
    counts = [len(after.ids) + after.others for _, after in walk]
    names = tuple(name for name, _ in walk)
    columns = reading.columns
    if names != columns.stages_of(index) or counts != columns.left.row(index).tolist():
        return False
    alive = columns.candidate_finals.row(index) > 0
    last = walk[-1][1] if walk else None
    return last is None or bool(((last.places(columns.candidates.row(index)) >= 0) == alive).all())


def _standing(found: Partial) -> Standing:
    """Who is left, where that is known to the last one."""
    low, high = (float(each[0]) for each in found.weights()[1:])
    tail = found.tail
    if found.unsure[0] or tail.count[0] != tail.least[0] or high - low > _TIGHT * low:
        raise _Unproven
    listed = found.ids[0] != NONE
    ids, logits = found.ids[0][listed], found.logits[0][listed]
    total = log((low + high) / 2) + float(logits[0])
    hidden = int(tail.count[0])
    deviation = float(found.deviation[0]) if found.untouched and hidden else None
    sure = int(np.count_nonzero(np.logical_and.accumulate(logits >= tail.top[0])))
    return Standing(ids, logits, total, hidden, deviation, sure)


def _clear(before: Standing, found: Partial, name: StageName, rows: Sequence[int]) -> bool:
    """Whether it can be told why a stage cut these: typical looks at the whole distribution, sigma
    at its deviation, others at places, which are not known where somebody unlisted may stand above.
    """
    if not before.others:
        return True
    if name in (StageName.TYPICAL, StageName.TOP_N_SIGMA):
        return name is StageName.TOP_N_SIGMA and before.deviation is not None
    cut = ~np.isin(rows, found.ids[0])
    return name not in _BY_PLACE or bool((before.places(rows)[cut] < before.sure).all())
