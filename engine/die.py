"""The die: which number falls depends on seed and position alone, so every replay throws the same.

Counter-based: Philox 4x64 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011),
key = seed, counter = position."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


class Die:
    """The throws of one seed, in any order."""

    def __init__(self, seed: int) -> None:
        self._philox = np.random.Philox(key=seed)
        self._state = self._philox.state  # setting it is much cheaper than another generator

    def throw(self, position: int, lane: int = 0) -> float:
        """A number in [0, 1), uniform in steps of 2^-53; `position` counts a sequence's tokens.
        Other lanes are other dice of the same seed."""
        self._state["state"]["counter"][:2] = position, lane
        self._philox.state = self._state
        return (int(self._philox.random_raw()) >> 11) * 2.0**-53


@dataclass(frozen=True, slots=True)
class Landing:
    """Where a throw fell: on this token, whose stretch of [0, 1) begins at `below` and is as long
    as its probability."""

    id: int
    below: float
    probability: float


def stretch(ids: npt.NDArray[np.int32], probabilities: npt.NDArray[np.float64], id: int) -> Landing:
    """Where a throw would have had to fall for this token; a stretch of length 0 where it is none
    of `ids`. They lie as for `draw`."""
    whole = probabilities.sum()
    own = probabilities[ids == id]
    if not len(own):
        return Landing(id, 0.0, 0.0)
    before = (probabilities > own[0]) | ((probabilities == own[0]) & (ids < id))
    return Landing(id, float(probabilities[before].sum() / whole), float(own[0] / whole))


def draw(ids: npt.NDArray[np.int32], probabilities: npt.NDArray[np.float64], u: float) -> Landing:
    """The token on which `u` falls when all lie side by side.

    They lie in the order of falling probability, equals by lower id, whatever order they come
    in. The probabilities need not quite sum to one."""
    falling = np.sort(probabilities)[::-1]
    reach = falling.cumsum()
    whole = reach[-1]
    place = min(int(reach.searchsorted(u * whole, side="right")), len(ids) - 1)
    equals = np.sort(ids[probabilities == falling[place]])
    id = int(equals[place - np.count_nonzero(falling > falling[place])])
    below = float(reach[place - 1] / whole) if place else 0.0
    return Landing(id, below, float(falling[place] / whole))
