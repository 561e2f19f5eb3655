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

_ROW = 128  # numbers that are added in float32 before float64 takes over
_ONES = np.ones(_ROW, np.float32)


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
    """Log-sum-exp and entropy, to about 1e-7 of their size.

    Logits may be -inf; raises ModelComputesNaN where one is NaN or inf, or none is finite."""
    peak = np.maximum.reduce(logits)
    if not isfinite(peak):
        raise ModelComputesNaN()
    below = logits - peak
    sum_below = _sum(below)
    if not isfinite(sum_below):
        below = below[np.isfinite(below)]  # what is forbidden weighs nothing
        sum_below = _sum(below)
    weights = np.exp(below)
    total = _sum(weights)
    mean = sum_below / len(below)
    return RawStatistics(
        float(peak) + log(total),
        log(total) - _sum_of_products(below, weights) / total,
        float(peak),
        float(peak) + mean,
        sqrt(max(_sum_of_products(below, below) / len(below) - mean * mean, 0.0)),
    )


def _sum(values: Logits) -> float:
    whole = len(values) // _ROW * _ROW
    total = float(
        np.add.reduce(np.vecdot(values[:whole].reshape(-1, _ROW), _ONES), dtype=np.float64)
    )
    return total + float(np.add.reduce(values[whole:])) if whole < len(values) else total


def _sum_of_products(a: Logits, b: Logits) -> float:
    whole = len(a) // _ROW * _ROW
    rows = np.vecdot(a[:whole].reshape(-1, _ROW), b[:whole].reshape(-1, _ROW))
    total = float(np.add.reduce(rows, dtype=np.float64))
    return total + float(np.vecdot(a[whole:], b[whole:])) if whole < len(a) else total


def likeliest(logits: Logits, count: int) -> npt.NDArray[np.int32]:
    """The ids of the `count` highest logits, falling, equals by lower id; forbidden ones not.

    As many groups of the vocabulary as are asked for have a logit at least as high as the lowest
    of their maxima, so only what reaches that needs sorting."""
    count = min(count, len(logits))
    if not count:
        return np.empty(0, np.int32)
    width = max(len(logits) // (8 * count), 1)
    whole = len(logits) // width * width
    peaks = np.maximum.reduce(logits[:whole].reshape(width, -1))
    bound = np.partition(peaks, len(peaks) - count)[len(peaks) - count]
    ids = (logits >= bound).nonzero()[0].astype(np.int32)
    if bound == -np.inf:
        ids = ids[logits[ids] > -np.inf]
    order = (-logits[ids]).argsort(kind="stable")
    highest: npt.NDArray[np.int32] = ids[order[:count]]
    return highest


def rank(logits: Logits, id: int, head: npt.NDArray[np.int32] | None = None) -> int:
    """The token's place among all, 1 for the likeliest; equals share the better place.

    `head` is what `likeliest` gave: who stands above one of those is one of those."""
    logit = logits[id]
    if head is not None and len(head) and logit >= logits[head[-1]]:
        logits = logits[head]
    return int(np.count_nonzero(logits > logit)) + 1
