"""What the transcript shows of each message."""

from __future__ import annotations

import pytest

from desktop.core.conversation import Node, NodeState
from desktop.core.entry import Entry
from desktop.viewmodels.entries import entries_of
from desktop.viewmodels.replies import Reply
from engine.chat import Chat, Role
from engine.protocol import Generate
from engine.records import ContextUse, How, StopReason, TokenRecord
from tests.desktop.desk import conversation, node


def answer(node_id: str = "a", **fields: object) -> Node:
    return node(node_id, "q", "Yes.", **{"role": Role.ASSISTANT, "model": "Tiny", **fields})


def running(reply_node: Node, count: int = 0, **fields: object) -> Reply:
    records = [TokenRecord(1, b"x", -1.0, 1, 1.0, None, How.GREEDY)] * count
    request = Generate(1, Chat(()))
    return Reply("chat", reply_node, request, records, 0, count, **fields)  # type: ignore[arg-type]


def shown(*nodes: Node, reply: Reply | None = None, tip: str | None = None) -> tuple[Entry, ...]:
    def find(node_id: str) -> Reply | None:
        return reply if reply is not None and reply.node.id == node_id else None

    return entries_of(conversation(*nodes, tip=tip), find, model_awaited=True)


def test_authors_are_the_person_and_the_model() -> None:
    assert [entry.author for entry in shown(node("q"), answer())] == ["You", "Tiny"]


def test_a_reply_without_a_known_model_is_the_assistants() -> None:
    assert shown(node("q"), answer(model=""))[1].author == "Assistant"


def test_versions_are_counted_among_siblings() -> None:
    entries = shown(node("q"), answer("a1"), answer("a2"), answer("a3"), tip="a2")
    assert [(e.version, e.versions) for e in entries] == [(1, 1), (2, 3)]


def test_a_question_at_the_end_is_unanswered_and_can_be_asked_again() -> None:
    (entry,) = shown(node("q"))
    assert (entry.note, entry.can_continue) == ("Not answered", True)


def test_a_question_that_was_answered_says_nothing() -> None:
    question = shown(node("q"), answer())[0]
    assert (question.note, question.can_continue) == ("", False)


@pytest.mark.parametrize(
    ("reason", "note", "can_continue"),
    [
        (StopReason.END_OF_TURN, "", False),
        (StopReason.STOP_STRING, "Ended at a stop string", False),
        (StopReason.CANCELLED, "Stopped", True),
        (StopReason.LENGTH, "Reached the maximum length", True),
        (StopReason.CONTEXT_FULL, "The context window is full", True),
    ],
)
def test_why_a_reply_ended_is_said(reason: StopReason, note: str, can_continue: bool) -> None:
    entry = shown(node("q"), answer(reason=reason.value))[1]
    assert (entry.note, entry.can_continue) == (note, can_continue)


def test_an_interrupted_reply_says_so_and_can_be_continued() -> None:
    entry = shown(node("q"), answer(state=NodeState.INTERRUPTED))[1]
    assert entry.note.startswith("Interrupted")
    assert entry.can_continue


def test_the_reason_of_a_dead_engine_stands_under_the_reply() -> None:
    fields = {"state": NodeState.INTERRUPTED, "reason": "died", "note": "Out of memory."}
    assert shown(node("q"), answer(**fields))[1].note == "Out of memory."


def test_a_running_reply_shows_its_latest_text() -> None:
    stored = answer(state=NodeState.STREAMING, model="")
    entry = shown(node("q"), stored, reply=running(answer(), count=2, request_id=3))[1]
    assert (entry.text, entry.author, entry.streaming) == ("Yes.", "Tiny", True)
    assert (entry.note, entry.can_continue) == ("", False)


def test_a_reply_without_text_says_what_it_waits_for() -> None:
    loading = shown(node("q"), answer(), reply=running(answer()))[1]
    queued = shown(node("q"), answer(), reply=running(answer(), request_id=3))[1]
    reading = shown(
        node("q"), answer(), reply=running(answer(), request_id=3, read=(1024.0, 2048.0))
    )[1]
    assert loading.note == "Waiting for the model to load…"
    assert queued.note == "Waiting for its turn…"
    assert reading.note == "Reading the prompt: 1,024 of 2,048 tokens"


def test_the_line_where_memory_starts_stands_before_one_message() -> None:
    entries = shown(
        node("q"),
        answer(),
        node("q2", "a"),
        node("a2", "q2", role=Role.ASSISTANT, model="Words", memory_start="q2"),
    )
    assert [entry.memory_starts for entry in entries] == [False, False, True, False]


def test_replies_whose_tokens_did_not_hold_are_marked_while_they_matter() -> None:
    use = ContextUse(100, (), retokenised=("a",))
    later = node("a2", "q2", role=Role.ASSISTANT)
    nodes = (node("q"), answer(), node("q2", "a"), later)
    entries = shown(*nodes, reply=running(later, request_id=1, use=use))
    assert [entry.retokenised for entry in entries] == [False, True, False, False]


def test_pins_and_thinking_are_handed_on() -> None:
    entries = shown(node("q", pinned=True), answer(opens_thinking=True))
    assert (entries[0].pinned, entries[1].opens_thinking) == (True, True)


def test_an_empty_chat_shows_nothing() -> None:
    assert shown() == ()
