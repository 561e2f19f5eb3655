"""The database file: migrations, newer and damaged files."""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from desktop.core import schema
from desktop.core.conversation import NodeState
from desktop.core.errors import StoreError, StoreTooNew, StoreUnreachable
from desktop.core.schema import Migration, migrations, open_database
from desktop.core.store import Store
from engine.records import Contrast
from tests.desktop.core.chats import chat_of, message

STEPS = migrations()

RELEASED = {
    "0001_chats": "a605e4d4144e689c",
    "0002_traces": "46dbbd498c7794a5",
    "0003_notebooks": "ab4212f7ca11c961",
    "0004_pieces": "ceabc8816a2cb9c6",
    "0005_contrast": "4f80b61546784e2c",
}


def make_schema(number: int, path: Path) -> None:
    """A file of an older schema with what was written down when that one was released."""
    script = Path(__file__).with_name(f"schema_{number}.sql").read_text("utf-8")
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)


def test_a_released_migration_is_never_edited() -> None:
    digests = {m.name: hashlib.sha256(m.sql.encode()).hexdigest()[:16] for m in STEPS}
    assert {name: digests.get(name) for name in RELEASED} == RELEASED


def test_a_file_of_schema_1_opens_with_all_that_is_in_it(tmp_path: Path) -> None:
    make_schema(1, tmp_path / "chats.db")
    store = Store(tmp_path / "chats.db")
    (head,) = store.chats()
    path = store.load(head.id).path()
    trace = store.trace(path[1].id)
    hits = store.search("rayleigh")
    store.close()
    assert head.title == "Why the sky is blue"
    assert [node.text for node in path] == ["Why is the sky blue?", "Rayleigh scattering."]
    assert b"".join(record.piece for record in trace) == b"Rayleigh scattering."
    assert [hit.node_id for hit in hits] == [path[1].id]
    assert {(record.settings, record.at_ms, record.trace) for record in trace} == {(0, None, None)}


def test_a_file_of_schema_2_opens_with_its_traces_and_takes_contrasts(tmp_path: Path) -> None:
    make_schema(2, tmp_path / "chats.db")
    store = Store(tmp_path / "chats.db")
    (head,) = store.chats()
    reply = store.load(head.id).path()[1]
    sampled, last = store.trace(reply.id)
    assert (sampled.piece, sampled.settings, sampled.at_ms) == (b"Blue", 1, 12.5)
    assert sampled.trace is not None
    assert (sampled.trace.candidates, sampled.trace.state) == ((5, 7), 1.25)
    assert (sampled.trace.contrast, last.trace) == (None, None)
    contrast = Contrast((5, 7), (0.5, 0.25), (0.75, 0.125), (-0.25, 0.0))
    later = msgspec.structs.replace(
        sampled, trace=msgspec.structs.replace(sampled.trace, contrast=contrast)
    )
    store.append_tokens(reply.id, [later])
    assert store.trace(reply.id) == (sampled, last, later)
    store.close()


def test_migrations_are_recorded(tmp_path: Path) -> None:
    connection, _ = open_database(tmp_path / "chats.db", STEPS)
    recorded = connection.execute("SELECT number, name FROM migrations").fetchall()
    connection.close()
    assert recorded == [(step.number, step.name) for step in STEPS]


NEXT = Migration(
    len(STEPS) + 1,
    f"{len(STEPS) + 1:04}_colour",
    "ALTER TABLE chats ADD COLUMN colour TEXT NOT NULL DEFAULT 'blue';",
)


def filled(path: Path) -> str:
    store = Store(path)
    chat = chat_of(store, ["Hello"], "Greeting")
    store.close()
    return chat


def test_a_step_keeps_what_is_there_and_a_copy_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "chats.db"
    chat = filled(path)
    connection, notice = open_database(path, (*STEPS, NEXT))
    row = connection.execute("SELECT id, title, colour FROM chats").fetchone()
    connection.close()
    assert row == (chat, "Greeting", "blue")
    assert notice is None
    before = Store(tmp_path / f"chats.before-{NEXT.number:04}.db")
    assert [node.text for node in before.load(chat).path()] == ["Hello"]
    before.close()


def test_a_step_that_fails_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "chats.db"
    chat = filled(path)
    broken = Migration(NEXT.number, NEXT.name, NEXT.sql + "INSERT INTO nowhere VALUES (1);")
    with pytest.raises(StoreError, match="nowhere"):
        open_database(path, (*STEPS, broken))
    store = Store(path)
    assert [node.text for node in store.load(chat).path()] == ["Hello"]
    store.close()


