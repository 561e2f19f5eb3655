"""Everything the window's own files can refuse, each one a sentence a person can act on.

DesktopError
+-- StoreError               the chats cannot be read or written
|   +-- StoreFull            no room left on the disk
|   +-- StoreReadOnly        no right to write
|   +-- StoreBusy            another program holds the file
|   +-- StoreDamaged         a part of the file cannot be read
|   +-- StoreTooNew          written by a newer version
|   +-- StoreUnreachable     the file or its folder cannot be opened
|   +-- ChatGone             the chat is not there any more
+-- ReplyUnrecorded          a reply without the records that a trace is made of
+-- DatabaseSetAside         told once at start: a damaged database was kept under another name
+-- PreferencesSetAside      told once at start: unreadable preferences were kept under another name
+-- PreferencesUnreadable    told once at start: the preferences cannot be opened
+-- PreferencesUnwritable    preferences could not be saved
+-- LibraryStopped           the child that finds and fetches models ended on its own
+-- PresetUnreadable         a file holds no preset
+-- PresetUnwritable         a preset could not be saved
"""

from __future__ import annotations

import sqlite3

from engine.errors import Told


class DesktopError(Told):
    """Base of every error of the window's own."""


class StoreError(DesktopError):
    """The chats could not be read or written, for a reason SQLite told."""

    template = "The chats could not be read or written: {reason}. What was stored before is safe."


class StoreFull(StoreError):
    """No room left."""

    template = (
        "This could not be saved: the disk is full. Everything saved before is safe. "
        "Free some space and go on."
    )


class StoreReadOnly(StoreError):
    """No right to write."""

    template = (
        "This could not be saved: {path} may not be written. Everything saved before is safe. "
        "Check the rights of the file and of its folder."
    )


class StoreBusy(StoreError):
    """Another program holds the file."""

    template = "This could not be saved: another program holds {path}. Close it and try again."


class StoreDamaged(StoreError):
    """A part of the file cannot be read."""

    template = "A part of {path} is damaged and cannot be read. Other chats may still open."


class StoreTooNew(StoreError):
    """Written by a newer version of Tessera."""

    template = (
        "{path} was written by a newer Tessera (schema {found}; this one knows {known}). "
        "It was left untouched. Open it with the newer version."
    )


class StoreUnreachable(StoreError):
    """The file or its folder cannot be opened."""

    template = "{path} cannot be opened: {reason}. Check that its folder exists and is yours."


class ChatGone(StoreError):
    """The chat is not there any more."""

    template = "This chat is not there any more."


class ReplyUnrecorded(DesktopError):
    """The reply was written before its settings were kept, or it has no tokens."""

    template = (
        "This reply has no trace: how it was made was not recorded in full. "
        "Regenerate it, then save the trace of the new one."
    )


class DatabaseSetAside(DesktopError):
    """A damaged database was kept under another name."""

    template = (
        "The file with your chats is damaged and could not be opened. It was kept as {kept}; "
        "a new one was begun."
    )


class PreferencesSetAside(DesktopError):
    """Unreadable preferences were kept under another name."""

    template = "Your preferences could not be read. They were kept as {kept}; defaults are in use."


class PreferencesUnreadable(DesktopError):
    """The file is there and cannot be opened."""

    template = "Your preferences in {path} could not be read: {reason}. Defaults are in use."


class PreferencesUnwritable(DesktopError):
    """Preferences could not be saved."""

    template = "Your preferences could not be saved to {path}: {reason}."


class LibraryStopped(DesktopError):
    """The child that finds and fetches models ended on its own."""

    template = (
        "What finds and fetches models stopped unexpectedly ({how}). "
        "Try again: it is started anew, and what was downloaded is kept."
    )


class PresetUnreadable(DesktopError):
    """A file holds no preset that can be read."""

    template = "{name} holds no preset that Tessera can read: {reason}."


class PresetUnwritable(DesktopError):
    """A preset could not be saved."""

    template = "The preset could not be saved to {path}: {reason}. Choose another place."


_BY_CODE: dict[int, type[StoreError]] = {
    sqlite3.SQLITE_FULL: StoreFull,
    sqlite3.SQLITE_IOERR: StoreFull,
    sqlite3.SQLITE_READONLY: StoreReadOnly,
    sqlite3.SQLITE_PERM: StoreReadOnly,
    sqlite3.SQLITE_BUSY: StoreBusy,
    sqlite3.SQLITE_LOCKED: StoreBusy,
    sqlite3.SQLITE_CORRUPT: StoreDamaged,
    sqlite3.SQLITE_NOTADB: StoreDamaged,
    sqlite3.SQLITE_CANTOPEN: StoreUnreachable,
}
_READ_ERRORS = {sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ}


def from_sqlite(problem: sqlite3.Error, path: str) -> StoreError:
    """SQLite's error in words; a write beyond a size limit counts as a full disk."""
    code = getattr(problem, "sqlite_errorcode", 0)
    kind = StoreDamaged if code in _READ_ERRORS else _BY_CODE.get(code & 0xFF, StoreError)
    return kind(path=path, reason=str(problem))
