"""The records of replies on disk, and the transactions that everything on disk goes through."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import astuple

from desktop.core.errors import from_sqlite
from desktop.core.trace import Columns, Spelling, pack, record_at, unpack
from engine.records import TokenRecord

_AT_ONCE = 500  # values in one question to SQLite
_CHUNK = (
    "count, ids, lengths, pieces, logprobs, ranks, entropies, throws, hows, settings, times, "
    "traces, contrasts"
)


class TokenStore:
    """Chunks of token records by message, and the texts of tokens by vocabulary, in an open
    database. Every method is one transaction; raises StoreError."""

    _path: Path
    _connection: sqlite3.Connection

    def append_tokens(self, node_id: str, records: Sequence[TokenRecord]) -> None:
        """Store the next tokens of a reply."""
        if not records:
            return
        with self._changing():
            self._connection.execute(
                f"INSERT INTO chunks (node, {_CHUNK}) VALUES ({', '.join('?' * 14)})",
                (node_id, *astuple(pack(records))),
            )

    def copy_trace(self, source: str, target: str) -> None:
        """Give the copy of a message the records of the original."""
        with self._changing():
            self._connection.execute(
                f"INSERT INTO chunks (node, {_CHUNK})"
                f" SELECT ?, {_CHUNK} FROM chunks WHERE node = ? ORDER BY key",
                (target, source),
            )

    def trace(self, node_id: str) -> tuple[TokenRecord, ...]:
        """The records of a reply, in order; empty where there are none."""
        with self._reading():
            return tuple(record for columns in self._chunks(node_id) for record in unpack(columns))

    def chunks(self, node_id: str) -> tuple[Columns, ...]:
        """The records of a reply as they are stored, in order."""
        with self._reading():
            return tuple(self._chunks(node_id))

    def record(self, node_id: str, number: int) -> TokenRecord | None:
        """One record of a reply, counted from 0; None where there are not so many."""
        with self._reading():
            rows = self._connection.execute(
                "SELECT key, count FROM chunks WHERE node = ? ORDER BY key", (node_id,)
            )
            for key, count in rows:
                if number < count:
                    query = f"SELECT {_CHUNK} FROM chunks WHERE key = ?"
                    chunk = self._connection.execute(query, (key,)).fetchone()
                    return record_at(Columns(*chunk), number)
                number -= count
        return None

    def entropies(self, chat_id: str) -> dict[str, list[bytes]]:
        """The entropies of all recorded tokens of a chat by message, as float64, in chunks."""
        with self._reading():
            rows = self._connection.execute(
                "SELECT node, entropies FROM chunks"
                " WHERE node IN (SELECT id FROM nodes WHERE chat = ?) ORDER BY key",
                (chat_id,),
            )
            found: dict[str, list[bytes]] = {}
            for node, column in rows:
                found.setdefault(node, []).append(column)
        return found

    def pieces(self, vocabulary: str, ids: Sequence[int]) -> dict[int, bytes]:
        """The bytes of those tokens of a vocabulary that are known here."""
        found: dict[int, bytes] = {}
        with self._reading():
            for at in range(0, len(ids), _AT_ONCE):
                some = ids[at : at + _AT_ONCE]
                found |= self._connection.execute(
                    "SELECT id, bytes FROM pieces WHERE vocabulary = ?"
                    f" AND id IN ({', '.join('?' * len(some))})",
                    (vocabulary, *some),
                ).fetchall()
        return found

    def add_pieces(self, vocabulary: str, pieces: Mapping[int, bytes]) -> None:
        """Keep the bytes of some tokens of a vocabulary."""
        rows = [(vocabulary, id, piece) for id, piece in pieces.items()]
        with self._changing():
            self._connection.executemany("INSERT OR IGNORE INTO pieces VALUES (?, ?, ?)", rows)

    def _spellings(self, chat_id: str) -> dict[str, list[Spelling]]:
        """The ids and pieces of all replies of a chat. The traces, the large part of a row, stand
        at its end, where SQLite does not go for these."""
        rows = self._connection.execute(
            "SELECT node, ids, lengths, pieces FROM chunks"
            " WHERE node IN (SELECT id FROM nodes WHERE chat = ?) ORDER BY key",
            (chat_id,),
        )
        found: dict[str, list[Spelling]] = {}
        for node, *columns in rows:
            found.setdefault(node, []).append(Spelling(*columns))
        return found

    def _chunks(self, node_id: str) -> list[Columns]:
        rows = self._connection.execute(
            f"SELECT {_CHUNK} FROM chunks WHERE node = ? ORDER BY key", (node_id,)
        )
        return [Columns(*row) for row in rows]

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as problem:
            raise from_sqlite(problem, str(self._path)) from problem

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """One transaction; after an error it never happened."""
        with self._reading(), self._transaction():
            yield

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
