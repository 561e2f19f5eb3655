"""Where throws of the die fall on partial distributions, where that is certain."""

from __future__ import annotations

import numpy as np

from engine.die import draw
from engine.recorded.columns import Floats, Ints
from engine.recorded.partial import NONE, Flags, Partial
from engine.recorded.stages import first
from engine.settings import SamplingSettings
from engine.stages.steering import Mirostat, Probabilities, Steering, steering

_NEAR = 1e-5  # bits within which mirostat might decide otherwise
_DOUBTFUL = 1e-4  # what adaptive-p may make of rounding, as a share


def landings(found: Partial, throws: Floats) -> Ints:
    """The token of each row on which its throw falls; NONE where that is not certain."""
    weights, low, high = found.weights()
    margin, last = found.margin(), found.counts - 1
    reach = weights.cumsum(axis=1)
    above = np.arange(weights.shape[1]) < found.above[:, None]
    surely = first(above & (reach * (1 - margin)[:, None] > (throws * high)[:, None]))
    perhaps = first(reach * (1 + margin)[:, None] > (throws * low)[:, None])
    to_the_last = found.ended & (perhaps >= last)
    at = np.where(to_the_last, last, surely)
    certain = to_the_last | ((surely == perhaps) & (surely < weights.shape[1]))
    at = np.clip(at, 0, weights.shape[1] - 1)
    certain &= ~found.unsure & (last >= 0) & ~_beside_an_equal(found, at)
    result: Ints = np.where(certain, found.ids[np.arange(len(at)), at], NONE)
    return result


def _beside_an_equal(found: Partial, at: Ints) -> Flags:
    """Whether the token's neighbour weighs the same within rounding, so that either may lie first.

    Untouched ones with rising ids lie right in any case: falling, or equals by lower id."""
    rows = np.arange(len(at))
    result = np.zeros(len(at), np.bool_)
    for left, right in ((at - 1, at), (at, at + 1)):
        left, right = np.maximum(left, 0), np.minimum(right, found.ids.shape[1] - 1)
        with np.errstate(invalid="ignore"):
            near = found.logits[rows, left] - found.logits[rows, right] <= found.slack
        near &= (left != right) & (found.ids[rows, right] != NONE)
        moved = found.touched[rows, left] | found.touched[rows, right]
        result |= near & (moved | (found.ids[rows, left] > found.ids[rows, right]))
    return result


def steered(
    found: Partial,
    throws: Floats,
    sampling: SamplingSettings,
    taken: Ints,
    forced: Flags,
    states: Floats | None = None,
) -> Ints:
    """As `landings`, by mirostat or adaptive-p, which learn from the tokens `taken`.

    With `states` each row has the memory given; else it is followed from row to row, and lost where
    a row does not tell enough: from there on nothing is certain."""
    step = steering(sampling)
    assert step is not None
    result = np.full(len(taken), NONE, np.int32)
    for row in range(len(taken)):
        if states is not None:
            step.state = float(states[row])
        if not _tells(found, row, step):
            if states is None:
                break
            continue
        ids = found.ids[row, : found.counts[row]]
        p = _probabilities(found, row)
        shaped = step.reshape(p)
        result[row] = _landing(ids, shaped, float(throws[row]))
        if not _learns(step, ids, p, shaped, int(taken[row]), bool(forced[row])):
            break
    return result


def _tells(found: Partial, row: int, step: Steering) -> bool:
    """Whether a row knows its whole distribution, and nothing of it is at the step's border."""
    empty = not found.counts[row]
    if empty or found.unsure[row] or not found.ended[row] or not np.isfinite(step.state):
        return False
    if not isinstance(step, Mirostat):
        return True
    p, state = _probabilities(found, row), step.state
    kept = []
    for step.state in (state - _NEAR, state + _NEAR):
        kept.append(step.reshape(p) > 0)
    step.state = state
    return bool((kept[0] == kept[1]).all())


def _probabilities(found: Partial, row: int) -> Probabilities:
    logits = found.logits[row, : found.counts[row]]
    weights: Probabilities = np.exp(logits - logits[0])
    weights /= weights.sum()
    return weights


def _landing(ids: Ints, shaped: Probabilities, u: float) -> int:
    alive = shaped > 0
    before, after = (
        draw(ids[alive], shaped[alive], min(max(u + by, 0.0), 1.0 - 2**-53))
        for by in (-_DOUBTFUL, _DOUBTFUL)
    )
    equals = np.abs(shaped / shaped.sum() - after.probability) < _DOUBTFUL * after.probability
    return after.id if before.id == after.id and np.count_nonzero(equals) == 1 else NONE


def _learns(
    step: Steering, ids: Ints, p: Probabilities, shaped: Probabilities, taken: int, forced: bool
) -> bool:
    """Let the step learn; False where the token taken could not have been, so that it cannot."""
    place = np.flatnonzero((ids == taken) & (shaped > 0))
    if len(place):
        step.learn(float(p[place[0]]), float(shaped[place[0]]))
    return bool(len(place)) or forced
