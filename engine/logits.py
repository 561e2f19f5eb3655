"""What one vector of logits says, before any sampler touched it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, log, sqrt
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from engine.errors import ModelComputesNaN

Logits: TypeAlias = npt.NDArray[np.float32]  # (n_vocab,), natural logarithms up to a constant
Block: TypeAlias = npt.NDArray[np.float32]  # (tokens, n_vocab), each row the logits after a token

_NO_WEIGHT = np.float32(-110)  # exp of it is 0 in float32, and 0 times it is still 0


@dataclass(frozen=True, slots=True)
class RawStatistics:
    """The model's own distribution, softmax of the logits at temperature 1, in nats; maximum,
    mean and standard deviation of the finite logits themselves."""

    log_sum_exp: float
    entropy_nats: float
    maximum: float
    mean: float
    deviation: float


def raw_statistics(logits: Logits) -> RawStatistics:
    """Log-sum-exp and entropy; sums in float64, so that they hold to about 1e-6.

    Logits may be -inf; raises ModelComputesNaN where one is NaN or inf, or none is finite."""
    peak = np.maximum.reduce(logits)
    if not isfinite(peak):
        raise ModelComputesNaN()
    below = logits - peak
    mean, deviation = _spread(below)
    np.maximum(below, _NO_WEIGHT, out=below)
    weights = np.exp(below)
    total = float(np.add.reduce(weights, dtype=np.float64))
    np.multiply(below, weights, out=below)
    mean_below = float(np.add.reduce(below, dtype=np.float64)) / total
    return RawStatistics(
        float(peak) + log(total),
        log(total) - mean_below,
        float(peak),
        float(peak) + mean,
        deviation,
    )


def _spread(below: Logits) -> tuple[float, float]:
    """Mean and standard deviation of the finite ones."""
    total = float(np.add.reduce(below, dtype=np.float64))
    if not isfinite(total):
        below = below[np.isfinite(below)]
        total = float(below.sum(dtype=np.float64))
    mean = total / len(below)
    return mean, sqrt(max(float(np.dot(below, below)) / len(below) - mean * mean, 0.0))


def likeliest(logits: Logits, count: int) -> npt.NDArray[np.int32]:
    """The ids of the `count` highest logits, falling, equals by lower id; forbidden ones not.

    As many blocks of the vocabulary as are asked for have a logit at least as high as the lowest
    of their maxima, so only what reaches that needs sorting."""
    count = min(count, len(logits))
    if not count:
        return np.empty(0, np.int32)
    width = len(logits) // (8 * count)
    if width < 2:
        ids = np.argsort(-logits, kind="stable")[:count].astype(np.int32)
        return ids if logits[ids[-1]] > -np.inf else ids[logits[ids] > -np.inf]
    whole = len(logits) // width * width
    peaks = logits[:whole].reshape(-1, width).max(axis=1)
    bound = np.partition(peaks, len(peaks) - count)[len(peaks) - count]
    ids = np.flatnonzero((logits >= bound) & (logits > -np.inf)).astype(np.int32)
    return ids[np.argsort(-logits[ids], kind="stable")[:count]]


def rank(logits: Logits, id: int) -> int:
    """The token's place among all, 1 for the likeliest; equals share the better place."""
    return int(np.count_nonzero(logits > logits[id])) + 1
