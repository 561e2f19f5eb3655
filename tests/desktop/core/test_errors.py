"""SQLite's errors in words."""

from __future__ import annotations

import sqlite3

import pytest

from desktop.core import errors
from desktop.core.errors import DesktopError, from_sqlite


def problem(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("what SQLite said")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (sqlite3.SQLITE_FULL, errors.StoreFull),
        (sqlite3.SQLITE_IOERR_WRITE, errors.StoreFull),
        (sqlite3.SQLITE_IOERR_SHMSIZE, errors.StoreFull),
        (sqlite3.SQLITE_IOERR_READ, errors.StoreDamaged),
        (sqlite3.SQLITE_CORRUPT, errors.StoreDamaged),
        (sqlite3.SQLITE_READONLY_DIRECTORY, errors.StoreReadOnly),
        (sqlite3.SQLITE_BUSY, errors.StoreBusy),
        (sqlite3.SQLITE_CANTOPEN, errors.StoreUnreachable),
        (sqlite3.SQLITE_CONSTRAINT, errors.StoreError),
    ],
)
def test_each_kind_has_its_sentence(code: int, kind: type[DesktopError]) -> None:
    error = from_sqlite(problem(code), "/data/chats.db")
    assert type(error) is kind
    assert str(error) == error.fault.sentence
    assert str(error)[-1] == "."


def test_an_error_without_a_code_tells_what_sqlite_said() -> None:
    assert "what SQLite said" in str(
        from_sqlite(sqlite3.ProgrammingError("what SQLite said"), "/data/chats.db")
    )
