"""docs/protocol.md says what the code says: every message, field, type, default and error."""

from __future__ import annotations

import enum
import re
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest
from msgspec import Meta

from engine import deaths, errors, protocol, records, settings
from engine.declarations import declared
from engine.errors import EngineError
from engine.protocol import VERSION, decode_event, decode_request

PAGE = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")
PLAIN = {int: "integer", float: "number", str: "text", bool: "true or false", bytes: "base64"}


def values_of_the_wire() -> list[type[msgspec.Struct]]:
    """Every struct that a message is or contains."""
    found: dict[type[msgspec.Struct], None] = {}
    for message in (*get_args(protocol.Request), *get_args(protocol.Event)):
        collect(message, found)
    return list(found)


def collect(kind: Any, found: dict[type[msgspec.Struct], None]) -> None:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        if kind not in found:
            found[kind] = None
            for hint in get_type_hints(kind).values():
                collect(hint, found)
        return
    for part in get_args(kind):
        collect(part, found)


def enums_of_the_wire() -> list[type[enum.StrEnum]]:
    kinds = [
        value
        for module in (protocol, records)
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, enum.StrEnum) and value is not enum.StrEnum
    ]
    return list(dict.fromkeys(kinds))


def words(hint: Any) -> str:
    """A type as the page writes it."""
    if hint in PLAIN:
        return PLAIN[hint]
    if get_origin(hint) is Annotated:
        kind, meta = get_args(hint)
        return words(kind) + limits(meta)
    if get_origin(hint) is tuple:
        return f"list of {words(get_args(hint)[0])}"
    if get_origin(hint) is dict:
        return f"object of {words(get_args(hint)[1])}"
    if get_origin(hint) in (Union, types.UnionType):
        return " or ".join(words(part) for part in get_args(hint))
    return "null" if hint is type(None) else f"`{hint.__name__}`"


def limits(meta: Meta) -> str:
    if meta.ge is not None:
        return f", {meta.ge:,} to {meta.le:,}"
    if meta.min_length is not None:
        return f" of {meta.min_length} to {meta.max_length} characters"
    return f", at most {meta.max_length}" if meta.max_length is not None else ""


def declared_rows(kind: type[msgspec.Struct]) -> list[tuple[str, str, str]]:
    hints = get_type_hints(kind, include_extras=True)
    return [
        (f"`{field.name}`", words(hints[field.name]), default(field))
        for field in msgspec.structs.fields(kind)
    ]


def default(field: msgspec.structs.FieldInfo) -> str:
    if field.default is not msgspec.NODEFAULT:
        value = field.default
    elif field.default_factory is not msgspec.NODEFAULT:
        value = field.default_factory()
    else:
        return ""
    if isinstance(value, msgspec.Struct):
        return "its defaults"
    return f"`{msgspec.json.encode(value).decode()}`"


def section(heading: str) -> str:
    found = re.search(rf"^### {heading}\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"the page has no section {heading}"
    return found[1]


def table(heading: str) -> list[list[str]]:
    """The cells of the section's table, without its head."""
    lines = [line for line in section(heading).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def kinds_of_error(kind: type[EngineError] = EngineError) -> Iterator[type[EngineError]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from kinds_of_error(narrower)


@pytest.mark.parametrize("kind", values_of_the_wire(), ids=lambda kind: kind.__name__)
def test_every_field_is_told_with_its_type_and_default(kind: type[msgspec.Struct]) -> None:
    assert [tuple(row[:3]) for row in table(kind.__name__)] == declared_rows(kind)


@pytest.mark.parametrize("kind", values_of_the_wire(), ids=lambda kind: kind.__name__)
def test_every_field_has_a_meaning(kind: type[msgspec.Struct]) -> None:
    assert all(row[3].endswith(".") for row in table(kind.__name__))


@pytest.mark.parametrize("kind", enums_of_the_wire(), ids=lambda kind: kind.__name__)
def test_every_word_of_a_choice_is_told(kind: type[enum.StrEnum]) -> None:
    assert [row[0] for row in table(kind.__name__)] == [f"`{member.value}`" for member in kind]


@pytest.mark.parametrize("kind", [settings.SamplingSettings, settings.LoadSettings])
def test_settings_are_explained_in_the_words_of_the_panel(kind: type[msgspec.Struct]) -> None:
    told = {row[0]: row[3] for row in table(kind.__name__)}
    for setting in declared(kind):
        assert told[f"`{setting.name}`"] == setting.help


def test_every_error_is_told_with_its_sentence() -> None:
    modules = (errors.__name__, deaths.__name__)
    of_the_modules = {k for k in kinds_of_error() if k.__module__ in modules}
    told = {row[0]: row[1] for row in table("Kinds of error")}
    assert told == {f"`{kind.__name__}`": kind.template for kind in of_the_modules}


def test_the_page_is_of_this_version() -> None:
    assert f"This is version {VERSION} of the protocol." in PAGE


def test_the_example_is_one() -> None:
    blocks = re.findall(r"^```json\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 2
    requests = [decode_request(line.encode()) for line in blocks[0].splitlines()]
    events = [decode_event(line.encode()) for line in blocks[1].splitlines()]
    asked = {type(request) for request in requests}
    assert asked == set(get_args(protocol.Request))
    assert {type(event) for event in events} == set(get_args(protocol.Event))
    ends = [e.id for e in events if isinstance(e, protocol.Done | protocol.Failed)]
    assert sorted(ends) == [request.id for request in requests]
