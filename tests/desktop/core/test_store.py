"""The store: what goes in comes out, also after the program ended in mid-reply."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from desktop.core.conversation import NodeState
from desktop.core.errors import ChatGone, StoreBusy, StoreError, StoreReadOnly
from desktop.core.store import Store
from engine.chat import Overflow, Role
from engine.records import TokenTrace
from engine.stage_settings import StageName
from tests.desktop.core.chats import chat_of, message, records, reply


class Clock:
    """Seconds since 1970, moved by hand."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    store = Store(tmp_path / "chats.db", clock)
    yield store
    store.close()


def reopened(store: Store, tmp_path: Path) -> Store:
    store.close()
    return Store(tmp_path / "chats.db")


def test_a_chat_comes_back_as_it_was(store: Store, tmp_path: Path) -> None:
    chat = store.new_chat(Overflow.STOP)
    question = replace(message("Why?"), pinned=True)
    answer = replace(
        reply(question.id),
        text="Because.",
        state=NodeState.COMPLETE,
        reason="length",
        note="A sentence.",
        model="Tiny",
        vocabulary="abc",
        seed=2**32 - 1,
        opens_thinking=True,
        memory_start=question.id,
    )
    store.add_node(chat, question)
    store.add_node(chat, answer)
    store.set_title(chat, "Reasons", by_person=True)
    store.set_system_prompt(chat, "Be brief.")
    store.set_draft(chat, "And when")
    store = reopened(store, tmp_path)
    loaded = store.load(chat)
    store.close()
    assert loaded.path() == (question, answer)
    assert (loaded.title, loaded.title_by_person) == ("Reasons", True)
    assert (loaded.system_prompt, loaded.draft) == ("Be brief.", "And when")
    assert loaded.overflow is Overflow.STOP


def test_branches_and_the_shown_one_are_kept(store: Store) -> None:
    chat = chat_of(store, ["a", "b"])
    first = store.load(chat).path()[0]
    other = message("b, said otherwise", first.id)
    store.add_node(chat, other)
    assert [n.text for n in store.load(chat).path()] == ["a", "b, said otherwise"]
    assert len(store.load(chat).versions(other.id)) == 2
    store.set_tip(chat, first.id)
    assert [n.text for n in store.load(chat).path()] == ["a"]
    store.set_tip(chat, None)
    assert store.load(chat).path() == ()


def test_a_message_can_be_stored_without_showing_it(store: Store) -> None:
    chat = chat_of(store, ["a"])
    tip = store.load(chat).tip
    store.add_node(chat, message("elsewhere"), tip=False)
    assert store.load(chat).tip == tip


def test_tokens_come_back_in_order_and_exactly(store: Store) -> None:
    chat = chat_of(store, ["Hello"])
    node = reply(store.load(chat).tip or "")
    store.add_node(chat, node)
    tokens = records("Hel", "lo", b"\xf0\x9f", b"\x8c\x8d", "")
    stages, left, kept = (StageName.TOP_K, StageName.TOP_P), (40, 3), (0.9, 0.875)
    trace = TokenTrace(
        9.5, 4, -1, 2, (7, 8), (-0.5, -1), (0.75, 0), 0.1, 1, 0.25, stages, left, kept, 0.75, 0
    )
    tokens[1] = msgspec.structs.replace(tokens[1], settings=3, at_ms=12.5, trace=trace)
    store.append_tokens(node.id, tokens[:2])
    store.append_tokens(node.id, [])
    store.append_tokens(node.id, tokens[2:])
    assert store.trace(node.id) == tuple(tokens)
    store.finish_node(replace(node, text="Hello🌍", state=NodeState.COMPLETE, seed=7))
    loaded = store.load(chat).nodes[node.id]
    assert (loaded.text, loaded.seed, loaded.state) == ("Hello🌍", 7, NodeState.COMPLETE)
    assert loaded.ids == (100, 101, 102, 103)


def test_a_reply_changed_by_hand_has_no_ids(store: Store) -> None:
    chat = chat_of(store, ["Hello"])
    node = reply(store.load(chat).tip or "")
    store.add_node(chat, node)
    store.append_tokens(node.id, records("Hi"))
    store.finish_node(replace(node, text="Hi there", state=NodeState.COMPLETE))
    assert store.load(chat).nodes[node.id].ids == ()


def test_an_unfinished_reply_is_interrupted_and_keeps_its_text(
    store: Store, tmp_path: Path
) -> None:
    chat = chat_of(store, ["Hello"])
    node = reply(store.load(chat).tip or "", text="Begun by hand. ")
    store.add_node(chat, node)
    store.append_tokens(node.id, records("Hel", "lo", b"\xf0\x9f"))
    store.append_tokens(node.id, records(b"\x8c\x8d"))
    store = reopened(store, tmp_path)
    found = store.load(chat).nodes[node.id]
    store.close()
    assert found.state is NodeState.INTERRUPTED
    assert found.text == "Begun by hand. Hello🌍"
    assert found.role is Role.ASSISTANT


def test_a_copied_message_has_the_records_of_the_original(store: Store) -> None:
    chat = chat_of(store, ["Hello"])
    node = replace(reply(store.load(chat).tip or ""), text="Hi", state=NodeState.COMPLETE)
    copy = replace(node, id="copy")
    for each in (node, copy):
        store.add_node(chat, each)
    store.append_tokens(node.id, records("H"))
    store.append_tokens(node.id, records("i"))
    store.copy_trace(node.id, "copy")
    assert store.trace("copy") == store.trace(node.id) != ()


