"""What contrastive search balanced at some tokens, as columns of bytes. Little-endian, no gaps."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from itertools import chain, islice

import msgspec

from engine.records import Contrast, TokenTrace

_NUMBERS = ("confidences", "penalties", "scores")


class _Packed(msgspec.Struct, frozen=True, array_like=True):
    """`lengths`: uint16, a record each, the number of its candidates, 0 where nothing was balanced.
    `ids`: int32, joined. `numbers`: float32, one name of _NUMBERS after the other, each joined."""

    lengths: bytes
    ids: bytes
    numbers: bytes


_decoder = msgspec.msgpack.Decoder(_Packed)


def pack_contrasts(traces: Sequence[TokenTrace | None]) -> bytes | None:
    """What the traces of some records balanced, as one value; None where none did."""
    found = [trace.contrast if trace else None for trace in traces]
    there = [contrast for contrast in found if contrast]
    if not there:
        return None
    lengths = [len(contrast.ids) if contrast else 0 for contrast in found]
    ids = list(chain.from_iterable(contrast.ids for contrast in there))
    numbers = list(chain.from_iterable(getattr(c, name) for name in _NUMBERS for c in there))
    return msgspec.msgpack.encode(
        _Packed(
            struct.pack(f"<{len(lengths)}H", *lengths),
            struct.pack(f"<{len(ids)}i", *ids),
            struct.pack(f"<{len(numbers)}f", *numbers),
        )
    )


def unpack_contrasts(packed: bytes | None, count: int) -> list[Contrast | None]:
    """What `count` records balanced, equal to what was packed."""
    if packed is None:
        return [None] * count
    columns = _decoder.decode(packed)
    lengths = struct.unpack(f"<{count}H", columns.lengths)
    total = sum(lengths)
    ids = _split(struct.unpack(f"<{total}i", columns.ids), lengths)
    numbers = struct.unpack(f"<{len(_NUMBERS) * total}f", columns.numbers)
    parts = [_split(numbers[n * total : (n + 1) * total], lengths) for n in range(len(_NUMBERS))]
    rows = zip(ids, *parts, strict=True)
    return [Contrast(*row) if row[0] else None for row in rows]


def contrast_at(packed: bytes | None, place: int) -> Contrast | None:
    """What one record balanced, without unpacking the others."""
    if packed is None:
        return None
    columns = _decoder.decode(packed)
    lengths = struct.unpack(f"<{len(columns.lengths) // 2}H", columns.lengths)
    total, begin, length = sum(lengths), sum(lengths[:place]), lengths[place]
    ids = struct.unpack_from(f"<{length}i", columns.ids, 4 * begin)
    numbers = (
        struct.unpack_from(f"<{length}f", columns.numbers, 4 * (n * total + begin))
        for n in range(len(_NUMBERS))
    )
    return Contrast(ids, *numbers) if length else None


def _split(values: Sequence[float], lengths: Sequence[int]) -> Iterator[tuple[float, ...]]:
    rest = iter(values)
    return (tuple(islice(rest, length)) for length in lengths)
