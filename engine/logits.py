"""What one vector of logits says, before any sampler touched it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, log
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from engine.errors import ModelComputesNaN

Logits: TypeAlias = npt.NDArray[np.float32]  # (n_vocab,), natural logarithms up to a constant

_NO_WEIGHT = np.float32(-110)  # exp of it is 0 in float32, and 0 times it is still 0


@dataclass(frozen=True, slots=True)
class RawStatistics:
    """The model's own distribution, softmax of the logits at temperature 1, in nats."""

    log_sum_exp: float
    entropy_nats: float


def raw_statistics(logits: Logits) -> RawStatistics:
    """Log-sum-exp and entropy; sums in float64, so that they hold to about 1e-6.

    Logits may be -inf; raises ModelComputesNaN where one is NaN or inf, or none is finite."""
    peak = logits.max()
    if not isfinite(peak):
        raise ModelComputesNaN()
    below = logits - peak
    np.maximum(below, _NO_WEIGHT, out=below)
    weights = np.exp(below)
    total = float(weights.sum(dtype=np.float64))
    np.multiply(below, weights, out=below)
    mean_below = float(below.sum(dtype=np.float64)) / total
    return RawStatistics(float(peak) + log(total), log(total) - mean_below)


def rank(logits: Logits, id: int) -> int:
    """The token's place among all, 1 for the likeliest; equals share the better place."""
    return int(np.count_nonzero(logits > logits[id])) + 1
