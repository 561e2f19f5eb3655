"""How a setting is declared: once, with its type, default, range, unit and words.

Panels, the protocol's checks and the documentation read the declarations; nothing repeats them."""

from __future__ import annotations

import functools
import math
from typing import Any, get_args, get_type_hints

import msgspec
from msgspec import Meta

from engine.errors import InvalidSetting


class Setting(msgspec.Struct, frozen=True):
    """The declaration of one number, as a panel shows it. Those that are not `basic` matter to
    few people and may be folded away."""

    name: str
    label: str
    help: str
    default: Any
    low: float
    high: float
    step: float
    unit: str
    stage: str  # the sampler stage it belongs to; empty where it is none
    lowest: str  # a word for the lowest value where it is no quantity; else empty
    basic: bool
    strategy: str  # the only strategy that looks at it; empty where it is no strategy's own


def number(
    low: float,
    high: float,
    step: float,
    label: str,
    help: str,
    *,
    unit: str = "",
    stage: str = "",
    lowest: str = "",
    basic: bool = True,
    strategy: str = "",
) -> Meta:
    """Declare a number between `low` and `high`, both allowed."""
    extra = {"step": step, "unit": unit, "stage": stage, "lowest": lowest, "basic": basic}
    extra["strategy"] = strategy
    return Meta(ge=low, le=high, title=label, description=help, extra=extra)


@functools.cache
def declared(kind: type[msgspec.Struct]) -> tuple[Setting, ...]:
    """The numbers of a settings class, in the order they are declared."""
    hints = get_type_hints(kind, include_extras=True)
    return tuple(
        _setting(f.name, get_args(hints[f.name])[1], f.default)
        for f in msgspec.structs.fields(kind)
        if get_args(hints[f.name])[1].ge is not None
    )


@functools.cache
def labels(kind: type[msgspec.Struct]) -> dict[str, str]:
    """What a person calls each setting of a class, by name, the texts among them."""
    hints = get_type_hints(kind, include_extras=True)
    return {
        f.name: get_args(hints[f.name])[1].title or f.name for f in msgspec.structs.fields(kind)
    }


def check(settings: msgspec.Struct) -> None:
    """Refuse what is out of range wherever it was built; msgspec itself checks only decoding."""
    for s in declared(type(settings)):
        value = getattr(settings, s.name)
        if math.isnan(value) or not s.low <= value <= s.high:
            raise InvalidSetting(name=s.label, value=value, low=s.low, high=s.high)


def _setting(name: str, meta: Meta, default: object) -> Setting:
    return Setting(
        name,
        meta.title or name,
        meta.description or "",
        default,
        float(meta.ge or 0.0),
        float(meta.le or 0.0),
        **(meta.extra or {}),
    )
