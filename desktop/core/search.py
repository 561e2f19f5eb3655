"""Search over all chats: an index of three-letter sequences where SQLite has one, else a scan.

The index is derived from the messages and can be made again at any time."""

from __future__ import annotations

import re
import sqlite3

from msgspec import Struct

MOST_HITS = 60
MOST_IN_CHAT = 3
BEFORE, AFTER = 16, 96  # characters of a snippet around its first match
INDEXED_LENGTH = 3  # of a word; shorter ones are scanned for

_INDEX = """
CREATE VIRTUAL TABLE found USING fts5(
    text, content = 'nodes', content_rowid = 'key', tokenize = 'trigram'
);
CREATE TRIGGER found_added AFTER INSERT ON nodes BEGIN
    INSERT INTO found (rowid, text) VALUES (new.key, new.text);
END;
CREATE TRIGGER found_removed AFTER DELETE ON nodes BEGIN
    INSERT INTO found (found, rowid, text) VALUES ('delete', old.key, old.text);
END;
CREATE TRIGGER found_changed AFTER UPDATE OF text ON nodes BEGIN
    INSERT INTO found (found, rowid, text) VALUES ('delete', old.key, old.text);
    INSERT INTO found (rowid, text) VALUES (new.key, new.text);
END;
INSERT INTO found (found) VALUES ('rebuild');
"""

_HITS = """
SELECT chat, title, id, role, text FROM (
    SELECT nodes.chat, chats.title, nodes.id, nodes.role, nodes.text, nodes.key,
        row_number() OVER (PARTITION BY nodes.chat ORDER BY nodes.key DESC) AS place
    FROM nodes JOIN chats ON chats.id = nodes.chat
    WHERE chats.deleted_ms IS NULL AND {condition}
) WHERE place <= ? ORDER BY key DESC LIMIT ?
"""

_TITLES = """
SELECT id, title FROM chats
WHERE deleted_ms IS NULL AND contains(title, ?) ORDER BY updated_ms DESC LIMIT ?
"""


class Hit(Struct, frozen=True):
    """A message (or, with an empty `node_id`, a title) that holds all words of a query.

    `marks` are (start, length) in `snippet`."""

    chat_id: str
    title: str
    node_id: str
    role: str
    snippet: str
    marks: tuple[tuple[int, int], ...]


def prepare(connection: sqlite3.Connection) -> bool:
    """Make the index where it is missing; False where this SQLite cannot."""
    connection.create_function("contains", 2, _contains, deterministic=True)
    exists = "SELECT 1 FROM sqlite_master WHERE name = 'found'"
    if connection.execute(exists).fetchone():
        return True
    if not _has_trigrams():
        return False
    try:
        connection.executescript(f"BEGIN IMMEDIATE;{_INDEX}COMMIT;")
    finally:
        if connection.in_transaction:
            connection.rollback()
    return True


def search(connection: sqlite3.Connection, query: str, *, indexed: bool) -> tuple[Hit, ...]:
    """The latest hits, titles first, at most MOST_IN_CHAT messages of one chat."""
    words = query.split()
    if not words:
        return ()
    condition, values = _condition(words, indexed)
    rows = connection.execute(
        _HITS.format(condition=condition), (*values, MOST_IN_CHAT, MOST_HITS)
    ).fetchall()
    titles = connection.execute(_TITLES, (query, MOST_HITS)).fetchall()
    hits = [Hit(id, title, "", "", title, marks_in(title, words)) for id, title in titles]
    for chat, title, node, role, text in rows:
        shown, marks = snippet(text, words)
        hits.append(Hit(chat, title, node, role, shown, marks))
    return tuple(hits)


def snippet(text: str, words: list[str]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The part of a text around its first match, on one line, and where the words stand in it."""
    line = " ".join(text.split())
    first = _pattern(words).search(line)
    place = first.start() if first else 0
    end = place + AFTER
    start = max(0, place - BEFORE)
    if start:
        start = max(line.find(" ", start, place) + 1, start)
    part = line[start:end]
    part = ("…" if start else "") + part + ("…" if end < len(line) else "")
    return part, marks_in(part, words)


def marks_in(text: str, words: list[str]) -> tuple[tuple[int, int], ...]:
    """Where any of the words stands, as (start, length)."""
    return tuple((m.start(), m.end() - m.start()) for m in _pattern(words).finditer(text))


def _condition(words: list[str], indexed: bool) -> tuple[str, list[str]]:
    """All words, those that are long enough through the index."""
    long = [word for word in words if indexed and len(word) >= INDEXED_LENGTH]
    short = [word for word in words if word not in long]
    parts = ["contains(nodes.text, ?)"] if short else []
    values = [" ".join(short)] if short else []
    if long:
        parts.append("nodes.key IN (SELECT rowid FROM found WHERE found MATCH ?)")
        values.append(" ".join('"{}"'.format(word.replace('"', '""')) for word in long))
    return " AND ".join(parts), values


def _contains(text: str, words: str) -> bool:
    """Whether a text holds all words, letter case aside."""
    folded = text.casefold()
    return all(word.casefold() in folded for word in words.split())


def _pattern(words: list[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)


def _has_trigrams() -> bool:
    probe = sqlite3.connect(":memory:")
    try:
        probe.execute("CREATE VIRTUAL TABLE probe USING fts5(text, tokenize = 'trigram')")
    except sqlite3.OperationalError:
        return False
    finally:
        probe.close()
    return True
