"""The way of the candidates through the stages as a table: rows, columns, and where each was cut.

Made from a record, which knows the first and the last column, or from the engine's own walk."""

from __future__ import annotations

import math

import msgspec
from msgspec import Struct

from desktop.core.candidates import rest_of, rows_of
from engine.findings import Cut, LadderTable
from engine.records import TokenRecord
from engine.stage_settings import StageName


class LadderRow(Struct, frozen=True):
    """A candidate: a probability for each column, None from the column on where it is cut."""

    id: int
    shares: tuple[float | None, ...]
    chosen: bool
    cut: Cut | None = None

    @property
    def survives(self) -> bool:
        return self.shares[-1] is not None


class Matrix(Struct, frozen=True):
    """`stages` names the columns after the first, which is raw; None: all stages together.

    `rest` is the probability of everything that has no row, column by column; None: not known."""

    stages: tuple[StageName | None, ...]
    rows: tuple[LadderRow, ...]
    rest: tuple[float | None, ...]

    @property
    def tallest(self) -> float:
        """The greatest probability of all, to which all bars are drawn."""
        return max((share or 0.0 for row in self.rows for share in row.shares), default=0.0)


EMPTY = Matrix((), (), ())


def of_record(record: TokenRecord, most: int) -> Matrix:
    """Raw and final probabilities, as they were recorded."""
    rows = rows_of(record, most)
    if record.trace is None:
        return EMPTY
    made = tuple(LadderRow(row.id, (row.raw, row.final or None), row.chosen) for row in rows)
    left = max(0.0, 1.0 - sum(row.final for row in rows))
    return Matrix((None,), made, (rest_of(rows), left if record.trace.rest else 0.0))


def of_table(table: LadderTable, most: int) -> Matrix:
    """Every stage, as the engine walked it."""
    raw = tuple(math.exp(logprob) for logprob in table.logprobs)
    columns = (raw, *table.probabilities)
    places = [n for n, id in enumerate(table.ids) if n < most or id == table.chosen]
    rows = tuple(
        LadderRow(
            table.ids[n],
            tuple(column[n] for column in columns),
            table.ids[n] == table.chosen,
            table.cuts[n],
        )
        for n in places
    )
    rest = (max(0.0, 1.0 - sum(raw[n] for n in places)), *table.rest_mass)
    return _acting(Matrix(table.stages, rows, rest))


def _acting(matrix: Matrix) -> Matrix:
    """Without the columns of stages that left everything as it was; the last one stays."""
    kept = [
        column
        for column in range(1, len(matrix.stages) + 1)
        if column == len(matrix.stages)
        or any(_differ(row.shares[column - 1], row.shares[column]) for row in matrix.rows)
    ]
    rows = (
        msgspec.structs.replace(row, shares=tuple(row.shares[n] for n in (0, *kept)))
        for row in matrix.rows
    )
    stages = tuple(matrix.stages[n - 1] for n in kept)
    return Matrix(stages, tuple(rows), tuple(matrix.rest[n] for n in (0, *kept)))


def _differ(before: float | None, after: float | None) -> bool:
    if before is None or after is None:
        return before is not after
    return abs(before - after) > 1e-6
