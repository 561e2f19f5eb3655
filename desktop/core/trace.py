"""Token records as columns of bytes, the way they are stored. Little-endian, no gaps.

Also what a trace says about its message: its text, and the ids that spell it."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Sequence
from itertools import accumulate

from msgspec import Struct, structs

from desktop.core.choices import choice_at, pack_choices, unpack_choices
from desktop.core.contrasts import contrast_at, pack_contrasts, unpack_contrasts
from engine.records import Contrast, How, TokenRecord, TokenTrace

_HOW_CODES = {
    How.SAMPLED: 0,
    How.GREEDY: 1,
    How.BANNED_AND_REDRAWN: 2,
    How.FORCED: 3,
    How.BEAM: 4,
    How.CONTRASTIVE: 5,
}
HOW_BY_CODE = {code: how for how, code in _HOW_CODES.items()}


class Columns(Struct, frozen=True):
    """`count` records, one field a column.

    int32 ids, uint16 lengths of the pieces, the pieces joined, float64 logprobs, int32 ranks,
    float64 entropies, float64 throws of the die (NaN: none), one byte how; uint32 numbers of the
    settings, float64 times (NaN: none), the traces as choices.py packs them, and their contrasts as
    contrasts.py does. The last four are None in chunks that were stored before there were any."""

    count: int
    ids: bytes
    lengths: bytes
    pieces: bytes
    logprobs: bytes
    ranks: bytes
    entropies: bytes
    throws: bytes
    hows: bytes
    settings: bytes | None = None
    times: bytes | None = None
    traces: bytes | None = None
    contrasts: bytes | None = None


class Spelling(Struct, frozen=True):
    """Of some columns those that spell the text."""

    ids: bytes
    lengths: bytes
    pieces: bytes


def pack(records: Sequence[TokenRecord]) -> Columns:
    """The columns of some records."""
    return Columns(
        len(records),
        _numbers("i", [r.id for r in records]),
        _numbers("H", [len(r.piece) for r in records]),
        b"".join(r.piece for r in records),
        _numbers("d", [r.logprob for r in records]),
        _numbers("i", [r.rank for r in records]),
        _numbers("d", [r.entropy_nats for r in records]),
        _numbers("d", [math.nan if r.u is None else r.u for r in records]),
        bytes(_HOW_CODES[r.how] for r in records),
        _numbers("I", [r.settings for r in records]),
        _numbers("d", [math.nan if r.at_ms is None else r.at_ms for r in records]),
        pack_choices([r.trace for r in records]),
        pack_contrasts([r.trace for r in records]),
    )


def unpack(columns: Columns) -> tuple[TokenRecord, ...]:
    """The records of some columns, equal to those packed."""
    ends = list(accumulate(values("H", columns.lengths)))
    pieces = [columns.pieces[a:b] for a, b in zip([0, *ends], ends, strict=False)]
    return tuple(
        TokenRecord(*fields)
        for fields in zip(
            values("i", columns.ids),
            pieces,
            values("d", columns.logprobs),
            values("i", columns.ranks),
            values("d", columns.entropies),
            _optional(columns.throws),
            [HOW_BY_CODE[code] for code in columns.hows],
            values("I", columns.settings) if columns.settings else [0] * columns.count,
            _optional(columns.times) if columns.times else [None] * columns.count,
            _traces(columns),
            strict=True,
        )
    )


def record_at(columns: Columns, place: int) -> TokenRecord:
    """One record of some columns, without unpacking the others."""

    def one(code: str, column: bytes) -> float:
        return float(struct.unpack_from("<" + code, column, place * struct.calcsize(code))[0])

    def known(column: bytes | None) -> float | None:
        value = one("d", column) if column else math.nan
        return None if math.isnan(value) else value

    lengths = values("H", columns.lengths)
    begin = sum(lengths[:place])
    return TokenRecord(
        int(one("i", columns.ids)),
        columns.pieces[begin : begin + lengths[place]],
        one("d", columns.logprobs),
        int(one("i", columns.ranks)),
        one("d", columns.entropies),
        known(columns.throws),
        HOW_BY_CODE[columns.hows[place]],
        int(one("I", columns.settings)) if columns.settings else 0,
        known(columns.times),
        _with(choice_at(columns.traces, place), contrast_at(columns.contrasts, place)),
    )


def _traces(columns: Columns) -> list[TokenTrace | None]:
    """What stood behind each choice, with what it balanced."""
    traces = unpack_choices(columns.traces, columns.count)
    contrasts = unpack_contrasts(columns.contrasts, columns.count)
    return [_with(*pair) for pair in zip(traces, contrasts, strict=True)]


def _with(trace: TokenTrace | None, contrast: Contrast | None) -> TokenTrace | None:
    return structs.replace(trace, contrast=contrast) if trace and contrast else trace


def text_of(pieces: Iterable[bytes]) -> str:
    """The text of pieces, joined before decoding; bytes that are no UTF-8 show as `\\xNN`."""
    return b"".join(pieces).decode("utf-8", "backslashreplace")


def ids_of(columns: Sequence[Columns | Spelling], text: str) -> tuple[int, ...]:
    """The ids that go back into a prompt for a message, without its end token.

    Empty where they do not spell `text`, which then was partly written by a person. Tokens at
    the end that print nothing are left out."""
    if text_of(c.pieces for c in columns) != text:
        return ()
    lengths = [length for c in columns for length in values("H", c.lengths)]
    return _shown([id for c in columns for id in values("i", c.ids)], lengths)


def ids_written(records: Sequence[TokenRecord], text: str) -> tuple[int, ...]:
    """The same of records that are not packed."""
    if text_of(r.piece for r in records) != text:
        return ()
    return _shown([r.id for r in records], [len(r.piece) for r in records])


def _shown(ids: Sequence[int], lengths: list[int]) -> tuple[int, ...]:
    while lengths and not lengths[-1]:
        lengths.pop()
    return tuple(ids[: len(lengths)])


def _optional(column: bytes) -> list[float | None]:
    return [None if math.isnan(value) else value for value in values("d", column)]


def _numbers(code: str, values: Sequence[float]) -> bytes:
    return struct.pack(f"<{len(values)}{code}", *values)


def values(code: str, column: bytes) -> tuple[int, ...]:
    """The numbers of a column, whose elements have the struct code `code`."""
    return struct.unpack(f"<{len(column) // struct.calcsize('<' + code)}{code}", column)
