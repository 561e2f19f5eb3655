"""The die: which number falls depends on seed and position alone, so every replay throws the same.

Counter-based: Philox 4x64 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011),
key = seed, counter = position."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


class Die:
    """The throws of one seed, in any order."""

    def __init__(self, seed: int) -> None:
        self._philox = np.random.Philox(key=seed)
        self._state = self._philox.state  # setting it is much cheaper than another generator

    def throw(self, position: int) -> float:
        """A number in [0, 1), uniform in steps of 2^-53; `position` counts a sequence's tokens."""
        self._state["state"]["counter"][0] = position
        self._philox.state = self._state
        return (int(self._philox.random_raw()) >> 11) * 2.0**-53


def draw(ids: npt.NDArray[np.int32], probabilities: npt.NDArray[np.float64], u: float) -> int:
    """The token on which `u` falls when all lie side by side.

    They lie in the order of falling probability, equals by lower id, whatever order they come
    in. The probabilities need not quite sum to one."""
    falling = np.sort(probabilities)[::-1]
    reach = falling.cumsum()
    place = min(int(reach.searchsorted(u * reach[-1], side="right")), len(ids) - 1)
    equals = np.sort(ids[probabilities == falling[place]])
    return int(equals[place - np.count_nonzero(falling > falling[place])])
