"""Grammars on a real vocabulary: what is written follows them, what is broken says where."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from engine.choice import Chooser
from engine.errors import GrammarBroken, InvalidRequest
from engine.json_schema import grammar_of
from engine.llama.grammar import Grammar
from engine.llama.model import Model
from engine.settings import LoadSettings, SamplingSettings
from tests.models import tiny_chat_model


@pytest.fixture(scope="module")
def model() -> Iterator[Model]:
    model = Model.open(tiny_chat_model(), LoadSettings(threads=1, context=256), lambda share: True)
    yield model
    model.close()


def written(model: Model, seed: int, most: int = 60, **settings: Any) -> tuple[str, bool]:
    """Random tokens that follow a grammar, and whether the turn ended."""
    chooser = Chooser(model, SamplingSettings(**settings), seed, [])
    rng = np.random.default_rng(seed)
    pieces = []
    for position in range(most):
        logits = rng.normal(0, 3, model.size).astype(np.float32)
        record = chooser.choose(logits, position, 0.0)
        pieces.append(record.piece)
        if model.is_end(record.id):
            break
    chooser.close()
    return b"".join(pieces).decode("utf-8", "replace"), model.is_end(record.id)


def test_only_what_the_grammar_says_is_written(model: Model) -> None:
    grammar = 'root ::= ("yes" | "no") ("," ("yes" | "no")){0,3}'
    ends = 0
    for seed in range(40):
        text, ended = written(model, seed, grammar=grammar)
        ends += ended
        assert re.fullmatch(r"(yes|no)(,(yes|no)){0,3}", text) or not ended
    assert ends == 40


SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "maxLength": 5},
        "age": {"type": "integer"},
        "tags": {"type": "array", "items": {"enum": ["a", "b", None]}, "maxItems": 3},
        "odd": {"anyOf": [{"type": "boolean"}, {"const": [1, "x"]}]},
    },
    "required": ["name", "odd"],
}


def fits(value: Any) -> bool:
    """Whether a value is of SCHEMA, by hand."""
    return (
        set(value) <= set(SCHEMA["properties"])
        and {"name", "odd"} <= set(value)
        and len(value["name"]) <= 5
        and type(value.get("age", 0)) is int
        and all(tag in ["a", "b", None] for tag in value.get("tags", []))
        and len(value.get("tags", [])) <= 3
        and (type(value["odd"]) is bool or value["odd"] == [1, "x"])
    )


def test_finished_replies_are_json_of_their_schema_and_cut_ones_can_be_finished(
    model: Model,
) -> None:
    whole = grammar_of(json.dumps(SCHEMA))
    finished = 0
    for seed in range(60):
        text, ended = written(model, seed, most=120, json_schema=json.dumps(SCHEMA))
        if ended:
            finished += 1
            assert fits(json.loads(text)), text
        grammar = Grammar(whole, model.native, model.size)
        for byte in model.tokenize(text, False):
            assert grammar.allows(byte), text
            grammar.accept(byte)
        grammar.close()
    assert finished > 10


def test_the_stage_is_recorded_only_where_it_turned_a_token_down(model: Model) -> None:
    settings = SamplingSettings(grammar='root ::= "a"', temperature=0)
    a = model.tokenize("a", False)[0]
    for first, stages in ((a, False), (a + 1, True)):
        chooser = Chooser(model, settings, 1, [])
        logits = np.zeros(model.size, np.float32)
        logits[first] = 9
        record = chooser.choose(logits, 0, 0.0)
        chooser.close()
        assert record.id == a
        assert record.trace is not None
        assert ("grammar" in record.trace.stages) == stages


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        ('root ::= "a" [', 1, 15, "end"),
        ('root ::= "yes" | nope', 1, 18, "no rule named nope"),
        ('start ::= "a"', 1, 1, "root"),
        ('root ::= root "a"', 1, 1, "begins with itself"),
        ('root ::=\n  "a" )\n', 2, 7, "newline"),
        ('root ::= "a"\nx ::= \\q', 2, 7, "newline"),
        ('root = "a"', 1, 6, "::="),
        ('root ::= "a\0"', 1, 12, "code 0"),
        ("root ::= " + "(" * 5000, 1, 210, "groups"),
    ],
)
def test_a_broken_grammar_says_where(
    model: Model, text: str, line: int, column: int, says: str
) -> None:
    with pytest.raises(GrammarBroken) as caught:
        Grammar(text, model.native, model.size)
    assert (caught.value.facts["line"], caught.value.facts["column"]) == (line, column)
    assert says in str(caught.value)


def test_a_grammar_and_a_schema_contradict_each_other(model: Model) -> None:
    with pytest.raises(InvalidRequest, match="one of them"):
        Chooser(model, SamplingSettings(grammar='root ::= "a"', json_schema="true"), 1, [])
