"""docs/library-protocol.md says what the code says: every message, field, type, default, error."""

from __future__ import annotations

import enum
import re
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from engine.library import errors, protocol, records
from engine.library.protocol import VERSION, decode_event, decode_request
from engine.protocol import Failed
from tests.engine.test_protocol_page import collect, declared_rows, kinds_of_error, table

PAGE = (Path(__file__).parents[3] / "docs" / "library-protocol.md").read_text(encoding="utf-8")


def values_of_the_wire() -> list[type[msgspec.Struct]]:
    found: dict[type[msgspec.Struct], None] = {}
    for message in (*get_args(protocol.Request), *get_args(protocol.Event)):
        collect(message, found)
    return list(found)


def enums_of_the_wire() -> list[type[enum.StrEnum]]:
    values = (*vars(protocol).values(), *vars(records).values())
    kinds = [v for v in values if isinstance(v, type) and issubclass(v, enum.StrEnum)]
    return [kind for kind in dict.fromkeys(kinds) if kind is not enum.StrEnum]


@pytest.mark.parametrize("kind", values_of_the_wire(), ids=lambda kind: kind.__name__)
def test_every_field_is_told_with_type_default_and_meaning(kind: type[msgspec.Struct]) -> None:
    rows = table(kind.__name__, PAGE)
    assert [tuple(row[:3]) for row in rows] == declared_rows(kind)
    assert all(row[3].endswith(".") for row in rows)


@pytest.mark.parametrize("kind", enums_of_the_wire(), ids=lambda kind: kind.__name__)
def test_every_word_of_a_choice_is_told(kind: type[enum.StrEnum]) -> None:
    assert [row[0] for row in table(kind.__name__, PAGE)] == [f"`{each.value}`" for each in kind]


def test_every_error_is_told_with_its_sentence() -> None:
    told = {row[0]: row[1] for row in table("Kinds of error", PAGE)}
    kinds = kinds_of_error(errors.LibraryError)  # type: ignore[arg-type]
    assert told == {f"`{kind.__name__}`": kind.template for kind in kinds}


def test_the_tree_of_errors_is_drawn_whole() -> None:
    drawn = set(re.findall(r"^[| +-]*(\w+)", errors.__doc__ or "", re.MULTILINE))
    for kind in kinds_of_error(errors.LibraryError):  # type: ignore[arg-type]
        assert kind.__name__ in drawn


def test_the_page_is_of_this_version() -> None:
    assert f"This is version {VERSION} of the protocol." in PAGE


def test_the_example_is_one() -> None:
    blocks = re.findall(r"^```json\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 2
    requests = [decode_request(line.encode()) for line in blocks[0].splitlines()]
    events = [decode_event(line.encode()) for line in blocks[1].splitlines()]
    assert {type(event) for event in events} == set(get_args(protocol.Event))
    ends = [event.id for event in events if isinstance(event, protocol.Done | Failed)]
    assert sorted(ends) == [request.id for request in requests]
