"""What stood behind the choices of some tokens, as columns of bytes. Little-endian, no gaps."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

import msgspec

from engine.records import TokenTrace
from engine.stage_settings import StageName

# The codes are in people's files: a new stage gets a new number at the end.
_STAGE_CODES = {
    StageName.LOGIT_BIAS: 0,
    StageName.PENALTIES: 1,
    StageName.DRY: 2,
    StageName.NO_REPEAT_NGRAM: 3,
    StageName.TOP_N_SIGMA: 4,
    StageName.TOP_K: 5,
    StageName.TYPICAL: 6,
    StageName.TOP_P: 7,
    StageName.MIN_P: 8,
    StageName.XTC: 9,
    StageName.TEMPERATURE: 10,
    StageName.GRAMMAR: 11,
    StageName.MIROSTAT: 12,
    StageName.ADAPTIVE_P: 13,
    StageName.BANNED_WORDS: 14,
}
_STAGES = {code: name for name, code in _STAGE_CODES.items()}

_NUMBERS = (
    *("log_sum_exp", "maximum", "mean", "deviation", "tail_mass", "rest", "rest_mass"),
    *("final", "below", "xtc_throw", "state"),
)
_LISTS = {"candidates": "i", "stages": "B", "touched": "i"}  # and the code of their elements
_BESIDE = {  # lists as long as another one
    "logprobs": ("candidates", "f"),
    "finals": ("candidates", "f"),
    "left": ("stages", "i"),
    "kept": ("stages", "d"),
    "touched_logprobs": ("touched", "f"),
}


class _Packed(msgspec.Struct, frozen=True, array_like=True):
    """`present`: a byte for each record, 1 where it has a trace; the rest is of those only.
    `numbers`: float64, one name of _NUMBERS after the other, NaN for none. `lengths`: uint16, of
    the lists of _LISTS. `lists`: those of _LISTS, then those of _BESIDE, each joined."""

    present: bytes
    numbers: bytes
    lengths: bytes
    lists: tuple[bytes, ...]


_decoder = msgspec.msgpack.Decoder(_Packed)


def pack_choices(traces: Sequence[TokenTrace | None]) -> bytes | None:
    """The traces of some records as one value; None where none has any."""
    there = [trace for trace in traces if trace is not None]
    if not there:
        return None
    rows = map(msgspec.structs.astuple, there)
    columns = dict(zip(TokenTrace.__struct_fields__, zip(*rows, strict=True), strict=True))
    numbers = [_number(value) for name in _NUMBERS for value in columns[name]]
    lengths = [len(values) for name in _LISTS for values in columns[name]]
    lists = (
        *(_joined(columns[name], code) for name, code in _LISTS.items()),
        *(_joined(columns[name], code) for name, (_, code) in _BESIDE.items()),
    )
    return msgspec.msgpack.encode(
        _Packed(
            bytes(trace is not None for trace in traces),
            struct.pack(f"<{len(numbers)}d", *numbers),
            struct.pack(f"<{len(lengths)}H", *lengths),
            lists,
        )
    )


def unpack_choices(packed: bytes | None, count: int) -> list[TokenTrace | None]:
    """The traces of `count` records, equal to those packed."""
    if packed is None:
        return [None] * count
    columns = _decoder.decode(packed)
    there = _traces(columns, columns.present.count(1))
    return [next(there) if present else None for present in columns.present]


def choice_at(packed: bytes | None, place: int) -> TokenTrace | None:
    """The trace of one record, without unpacking the others."""
    columns = _decoder.decode(packed) if packed is not None else None
    if columns is None or not columns.present[place]:
        return None
    count, before = columns.present.count(1), columns.present[:place].count(1)
    fields: dict[str, object] = {}
    for name, number in zip(_NUMBERS, range(before, count * len(_NUMBERS), count), strict=True):
        fields[name] = struct.unpack_from("<d", columns.numbers, number * 8)[0]
    lengths = {
        name: struct.unpack_from(f"<{before + 1}H", columns.lengths, number * count * 2)
        for number, name in enumerate(_LISTS)
    }
    kinds = {name: (name, code) for name, code in _LISTS.items()} | _BESIDE
    for (name, (of, code)), column in zip(kinds.items(), columns.lists, strict=True):
        *earlier, length = lengths[of]
        begin = sum(earlier) * struct.calcsize("<" + code)
        fields[name] = struct.unpack_from(f"<{length}{code}", column, begin)
    return _trace(fields)


def best_logprobs(packed: bytes | None, count: int) -> list[float | None]:
    """The raw log-probability of the likeliest candidate of each record; None without a trace."""
    if packed is None:
        return [None] * count
    columns = _decoder.decode(packed)
    there = columns.present.count(1)
    sums, maxima = struct.iter_unpack(f"<{there}d", columns.numbers[: there * 16])
    bests = (top - whole for whole, top in zip(sums, maxima, strict=True))
    return [next(bests) if present else None for present in columns.present]


def _traces(columns: _Packed, count: int) -> Iterator[TokenTrace]:
    numbers = struct.iter_unpack(f"<{count}d", columns.numbers)
    lengths = dict(zip(_LISTS, struct.iter_unpack(f"<{count}H", columns.lengths), strict=True))
    kinds = {name: (name, code) for name, code in _LISTS.items()} | _BESIDE
    fields = dict(zip(_NUMBERS, numbers, strict=True))
    for (name, (of, code)), column in zip(kinds.items(), columns.lists, strict=True):
        fields[name] = tuple(_split(code, column, lengths[of]))
    for values in zip(*fields.values(), strict=True):
        yield _trace(dict(zip(fields, values, strict=True)))


def _trace(values: dict[str, object]) -> TokenTrace:
    values["rest"] = int(values["rest"])  # type: ignore[call-overload] # a number of the columns
    values["stages"] = tuple(_STAGES[code] for code in values["stages"])  # type: ignore[attr-defined] # a list of them
    for name in ("xtc_throw", "state"):
        if values[name] != values[name]:
            values[name] = None
    return TokenTrace(**values)  # type: ignore[arg-type] # one value a field


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def _joined(column: Iterable[Sequence[float | StageName]], code: str) -> bytes:
    values = list(chain.from_iterable(column))
    if values and isinstance(values[0], StageName):
        return bytes(map(_STAGE_CODES.__getitem__, values))  # type: ignore[arg-type] # all are
    return struct.pack(f"<{len(values)}{code}", *values)


def _split(code: str, column: bytes, lengths: Sequence[int]) -> Iterator[tuple[float, ...]]:
    values = iter(struct.unpack(f"<{len(column) // struct.calcsize('<' + code)}{code}", column))
    return (tuple(islice(values, length)) for length in lengths)
