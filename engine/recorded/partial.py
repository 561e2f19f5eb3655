"""Distributions of which a record lists the head, many at once, and what bounds the rest.

A record names the likeliest tokens; of all others it knows how many there are, their mass, and that
none is likelier than the last one named. Every stage can be followed on that: what is certain stays
exact, what is not becomes an interval, and where the interval touches a decision the token is
marked as unsure, for good. Nothing is ever guessed.

The numbers come back from float32 log-probabilities and the stages reckon in float32; `slack` says
how far a logit may therefore be from llama.cpp's. Comparisons nearer than that are unsure too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from engine.recorded.columns import Columns, Floats, Ints

Flags: TypeAlias = npt.NDArray[np.bool_]
Whole: TypeAlias = npt.NDArray[np.int64]

NONE = -1  # the id of a place where no token stands
ROUNDING = 2.4e-7  # two steps of float32, as a share
SUM_ROUNDING = 6e-8  # half a step: what a sum in float32 may lose with each number added
MASS_ERROR = 1e-6  # of a tail's mass, which is 1 less the sum of the others


def counted(flags: Flags) -> Whole:
    """How many are true in each row."""
    result: Whole = np.count_nonzero(flags, axis=1)
    return result


@dataclass(slots=True)
class Tail:
    """The tokens that are not listed: between `least` and `count` of them, the log-sum-exp of
    their logits between `low` and `high`, none higher than `top`. Arrays of shape (rows,); -inf
    where there is nothing."""

    count: Floats
    least: Floats
    low: Floats
    high: Floats
    top: Floats

    def end(self, rows: Flags) -> None:
        """Nobody is left there."""
        self.count[rows] = self.least[rows] = 0
        self.low[rows] = self.high[rows] = self.top[rows] = -np.inf


@dataclass(slots=True)
class Partial:
    """One distribution a row: listed tokens first, falling by logit, equals by lower id.

    `ids` and `logits` have the shape (rows, places); NONE and -inf where fewer are listed.
    `touched`: where a logit was changed one by one. `slack`: see above. `unsure`: rows that cannot
    be followed any further. `untouched`: no stage has changed anything yet, so that `entropy` and
    `deviation` of the raw distribution still hold."""

    ids: Ints
    logits: Floats
    touched: Flags
    tail: Tail
    slack: Floats
    unsure: Flags
    entropy: Floats
    deviation: Floats
    untouched: bool = True

    @property
    def counts(self) -> Whole:
        """How many are listed in each row."""
        return counted(self.ids != NONE)

    @property
    def ended(self) -> Flags:
        """Rows of which everybody is listed."""
        result: Flags = self.tail.count == 0
        return result

    @property
    def above(self) -> Whole:
        """How many of the listed ones stand above everybody who is not."""
        clear = np.where(self.touched, self.slack[:, None], 0.0)
        higher = self.logits - clear > self.tail.top[:, None]
        return counted(np.logical_and.accumulate(higher, axis=1))

    def rows(self, wanted: Any) -> Partial:
        """Some of the rows, as a copy."""
        tail = self.tail
        return Partial(
            self.ids[wanted].copy(),
            self.logits[wanted].copy(),
            self.touched[wanted].copy(),
            Tail(*(getattr(tail, name)[wanted].copy() for name in Tail.__slots__)),
            self.slack[wanted].copy(),
            self.unsure[wanted].copy(),
            self.entropy[wanted].copy(),
            self.deviation[wanted].copy(),
            self.untouched,
        )

    def weights(self) -> tuple[Floats, Floats, Floats]:
        """Of the listed ones, and the least and most that all weigh together, in units of the
        likeliest listed one."""
        peak = self.logits[:, 0].copy()
        peak[~np.isfinite(peak)] = 0.0
        weights: Floats = np.exp(self.logits - peak[:, None])
        listed = weights.sum(axis=1)
        with np.errstate(over="ignore"):
            low, high = np.exp(self.tail.low - peak), np.exp(self.tail.high - peak)
        return weights, listed + low, listed + high

    def lost(self, whole: Floats) -> Floats:
        """How far llama.cpp's float32 sum over everybody may be from the true one: no number
        changes a sum by more than itself, nor is rounded by more than half a step."""
        peak = self.logits[:, 0]
        with np.errstate(invalid="ignore", over="ignore"):
            tail = np.where(self.ended, 0.0, np.exp(self.tail.high - peak))
        result: Floats = np.minimum(tail, self.tail.count * SUM_ROUNDING * whole)
        return result

    def margin(self) -> Floats:
        """How far sums of probabilities may be off, as a share."""
        result: Floats = 2 * self.slack + SUM_ROUNDING * (20 + self.ids.shape[1])
        return result

    def settle(self, earlier: Partial, left: Whole) -> None:
        """Where a stage has just become unsure that keeps the likeliest, and it is known how many
        it `left` of the `earlier` ones (0: not known), those stand."""
        rows = np.arange(len(left))
        last = self.ids.shape[1] - 1
        border, following = np.clip(left - 1, 0, last), np.clip(left, 0, last)
        with np.errstate(invalid="ignore"):
            gap = earlier.logits[rows, border] - earlier.logits[rows, following]
        moved = earlier.touched[rows, border] | earlier.touched[rows, following]
        clear = (gap > np.where(moved, self.slack, 0.0)) | (left > last)
        at = self.unsure & ~earlier.unsure & (left > 0) & (earlier.above >= left) & clear
        if at.any():
            self.ids[at], self.logits[at] = earlier.ids[at], earlier.logits[at]
            self.touched[at], self.slack[at] = earlier.touched[at], earlier.slack[at]
            self.unsure[at] = False
            self.keep(left, at)
            self.tail.end(at)

    def keep(self, counts: Whole, rows: Flags) -> None:
        """Cut these rows after their first so many listed ones."""
        gone = rows[:, None] & (np.arange(self.ids.shape[1]) >= counts[:, None])
        self.ids[gone], self.logits[gone] = NONE, -np.inf

    def drop(self, gone: Flags) -> None:
        """Take listed ones out, wherever they stand; shape (rows, places)."""
        self.ids[gone], self.logits[gone] = NONE, -np.inf
        self.sort(np.logical_or.reduce(gone, axis=1))

    def sort(self, rows: Flags) -> None:
        """Put these rows into their order again; who stood first among equals still does."""
        at = np.flatnonzero(rows)
        if not len(at):
            return
        order = np.argsort(-self.logits[at], axis=1, kind="stable")
        for each in (self.ids, self.logits, self.touched):
            each[at] = np.take_along_axis(each[at], order, axis=1)

    def absorb(self, rows: Flags) -> None:
        """Where others may stand above them, listed ones cannot be told from them any more."""
        if not rows.any():
            return
        below = np.arange(self.ids.shape[1]) >= self.above[:, None]
        inside = rows[:, None] & below & (self.ids != NONE)
        logits = np.where(inside, self.logits, -np.inf)
        mass, number = _log_sum_exp(logits), counted(inside)
        tail = self.tail
        tail.low, tail.high = np.logaddexp(tail.low, mass), np.logaddexp(tail.high, mass)
        tail.top = np.maximum(tail.top, logits.max(axis=1))
        tail.count += number
        tail.least += number
        self.ids[inside], self.logits[inside] = NONE, -np.inf
        self.unsure |= rows & (self.ids[:, 0] == NONE)

    def border(self, kept: Whole, rows: Flags) -> None:
        """Mark rows in which the last of so many kept ones and the first that is cut are too near
        to each other to be told apart."""
        at, width = np.arange(len(kept)), self.ids.shape[1]
        last = self.logits[at, np.clip(kept - 1, 0, width - 1)]
        following = np.full(len(kept), -np.inf)
        inside = kept < width
        following[inside] = self.logits[at[inside], kept[inside]]
        following = np.maximum(following, self.tail.top)
        near = np.isfinite(following) & (last - following <= self.slack)
        self.unsure |= rows & (kept > 0) & near


def _log_sum_exp(logits: Floats) -> Floats:
    """Over each row; -inf for an empty one."""
    peak = logits.max(axis=1, initial=-np.inf)
    base = np.where(np.isfinite(peak), peak, 0.0)
    with np.errstate(divide="ignore"):
        result: Floats = base + np.log(np.exp(logits - base[:, None]).sum(axis=1))
    return result


def partial(columns: Columns, rows: Whole, n_vocab: int) -> Partial:
    """What the records of these tokens know of the distributions before any stage."""
    candidates, touched = columns.candidates.padded(rows, NONE), columns.touched.padded(rows, NONE)
    width, extra = candidates.shape[1], touched.shape[1]
    shape = (len(rows), max(width + extra + 1, 2))
    ids, logprobs = np.full(shape, NONE, np.int32), np.full(shape, -np.inf)
    ids[:, :width] = candidates
    ids[:, width : width + extra] = touched
    logprobs[:, :width] = columns.candidate_logprobs.padded(rows, -np.inf)
    logprobs[:, width : width + extra] = columns.touched_logprobs.padded(rows, -np.inf)
    new = ~(ids[:, :-1] == columns.ids[rows][:, None]).any(axis=1)
    ids[new, -1], logprobs[new, -1] = columns.ids[rows][new], columns.logprobs[rows][new]
    sums = columns.log_sum_exps[rows]
    logits = (logprobs + sums[:, None]).astype(np.float32).astype(np.float64)
    found = Partial(
        ids,
        logits,
        np.zeros(shape, np.bool_),
        _tail(columns, rows, logits, logprobs, n_vocab, width),
        _slack(logits, logprobs),
        ~columns.traced[rows],
        columns.entropies[rows].copy(),
        columns.deviations[rows].copy(),
    )
    found.sort(np.logical_or.reduce(np.isfinite(logprobs[:, width:]), axis=1))
    return found


def _slack(logits: Floats, logprobs: Floats) -> Floats:
    """By the largest number from which a logit came back."""
    either = np.maximum(np.abs(logits), np.abs(logprobs))
    result: Floats = ROUNDING * np.where(np.isfinite(either), either, 16.0).max(axis=1)
    return result


def _tail(
    columns: Columns,
    rows: Whole,
    logits: Floats,
    logprobs: Floats,
    n_vocab: int,
    width: int,
) -> Tail:
    """Everybody but the listed ones."""
    known = counted(np.isfinite(logits))
    apart = np.exp(logprobs[:, width:]).sum(axis=1)
    mass = np.maximum(columns.tail_masses[rows] - apart, 0.0)
    count = (n_vocab - known).astype(np.float64)
    lengths = columns.candidates.lengths[rows]
    lowest = logits[np.arange(len(rows)), np.maximum(lengths - 1, 0)]
    top = np.where(lengths > 0, lowest, columns.maxima[rows])
    with np.errstate(divide="ignore"):
        low = np.log(np.maximum(mass - MASS_ERROR, 0.0)) + columns.log_sum_exps[rows]
        high = np.log(mass + MASS_ERROR) + columns.log_sum_exps[rows]
        high = np.minimum(high, np.log(np.maximum(count, 1.0)) + top)
    result = Tail(count, count.copy(), np.minimum(low, high), high, top)
    result.end(count <= 0)
    return result
