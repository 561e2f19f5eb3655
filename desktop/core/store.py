"""The chats on disk: what is stored when, and how it is read again. Knows nothing of Qt.

A message of a person is stored at once; a streaming reply as a row and chunks of token records
that are appended while it runs. Every method is one transaction: whole or not at all."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from msgspec import Struct

from desktop.core import schema, search
from desktop.core.conversation import Conversation, Node, NodeState
from desktop.core.errors import ChatGone
from desktop.core.token_store import TokenStore
from desktop.core.trace import ids_of, text_of
from engine.chat import Overflow, Role

PURGED_AT_ONCE = 25  # messages; a long chat takes several idle moments to go

_NODE = (
    "id, parent, role, text, created_ms, state, reason, note, model, vocabulary, seed, "
    "opens_thinking, memory_start, pinned, run"
)
_EMPTY = (
    "title = '' AND draft = '' AND system_prompt = ''"
    " AND NOT EXISTS (SELECT 1 FROM nodes WHERE chat = chats.id)"
)


class ChatHead(Struct, frozen=True, kw_only=True):
    """A chat as a list shows it; the title is empty until a message gives it one."""

    id: str
    title: str
    updated_ms: int


class Store(TokenStore):
    """One open database. Methods raise StoreError; then nothing of what they did is stored."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        """Open or make the database at `path`; replies that were never finished become
        interrupted ones.

        `notice` is a Fault to show where a damaged file was set aside."""
        self._path = path
        self._clock = clock
        self._opened_ms = self._now()
        self._connection, self.notice = schema.open_database(path, schema.migrations(), self._begin)

    def close(self) -> None:
        """Write everything into the one file and let go of it."""
        self._connection.close()

    def checkpoint(self) -> bool:
        """For when nothing else is to do: purge some of what was deleted in earlier sessions, and
        move what the write-ahead log holds into the file. Whether more is left to purge."""
        with self._changing():
            more = self._purge()
        with self._reading():
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        return more

    def chats(self) -> tuple[ChatHead, ...]:
        """All chats, latest first, without their messages."""
        with self._reading():
            rows = self._connection.execute(
                "SELECT id, title, updated_ms FROM chats WHERE deleted_ms IS NULL"
                " ORDER BY updated_ms DESC, rowid DESC"
            ).fetchall()
        return tuple(ChatHead(id=id, title=title, updated_ms=at) for id, title, at in rows)

    def new_chat(self, overflow: Overflow = Overflow.ROLL, *, raw: bool = False) -> str:
        """Begin a chat, or a notebook where `raw`, or take one that is still empty, so that those
        do not pile up; its id."""
        now = self._now()
        with self._changing():
            empty = self._connection.execute(
                f"SELECT id FROM chats WHERE deleted_ms IS NULL AND {_EMPTY} LIMIT 1"
            ).fetchone()
            chat_id = str(empty[0]) if empty else os.urandom(16).hex()
            self._connection.execute(
                "INSERT INTO chats VALUES (?, '', 0, '', ?, NULL, '', ?, ?, NULL, ?)"
                " ON CONFLICT (id) DO UPDATE SET overflow = excluded.overflow, raw = excluded.raw,"
                " created_ms = excluded.created_ms, updated_ms = excluded.updated_ms",
                (chat_id, overflow.value, now, now, raw),
            )
        return chat_id

    def delete_chat(self, chat_id: str) -> None:
        """Hide a chat; until the store is closed `restore_chat` brings it back."""
        self._set(chat_id, "deleted_ms", self._now())

    def restore_chat(self, chat_id: str) -> None:
        """Take a deletion back."""
        self._set(chat_id, "deleted_ms", None)

    def set_title(self, chat_id: str, title: str, *, by_person: bool = False) -> None:
        """Name a chat."""
        with self._changing():
            self._connection.execute(
                "UPDATE chats SET title = ?, title_by_person = ? WHERE id = ?",
                (title, by_person, chat_id),
            )

    def set_system_prompt(self, chat_id: str, text: str) -> None:
        """The chat's own system prompt."""
        self._set(chat_id, "system_prompt", text)

    def set_overflow(self, chat_id: str, overflow: Overflow) -> None:
        """What to do when the chat outgrows the context window."""
        self._set(chat_id, "overflow", overflow.value)

    def set_raw(self, chat_id: str, raw: bool) -> None:
        """Whether it is a notebook."""
        self._set(chat_id, "raw", raw)

    def set_draft(self, chat_id: str, text: str) -> None:
        """The unsent message."""
        self._set(chat_id, "draft", text)

    def set_tip(self, chat_id: str, tip: str | None) -> None:
        """Which branch is shown."""
        self._set(chat_id, "tip", tip)

    def load(self, chat_id: str) -> Conversation:
        """A chat with all its messages and their ids, without the rest of the traces."""
        with self._reading():
            chat = self._connection.execute(
                "SELECT title, title_by_person, system_prompt, overflow, tip, draft, raw"
                " FROM chats WHERE id = ?",
                (chat_id,),
            ).fetchone()
            if chat is None:
                raise ChatGone
            nodes = {node.id: node for node in self._nodes(chat_id)}
        title, by_person, system_prompt, overflow, tip, draft, raw = chat
        return Conversation(
            id=chat_id,
            title=title,
            title_by_person=bool(by_person),
            system_prompt=system_prompt,
            overflow=Overflow(overflow),
            nodes=nodes,
            tip=tip,
            draft=draft,
            raw=bool(raw),
        )

    def add_node(self, chat_id: str, node: Node, *, tip: bool = True) -> None:
        """Store a message, and show its branch where `tip`."""
        values = [chat_id, *_row(node)]
        with self._changing():
            self._connection.execute(
                f"INSERT INTO nodes (chat, {_NODE}) VALUES ({', '.join('?' * len(values))})", values
            )
            self._touch(node.id)
            if tip:
                self._connection.execute(
                    "UPDATE chats SET tip = ? WHERE id = ?", (node.id, chat_id)
                )

    def finish_node(self, node: Node) -> None:
        """Store how a reply ended, with its whole text."""
        names = _NODE.split(", ")
        assignments = ", ".join(f"{name} = ?" for name in names)
        with self._changing():
            self._connection.execute(
                f"UPDATE nodes SET {assignments} WHERE id = ?", (*_row(node), node.id)
            )
            self._touch(node.id)

    def set_pinned(self, node_id: str, pinned: bool) -> None:
        """Whether a message must stay in the context window."""
        with self._changing():
            self._connection.execute("UPDATE nodes SET pinned = ? WHERE id = ?", (pinned, node_id))

    def search(self, query: str) -> tuple[search.Hit, ...]:
        """Where all words of the query occur in one message or title, latest first."""
        with self._reading():
            return search.search(self._connection, query, indexed=self._indexed)

    def _begin(self, connection: sqlite3.Connection) -> None:
        """What is due at the start; raises sqlite3.Error."""
        self._connection = connection
        self._indexed = search.prepare(connection)
        with self._transaction():
            self._close_unfinished()
            self._purge()

    def _nodes(self, chat_id: str) -> Iterator[Node]:
        rows = self._connection.execute(
            f"SELECT {_NODE} FROM nodes WHERE chat = ? ORDER BY key", (chat_id,)
        )
        spelt = self._spellings(chat_id)
        for row in rows.fetchall():
            node = _node(row)
            if node.role is Role.ASSISTANT:
                node = replace(node, ids=ids_of(spelt.get(node.id, ()), node.text))
            yield node

    def _close_unfinished(self) -> None:
        """Replies that were streaming when the program ended: their text is in the chunks."""
        streaming = self._connection.execute(
            "SELECT id, text FROM nodes WHERE state = ?", (NodeState.STREAMING.value,)
        ).fetchall()
        for node_id, begun in streaming:
            text = begun + text_of(columns.pieces for columns in self._chunks(node_id))
            self._connection.execute(
                "UPDATE nodes SET text = ?, state = ? WHERE id = ?",
                (text, NodeState.INTERRUPTED.value, node_id),
            )

    def _purge(self) -> bool:
        """Remove the latest messages of chats that can no longer be brought back; whether some
        are left."""
        gone = "SELECT id FROM chats WHERE deleted_ms < ?"
        self._connection.execute(
            f"DELETE FROM nodes WHERE key IN (SELECT key FROM nodes WHERE chat IN ({gone})"
            " ORDER BY key DESC LIMIT ?)",
            (self._opened_ms, PURGED_AT_ONCE),
        )
        self._connection.execute(
            "DELETE FROM chats WHERE deleted_ms < ?"
            " AND NOT EXISTS (SELECT 1 FROM nodes WHERE chat = chats.id)",
            (self._opened_ms,),
        )
        return self._connection.execute(gone, (self._opened_ms,)).fetchone() is not None

    def _set(self, chat_id: str, column: str, value: str | int | None) -> None:
        with self._changing():
            self._connection.execute(
                f"UPDATE chats SET {column} = ? WHERE id = ?", (value, chat_id)
            )

    def _touch(self, node_id: str) -> None:
        self._connection.execute(
            "UPDATE chats SET updated_ms = ? WHERE id = (SELECT chat FROM nodes WHERE id = ?)",
            (self._now(), node_id),
        )

    def _now(self) -> int:
        return int(self._clock() * 1000)


def _row(node: Node) -> tuple[str | int | None, ...]:
    """The values of the columns in _NODE."""
    return (
        node.id,
        node.parent,
        node.role.value,
        node.text,
        node.created_ms,
        node.state.value,
        node.reason,
        node.note,
        node.model,
        node.vocabulary,
        node.seed,
        node.opens_thinking,
        node.memory_start,
        node.pinned,
        node.run,
    )


def _node(row: tuple[str | int | None, ...]) -> Node:
    values = dict(zip(_NODE.split(", "), row, strict=True))
    values |= {
        "role": Role(str(values["role"])),
        "state": NodeState(str(values["state"])),
        "opens_thinking": bool(values["opens_thinking"]),
        "pinned": bool(values["pinned"]),
    }
    return Node(**values)  # type: ignore[arg-type] # one column a field
