"""The records of a reply as columns of numbers: a tenth of the room that they take as values, and
all tokens can be reckoned with at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from itertools import chain
from math import nan
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.records import How, TokenRecord, TokenTrace
from engine.stage_settings import StageName

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

_HOWS = tuple(How)
_STAGES = tuple(StageName)
NO_STAGE = len(_STAGES)


def code(stage: StageName) -> int:
    """The stage as a number of `Columns.stages`."""
    return _STAGES.index(stage)


@dataclass(frozen=True, slots=True)
class Ragged:
    """Rows of different lengths: row i of `values` is from `ends[i - 1]` to `ends[i]`."""

    values: npt.NDArray[Any]
    ends: npt.NDArray[np.int64]

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """How long each row is."""
        return np.diff(self.ends, prepend=0)

    def row(self, index: int) -> npt.NDArray[Any]:
        """One of them."""
        return self.values[(self.ends[index - 1] if index else 0) : self.ends[index]]

    def padded(self, rows: npt.NDArray[np.int64], filler: float) -> npt.NDArray[Any]:
        """Some rows as one array, as wide as the longest of them, `filler` where one ends."""
        lengths = self.lengths[rows]
        inside = np.arange(int(lengths.max(initial=0))) < lengths[:, None]
        result = np.full(inside.shape, filler, self.values.dtype)
        places = (self.ends[rows] - lengths)[:, None] + np.arange(inside.shape[1])
        result[inside] = self.values[places[inside]]
        return result


def ragged(rows: Iterable[Sequence[Any]], dtype: Any) -> Ragged:
    """Rows of values, as they are."""
    rows = list(rows)
    ends = np.cumsum([len(row) for row in rows], dtype=np.int64)
    return Ragged(np.fromiter(chain.from_iterable(rows), dtype, int(ends[-1]) if rows else 0), ends)


@dataclass(frozen=True, slots=True)
class Columns:
    """Consecutive records, one element or row each; NaN where a number was None. The fields of
    their traces are 0, NaN or empty where `traced` is False."""

    ids: Ints
    logprobs: Floats
    ranks: Ints
    entropies: Floats
    throws: Floats
    hows: npt.NDArray[np.uint8]
    settings: Ints
    traced: npt.NDArray[np.bool_]
    log_sum_exps: Floats
    maxima: Floats
    deviations: Floats
    tail_masses: Floats
    rests: Ints
    finals: Floats
    belows: Floats
    xtc_throws: Floats
    states: Floats
    candidates: Ragged
    candidate_logprobs: Ragged
    candidate_finals: Ragged
    touched: Ragged
    touched_logprobs: Ragged
    stages: Ragged  # places among StageName
    left: Ragged

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def bytes(self) -> int:
        """The room that they take."""
        return sum(_bytes(getattr(self, field.name)) for field in fields(self))

    def how(self, index: int) -> How:
        """How a token was chosen."""
        return _HOWS[int(self.hows[index])]

    def forced(self) -> npt.NDArray[np.bool_]:
        """Which tokens somebody named, whatever the dice."""
        result: npt.NDArray[np.bool_] = self.hows == _HOWS.index(How.FORCED)
        return result

    def stages_of(self, index: int) -> tuple[StageName, ...]:
        """The stages that acted on a token, in order."""
        return tuple(_STAGES[code] for code in self.stages.row(index))


def _bytes(column: npt.NDArray[Any] | Ragged) -> int:
    if isinstance(column, Ragged):
        return column.values.nbytes + column.ends.nbytes
    return column.nbytes


_NO_TRACE = TokenTrace(0.0, 0.0, 0.0, 0.0, (), (), (), 0.0, 0, 0.0, (), (), (), 0.0, 0.0)


def columns(records: Sequence[TokenRecord]) -> Columns:
    """The records' numbers."""
    traces = [record.trace or _NO_TRACE for record in records]
    return Columns(
        ids=np.array([r.id for r in records], np.int32),
        logprobs=np.array([r.logprob for r in records], np.float64),
        ranks=np.array([r.rank for r in records], np.int32),
        entropies=np.array([r.entropy_nats for r in records], np.float64),
        throws=_optional(r.u for r in records),
        hows=np.array([_HOWS.index(r.how) for r in records], np.uint8),
        settings=np.array([r.settings for r in records], np.int32),
        traced=np.array([r.trace is not None for r in records], np.bool_),
        log_sum_exps=np.array([t.log_sum_exp for t in traces], np.float64),
        maxima=np.array([t.maximum for t in traces], np.float64),
        deviations=np.array([t.deviation for t in traces], np.float64),
        tail_masses=np.array([t.tail_mass for t in traces], np.float64),
        rests=np.array([t.rest for t in traces], np.int32),
        finals=np.array([t.final for t in traces], np.float64),
        belows=np.array([t.below for t in traces], np.float64),
        xtc_throws=_optional(t.xtc_throw for t in traces),
        states=_optional(t.state for t in traces),
        candidates=ragged((t.candidates for t in traces), np.int32),
        candidate_logprobs=ragged((t.logprobs for t in traces), np.float32),
        candidate_finals=ragged((t.finals for t in traces), np.float32),
        touched=ragged((t.touched for t in traces), np.int32),
        touched_logprobs=ragged((t.touched_logprobs for t in traces), np.float32),
        stages=ragged(([_STAGES.index(s) for s in t.stages] for t in traces), np.uint8),
        left=ragged((t.left for t in traces), np.int32),
    )


def joined(parts: Sequence[Columns]) -> Columns:
    """Consecutive columns as one; at least one is given."""
    if len(parts) == 1:
        return parts[0]
    return Columns(
        **{
            field.name: _joined([getattr(part, field.name) for part in parts])
            for field in fields(Columns)
        }
    )


def _joined(parts: Sequence[Any]) -> Any:
    if not isinstance(parts[0], Ragged):
        return np.concatenate(parts)
    shifts = np.cumsum([0, *(len(part.values) for part in parts[:-1])])
    ends = [part.ends + shift for part, shift in zip(parts, shifts, strict=True)]
    return Ragged(np.concatenate([part.values for part in parts]), np.concatenate(ends))


def _optional(values: Iterable[float | None]) -> Floats:
    return np.array([nan if value is None else value for value in values], np.float64)
