"""Replies on their way: shown, stored, stopped, cut, and kept whatever ends them."""

from __future__ import annotations

import os
import signal
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.core.conversation import Node, NodeState
from desktop.core.errors import StoreFull
from desktop.core.store import Store
from desktop.viewmodels.replies import Replies
from engine.chat import Chat, Message, Role
from engine.protocol import Measure
from engine.settings import SamplingSettings
from tests.desktop.desk import Desk, node
from tests.fakes.engine import SEED, THOUGHT, WORDS


class Asked:
    """Replies in one chat, asked for without the model of that chat."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.replies = desk.replies
        self.ended: dict[str, Node | None] = {}
        self.texts: list[str] = []
        self.left: list[str] = []
        self.failed: list[str] = []
        self.replies.ended.connect(self.ended.__setitem__)
        self.replies.text_added.connect(lambda _node, text: self.texts.append(text))
        self.replies.left.connect(self.left.append)
        self.replies.failed.connect(lambda _chat, fault: self.failed.append(fault.kind))
        self.chat_id = desk.store.new_chat()

    def ask(self, text: str, **settings: object) -> str:
        """Ask for a reply to one message; the reply's node id."""
        question = node(uuid.uuid4().hex, text=text)
        self.desk.store.add_node(self.chat_id, question)
        chat = Chat((Message(question.id, Role.USER, text),))
        return self.replies.start(self.chat_id, chat, SamplingSettings(**settings)).id

    def begin(self, text: str = "forever") -> str:
        node_id = self.ask(text)
        self.desk.qtbot.waitUntil(lambda: bool(self.texts))
        return node_id

    def wait(self, node_id: str) -> Node | None:
        self.desk.qtbot.waitUntil(lambda: node_id in self.ended)
        return self.ended[node_id]

    def whole(self, text: str, **settings: object) -> Node:
        ended = self.wait(self.ask(text, **settings))
        assert ended is not None
        return ended

    def stored(self, node_id: str) -> Node:
        return self.desk.store.load(self.chat_id).nodes[node_id]


@pytest.fixture
def asked(desk: Desk) -> Asked:
    desk.load()
    return Asked(desk)


def test_a_reply_is_shown_and_stored_whole(asked: Asked) -> None:
    ended = asked.whole("hello")
    assert "".join(asked.texts) == ended.text == WORDS
    assert (ended.state, ended.reason) == (NodeState.COMPLETE, "end_of_turn")
    assert (ended.model, ended.vocabulary, ended.seed) == ("tiny", "words", SEED)
    assert asked.stored(ended.id) == ended


def test_its_tokens_are_recorded_and_spell_the_text(asked: Asked) -> None:
    ended = asked.whole("hello")
    records = asked.desk.store.trace(ended.id)
    assert b"".join(record.piece for record in records).decode() == WORDS
    assert ended.ids == tuple(record.id for record in records)


def test_characters_arrive_whole_though_tokens_are_bytes(asked: Asked) -> None:
    ended = asked.whole("say Grüße 👋🏽")
    assert ended.text == "".join(asked.texts) == "Grüße 👋🏽"


def test_half_a_character_at_the_end_is_shown_as_bytes(asked: Asked) -> None:
    ended = asked.whole("say ü", max_tokens=1)
    assert (ended.text, ended.reason) == ("\\xc3", "length")
    assert asked.stored(ended.id) == ended


def test_a_thinking_block_is_text(asked: Asked) -> None:
    assert asked.whole("think").text == THOUGHT


def test_tokens_are_on_disk_while_the_reply_runs(asked: Asked, qtbot: QtBot) -> None:
    node_id = asked.begin()
    qtbot.waitUntil(lambda: bool(asked.desk.store.trace(node_id)))
    assert asked.stored(node_id).state is NodeState.STREAMING
    assert asked.replies.running(node_id) is not None
    asked.replies.stop(node_id)
    asked.wait(node_id)


def test_a_running_reply_follows_new_settings(asked: Asked, qtbot: QtBot) -> None:
    node_id = asked.begin()
    asked.replies.adjust(SamplingSettings(top_k=3))

    def adjusted() -> bool:
        return any(record.settings == 1 for record in asked.desk.store.trace(node_id))

    qtbot.waitUntil(adjusted)
    asked.replies.stop(node_id)
    asked.wait(node_id)


