"""Chats as files for others."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from desktop.core.conversation import Conversation, Node, NodeState
from desktop.core.export import (
    ExportedChat,
    ExportedMessage,
    Words,
    file_name,
    to_json,
    to_markdown,
)
from engine.chat import Overflow, Role

PAGE = Path(__file__).resolve().parents[3] / "docs" / "export.md"


@pytest.fixture
def conversation() -> Conversation:
    question = Node(
        id="q",
        parent=None,
        role=Role.USER,
        text="Why?\n\n| a | b |\n",
        created_ms=1_795_000_000_123,
        state=NodeState.COMPLETE,
        pinned=True,
    )
    first = replace(
        question,
        id="a1",
        parent="q",
        role=Role.ASSISTANT,
        text="First answer.",
        model="Tiny",
        seed=7,
        ids=(1, 2),
        reason="end_of_turn",
        pinned=False,
    )
    second = replace(
        first,
        id="a2",
        text="<think>\nHm.\n\nYes.\n</think>\n\nSecond answ",
        state=NodeState.INTERRUPTED,
    )
    return Conversation(
        id="chat",
        title="Why: a question",
        title_by_person=False,
        system_prompt="Be brief.",
        overflow=Overflow.ROLL,
        nodes={node.id: node for node in (question, first, second)},
        tip="a2",
        draft="unsent",
    )


def test_markdown_shows_the_branch_that_is_shown(conversation: Conversation) -> None:
    assert to_markdown(conversation) == (
        "# Why: a question\n\n## System prompt\n\nBe brief.\n\n## You\n\nWhy?\n\n| a | b |\n\n"
        "## Tiny\n\n> *Thinking*\n>\n> Hm.\n>\n> Yes.\n\nSecond answ\n\n*Interrupted*\n"
    )
    assert "First answer." in to_markdown(replace(conversation, tip="a1"))


def test_markdown_speaks_the_language_of_the_window(conversation: Conversation) -> None:
    words = Words(untitled="Gespräch", you="Du", system="Systemprompt")
    german = to_markdown(replace(conversation, title="", tip="q"), words)
    assert german.startswith("# Gespräch\n\n## Systemprompt\n\nBe brief.\n\n## Du\n\nWhy?")


def test_json_holds_every_branch(conversation: Conversation) -> None:
    chat = msgspec.json.decode(to_json(conversation), type=ExportedChat)
    assert (chat.title, chat.shown, chat.overflow) == ("Why: a question", "a2", "roll")
    assert [(m.id, m.parent) for m in chat.messages] == [("q", None), ("a1", "q"), ("a2", "q")]
    for message in chat.messages:
        node = conversation.nodes[message.id]
        assert (message.text, message.role, message.ids) == (node.text, node.role, node.ids)
        assert message.created.timestamp() * 1000 == pytest.approx(node.created_ms)
        assert (message.state, message.pinned, message.seed) == (node.state, node.pinned, node.seed)


def test_the_page_names_every_field(conversation: Conversation) -> None:
    documented = set(re.findall(r"^\| `(\w+)` \|", PAGE.read_text("utf-8"), re.MULTILINE))
    fields = {*ExportedChat.__struct_fields__, *ExportedMessage.__struct_fields__}
    assert documented == fields


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Why: a question", "Why a question.md"),
        ("a/b\\c?*<>|", "a b c.md"),
        ("…", "Chat.md"),
        ("", "Chat.md"),
        ("翻译：机器学习", "翻译：机器学习.md"),
        ("../../etc/passwd", "etc passwd.md"),
        ("con", "con_.md"),
        ("Lpt1", "Lpt1_.md"),
        ("天" * 100, "天" * 66 + ".md"),
    ],
)
def test_a_title_becomes_a_name_for_a_file(
    conversation: Conversation, title: str, name: str
) -> None:
    assert file_name(replace(conversation, title=title), "md") == name
