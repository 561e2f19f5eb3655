"""What was read from model files, kept as long as their size and time stay the same.

Only a saving of time: a cache that is missing, damaged or of another version counts as empty."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import msgspec

from engine.errors import FileMissing
from engine.library.folders import Candidate
from engine.library.models import fingerprint, read_model
from engine.library.records import ModelFile

_VERSION = 1
_MOST_BYTES = 64 << 20


class _Kept(msgspec.Struct, frozen=True):
    fingerprint: tuple[tuple[int, int], ...]
    model: ModelFile


class _Cache(msgspec.Struct, frozen=True):
    version: int
    models: dict[str, _Kept]


class HeaderCache:
    """Models by their first file. `read` fills it, `save` keeps what the last scan saw."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._kept = _load(path) if path else {}
        self._seen: dict[str, _Kept] = {}

    def read(self, candidate: Candidate) -> ModelFile:
        """The model, from the cache where its files have not changed since."""
        try:
            now = fingerprint(candidate.files)
        except FileMissing:
            return read_model(candidate)
        key = str(candidate.files[0])
        kept = self._kept.get(key)
        if kept is None or kept.fingerprint != now or not _same(kept.model, candidate):
            kept = _Kept(now, read_model(candidate))
        self._seen[key] = kept
        return kept.model

    def save(self) -> None:
        """Replace the file by what was read since; a disk that is full or read-only is no error."""
        if self._path is None or self._seen == self._kept:
            return
        fresh = self._path.with_name(self._path.name + ".new")
        with suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(msgspec.json.encode(_Cache(_VERSION, self._seen)))
            os.replace(fresh, self._path)


def _same(model: ModelFile, candidate: Candidate) -> bool:
    """Whether it was read as part of the same place and with the same parts."""
    return (model.source, model.label, model.files) == (
        candidate.source,
        candidate.label,
        tuple(map(str, candidate.files)),
    )


def _load(path: Path) -> dict[str, _Kept]:
    with suppress(OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        if path.stat().st_size <= _MOST_BYTES:
            cache = msgspec.json.decode(path.read_bytes(), type=_Cache)
            if cache.version == _VERSION:
                return cache.models
    return {}