def test_a_pin_is_kept(store: Store) -> None:
    chat = chat_of(store, ["Hello"])
    tip = store.load(chat).tip or ""
    store.set_pinned(tip, True)
    assert store.load(chat).nodes[tip].pinned


def test_the_latest_message_brings_a_chat_to_the_top(store: Store, clock: Clock) -> None:
    first = chat_of(store, ["one"], "First")
    clock.now += 60
    chat_of(store, ["two"], "Second")
    clock.now += 60
    assert [head.title for head in store.chats()] == ["Second", "First"]
    store.set_draft(first, "thinking about it")
    store.set_title(first, "Still first")
    assert [head.title for head in store.chats()] == ["Second", "Still first"]
    store.add_node(first, message("three", store.load(first).tip))
    assert [head.title for head in store.chats()] == ["Still first", "Second"]
    assert store.chats()[0].updated_ms == int(clock.now * 1000)


def test_an_empty_chat_is_used_again(store: Store, clock: Clock) -> None:
    first = store.new_chat()
    clock.now += 86_400
    assert store.new_chat(Overflow.STOP) == first
    assert store.chats()[0].updated_ms == int(clock.now * 1000)
    assert store.load(first).overflow is Overflow.STOP
    store.set_draft(first, "half a thought")
    assert store.new_chat() != first


def test_a_deleted_chat_can_be_brought_back_until_the_next_start(
    store: Store, tmp_path: Path
) -> None:
    kept = chat_of(store, ["keep"])
    gone = chat_of(store, ["drop"])
    store.delete_chat(gone)
    assert [head.id for head in store.chats()] == [kept]
    store.restore_chat(gone)
    assert {head.id for head in store.chats()} == {kept, gone}
    store.delete_chat(gone)
    store = reopened(store, tmp_path)
    assert [head.id for head in store.chats()] == [kept]
    with pytest.raises(ChatGone):
        store.load(gone)
    assert [n.text for n in store.load(kept).path()] == ["keep"]
    store.close()
    assert b"drop" not in (tmp_path / "chats.db").read_bytes()


def test_a_long_deleted_chat_goes_little_by_little(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.core.store.PURGED_AT_ONCE", 4)
    kept = chat_of(store, ["keep"])
    store.delete_chat(chat_of(store, [f"drop {n}" for n in range(10)]))
    store = reopened(store, tmp_path)
    assert store.search("drop") == ()
    assert store.checkpoint()
    assert not store.checkpoint()
    new = chat_of(store, ["drop this later"])
    store.delete_chat(new)
    assert not store.checkpoint()
    store.restore_chat(new)
    assert {head.id for head in store.chats()} == {kept, new}
    store.close()
    assert b"drop 7" not in (tmp_path / "chats.db").read_bytes()


def test_what_fails_leaves_nothing_behind(store: Store) -> None:
    chat = chat_of(store, ["Hello"])
    before = store.load(chat)
    with pytest.raises(StoreError):
        store.add_node(chat, message("an orphan", parent="nobody"))
    with pytest.raises(StoreError):
        store.append_tokens("nobody", records("x"))
    assert store.load(chat) == before


def test_another_writer_is_told_apart_from_damage(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.core.schema.BUSY_SECONDS", 0.0)
    other = Store(tmp_path / "chats.db")
    with store._changing(), pytest.raises(StoreBusy, match=r"chats\.db"):
        other.new_chat()
    assert other.new_chat()
    other.close()


def test_a_file_that_may_not_be_written_says_so(store: Store) -> None:
    chat = chat_of(store, ["Hello"])
    store._connection.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreReadOnly, match="safe"):
        store.set_draft(chat, "x")
    assert [n.text for n in store.load(chat).path()] == ["Hello"]


def test_a_checkpoint_moves_everything_into_the_file(store: Store, tmp_path: Path) -> None:
    chat_of(store, ["a sentence that is easy to find"])
    file = tmp_path / "chats.db"
    assert b"easy to find" not in file.read_bytes()
    store.checkpoint()
    assert b"easy to find" in file.read_bytes()


def test_one_record_is_read_from_whatever_chunk_it_is_in(store: Store) -> None:
    chat = chat_of(store, ["Why?"])
    answer = reply(store.load(chat).tip or "")
    store.add_node(chat, answer)
    made = records("a", "b", "c", "d", "e")
    store.append_tokens(answer.id, made[:2])
    store.append_tokens(answer.id, made[2:])
    assert [store.record(answer.id, number) for number in range(5)] == made
    assert store.record(answer.id, 5) is None
    assert store.record("nobody", 0) is None
    assert [chunk.count for chunk in store.chunks(answer.id)] == [2, 3]


def test_the_entropies_of_a_chat_are_read_at_once(store: Store) -> None:
    chat, other = chat_of(store, ["Why?"]), chat_of(store, ["How?"])
    for each, count in ((chat, 3), (other, 1)):
        node = reply(store.load(each).tip or "")
        store.add_node(each, node)
        store.append_tokens(node.id, records(*"abc"[:count]))
    assert [len(b"".join(c)) for c in store.entropies(chat).values()] == [3 * 8]
    assert store.entropies("nobody") == {}