def test_a_reply_that_waits_for_its_model_is_asked_for_with_new_settings(desk: Desk) -> None:
    asked = Asked(desk)
    node_id = asked.ask("hello")
    asked.replies.adjust(SamplingSettings(max_tokens=1))
    desk.load()
    ended = asked.wait(node_id)
    assert ended is not None
    assert ended.reason == "length"
    assert {record.settings for record in desk.store.trace(node_id)} == {0}


def test_what_is_not_on_disk_is_put_there_at_the_exit(asked: Asked, tmp_path: Path) -> None:
    node_id = asked.begin()
    asked.replies.close()
    shown = "".join(asked.texts)
    trace = asked.desk.store.trace(node_id)
    assert b"".join(record.piece for record in trace).decode() == shown
    asked.replies.stop(node_id)
    asked.wait(node_id)


def test_a_stopped_reply_keeps_its_text(asked: Asked) -> None:
    node_id = asked.begin()
    asked.replies.stop(node_id)
    ended = asked.wait(node_id)
    assert ended is not None
    assert (ended.state, ended.reason) == (NodeState.COMPLETE, "cancelled")
    assert ended.text.startswith(" again again")
    assert asked.stored(node_id) == ended


def test_a_stopped_reply_is_stopped_once(asked: Asked, qtbot: QtBot) -> None:
    node_id = asked.begin()
    asked.replies.stop(node_id)
    asked.replies.stop(node_id)
    asked.wait(node_id)
    asked.replies.stop(node_id)
    assert asked.whole("hello").text == WORDS


def test_a_reply_waits_for_the_model(desk: Desk) -> None:
    go = desk.begin_held()
    asked = Asked(desk)
    node_id = asked.ask("hello")
    reply = desk.replies.running(node_id)
    assert reply is not None
    assert reply.waiting
    go.touch()
    ended = asked.wait(node_id)
    assert ended is not None
    assert ended.text == WORDS


def test_a_reply_that_waits_is_stopped_without_a_trace(desk: Desk) -> None:
    asked = Asked(desk)
    node_id = asked.ask("hello")
    asked.replies.stop(node_id)
    assert asked.ended == {node_id: None}
    assert [each.role for each in desk.store.load(asked.chat_id).nodes.values()] == [Role.USER]
    assert desk.replies.idle


def test_the_length_limit_ends_a_reply(asked: Asked) -> None:
    ended = asked.whole("hello", max_tokens=3)
    assert (ended.text, ended.reason) == ("Once upon a", "length")


def test_the_chosen_seed_is_kept(asked: Asked) -> None:
    assert asked.whole("hello", seed=99).seed == 99


@pytest.mark.parametrize("how", ["die", "abort", "kill"])
def test_a_dead_engine_leaves_text_and_a_sentence(asked: Asked, how: str) -> None:
    ended = asked.whole(how)
    assert (ended.text, ended.state, ended.reason) == ("Well", NodeState.INTERRUPTED, "died")
    assert "The engine" in ended.note or "llama.cpp stopped" in ended.note
    assert asked.stored(ended.id) == ended
    assert asked.failed == []


def test_a_killed_engine_ends_only_what_it_was_asked(asked: Asked) -> None:
    node_id = asked.begin()
    os.kill(asked.desk.engine.process_id, signal.SIGKILL)
    ended = asked.wait(node_id)
    assert ended is not None
    assert ended.text.startswith(" again")
    waiting = asked.ask("hello")
    asked.desk.engine.start_again()
    answered = asked.wait(waiting)
    assert answered is not None
    assert answered.text == WORDS


@pytest.mark.parametrize(("text", "kind"), [("fail", "ContextFull"), ("bug", "EngineError")])
def test_a_refused_reply_leaves_nothing_but_its_reason(asked: Asked, text: str, kind: str) -> None:
    node_id = asked.ask(text)
    assert asked.wait(node_id) is None
    assert asked.failed == [kind]
    assert node_id not in asked.desk.store.load(asked.chat_id).nodes


