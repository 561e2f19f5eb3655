"""A bounded reader of GGUF headers: metadata and the list of tensors, of files that nobody trusts.

Whatever a file claims, reading it takes a bounded time and a few megabytes: counts, lengths and
totals have limits, large arrays are walked over without being kept, and nothing is allocated for a
length before its bytes have come. Knows the format (ggml/docs/gguf.md), not what the keys mean."""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass, field
from typing import BinaryIO, TypeAlias

from engine.errors import FileBroken, FileEndsEarly, FileIsNoModel, FormatUnknown
from engine.library.tensor_types import TYPES
from engine.reasons import no_gguf

MOST_KEYS = 20_000
MOST_TENSORS = 200_000
MOST_ELEMENTS = 16_000_000  # of one array
MOST_HEADER_BYTES = 512 << 20
MOST_KEPT_BYTES = 8 << 20  # of all metadata together
LONGEST_KEY = 1 << 10
LONGEST_TEXT = 2 << 20  # of one value; what is longer is cut
LONGEST_NAME = 256  # of a tensor
MOST_KEPT_ELEMENTS = 4096
CHUNK = 1 << 18
_MOST_DIMENSIONS = 4
_DEFAULT_ALIGNMENT = 32
_VERSIONS = (2, 3)
_LONG = struct.Struct("<Q")
_SCALARS = {code: struct.Struct(f"<{letter}") for code, letter in enumerate("BbHhIif")} | {
    10: _LONG,
    11: struct.Struct("<q"),
    12: struct.Struct("<d"),
}
_BOOL, _TEXT, _ARRAY = 7, 8, 9

Scalar: TypeAlias = bool | int | float | str


@dataclass(frozen=True, slots=True)
class Array:
    """An array of the metadata; `values` is None where it was too large to keep."""

    count: int
    values: tuple[Scalar, ...] | None


Value: TypeAlias = Scalar | Array


@dataclass(frozen=True, slots=True)
class Tensor:
    """One tensor as the header lists it; `offset` counts from the beginning of the data."""

    name: str
    shape: tuple[int, ...]
    kind: int
    offset: int

    @property
    def elements(self) -> int:
        """How many numbers it has."""
        return math.prod(self.shape)

    @property
    def size(self) -> int:
        """Its bytes."""
        return TYPES[self.kind].bytes_of(self.elements)


@dataclass(slots=True)
class Header:
    """All that stands before the data. `whole` is False where only its beginning was at hand."""

    version: int = 0
    metadata: dict[str, Value] = field(default_factory=dict)
    tensors: list[Tensor] = field(default_factory=list)
    data_start: int = 0
    whole: bool = False


class _Ends(Exception):
    """The bytes are at their end."""


def read_header(file: BinaryIO, size: int, name: str) -> Header:
    """The header of a file of `size` bytes.

    FileIsNoModel, FileEndsEarly, FileBroken or FormatUnknown say why it cannot be used."""
    header = Header()
    try:
        _fill(header, _Source(file, size), name)
    except _Ends:
        raise FileEndsEarly(name=name) from None
    _check_places(header, size, name)
    return header


def peek_header(file: BinaryIO, size: int, name: str) -> Header:
    """As much of a header as the first `size` bytes of a file hold; errors as in `read_header`."""
    header = Header()
    try:
        _fill(header, _Source(file, size), name)
    except _Ends:
        header.tensors.clear()
    return header


