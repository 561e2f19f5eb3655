"""Questions about replies as lines: whatever is asked gets one answer, and the engine goes on."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from engine.findings import LadderTable, Verdict
from engine.local import LocalEngine
from engine.protocol import Done, Event, Failed, decode_event
from engine.worker import serve
from tests.models import tiny_chat_model

CHAT = {"messages": [{"id": "a", "role": "user", "text": "the people find water"}]}
LOAD = {
    "type": "Load",
    "id": 1,
    "path": str(tiny_chat_model(endless=True)),
    "settings": {"context": 512, "threads": 1},
}
WRITE = {
    "type": "Generate",
    "id": 2,
    "chat": CHAT,
    "sampling": {"max_tokens": 12, "seed": 1},
    "trace": "t",
}
RECORD = {
    "id": 5,
    "piece": "",
    "logprob": -1.0,
    "rank": 1,
    "entropy_nats": 1.0,
    "u": 0.5,
    "how": "sampled",
}
STORED = {
    "type": "LoadTrace",
    "id": 3,
    "trace": "t",
    "chat": CHAT,
    "records": [RECORD] * 12,
    "settings": [{}],
    "seed": 3,
}
NONSENSE: tuple[Any, ...] = (
    None,
    -1,
    10**9,
    10**30,
    1e300,
    -0.5,
    "",
    "t",
    "x" * 10_000,
    [],
    [1, 2],
    {},
    True,
    "NaN",
    {"type": "TracePlace", "trace": "t", "index": 10**9},
    {"type": "Place", "chat": CHAT, "keep": 10**6},
    {"temperature": -3},
    {"top_k": 10**9, "candidates": 10**9},
    {"grammar": "root ::= ("},
    {"no_repeat_ngram": -1},
    {"logit_bias": [{"token": 10**9, "bias": 1}]},
)


def asked(line: int) -> dict[str, Any]:
    """A request that makes sense."""
    place = {"type": "TracePlace", "trace": "t", "index": line % 12}
    flat = {"top_k": 0, "temperature": 2.0, "min_p": 0.0}
    return (
        {"type": "WhatIf", "trace": "t", "sampling": {"temperature": 0.3}},
        {"type": "WhatIf", "trace": "t", "sampling": flat, "reread": True},
        {"type": "Impact", "trace": "t"},
        {"type": "Ladder", "place": place},
        {"type": "Ladder", "place": place, "sampling": flat},
        {"type": "Probability", "place": place, "text": "water"},
        {"type": "Probability", "place": {"type": "Place", "chat": CHAT}, "text": "some water"},
        STORED | {"trace": "u"},
    )[line % 8]


def spoilt(request: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """With nonsense somewhere within."""
    result = json.loads(json.dumps(request))
    place = result
    while True:
        name = dice.choice([key for key in place if key != "type"] or ["extra"])
        inner = place.get(name)
        if isinstance(inner, list) and inner and isinstance(inner[0], dict):
            inner = inner[0]
        if not isinstance(inner, dict) or not inner or dice.random() < 0.5:
            place[name] = dice.choice(NONSENSE)
            return result
        place = inner


def answers(requests: list[dict[str, Any]]) -> list[Event]:
    """Everything that the engine says to these, one after the other, until all are answered."""
    lines = [json.dumps(each).encode() for each in requests]
    events: list[Event] = []
    serve(lines, lambda line: events.append(decode_event(line)), LocalEngine(), drain=True)
    return events


def ends(events: list[Event]) -> dict[int, Done | Failed]:
    found = [event for event in events if isinstance(event, Done | Failed)]
    assert len({event.id for event in found} - {0}) == len([e for e in found if e.id])
    return {event.id: event for event in found}


def fuzz(seed: int, count: int) -> None:
    dice = random.Random(seed)
    requests = [{"id": number + 10} | spoilt(asked(number), dice) for number in range(count)]
    for number, request in enumerate(requests):
        request["id"] = number + 10  # spoilt ids are the worker's business
    told = ends(
        answers([LOAD, STORED, WRITE, *requests, {"id": 9, "type": "Impact", "trace": "t"}])
    )
    assert set(told) - {0} == {1, 2, 3, 9, *(request["id"] for request in requests)}
    faults = [event.fault.kind for event in told.values() if isinstance(event, Failed)]
    assert "EngineError" not in faults, faults
    assert len(faults) > count / 2


def test_nonsense_gets_an_answer_each() -> None:
    fuzz(1, 240)


@pytest.mark.soak
def test_much_nonsense_gets_an_answer_each() -> None:
    for seed in range(2, 60):
        fuzz(seed, 1000)


def test_what_makes_sense_is_answered() -> None:
    """Also what the side lane hands on because the records do not tell it."""
    requests = [asked(number) | {"id": number + 10} for number in range(8)]
    told = ends(answers([LOAD, STORED, *requests]))
    assert all(isinstance(event, Done) for event in told.values()), told
    verdict, ladder = told[11], told[14]
    assert isinstance(verdict, Done)
    assert isinstance(ladder, Done)
    assert isinstance(verdict.result, Verdict)
    assert (len(verdict.result.tokens), verdict.result.undecided) == (12, 0)
    assert isinstance(ladder.result, LadderTable)
    assert not ladder.result.from_record
