"""What a person does to a chat, seen in its entries and on the disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.core.conversation import NodeState
from desktop.core.store import Store
from engine.chat import Overflow, Role, TemplateChoice
from tests.desktop.desk import Desk
from tests.fakes.engine import WORDS


def test_nothing_is_shown_before_a_chat_is_opened(desk: Desk) -> None:
    assert (desk.chat.entries(), desk.chat.chat(), desk.chat.reply) == ((), None, None)
    assert not desk.chat.send("hello")
    desk.chat.save_draft()


def test_a_message_is_answered_and_both_are_kept(ready: Desk) -> None:
    ready.say("hello")
    assert ready.texts == ["hello", WORDS]
    assert ready.on_disk() == ready.shown


def test_the_message_is_on_disk_before_its_answer(ready: Desk) -> None:
    ready.begin()
    first = ready.on_disk().path()[0]
    assert (first.text, first.role) == ("forever", Role.USER)
    ready.chat.stop()
    ready.answered()


def test_a_first_message_gives_the_title(ready: Desk) -> None:
    listed: list[str] = []
    ready.chat.listed.connect(listed.append)
    ready.say("**Why** is the sky blue?")
    ready.say("And the sea?")
    assert ready.shown.title == "Why is the sky blue?"
    assert ready.store.chats()[0].title == "Why is the sky blue?"
    assert set(listed) == {ready.shown.id}


def test_a_title_of_the_persons_stays(ready: Desk) -> None:
    ready.store.set_title(ready.shown.id, "Mine", by_person=True)
    ready.chat.open(ready.shown.id)
    ready.say("hello")
    assert ready.store.chats()[0].title == "Mine"


@pytest.mark.parametrize("text", ["", "  \n\t"])
def test_white_space_is_not_sent(ready: Desk, text: str) -> None:
    assert not ready.chat.send(text)
    assert ready.texts == []


def test_a_second_message_waits_for_the_end_of_the_reply(ready: Desk) -> None:
    ready.begin()
    assert not ready.chat.send("more")
    assert len(ready.texts) == 2
    ready.chat.stop()
    ready.answered()
    assert ready.chat.send("more")
    ready.answered()


def test_stopping_keeps_the_text_and_says_so(ready: Desk) -> None:
    ready.begin()
    ready.chat.stop()
    ready.answered()
    assert ready.last.text.startswith(" again")
    assert (ready.last.note, ready.last.can_continue) == ("Stopped", True)


def test_a_running_reply_is_shown_and_cannot_be_changed(ready: Desk) -> None:
    declined: list[str] = []
    ready.chat.declined.connect(declined.append)
    reply = ready.begin()
    before = ready.texts[0]
    assert ready.last.streaming
    ready.chat.edit(reply, "mine")
    ready.chat.regenerate(reply)
    ready.chat.regenerate_last()
    ready.chat.continue_reply(reply)
    ready.chat.delete(reply)
    ready.chat.choose_version(reply, 1)
    ready.chat.try_again()
    ready.chat.show_followers()
    ready.chat.toggle_pin(reply)
    assert (len(ready.texts), ready.texts[0]) == (2, before)
    assert (ready.last.streaming, ready.last.pinned) == (True, False)
    assert len(declined) == 8
    assert all("A reply is being written" in sentence for sentence in declined)
    ready.chat.stop()
    ready.answered()


def test_text_is_told_as_it_comes(ready: Desk) -> None:
    told: list[str] = []
    ready.chat.text_added.connect(lambda _node, text: told.append(text))
    ready.say("hello")
    assert "".join(told) == WORDS


def test_a_pin_is_kept_and_taken_back(ready: Desk) -> None:
    ready.say("hello")
    question = ready.chat.entries()[0].node_id
    ready.chat.toggle_pin(question)
    assert ready.chat.entries()[0].pinned
    assert ready.on_disk().nodes[question].pinned
    chat = ready.chat.chat()
    assert chat is not None
    assert chat.messages[0].pinned
    ready.chat.toggle_pin(question)
    assert not ready.on_disk().nodes[question].pinned


def test_system_prompt_and_rule_are_kept_and_sent(ready: Desk) -> None:
    ready.chat.set_system_prompt("Be brief.")
    ready.chat.set_overflow(Overflow.STOP)
    ready.chat.use_template(TemplateChoice.CHATML)
    stored, chat = ready.on_disk(), ready.chat.chat()
    assert (stored.system_prompt, stored.overflow) == ("Be brief.", Overflow.STOP)
    assert chat is not None
    assert [m.text for m in chat.messages] == ["Be brief."]
    assert (chat.overflow, chat.template) == (Overflow.STOP, TemplateChoice.CHATML)


def test_the_reply_under_way_is_not_counted_as_a_message(ready: Desk) -> None:
    ready.begin()
    chat = ready.chat.chat()
    assert chat is not None
    assert [m.text for m in chat.messages] == ["forever"]
    ready.chat.stop()
    ready.answered()


def test_each_chat_keeps_its_draft(ready: Desk) -> None:
    first = ready.shown.id
    ready.chat.set_draft("half a thou")
    second = ready.new_chat()
    assert second != first
    assert ready.shown.draft == ""
    ready.chat.open(first)
    assert ready.shown.draft == "half a thou"


def test_a_draft_is_on_disk_after_a_pause(ready: Desk, qtbot: QtBot) -> None:
    ready.chat.set_draft("half a thou")
    qtbot.waitUntil(lambda: ready.on_disk().draft == "half a thou")


def test_sending_empties_the_draft(ready: Desk) -> None:
    ready.chat.set_draft("hello")
    ready.say("hello")
    ready.chat.save_draft()
    assert ready.on_disk().draft == ""


def test_a_message_sent_while_the_model_loads_waits_and_is_answered(desk: Desk) -> None:
    go = desk.begin_held()
    desk.new_chat()
    assert desk.chat.send("hello")
    assert desk.last.note == "Waiting for the model to load…"
    go.touch()
    desk.answered()
    assert desk.texts == ["hello", WORDS]


def test_a_message_without_a_model_says_what_it_waits_for(desk: Desk) -> None:
    desk.new_chat()
    assert desk.chat.send("hello")
    assert desk.last.note == "Waiting for a model to be opened"
    go = desk.begin_held()
    assert desk.last.note == "Waiting for the model to load…"
    go.touch()
    desk.answered()
    assert desk.texts == ["hello", WORDS]


def test_what_belongs_to_a_question_can_be_handed_on_before_it_is_asked(ready: Desk) -> None:
    ready.chat.asking.connect(lambda: ready.chat.set_system_prompt("Be brief."))
    ready.chat.send("forever")
    reply = ready.chat.reply
    assert reply is not None
    assert reply.request.chat.messages[0].text == "Be brief."
    ready.chat.stop()
    ready.answered()


def test_a_waiting_message_is_taken_back_by_stop(desk: Desk) -> None:
    desk.new_chat()
    desk.chat.send("hello")
    desk.chat.stop()
    assert desk.texts == ["hello"]
    assert desk.last.note == "Not answered"
    assert desk.on_disk() == desk.shown


def test_a_reply_runs_on_while_another_chat_is_shown(ready: Desk) -> None:
    first = ready.shown.id
    ready.chat.send("step")
    reply = ready.last.node_id
    ready.new_chat()
    assert ready.texts == []
    for _ in WORDS.split():
        ready.step()
    ready.qtbot.waitUntil(lambda: ready.replies.idle)
    assert ready.texts == []
    ready.chat.open(first)
    assert (ready.last.node_id, ready.last.text) == (reply, WORDS)


def test_coming_back_in_mid_reply_shows_it_growing(ready: Desk) -> None:
    first = ready.shown.id
    reply = ready.begin()
    ready.new_chat()
    ready.chat.open(first)
    assert ready.last.streaming
    told: list[str] = []
    ready.chat.text_added.connect(lambda node_id, _text: told.append(node_id))
    ready.qtbot.waitUntil(lambda: bool(told))
    assert set(told) == {reply}
    ready.chat.stop()
    ready.answered()
    assert ready.on_disk() == ready.shown


def test_a_waiting_reply_is_shown_again_when_its_chat_is_opened(desk: Desk) -> None:
    first = desk.new_chat()
    desk.chat.send("hello")
    desk.new_chat()
    desk.chat.open(first)
    assert desk.last.note == "Waiting for a model to be opened"
    desk.load()
    desk.answered()
    assert desk.texts == ["hello", WORDS]


def test_a_refused_message_is_told_and_can_be_asked_again(ready: Desk) -> None:
    ready.chat.send("fail")
    ready.answered()
    assert [fault.kind for fault in ready.faults] == ["ContextFull"]
    assert (ready.texts, ready.last.note) == (["fail"], "Not answered")
    ready.chat.try_again()
    ready.answered()
    assert len(ready.faults) == 2


def test_a_refusal_is_told_only_where_its_chat_is_shown(ready: Desk) -> None:
    ready.chat.send("fail")
    ready.new_chat()
    ready.qtbot.waitUntil(lambda: ready.replies.idle)
    assert ready.faults == []


def test_an_engine_that_dies_leaves_a_reply_that_can_be_continued(ready: Desk) -> None:
    ready.say("die")
    entry = ready.last
    assert (entry.text, entry.can_continue) == ("Well", True)
    assert ready.shown.nodes[entry.node_id].state is NodeState.INTERRUPTED
    ready.chat.send("hello")
    assert ready.last.note == "Waiting for a model to be opened"
    ready.engine.start_again()
    ready.answered()
    assert ready.last.text == WORDS


def test_everything_is_there_after_a_restart(ready: Desk, tmp_path: Path) -> None:
    ready.chat.set_system_prompt("Be brief.")
    ready.say("hello")
    ready.chat.regenerate_last()
    ready.answered()
    ready.chat.set_draft("next")
    ready.chat.save_draft()
    again = Store(tmp_path / "chats.db")
    assert again.load(ready.shown.id) == ready.shown
    again.close()


def test_a_chat_that_is_gone_is_told_and_the_shown_one_stays(ready: Desk) -> None:
    ready.say("hello")
    ready.chat.open("nowhere")
    assert ready.sentences == ["This chat is not there any more."]
    assert ready.texts == ["hello", WORDS]