class _Source:
    """The file's bytes in order, through a buffer of `CHUNK`."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._left = min(size, MOST_HEADER_BYTES)
        self._buffer = b""
        self._at = 0
        self._start = 0  # of the buffer, in the file

    @property
    def position(self) -> int:
        return self._start + self._at

    @property
    def remaining(self) -> int:
        """Bytes that may still be read, at most."""
        return self._left + len(self._buffer) - self._at

    def take(self, count: int) -> bytes:
        """The next bytes; _Ends if there are not so many."""
        if count > self.remaining:
            raise _Ends
        if self._at + count > len(self._buffer):
            self._refill(count)
        taken = self._buffer[self._at : self._at + count]
        self._at += count
        return taken

    def skip(self, count: int) -> None:
        """Go on behind the next bytes; _Ends if there are not so many."""
        if count > self.remaining:
            raise _Ends
        if self._at + count <= len(self._buffer):
            self._at += count
            return
        beyond = self._at + count - len(self._buffer)
        self._start += len(self._buffer) + beyond
        self._file.seek(beyond, 1)
        self._left -= beyond
        self._buffer, self._at = b"", 0

    def skip_texts(self, count: int) -> None:
        """Go on behind so many texts with their lengths; what is in the buffer is walked fast."""
        while count:
            buffer, at, unpack = self._buffer, self._at, _LONG.unpack_from
            end = len(buffer) - _LONG.size
            while count and at <= end:
                after = at + _LONG.size + unpack(buffer, at)[0]
                if after > len(buffer):
                    break
                at = after
                count -= 1
            self._at = at
            if count:
                self.skip(_LONG.unpack(self.take(_LONG.size))[0])
                count -= 1

    def _refill(self, count: int) -> None:
        kept = self._buffer[self._at :]
        fresh = self._file.read(min(max(CHUNK, count) - len(kept), self._left))
        self._start += self._at
        self._left -= len(fresh)
        self._buffer, self._at = kept + fresh, 0
        if len(self._buffer) < count:
            raise _Ends

    def number(self) -> int:
        value: int = _LONG.unpack(self.take(_LONG.size))[0]
        return value

    def short(self) -> int:
        return int.from_bytes(self.take(4), "little")


def _fill(header: Header, source: _Source, name: str) -> None:
    magic = source.take(min(4, source.remaining))
    if magic != b"GGUF":
        more = source.take(min(508, source.remaining))
        raise FileIsNoModel(name=name, reason=no_gguf(magic + more))
    header.version = _version(source.short(), name)
    tensors, keys = source.number(), source.number()
    if tensors > MOST_TENSORS:
        raise FileBroken(name=name, reason=f"its header announces {tensors} tensors")
    if keys > MOST_KEYS:
        raise FileBroken(name=name, reason=f"its header announces {keys} entries")
    _Entries(header, source, name).read(keys)
    names: set[str] = set()
    for _ in range(tensors):
        header.tensors.append(_tensor(source, name, names))
    alignment = _alignment(header, name)
    header.data_start = -(-source.position // alignment) * alignment
    header.whole = True


def _version(version: int, name: str) -> int:
    if version == 1:
        reason = "it is of version 1 of GGUF, which is no longer read"
        raise FormatUnknown(name=name, reason=reason)
    if version == 0 or version > 99:
        reason = f"its header names version {version} of GGUF, which never was"
        raise FileBroken(name=name, reason=reason)
    if version not in _VERSIONS:
        newest = f"it is of version {version} of GGUF, and {max(_VERSIONS)} is the newest known"
        raise FormatUnknown(name=name, reason=newest)
    return version


class _Entries:
    """The key-value pairs, with a limit on what is kept of all of them together."""

    def __init__(self, header: Header, source: _Source, name: str) -> None:
        self._metadata = header.metadata
        self._source = source
        self._name = name
        self._room = MOST_KEPT_BYTES

    def read(self, count: int) -> None:
        for index in range(count):
            key = self._key(index)
            if key in self._metadata:
                raise self._broken(f'"{key}" stands twice in its header')
            self._metadata[key] = self._value(self._source.short(), key)

    def _broken(self, reason: str) -> FileBroken:
        return FileBroken(name=self._name, reason=reason)

    def _key(self, index: int) -> str:
        length = self._source.number()
        if not 0 < length <= LONGEST_KEY:
            reason = f"entry {index} of its header has a name of {length} bytes"
            raise self._broken(reason)
        self._room -= length
        return self._source.take(length).decode("utf-8", "replace")

    def _value(self, kind: int, key: str) -> Value:
        if kind == _TEXT:
            return self._text()
        if kind == _ARRAY:
            return self._array(key)
        return self._scalar(kind, key)

    def _scalar(self, kind: int, key: str) -> Scalar:
        if kind == _BOOL:
            return self._source.take(1) != b"\0"
        if kind not in _SCALARS:
            raise self._broken(f'"{key}" in its header is of a type that is none')
        packed = _SCALARS[kind]
        value: int | float = packed.unpack(self._source.take(packed.size))[0]
        return value

    def _text(self) -> str:
        length = self._source.number()
        if length > self._source.remaining:
            if length > MOST_HEADER_BYTES:
                raise self._broken("a text in its header claims an impossible length")
            raise _Ends
        kept = min(length, LONGEST_TEXT, max(self._room, 0))
        self._room -= kept
        text = self._source.take(kept).decode("utf-8", "replace")
        self._source.skip(length - kept)
        return text

    def _array(self, key: str) -> Array:
        kind, count = self._source.short(), self._source.number()
        if count > MOST_ELEMENTS:
            raise self._broken(f'"{key}" in its header claims {count} elements')
        if kind == _ARRAY or (kind not in _SCALARS and kind not in (_BOOL, _TEXT)):
            raise self._broken(f'"{key}" in its header is of a type that is none')
        if count <= MOST_KEPT_ELEMENTS and self._room > 0 and not _is_vocabulary(key):
            return self._kept(kind, count, key)
        self._metadata[key] = Array(count, None)  # known even where a peek ends inside of it
        if kind == _TEXT:
            self._source.skip_texts(count)
        else:
            self._source.skip(count * (1 if kind == _BOOL else _SCALARS[kind].size))
        return Array(count, None)

    def _kept(self, kind: int, count: int, key: str) -> Array:
        self._room -= 8 * count
        return Array(count, tuple(self._element(kind, key) for _ in range(count)))

    def _element(self, kind: int, key: str) -> Scalar:
        return self._text() if kind == _TEXT else self._scalar(kind, key)


def _is_vocabulary(key: str) -> bool:
    """Whether an array has an element for each token: of no use here, whatever its length."""
    return key.startswith("tokenizer.ggml.")


def _tensor(source: _Source, file: str, names: set[str]) -> Tensor:
    length = source.number()
    if not 0 < length <= LONGEST_NAME:
        raise FileBroken(name=file, reason=f"one of its tensors has a name of {length} bytes")
    name = source.take(length).decode("utf-8", "replace")
    if name in names:
        raise FileBroken(name=file, reason=f'its tensor "{name}" stands in it twice')
    names.add(name)
    dimensions = source.short()
    if dimensions > _MOST_DIMENSIONS:
        raise FileBroken(name=file, reason=f'its tensor "{name}" claims {dimensions} dimensions')
    shape = tuple(source.number() for _ in range(dimensions))
    kind, offset = source.short(), source.number()
    _check_shape(shape, kind, name, file)
    return Tensor(name, shape, kind, offset)


def _check_shape(shape: tuple[int, ...], kind: int, tensor: str, file: str) -> None:
    known = max(TYPES) + 1
    if kind not in TYPES:
        if known <= kind < known + 100:
            reason = f"its weights are stored in a newer way ({kind})"
            raise FormatUnknown(name=file, reason=reason)
        reason = f'its tensor "{tensor}" is of type {kind}, which is none'
        raise FileBroken(name=file, reason=reason)
    rows = shape[0] if shape else 1
    if 0 in shape or math.prod(shape) >= 1 << 62 or rows % TYPES[kind].block:
        reason = f'sizes and places of its tensors contradict each other, at "{tensor}"'
        raise FileBroken(name=file, reason=reason)


def _alignment(header: Header, name: str) -> int:
    value = header.metadata.get("general.alignment", _DEFAULT_ALIGNMENT)
    if not isinstance(value, int) or value <= 0 or value & (value - 1):
        raise FileBroken(name=name, reason=f"its alignment is {value}, which is no power of two")
    return value


def _check_places(header: Header, size: int, name: str) -> None:
    """FileEndsEarly or FileBroken where a tensor is not where the file's size has room for it."""
    if len(header.tensors) and header.data_start > size:
        raise FileEndsEarly(name=name)
    room = size - header.data_start
    alignment = _alignment(header, name)
    expected = 0
    for tensor in header.tensors:
        if tensor.offset != expected:
            reason = f'sizes and places of its tensors contradict each other, at "{tensor.name}"'
            raise FileBroken(name=name, reason=reason)
        if tensor.offset + tensor.size > room:
            raise FileEndsEarly(name=name)
        expected += -(-tensor.size // alignment) * alignment
