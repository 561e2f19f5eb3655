"""Schemas as grammars: what the words mean is tried on a real model in llama/test_grammar.py."""

from __future__ import annotations

import pytest

from engine.errors import SchemaBroken
from engine.json_schema import grammar_of


@pytest.mark.parametrize(
    ("schema", "line", "column", "says"),
    [
        ('{"type": "string"', 1, 18, "expecting"),
        ('{\n  "type": "strnig"}', 2, 3, "strnig"),
        ('{"type": "string",\n "pattern": "a+"}', 2, 2, "pattern"),
        ('{"type": "array",\n "items": {"minimum": 3}}', 2, 12, "minimum"),
        ('{"enum": []}', 1, 2, "names nothing"),
        ('{"enum": 3}', 1, 2, "list"),
        ('{"type": "object", "properties": {"a": {}}, "required": ["b"]}', 1, 45, "required"),
        ('{"type": "object", "properties": 5}', 1, 20, "object"),
        ('{"type": "string", "minLength": 9, "maxLength": 2}', 1, 36, "less than"),
        ('{"type": "array", "maxItems": -1}', 1, 19, "number"),
        ('{"minLength": 3}', 1, 2, "type"),
        ('{"anyOf": [{"type": "string"}], "minLength": 3}', 1, 33, "beside"),
        ("3", 1, 1, "object or true"),
        ("[" * 100_000, 1, 1, "nested"),
        ('{"type": "object", "properties": {}, "additionalProperties": {}}', 1, 38, "additional"),
    ],
)
def test_what_cannot_be_kept_to_is_refused_with_its_place(
    schema: str, line: int, column: int, says: str
) -> None:
    with pytest.raises(SchemaBroken) as caught:
        grammar_of(schema)
    assert (caught.value.facts["line"], caught.value.facts["column"]) == (line, column)
    assert says in str(caught.value)


def test_words_for_people_change_nothing() -> None:
    assert grammar_of('{"title": "x", "type": "string"}') == grammar_of('{"type": "string"}')


def test_literals_are_quoted_twice() -> None:
    assert r'"\"a\\\"b\""' in grammar_of(r'{"const": "a\"b"}')