def test_an_up_to_date_file_is_not_copied(tmp_path: Path) -> None:
    filled(tmp_path / "chats.db")
    filled(tmp_path / "chats.db")
    assert [p.name for p in tmp_path.iterdir()] == ["chats.db"]


def test_a_newer_file_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "chats.db"
    filled(path)
    open_database(path, (*STEPS, NEXT))[0].close()
    before = path.read_bytes()
    with pytest.raises(StoreTooNew, match="newer Tessera"):
        Store(path)
    assert path.read_bytes() == before
    assert not path.with_name("chats.db-wal").exists()


def test_a_newer_file_whose_program_was_killed_is_refused_with_its_log(tmp_path: Path) -> None:
    path = tmp_path / "chats.db"
    filled(path)
    newer, _ = open_database(path, (*STEPS, NEXT))
    killed = tmp_path / "killed"
    killed.mkdir()
    for name in ("chats.db", "chats.db-wal"):
        (killed / name).write_bytes((tmp_path / name).read_bytes())
    newer.close()
    before = {p.name: p.read_bytes() for p in killed.iterdir()}
    with pytest.raises(StoreTooNew):
        Store(killed / "chats.db")
    assert {name: (killed / name).read_bytes() for name in before} == before


@pytest.mark.parametrize("damage", ["noise", "short", "header", "middle"])
def test_a_damaged_file_is_set_aside_and_a_new_one_begun(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "chats.db"
    store = Store(path)
    for number in range(40):
        chat_of(store, [f"message {number} " * 50])
    store.close()
    content = bytearray(path.read_bytes())
    if damage == "noise":
        content = bytearray(b"These are no chats.")
    elif damage == "short":
        del content[len(content) // 2 :]
    elif damage == "header":
        content[20:100] = b"\xff" * 80
    else:
        content[4096:-4096] = b"\xff" * (len(content) - 8192)
    path.write_bytes(content)
    store = Store(path)
    notice, empty = store.notice, store.chats()
    chat = chat_of(store, ["life goes on"])
    assert store.load(chat).tip
    store.close()
    (kept,) = [p for p in tmp_path.iterdir() if "damaged" in p.name and p.suffix == ".db"]
    assert kept.read_bytes() == bytes(content)
    assert notice is not None
    assert str(kept) in notice.sentence
    assert empty == ()


def test_damage_deep_in_a_large_file_is_found_when_it_is_in_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "chats.db"
    store = Store(path)
    chat = store.new_chat()
    store.add_node(chat, replace(message("half a reply"), state=NodeState.STREAMING))
    store.close()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)
    monkeypatch.setattr(schema, "CHECKED_BYTES", 0)
    store = Store(path)
    assert store.notice is not None
    assert chat_of(store, ["life goes on"])
    store.close()


def test_the_log_of_a_damaged_file_goes_with_it(tmp_path: Path) -> None:
    path = tmp_path / "chats.db"
    path.write_bytes(b"no database" * 20)
    path.with_name("chats.db-wal").write_bytes(b"its log")
    Store(path).close()
    assert [p.read_bytes() for p in tmp_path.glob("*damaged*-wal")] == [b"its log"]


def test_two_damaged_files_of_one_second_are_both_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "strftime", lambda form: "now")
    for content in (b"first", b"second"):
        (tmp_path / "chats.db").write_bytes(content)
        Store(tmp_path / "chats.db").close()
    assert {p.read_bytes() for p in tmp_path.glob("*damaged*")} == {b"first", b"second"}


def test_an_empty_file_is_a_new_database(tmp_path: Path) -> None:
    (tmp_path / "chats.db").touch()
    store = Store(tmp_path / "chats.db")
    assert store.notice is None
    store.close()


def test_a_place_that_cannot_be_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnreachable, match="folder"):
        Store(tmp_path / "file" / "chats.db")
    (tmp_path / "chats.db").mkdir()
    with pytest.raises(StoreUnreachable):
        Store(tmp_path / "chats.db")


def test_a_large_file_is_not_read_whole_at_each_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "chats.db"
    chat = filled(path)
    monkeypatch.setattr(schema, "CHECKED_BYTES", 0)
    seen: list[str] = []
    connect: Callable[..., sqlite3.Connection] = sqlite3.connect

    def traced(*args: object, **kwargs: object) -> sqlite3.Connection:
        connection = connect(*args, **kwargs)
        connection.set_trace_callback(seen.append)
        return connection

    monkeypatch.setattr(sqlite3, "connect", traced)
    store = Store(path)
    store.add_node(chat, message("more"))
    store.close()
    assert not any("quick_check" in statement for statement in seen)
    assert any("INSERT INTO nodes" in statement for statement in seen)
