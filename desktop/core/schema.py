"""The database file: opening, numbered migrations, and what to do with one that cannot be used.

Migrations are files `NNNN_name.sql`, applied in order, each in one transaction, recorded in the
table `migrations` and in SQLite's user_version. One that was released is never edited."""

from __future__ import annotations

import os
import sqlite3
import struct
import time
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from msgspec import Struct

from desktop.core.errors import DatabaseSetAside, StoreTooNew, StoreUnreachable, from_sqlite
from engine.errors import Fault

MIGRATIONS = Path(__file__).parent / "migrations"
MAGIC = b"SQLite format 3\0"
MOST_MIGRATIONS = 9999  # of four digits; a larger number in a file is damage
CHECKED_BYTES = 16 * 2**20  # larger files are not read whole at each start
BUSY_SECONDS = 2.0

_RECORD = """CREATE TABLE IF NOT EXISTS migrations (
    number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_ms INTEGER NOT NULL
);"""


class _Damaged(Exception):
    """The file is no database that can be used."""


class Migration(Struct, frozen=True):
    """One step from schema `number` - 1 to `number`."""

    number: int
    name: str
    sql: str


def migrations(folder: Path = MIGRATIONS) -> tuple[Migration, ...]:
    """All steps of a folder, numbered from 1 without gaps."""
    files = sorted(folder.glob("*.sql"))
    found = tuple(Migration(int(f.name[:4]), f.stem, f.read_text("utf-8")) for f in files)
    assert [m.number for m in found] == list(range(1, len(found) + 1)), folder
    return found


def open_database(
    path: Path,
    steps: tuple[Migration, ...],
    prepare: Callable[[sqlite3.Connection], None] = lambda connection: None,
) -> tuple[sqlite3.Connection, Fault | None]:
    """The database at `path`, at the newest schema, made where there is none, after `prepare`.

    A damaged file is set aside and the Fault tells its new name. Raises StoreTooNew, with the
    file untouched, and other StoreErrors where it cannot be opened or migrated."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _usable(path, steps, prepare), None
    except _Damaged:
        kept = _set_aside(path)
        return _usable(path, steps, prepare), DatabaseSetAside(kept=str(kept)).fault
    except OSError as problem:
        raise StoreUnreachable(path=str(path), reason=problem.strerror or "") from problem


def _usable(
    path: Path, steps: tuple[Migration, ...], prepare: Callable[[sqlite3.Connection], None]
) -> sqlite3.Connection:
    known = len(steps)
    found = _version_untouched(path)
    if found > known:
        raise StoreTooNew(path=str(path), found=found, known=known)
    try:
        connection = _connect(path)
    except sqlite3.Error as problem:
        raise _translated(problem, path) from problem
    try:
        _check(connection, path)
        _migrate(connection, path, steps)
        connection.execute("PRAGMA foreign_keys = ON")
        prepare(connection)
    except sqlite3.Error as problem:
        connection.close()
        raise _translated(problem, path) from problem
    except _Damaged:
        connection.close()
        raise
    return connection


def _translated(problem: sqlite3.Error, path: Path) -> Exception:
    code = getattr(problem, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return _Damaged(str(problem))
    return from_sqlite(problem, str(path))


def _version_untouched(path: Path) -> int:
    """The schema's number, read without letting SQLite write to the file; 0 for a new one."""
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except FileNotFoundError:
        return 0
    if not header:
        return 0
    if len(header) < 100 or not header.startswith(MAGIC):
        raise _Damaged(path.name)
    version: int = struct.unpack_from(">I", header, 60)[0]
    if version > MOST_MIGRATIONS:
        raise _Damaged(path.name)
    log = path.with_name(path.name + "-wal")
    return max(version, _version_in_log(path)) if log.exists() and log.stat().st_size else version


def _version_in_log(path: Path) -> int:
    """The number as it stands with the write-ahead log that a killed program left."""
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        ) as connection:
            return int(connection.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.Error as problem:
        raise _translated(problem, path) from problem


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA secure_delete = ON")
    return connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """Raise _Damaged for a shortened file, and for a small one that is inconsistent anywhere."""
    size = path.stat().st_size
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if size <= CHECKED_BYTES:
        answer = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if answer != "ok":
            raise _Damaged(answer)


def _migrate(connection: sqlite3.Connection, path: Path, steps: Iterable[Migration]) -> None:
    found = int(connection.execute("PRAGMA user_version").fetchone()[0])
    for step in steps:
        if step.number > found:
            if found:
                _back_up(connection, path, step)
            _apply(connection, step)


def _back_up(connection: sqlite3.Connection, path: Path, step: Migration) -> None:
    """Keep the file as it was before a step, beside it."""
    target = path.with_name(f"{path.stem}.before-{step.number:04}{path.suffix}")
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    with closing(sqlite3.connect(partial)) as copy:
        connection.backup(copy)
    os.replace(partial, target)


def _apply(connection: sqlite3.Connection, step: Migration) -> None:
    """One step, whole or not at all."""
    record = (
        f"INSERT INTO migrations VALUES ({step.number}, '{step.name}', {int(time.time() * 1000)});"
        f"PRAGMA user_version = {step.number};"
    )
    try:
        connection.executescript(f"BEGIN IMMEDIATE;\n{_RECORD}\n{step.sql}\n{record}\nCOMMIT;")
    finally:
        if connection.in_transaction:
            connection.rollback()


def _set_aside(path: Path) -> Path:
    """Rename a damaged file, with what belongs to it; its new name."""
    stamp = time.strftime("%Y-%m-%d-%H%M%S")
    kept = path.with_name(f"{path.stem}.damaged-{stamp}{path.suffix}")
    number = 1
    while kept.exists():
        number += 1
        kept = path.with_name(f"{path.stem}.damaged-{stamp}-{number}{path.suffix}")
    for ending in ("", "-wal", "-shm"):
        part = path.with_name(path.name + ending)
        if part.exists():
            os.replace(part, kept.with_name(kept.name + ending))
    return kept
