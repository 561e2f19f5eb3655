"""What each stage did over a recorded reply."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from msgspec.structs import replace

from engine.findings import ImpactTable, StageImpact
from engine.recorded.columns import Floats
from engine.recorded.partial import NONE, Partial, Whole
from engine.recorded.reading import Reading
from engine.settings import SamplingSettings
from engine.stage_settings import StageName

Groups: TypeAlias = Sequence[tuple[Whole, SamplingSettings]]  # tokens, and what was in force

_RESHAPING = (StageName.LOGIT_BIAS, StageName.PENALTIES, StageName.DRY, StageName.TEMPERATURE)
_WITHOUT: dict[StageName, dict[str, Any]] = {
    StageName.MIROSTAT: {"mirostat": 0, "adaptive_target": -1.0},
    StageName.ADAPTIVE_P: {"adaptive_target": -1.0},
    StageName.GRAMMAR: {"grammar": "", "json_schema": ""},
    StageName.BANNED_WORDS: {"banned_words": ()},
}


def impact(reading: Reading) -> ImpactTable:
    """What each stage did over the whole reply, in the order in which they came to act.

    The choices without a stage are those of `Reading.some_choices`: each token by itself, after the
    recorded ones."""
    groups = _by_settings(reading)
    cuts = _cuts(reading)
    for name, rows in _reshaped(reading, groups).items():
        for row in rows:
            cuts[name].setdefault(row, 0)
    stages = []
    for name in _names(reading):
        acted = cuts[name]
        changed, undecided = _without(name, reading, groups)
        mean = sum(acted.values()) / len(acted) if acted else 0.0
        stages.append(StageImpact(name, len(acted), mean, changed, undecided))
    return ImpactTable(len(reading), tuple(stages))


def _names(reading: Reading) -> tuple[StageName, ...]:
    names: dict[StageName, None] = {}
    for row in range(len(reading)):
        names |= dict.fromkeys(reading.columns.stages_of(row))
    return tuple(names)


def _by_settings(reading: Reading) -> Groups:
    numbers = reading.columns.settings
    return [
        (np.flatnonzero(numbers == number), reading.kept.in_force(number))
        for number in np.unique(numbers).tolist()
    ]


def _cuts(reading: Reading) -> dict[StageName, dict[int, int]]:
    """How many candidates each stage cut at which tokens, where it cut any."""
    result: dict[StageName, dict[int, int]] = defaultdict(dict)
    columns = reading.columns
    for row in range(len(reading)):
        before = reading.n_vocab
        for name, left in zip(columns.stages_of(row), columns.left.row(row).tolist(), strict=True):
            if left < before:
                result[name][row] = before - left
            before = left
    return result


def _reshaped(reading: Reading, groups: Groups) -> dict[StageName, set[int]]:
    """Where stages changed the probabilities of recorded candidates without cutting them."""
    result: dict[StageName, set[int]] = defaultdict(set)
    for rows, sampling in groups:
        seen = _Changes(reading.partial(rows).logits)

        def see(name: StageName, found: Partial, rows: Whole = rows, seen: _Changes = seen) -> None:
            changed = seen.rows(found.logits) & (found.counts + found.tail.count > 1)
            if name in _RESHAPING:
                result[name].update(rows[changed].tolist())

        with np.errstate(all="ignore"):
            found = reading.follow(rows, sampling, see)
        if not sampling.mirostat and sampling.adaptive_target >= 0:
            several = found.counts + found.tail.count > 1
            result[StageName.ADAPTIVE_P].update(rows[several].tolist())
    return result


class _Changes:
    """Which rows of numbers are others than a moment ago."""

    def __init__(self, logits: Floats) -> None:
        self._before = logits.copy()

    def rows(self, logits: Floats) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """The rows, and the numbers are noted."""
        before, self._before = self._before, logits.copy()
        changed: np.ndarray[Any, np.dtype[np.bool_]] = np.logical_or.reduce(
            before != logits, axis=1
        )
        return changed


def _without(name: StageName, reading: Reading, groups: Groups) -> tuple[int, int]:
    """How many choices would have been others without a stage, and at how many nobody knows."""
    changed = undecided = 0
    columns, forced = reading.columns, reading.columns.forced()
    for rows, sampling in groups:
        here = [row for row in rows.tolist() if name in columns.stages_of(row) and not forced[row]]
        if not here:
            continue
        at = np.array(here)
        order = tuple(each for each in sampling.order if each is not name)
        other = replace(sampling, **_WITHOUT.get(name, {"order": order}))
        chosen = reading.some_choices(at, other)
        undecided += int(np.count_nonzero(chosen == NONE))
        changed += int(np.count_nonzero((chosen != NONE) & (chosen != columns.ids[at])))
    return changed, undecided
