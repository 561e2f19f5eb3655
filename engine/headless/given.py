"""Settings as a person writes them on a command line: `name=value`, by their declarations."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Callable
from enum import Enum
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import msgspec

from engine.declarations import declared
from engine.settings import SamplingSettings

Settings = type[msgspec.Struct]


def assignment(text: str) -> tuple[str, Any]:
    """The name and the value of a sampling setting. Raises argparse.ArgumentTypeError, which
    says what would do."""
    name, equals, value = text.partition("=")
    name = name.strip().replace("-", "_")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form name=value")
    return name, value_of(SamplingSettings, name, value)


def reader(kind: Settings, name: str) -> Callable[[str], Any]:
    """What reads the value of one setting from a text."""
    return lambda text: value_of(kind, name, text)


def value_of(kind: Settings, name: str, text: str) -> Any:
    """The value that a text gives to a setting: numbers and words as they are, lists as JSON.

    Raises argparse.ArgumentTypeError."""
    hints = get_type_hints(kind, include_extras=True)
    if name not in hints:
        raise argparse.ArgumentTypeError(_unknown(name, list(hints)))
    hint = hints[name]
    try:
        text.encode()  # an argument may hold bytes that are no text
        if _is_json(hint):
            return msgspec.json.decode(text, type=hint)
        value = text if _plain(hint) is str else text.strip()
        return msgspec.convert(value, hint, strict=False)
    except (msgspec.MsgspecError, RecursionError, UnicodeEncodeError) as problem:
        wanted = _wanted(kind, name, hint) or f"JSON: {problem}"
        raise argparse.ArgumentTypeError(f"{name} is {text!r}; it must be {wanted}") from problem


def _plain(hint: Any) -> Any:
    """The type without its limits."""
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _is_json(hint: Any) -> bool:
    return get_origin(_plain(hint)) is not None


def _wanted(kind: Settings, name: str, hint: Any) -> str:
    """What a setting must be, in words; empty for one that is JSON."""
    for setting in declared(kind):
        if setting.name == name:
            number = "a whole number" if _plain(hint) is int else "a number"
            return f"{number} between {setting.low:,.10g} and {setting.high:,.10g}"
    plain = _plain(hint)
    if isinstance(plain, type) and issubclass(plain, Enum):
        return "one of " + ", ".join(str(member.value) for member in plain)
    if plain is bool:
        return "true or false"
    if plain is str:
        return f"a text of at most {get_args(hint)[1].max_length:,} characters"
    return ""


def _unknown(name: str, names: list[str]) -> str:
    near = difflib.get_close_matches(name, names, n=1)
    if near:
        return f"there is no setting {name!r}; did you mean {near[0]!r}?"
    return f"there is no setting {name!r}; there are: {', '.join(sorted(names))}"
