"""Editing, regenerating, continuing and deleting: each makes a branch, nothing is overwritten."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest

from engine.records import StopReason
from tests.desktop.desk import Desk
from tests.fakes.engine import WORDS


def versions(desk: Desk) -> list[tuple[int, int]]:
    return [(entry.version, entry.versions) for entry in desk.chat.entries()]


def test_an_edited_question_is_answered_anew_and_the_old_one_stays(ready: Desk) -> None:
    ready.say("hello")
    question = ready.chat.entries()[0].node_id
    ready.chat.edit(question, "say bye")
    ready.answered()
    assert ready.texts == ["say bye", "bye"]
    assert versions(ready) == [(2, 2), (1, 1)]
    ready.chat.choose_version(ready.chat.entries()[0].node_id, -1)
    assert ready.texts == ["hello", WORDS]
    assert ready.on_disk() == ready.shown


def test_an_edited_reply_is_a_version_without_tokens(ready: Desk) -> None:
    reply = ready.say("hello")
    ready.chat.edit(reply, "My own words")
    assert ready.texts == ["hello", "My own words"]
    assert versions(ready)[1] == (2, 2)
    assert ready.shown.path()[1].ids == ()
    assert ready.replies.idle
    ready.chat.choose_version(ready.last.node_id, -1)
    assert ready.shown.path()[1].ids


@pytest.mark.parametrize("text", ["hello", "", " "])
def test_an_edit_to_the_same_or_to_nothing_is_none(ready: Desk, text: str) -> None:
    ready.say("hello")
    ready.chat.edit(ready.chat.entries()[0].node_id, text)
    assert ready.texts == ["hello", WORDS]
    assert versions(ready) == [(1, 1), (1, 1)]


def test_an_edited_pinned_message_stays_pinned(ready: Desk) -> None:
    ready.say("hello")
    question = ready.chat.entries()[0].node_id
    ready.chat.toggle_pin(question)
    ready.chat.edit(question, "say bye")
    ready.answered()
    assert ready.chat.entries()[0].pinned


def test_regenerating_adds_a_version(ready: Desk) -> None:
    reply = ready.say("hello")
    ready.chat.regenerate(reply)
    ready.answered()
    ready.chat.regenerate_last()
    ready.answered()
    assert versions(ready) == [(1, 1), (3, 3)]
    ready.chat.choose_version(ready.last.node_id, -1)
    assert versions(ready)[1] == (2, 3)
    ready.chat.choose_version(ready.last.node_id, -1)
    ready.chat.choose_version(ready.last.node_id, -1)
    assert (versions(ready)[1], ready.last.node_id) == ((1, 3), reply)


def test_regenerating_with_the_same_seed_is_told(ready: Desk) -> None:
    told: list[int] = []
    ready.chat.seed_repeated.connect(told.append)
    reply = ready.say("hello")
    ready.chat.regenerate(reply)
    reply = ready.answered()
    assert told == []
    ready.sampling.choose("seed", ready.shown.nodes[reply].seed)
    ready.chat.regenerate(reply)
    ready.answered()
    assert told == [ready.shown.nodes[reply].seed]


def test_regenerating_in_the_middle_hides_what_followed_and_offers_it(ready: Desk) -> None:
    first = ready.say("hello")
    ready.say("say more")
    ready.chat.regenerate(first)
    ready.answered()
    assert ready.texts == ["hello", WORDS]
    ready.chat.choose_version(ready.last.node_id, -1)
    assert ready.texts == ["hello", WORDS, "say more", "more"]


def test_a_question_is_regenerated_by_answering_it_again(ready: Desk) -> None:
    ready.say("hello")
    ready.chat.regenerate(ready.chat.entries()[0].node_id)
    ready.answered()
    assert versions(ready) == [(1, 1), (2, 2)]


def test_a_cut_reply_is_continued_as_a_version(ready: Desk) -> None:
    ready.sampling.choose("max_tokens", 3)
    cut = ready.say("hello")
    assert ready.last.note == "Reached the maximum length"
    ready.sampling.reset("max_tokens")
    ready.chat.continue_reply(cut)
    ready.answered()
    assert ready.texts[1] == "Once upon a" + WORDS
    assert versions(ready)[1] == (2, 2)
    assert ready.shown.nodes[cut].text == "Once upon a"
    assert ready.on_disk() == ready.shown


def test_a_continued_reply_can_be_stopped_and_continued_again(ready: Desk) -> None:
    ready.sampling.choose("max_tokens", 2)
    ready.say("hello")
    for count in (2, 3):
        ready.chat.try_again()
        ready.answered()
        assert ready.texts[1] == "Once upon" * count
        assert len(ready.shown.path()[1].ids) == 2 * count
    assert ready.on_disk() == ready.shown


def test_a_reply_that_had_ended_and_cannot_go_on_stays_the_only_version(ready: Desk) -> None:
    told: list[str] = []
    ready.replies.added_nothing.connect(told.append)
    whole = ready.say("say silent")
    before = ready.shown
    ready.chat.continue_reply(whole)
    assert ready.answered() == whole
    assert told == [ready.shown.id]
    assert (ready.shown, ready.on_disk()) == (before, before)


def test_a_cut_reply_that_cannot_go_on_is_whole_now(ready: Desk) -> None:
    ready.say("say silent")
    cut = ready.last.node_id
    node = replace(ready.shown.nodes[cut], reason=StopReason.LENGTH.value)
    ready.store.finish_node(node)
    ready.chat.open(ready.shown.id)
    assert ready.last.can_continue
    ready.chat.continue_reply(cut)
    ready.answered()
    assert versions(ready)[1] == (2, 2)
    assert not ready.last.can_continue
    assert ready.on_disk() == ready.shown


def test_a_continuation_that_is_stopped_before_it_begins_leaves_nothing(desk: Desk) -> None:
    desk.load()
    desk.new_chat()
    whole = desk.say("hello")
    desk.begin_held()
    desk.chat.continue_reply(whole)
    assert versions(desk)[1] == (2, 2)
    desk.chat.stop()
    assert desk.answered() == whole
    assert versions(desk)[1] == (1, 1)


def test_deleting_in_the_middle_keeps_what_followed(ready: Desk) -> None:
    first = ready.say("hello")
    last = ready.say("say more")
    ids = ready.shown.nodes[last].ids
    ready.chat.delete(first)
    assert ready.texts == ["hello", "say more", "more"]
    assert ready.shown.path()[-1].ids == ids
    assert len(ready.store.trace(ready.last.node_id)) == 1
    assert ready.on_disk() == ready.shown
    ready.chat.choose_version(ready.chat.entries()[1].node_id, -1)
    assert ready.texts == ["hello", WORDS, "say more", "more"]


def test_deleting_the_last_message_shows_the_one_before(ready: Desk) -> None:
    reply = ready.say("hello")
    ready.chat.delete(reply)
    assert ready.texts == ["hello"]
    assert ready.last.note == "Not answered"
    assert ready.on_disk().tip == ready.last.node_id


def test_what_followed_a_deleted_end_is_offered(ready: Desk) -> None:
    reply = ready.say("hello")
    ready.chat.delete(reply)
    assert ready.shown.followers() == (reply,)
    ready.chat.show_followers()
    assert ready.texts == ["hello", WORDS]
    ready.chat.show_followers()
    assert ready.texts == ["hello", WORDS]


def test_deleting_the_only_message_empties_the_chat(ready: Desk) -> None:
    reply = ready.say("hello")
    ready.chat.delete(reply)
    ready.chat.delete(ready.last.node_id)
    assert ready.texts == []
    assert ready.chat.chat() is not None
    ready.chat.regenerate_last()
    ready.chat.try_again()
    assert ready.texts == []


def test_a_message_in_another_branch_is_found(ready: Desk) -> None:
    old = ready.say("hello")
    ready.chat.edit(ready.chat.entries()[0].node_id, "say bye")
    ready.answered()
    ready.chat.show_node(old)
    assert ready.texts == ["hello", WORDS]
    ready.chat.show_node(old)
    assert ready.last.node_id == old


def test_a_reply_whose_tokens_cannot_be_read_is_not_continued_and_told(ready: Desk) -> None:
    reply = ready.begin()
    ready.chat.stop()
    ready.answered()
    with sqlite3.connect(ready.folder / "chats.db") as other:
        other.execute("ALTER TABLE chunks RENAME TO lost")
    other.close()
    ready.chat.continue_reply(reply)
    assert ready.replies.idle
    assert "could not be read" in ready.sentences[-1]
    with sqlite3.connect(ready.folder / "chats.db") as other:
        other.execute("ALTER TABLE lost RENAME TO chunks")
    other.close()
