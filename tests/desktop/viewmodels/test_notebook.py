"""Notebooks: chats without template and speakers."""

from __future__ import annotations

from desktop.core.prompting import chat_for
from engine.chat import Role, TemplateChoice
from tests.desktop.desk import Desk


def notebook(desk: Desk) -> None:
    chat = desk.store.new_chat(raw=True)
    desk.chat.open(chat)


def test_text_is_gone_on_with_and_nothing_stands_between(ready: Desk) -> None:
    notebook(ready)
    ready.say("say once upon")
    assert [node.role for node in ready.shown.path()] == [Role.USER, Role.ASSISTANT]
    asked = chat_for(ready.shown, ready.shown.path(), TemplateChoice.MODEL)
    assert asked.template is TemplateChoice.RAW
    assert all(message.role is not Role.SYSTEM for message in asked.messages)


def test_no_text_means_write_on(ready: Desk) -> None:
    notebook(ready)
    assert not ready.chat.send("")
    ready.say("say once upon")
    ready.say("")
    roles = [node.role for node in ready.shown.path()]
    assert roles == [Role.USER, Role.ASSISTANT, Role.ASSISTANT]


def test_in_a_chat_no_text_asks_for_nothing(ready: Desk) -> None:
    assert not ready.chat.send("  ")
    assert ready.shown.path() == ()


def test_a_notebook_is_one_after_a_restart(ready: Desk) -> None:
    notebook(ready)
    assert ready.store.load(ready.shown.id).raw


def test_an_empty_chat_becomes_a_notebook_and_back(ready: Desk) -> None:
    ready.chat.begin_raw(True)
    assert ready.shown.raw
    assert ready.store.load(ready.shown.id).raw
    ready.chat.begin_raw(False)
    assert not ready.shown.raw
    ready.say("say hello")
    ready.chat.begin_raw(True)
    assert not ready.shown.raw
