"""A JSON schema as a grammar: GBNF that writes exactly JSON of this schema.

The common part of JSON Schema; whatever else a schema says is refused, never ignored. Properties
come in the order in which the schema names them, and no others come."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from engine.errors import SchemaBroken

Schema: TypeAlias = Mapping[str, Any]

_MOST_REPEATED = 1000
_TYPES = ("object", "array", "string", "number", "integer", "boolean", "null")
_WORDS = frozenset({"title", "description", "default", "examples", "$schema", "$id", "$comment"})
_KNOWN = _WORDS | {
    *("type", "enum", "const", "anyOf", "oneOf", "properties", "required"),
    *("additionalProperties", "items", "minItems", "maxItems", "minLength", "maxLength"),
}

_ALWAYS = r"""gap ::= [ \t\n]{0,12}
value ::= any-object | any-array | string | number | boolean | null
any-object ::= "{" gap (string gap ":" gap value (gap "," gap string gap ":" gap value)*)? gap "}"
any-array ::= "[" gap (value (gap "," gap value)*)? gap "]"
string ::= "\"" char* "\""
char ::= [^"\\\x00-\x1F\x7F] | "\\" (["\\/bfnrt] | "u" [0-9a-fA-F]{4})
integer ::= "-"? ("0" | [1-9] [0-9]{0,15})
number ::= integer ("." [0-9]{1,16})? ([eE] [-+]? [0-9]{1,2})?
boolean ::= "true" | "false"
null ::= "null"
"""


def grammar_of(text: str) -> str:
    """The grammar of a schema, with the rule `root`; SchemaBroken says where it cannot be had."""
    try:
        schema = json.loads(text)
        return _Translation(text).grammar(schema)
    except json.JSONDecodeError as problem:
        raise SchemaBroken(
            line=problem.lineno, column=problem.colno, reason=problem.msg.lower()
        ) from problem
    except RecursionError as problem:
        raise SchemaBroken(line=1, column=1, reason="it is nested too deeply") from problem


class _Translation:
    """The rules of one schema, named r0, r1, …"""

    def __init__(self, text: str) -> None:
        self._text = text
        self._rules: list[str] = []

    def grammar(self, schema: Any) -> str:
        root = self._of(schema)
        return f"root ::= {root}\n" + "".join(self._rules) + _ALWAYS

    def _rule(self, body: str) -> str:
        name = f"r{len(self._rules)}"
        self._rules.append(f"{name} ::= {body}\n")
        return name

    def _of(self, schema: Any) -> str:
        """The name of the rule for a schema."""
        if schema is True:
            return "value"
        if not isinstance(schema, dict):
            raise self._broken("", "a schema is an object or true")
        for word in schema:
            if word not in _KNOWN:
                raise self._broken(word, f'"{word}" cannot be kept to')
        for word in ("const", "enum", "anyOf", "oneOf"):
            if word in schema:
                return self._any(word, self._choices(schema, word))
        return self._typed(schema)

    def _choices(self, schema: Schema, deciding: str) -> list[str]:
        """The rules or literals of a schema that lists what there may be."""
        for word in schema:
            if word not in (*_WORDS, deciding, "type"):
                raise self._broken(word, f'"{word}" cannot be kept to beside "{deciding}"')
        named = schema[deciding]
        if deciding == "const":
            return [_literal(named)]
        if not isinstance(named, list):
            raise self._broken(deciding, f'"{deciding}" is a list')
        return [_literal(each) if deciding == "enum" else self._of(each) for each in named]

    def _any(self, word: str, choices: Sequence[str]) -> str:
        if not choices:
            raise self._broken(word, f'"{word}" names nothing')
        return self._rule(" | ".join(choices))

    def _typed(self, schema: Schema) -> str:
        kind = schema.get("type", "object" if "properties" in schema else None)
        if kind is None:
            for word in schema:
                if word not in _WORDS:
                    raise self._broken(word, f'"{word}" needs a "type" beside it')
            return "value"
        if isinstance(kind, list):
            return self._any("type", [self._typed({**schema, "type": each}) for each in kind])
        if kind not in _TYPES:
            raise self._broken("type", f"there is no type {json.dumps(kind)}")
        match kind:
            case "object":
                return self._object(schema)
            case "array":
                return self._array(schema)
            case "string":
                return self._string(schema)
            case _:
                return str(kind)

    def _string(self, schema: Schema) -> str:
        times = self._times(schema, "minLength", "maxLength")
        return "string" if times == "*" else self._rule(rf'"\"" char{times} "\""')

    def _array(self, schema: Schema) -> str:
        item = self._of(schema.get("items", True))
        low, high = self._bounds(schema, "minItems", "maxItems")
        if high == 0:
            return self._rule('"[" gap "]"')
        times = _repeated(max(low - 1, 0), None if high is None else high - 1)
        body = f'{item} (gap "," gap {item}){times}'
        return self._rule(f'"[" gap {body} gap "]"' if low else f'"[" gap ({body})? gap "]"')

    def _object(self, schema: Schema) -> str:
        if "properties" not in schema:
            if schema.get("required"):
                raise self._broken("required", '"required" names what "properties" does not')
            return "any-object"
        properties, required = self._properties(schema)
        pairs = [
            (self._rule(f'{_literal(name)} gap ":" gap {self._of(each)}'), name in required)
            for name, each in properties.items()
        ]
        return self._rule(f'"{{" gap {self._members(pairs)} gap "}}"')

    def _properties(self, schema: Schema) -> tuple[dict[str, Any], list[str]]:
        properties, required = schema["properties"], schema.get("required", [])
        if not isinstance(properties, dict):
            raise self._broken("properties", '"properties" is an object')
        if not isinstance(required, list) or any(name not in properties for name in required):
            raise self._broken("required", '"required" names what "properties" does not')
        if not isinstance(schema.get("additionalProperties", False), bool):
            raise self._broken("additionalProperties", '"additionalProperties" is true or false')
        return properties, required

    def _members(self, pairs: Sequence[tuple[str, bool]]) -> str:
        """The rule for some of the pairs in order, the required ones always, commas between."""
        after = first = self._rule('""')
        for pair, needed in reversed(pairs):
            later = f'gap "," gap {pair}' if needed else f'(gap "," gap {pair})?'
            head = f"{pair} {after}" + ("" if needed else f" | {first}")
            after, first = self._rule(f"{later} {after}"), self._rule(head)
        return first

    def _times(self, schema: Schema, least: str, most: str) -> str:
        return _repeated(*self._bounds(schema, least, most))

    def _bounds(self, schema: Schema, least: str, most: str) -> tuple[int, int | None]:
        low, high = schema.get(least, 0), schema.get(most)
        for word, count in ((least, low), (most, high)):
            if count is not None and not (type(count) is int and 0 <= count <= _MOST_REPEATED):
                raise self._broken(word, f'"{word}" is a number from 0 to {_MOST_REPEATED}')
        if high is not None and high < low:
            raise self._broken(most, f'"{most}" is less than "{least}"')
        return low, high

    def _broken(self, word: str, reason: str) -> SchemaBroken:
        """At the first place where the word stands."""
        at = max(self._text.find(json.dumps(word)), 0) if word else 0
        line = self._text.count("\n", 0, at) + 1
        return SchemaBroken(line=line, column=at - self._text.rfind("\n", 0, at), reason=reason)


def _repeated(low: int, high: int | None) -> str:
    if high is None:
        return f"{{{low},}}" if low else "*"
    return f"{{{low},{high}}}"


def _literal(value: Any) -> str:
    """A value as JSON, quoted for a grammar."""
    return json.dumps(json.dumps(value, ensure_ascii=False), ensure_ascii=False)
