"""Unfinished downloads on disk: the part beside its note, and what of it is safe.

    publisher/repository/file.gguf.part        what has come
    publisher/repository/file.gguf.part.json   of what it is a part, and how much is on the disk

A note is replaced atomically after the part was flushed to the disk. So `synced` bytes of it are
there whatever happened, and what lies beyond is cut off before the download goes on."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from engine.library.errors import NameRefused, NotWritable
from engine.library.network import is_repository
from engine.library.offers import is_safe
from engine.library.records import HubFile, Part

PART = ".part"
NOTE = ".part.json"
DAMAGED = ".damaged"
_VERSION = 1
_MOST_NOTE_BYTES = 4 << 20
_MOST_PARTS = 10_000


class Note(msgspec.Struct, frozen=True):
    """What is known of a part: the whole download it belongs to, and how far this file is."""

    version: int
    repository: str
    revision: str
    folder: str
    files: tuple[HubFile, ...]
    name: str
    etag: str = ""
    synced: int = 0


class PartFile:
    """One file of a download, unfinished: where it is, and its note."""

    def __init__(self, note: Note) -> None:
        self.target = place_of(note.folder, note.repository, note.name)
        self.path = self.target.with_name(self.target.name + PART)
        self._note_path = self.target.with_name(self.target.name + NOTE)
        self._aside = self.target.with_name(self.target.name + DAMAGED)
        self.note = note

    def begin(self) -> None:
        """Make the folder and the note, or take up the note of an earlier attempt at the same.

        NotWritable says why not."""
        try:
            self.target.parent.mkdir(parents=True, exist_ok=True)
            earlier = read_note(self._note_path)
            if earlier is not None and _same(earlier, self.note):
                self.note = msgspec.structs.replace(
                    self.note, etag=earlier.etag, synced=earlier.synced
                )
                self._cut()
            self.save(self.note.synced, self.note.etag)
        except OSError as problem:
            raise NotWritable(name=self.target.name, reason=_reason(problem)) from problem

    def _cut(self) -> None:
        """Keep what is surely on the disk, and no more."""
        size = self.path.stat().st_size if self.path.is_file() else 0
        synced = min(size, self.note.synced)
        if size > synced:
            os.truncate(self.path, synced)
        self.note = msgspec.structs.replace(self.note, synced=synced)

    def save(self, synced: int, etag: str) -> None:
        """Note how many bytes are on the disk; OSError."""
        self.note = msgspec.structs.replace(self.note, synced=synced, etag=etag)
        fresh = self._note_path.with_name(self._note_path.name + ".new")
        with fresh.open("wb") as file:
            file.write(msgspec.json.encode(self.note))
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, self._note_path)

    def finish(self) -> None:
        """The part becomes the file, and an earlier one that was damaged goes; OSError."""
        os.replace(self.path, self.target)
        _sync_folder(self.target.parent)
        self._note_path.unlink(missing_ok=True)
        self._aside.unlink(missing_ok=True)

    def set_aside(self) -> Path:
        """The part is not what it should be: keep it under another name, begin anew; OSError."""
        os.replace(self.path, self._aside)
        self.save(0, "")
        return self._aside

    def discard(self) -> None:
        """Remove all that has come; OSError."""
        for path in (self.path, self._aside, self._note_path):
            path.unlink(missing_ok=True)


def place_of(folder: str, repository: str, name: str) -> Path:
    """Where a file of a repository goes; NameRefused where that would not be below the folder."""
    if not is_safe(name) or not is_repository(repository):
        raise NameRefused(name=name if is_repository(repository) else repository)
    root = Path(folder, *repository.split("/"))
    target = root / name
    if not target.parent.resolve().is_relative_to(Path(folder).resolve()):
        raise NameRefused(name=name)  # a link leads elsewhere
    return target


def read_note(path: Path) -> Note | None:
    """The note of a part; None where there is none that can be trusted."""
    with suppress(OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        if path.stat().st_size <= _MOST_NOTE_BYTES:
            note = msgspec.json.decode(path.read_bytes(), type=Note)
            if note.version == _VERSION and note.synced >= 0:
                return note
    return None


def parts_in(folders: Iterable[Path]) -> tuple[Part, ...]:
    """The downloads begun in some folders, the latest first."""
    found: dict[tuple[str, str, tuple[HubFile, ...]], Part] = {}
    for path in _notes(folders):
        note = read_note(path)
        if note is None or not _belongs(note, path):
            continue
        part = _part(note, path)
        key = (note.repository, note.revision, note.files)
        if key not in found or found[key].modified_s < part.modified_s:
            found[key] = part
    return tuple(sorted(found.values(), key=lambda part: -part.modified_s))


def discard(path: Path) -> None:
    """Remove a whole download by one of its parts: also those files of it that are complete.

    NotWritable where something stays."""
    note = read_note(path.with_name(path.name.removesuffix(PART) + NOTE))
    if note is None or not _belongs(note, path):
        raise NotWritable(name=path.name, reason="it is no unfinished download")
    try:
        for file in note.files:
            part = PartFile(msgspec.structs.replace(note, name=file.name))
            part.discard()
            if len(note.files) > 1:
                part.target.unlink(missing_ok=True)
    except OSError as problem:
        raise NotWritable(name=path.name, reason=_reason(problem)) from problem


def _notes(folders: Iterable[Path]) -> Iterator[Path]:
    count = 0
    for folder in folders:
        for path in folder.rglob("*" + NOTE):
            count += 1
            if count > _MOST_PARTS:
                return
            yield path


def _belongs(note: Note, path: Path) -> bool:
    """Whether a note lies where it says: one that was carried elsewhere is left alone."""
    try:
        target = place_of(note.folder, note.repository, note.name)
    except NameRefused:
        return False
    return target.parent == path.parent and path.name.startswith(target.name + PART)


def _part(note: Note, path: Path) -> Part:
    done = 0
    for file in note.files:
        other = PartFile(msgspec.structs.replace(note, name=file.name))
        beside = read_note(other.target.with_name(other.target.name + NOTE))
        if beside is not None:
            done += beside.synced
        elif other.target.is_file():
            done += file.size_bytes
    return Part(
        path=str(path.with_name(path.name.removesuffix(NOTE) + PART)),
        repository=note.repository,
        revision=note.revision,
        folder=note.folder,
        files=note.files,
        done_bytes=done,
        total_bytes=sum(file.size_bytes for file in note.files),
        modified_s=path.stat().st_mtime,
    )


def _same(earlier: Note, note: Note) -> bool:
    """Whether a part may be gone on with: the same bytes were being fetched."""
    mine = {file.name: file for file in note.files}[note.name]
    theirs = {file.name: file for file in earlier.files}.get(note.name)
    same_commit = (earlier.repository, earlier.revision) == (note.repository, note.revision)
    return theirs == mine and (bool(mine.sha256) or same_commit)


def _sync_folder(folder: Path) -> None:
    """Let a rename survive a loss of power, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _reason(problem: OSError) -> str:
    return (problem.strerror or str(problem)).lower()
