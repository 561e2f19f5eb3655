"""How a reply was made, as it is kept with its message: the settings in force, the plan."""

from __future__ import annotations

import msgspec

from engine.errors import InvalidSetting
from engine.records import Plan
from engine.settings import SamplingSettings


class Run(msgspec.Struct, frozen=True):
    """`settings` in the order of the records' numbers; `plan` is how the tokens were evaluated,
    None where the reply did not come to its end."""

    settings: tuple[SamplingSettings, ...] = ()
    plan: Plan | None = None


def written(run: Run) -> str:
    """The text that is stored."""
    return msgspec.json.encode(run).decode()


def read(text: str) -> Run:
    """A stored run; an empty one where there is none, or where it is of another version."""
    if not text:
        return Run()
    try:
        return msgspec.json.decode(text, type=Run)
    except (msgspec.MsgspecError, InvalidSetting):
        return Run()
