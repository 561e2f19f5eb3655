"""A stored reply as a trace file, and a trace file as a chat."""

from __future__ import annotations

from itertools import count

import pytest

from desktop.core import tracefile
from desktop.core.conversation import Conversation, Node
from desktop.core.errors import ReplyUnrecorded
from desktop.core.run import Run, read, written
from engine.chat import Chat, Message, Role, TemplateChoice
from engine.records import StopReason
from engine.settings import SamplingSettings
from engine.traced import Timings, TraceFile
from engine.tracefile import encode
from engine.tracefile import read as read_file
from tests.desktop.core.chats import records
from tests.desktop.desk import conversation, node

RUN = Run((SamplingSettings(temperature=0.5), SamplingSettings()), None, Timings(1.5))
RECORDS = tuple(records("你", "🙂".encode()[:2], "🙂".encode()[2:], b"\xff"))
TEXT = "你🙂\\xff"


def reply(**fields: object) -> Node:
    values = {
        "role": Role.ASSISTANT,
        "parent": "q2",
        "text": TEXT,
        "model": "Tiny",
        "vocabulary": "abc",
        "seed": 7,
        "memory_start": "q2",
        "run": written(RUN),
        "reason": "length",
    }
    return node("r2", **(values | fields))


def talk(last: Node) -> Conversation:
    nodes = (
        node("q1", text="First?"),
        node("r1", "q1", "Yes.", role=Role.ASSISTANT, model="Tiny"),
        node("q2", "r1", "**Second?**"),
        last,
        node("q3", last.id, "Later."),
    )
    return conversation(*nodes, system_prompt="Be brief.")


def made(last: Node | None = None) -> TraceFile:
    last = last or reply()
    chat = tracefile.asked(talk(last), last, TemplateChoice.CHATML)
    return tracefile.made(last, RECORDS, chat, None, {}, None)


def test_the_chat_ends_before_the_reply_and_begins_where_the_window_did() -> None:
    chat = made().chat
    assert [message.text for message in chat.messages] == [
        "Be brief.",
        "First?",
        "Yes.",
        "**Second?**",
    ]
    assert (chat.template, chat.memory_start) == (TemplateChoice.CHATML, "q2")


def test_what_is_known_of_the_run_stands_in_the_file() -> None:
    trace = made()
    assert (trace.settings, trace.seed, trace.reason) == (RUN.settings[0], 7, StopReason.LENGTH)
    assert (trace.later_settings, trace.timings) == (RUN.settings[1:], RUN.timings)
    assert (trace.model.name, trace.model.vocabulary, trace.model.threads) == ("Tiny", "abc", None)
    assert "".join(token.text for token in trace.tokens) == TEXT


def test_a_reply_of_before_runs_were_kept_has_no_trace() -> None:
    with pytest.raises(ReplyUnrecorded, match="Regenerate it"):
        made(reply(run=""))
    chat = Chat(())
    with pytest.raises(ReplyUnrecorded):
        tracefile.made(reply(), (), chat, None, {}, None)


def opened(trace: TraceFile, name: str = "trace") -> tracefile.Opened:
    numbers = count()
    return tracefile.opened(read_file(encode(trace), "x"), name, lambda: f"new{next(numbers)}", 99)


def test_a_trace_becomes_a_chat_with_its_records() -> None:
    chat = opened(made())
    assert (chat.title, chat.system_prompt) == ("First?", "Be brief.")
    assert [(n.id, n.parent, n.role) for n in chat.nodes] == [
        ("new0", None, Role.USER),
        ("new1", "new0", Role.ASSISTANT),
        ("new2", "new1", Role.USER),
        ("new3", "new2", Role.ASSISTANT),
    ]
    last = chat.nodes[-1]
    assert (last.text, last.model, last.vocabulary, last.seed) == (TEXT, "Tiny", "abc", 7)
    assert (last.reason, last.memory_start, last.created_ms) == ("length", "new2", 99)
    assert read(last.run) == RUN
    assert chat.records == RECORDS


def test_an_opened_chat_saves_the_same_trace_again() -> None:
    first = made()
    chat = opened(first)
    shown = conversation(*chat.nodes, system_prompt=chat.system_prompt)
    last = chat.nodes[-1]
    asked = tracefile.asked(shown, last, TemplateChoice.CHATML)
    again = tracefile.made(last, chat.records, asked, None, {}, None)
    assert again.tokens == first.tokens
    assert (again.settings, again.seed, again.model) == (first.settings, first.seed, first.model)
    assert [m.text for m in again.chat.messages] == [m.text for m in first.chat.messages]


def test_a_trace_without_a_template_becomes_a_notebook() -> None:
    trace = made()
    raw = Chat(trace.chat.messages[1:], TemplateChoice.RAW)
    assert opened(TraceFile(**{**fields(trace), "chat": raw})).raw
    assert not opened(trace).raw


def test_a_trace_without_a_question_has_the_name_of_its_file() -> None:
    trace = made()
    silent = Chat((Message("s", Role.SYSTEM, "Be brief."),))
    chat = opened(TraceFile(**{**fields(trace), "chat": silent}), "my trace")
    assert chat.title == "my trace"
    assert [n.parent for n in chat.nodes] == [None]


def fields(trace: TraceFile) -> dict[str, object]:
    return {name: getattr(trace, name) for name in trace.__struct_fields__}


def test_a_reply_without_any_token_is_an_empty_one() -> None:
    trace = TraceFile(**{**fields(made()), "tokens": ()})
    chat = opened(trace)
    assert chat.records == ()
    assert chat.nodes[-1].text == ""