def test_a_continued_reply_keeps_what_it_goes_on_with(asked: Asked) -> None:
    first = asked.whole("hello", max_tokens=3)
    store, chat_id = asked.desk.store, asked.chat_id
    question = store.load(chat_id).nodes[first.parent or ""]
    chat = Chat(
        (
            Message(question.id, Role.USER, question.text),
            Message(first.id, Role.ASSISTANT, "say  there was a ship", first.ids, "words"),
        )
    )
    second = asked.replies.start(chat_id, chat, SamplingSettings(), first)
    assert (second.parent, second.text) == (first.parent, "Once upon a")
    ended = asked.wait(second.id)
    assert ended is not None
    assert ended.text == "Once upon a there was a ship"
    assert asked.stored(ended.id) == ended
    assert len(ended.ids) == len(store.trace(ended.id)) == 3 + 5
    assert asked.stored(first.id).text == "Once upon a"


def test_two_chats_are_answered_side_by_side(asked: Asked) -> None:
    first = asked.begin()
    other = Asked(asked.desk)
    second = other.ask("hello")
    assert [r.node.id for r in asked.replies.in_chat(other.chat_id)] == [second]
    asked.replies.stop_in_chat(asked.chat_id)
    ended = other.wait(second)
    assert ended is not None
    assert ended.text == WORDS
    assert asked.left == [asked.chat_id, other.chat_id]
    assert asked.replies.idle
    assert first in asked.ended


def test_another_model_ends_the_reply_of_the_earlier_one_with_its_text(asked: Asked) -> None:
    node_id = asked.begin()
    asked.desk.load("other")
    ended = asked.wait(node_id)
    assert ended is not None
    assert ended.reason in {"cancelled", "failed"}
    assert ended.text.startswith(" again")
    assert asked.whole("hello").model == "other"


def test_speed_is_known_from_the_second_token(asked: Asked) -> None:
    node_id = asked.ask("step")
    reply = asked.replies.running(node_id)
    assert reply is not None
    assert reply.tokens_per_second == 0.0
    asked.desk.qtbot.waitUntil(lambda: reply.use is not None)
    for _ in WORDS.split():
        asked.desk.engine.ask(_measure())
    asked.wait(node_id)
    assert reply.tokens_per_second > 0.0
    assert reply.generated == len(WORDS.split())


def _measure() -> Measure:
    return Measure(1, Chat((Message("q", Role.USER, "x"),)))


class FullStore(Store):
    """A store on a disk that fills up when `full` is set."""

    full = False

    def add_node(self, chat_id: str, node: Node, *, tip: bool = True) -> None:
        self._refuse()
        super().add_node(chat_id, node, tip=tip)

    def append_tokens(self, node_id: str, records) -> None:
        self._refuse()
        super().append_tokens(node_id, records)

    def finish_node(self, node: Node) -> None:
        self._refuse()
        super().finish_node(node)

    def _refuse(self) -> None:
        if self.full:
            raise StoreFull


@pytest.fixture
def full(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(qtbot, tmp_path, FullStore(tmp_path / "chats.db"))
    desk.load()
    yield desk
    desk.close()


def test_a_full_disk_is_told_and_the_reply_goes_on(full: Desk) -> None:
    asked = Asked(full)
    node_id = asked.ask("step")
    reply = full.replies.running(node_id)
    assert reply is not None
    full.store.full = True
    for _ in WORDS.split():
        full.engine.ask(_measure())
    ended = asked.wait(node_id)
    assert ended is not None
    assert ended.text == WORDS
    assert any("the disk is full" in sentence for sentence in full.sentences)
    full.store.full = False
    assert asked.whole("hello").text == WORDS


def test_what_a_full_disk_refused_is_stored_once_there_is_room(full: Desk, qtbot: QtBot) -> None:
    asked = Asked(full)
    node_id = asked.ask("step")
    full.store.full = True
    qtbot.waitUntil(lambda: bool(full.sentences))
    full.store.full = False
    for _ in WORDS.split():
        full.engine.ask(_measure())
    ended = asked.wait(node_id)
    assert ended is not None
    assert asked.stored(node_id) == ended
    assert len(full.store.trace(node_id)) == len(WORDS.split())


def test_a_question_that_found_no_room_is_stored_before_its_answer(full: Desk) -> None:
    full.new_chat()
    full.store.full = True
    full.say("hello")
    assert not full.on_disk().nodes
    full.store.full = False
    full.say("say more")
    assert full.on_disk() == full.shown
    assert full.texts == ["hello", WORDS, "say more", "more"]


def test_replies_are_idle_at_first(desk: Desk) -> None:
    assert desk.replies.idle
    assert isinstance(desk.replies, Replies)
