"""The candidates behind one recorded choice, as rows of a table, and where the die fell."""

from __future__ import annotations

import math

from msgspec import Struct

from engine.records import TokenRecord


class Row(Struct, frozen=True):
    """A candidate: its raw probability, and what the stages made of it; 0 where one cut it."""

    id: int
    raw: float
    final: float
    chosen: bool


class Slice(Struct, frozen=True):
    """A candidate's part of the line from 0 to 1 that the die falls on; id -1: all others."""

    id: int
    begin: float
    end: float


def rows_of(record: TokenRecord, most: int) -> tuple[Row, ...]:
    """The likeliest candidates, and the chosen token after them where it is not among them."""
    trace = record.trace
    if trace is None:
        return ()
    columns = zip(trace.candidates[:most], trace.logprobs, trace.finals, strict=False)
    rows = [Row(id, math.exp(lp), final, id == record.id) for id, lp, final in columns]
    if record.id not in trace.candidates[:most]:
        rows.append(Row(record.id, math.exp(record.logprob), trace.final, True))
    return tuple(rows)


def rest_of(rows: tuple[Row, ...]) -> float:
    """The raw probability of everything that has no row."""
    return max(0.0, 1.0 - sum(row.raw for row in rows))


def slices_of(record: TokenRecord) -> tuple[Slice, ...]:
    """How the line from 0 to 1 was split when the die fell: by falling final probability, as the
    engine walks it, ties by lower id; what was not recorded stands last."""
    trace = record.trace
    if trace is None:
        return ()
    finals = {id: final for id, final in zip(trace.candidates, trace.finals, strict=True) if final}
    if record.id not in finals and trace.final:
        finals[record.id] = trace.final
    slices, begin = [], 0.0
    for id, final in sorted(finals.items(), key=lambda each: (-each[1], each[0])):
        slices.append(Slice(id, begin, min(1.0, begin + final)))
        begin += final
    if begin < 1.0 - 1e-6:
        slices.append(Slice(-1, begin, 1.0))
    return tuple(slices)
