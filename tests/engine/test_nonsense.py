"""Requests that make no sense: each gets one error event, and the real engine goes on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.local import LocalEngine
from engine.protocol import Done, Event, Failed, decode_event
from engine.worker import serve
from tests.models import tiny_chat_model

CHAT = {"messages": [{"id": "a", "role": "user", "text": "hello"}]}
REPLY = {"id": "b", "role": "assistant", "text": "x"}
ANSWERED = {"messages": [*CHAT["messages"], REPLY]}
PLACE = {"type": "Place", "chat": CHAT}
HUGE = 10**9

NONSENSE: list[dict[str, Any]] = [
    {"type": "Swap", "chat": CHAT, "keep": 0, "token": HUGE},
    {"type": "Swap", "chat": CHAT, "keep": -1, "token": 1},
    {"type": "Swap", "chat": CHAT, "keep": HUGE, "token": 1},
    {"type": "Swap", "chat": ANSWERED, "keep": 1, "token": 1},
    {"type": "Swap", "chat": {"messages": [], "template": "raw"}, "keep": 0, "token": 1},
    {"type": "Swap", "chat": CHAT, "keep": 0, "token": 1, "sampling": {"candidates": HUGE}},
    {"type": "Swap", "chat": CHAT, "keep": 0, "token": 1, "sampling": {"grammar": "root ::= ("}},
    {
        "type": "Swap",
        "chat": CHAT,
        "keep": 0,
        "token": 120,
        "sampling": {"grammar": 'root ::= "y"'},
    },
    {"type": "NextTokens", "place": {**PLACE, "keep": HUGE}},
    {"type": "NextTokens", "place": PLACE, "sampling": {"temperature": -1}},
    {"type": "NextTokens", "place": PLACE, "sampling": {"no_repeat_ngram": -1}},
    {"type": "NextTokens", "place": {"type": "TracePlace", "trace": "t", "index": 0}},
    {"type": "NextTokens", "place": {**PLACE, "draft": "word " * 3000}},
    {"type": "Pieces", "ids": [HUGE]},
    {"type": "Pieces", "ids": [-1]},
    {"type": "Pieces", "ids": ["a"]},
    {"type": "Pieces", "ids": [0] * 100_001},
    {"type": "Tokenize", "text": 5},
    {"type": "Tokenize", "text": "x" * 10_000_000},
    {"type": "Tokenize", "text": "x", "unknown": True},
    {"type": "Render", "chat": {"messages": [], "template": "none"}},
    {"type": "Render", "chat": CHAT, "continuing": True},
    {"type": "Score"},
    {"type": "Score", "text": "a", "chat": CHAT},
    {"type": "Score", "text": ""},
    {"type": "Score", "text": "x" * 10_000_000},
    {"type": "CompareContinuations", "place": PLACE, "continuations": []},
    {"type": "CompareContinuations", "place": PLACE, "continuations": [""]},
    {"type": "CompareContinuations", "place": PLACE, "continuations": ["a"] * 65},
    {"type": "CompareContinuations", "place": {**PLACE, "keep": 3}, "continuations": ["a"]},
    {"type": "Replay", "trace": "nobody kept this"},
    {"type": "Replay", "trace": ["r"]},
]
BROKEN = [
    b'{"type":"Score","id":900,"text":"a","chat":NaN}\n',
    b'{"type":"NextTokens","id":901,"place":{"type":"Place"},"sampling":{"temperature":1e999}}\n',
    b'{"type":"Tokenize","id":902,"text":"\xff"}\n',
    b'{"type":"Pieces","id":903,"ids":[' + b"[" * 5000 + b"\n",
]


@pytest.fixture(scope="module")
def events() -> list[Event]:
    """Everything that a worker over the real engine says to all of it, and to a sensible end."""
    load = {"type": "Load", "id": 1, "path": str(tiny_chat_model()), "settings": {"context": 512}}
    asked = [load, *({**each, "id": n} for n, each in enumerate(NONSENSE, 100))]
    asked.append({"type": "Tokenize", "id": 999, "text": "still here"})
    lines = [json.dumps(each).encode() + b"\n" for each in asked]
    said: list[bytes] = []
    serve([*lines[:-1], *BROKEN, lines[-1]], said.append, LocalEngine(), drain=True)
    return [decode_event(line) for line in said]


def ends(events: list[Event], id: int) -> list[Done | Failed]:
    return [e for e in events if isinstance(e, Done | Failed) and e.id == id]


@pytest.mark.parametrize("number", range(len(NONSENSE)), ids=lambda n: str(NONSENSE[n])[:90])
def test_each_gets_one_sentence(events: list[Event], number: int) -> None:
    (end,) = ends(events, 100 + number)
    assert isinstance(end, Failed)
    assert end.fault.kind != "EngineError"  # the kind of what nobody foresaw
    assert end.fault.sentence.endswith((".", "`"))


def test_what_is_no_message_too(events: list[Event]) -> None:
    broken = [*ends(events, 0), *(end for id in range(900, 904) for end in ends(events, id))]
    assert len(broken) == len(BROKEN)
    assert all(isinstance(end, Failed) for end in broken)


def test_and_the_engine_goes_on(events: list[Event]) -> None:
    (end,) = ends(events, 999)
    assert isinstance(end, Done)
