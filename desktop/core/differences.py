"""What differs between the settings a token was chosen with and those of now."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, structs

from engine.settings import SamplingSettings

# What has no part in how a token is chosen.
_APART = frozenset(("seed", "max_tokens", "stop", "candidates"))


class Difference(Struct, frozen=True):
    """One setting that is another now."""

    name: str
    then: Any
    now: Any


def differences(then: SamplingSettings, now: SamplingSettings) -> tuple[Difference, ...]:
    """The settings that differ and have a part in choosing, in the order of their declaration."""
    names = (field.name for field in structs.fields(SamplingSettings))
    pairs = ((name, getattr(then, name), getattr(now, name)) for name in names)
    return tuple(
        Difference(*each) for each in pairs if each[0] not in _APART and each[1] != each[2]
    )
