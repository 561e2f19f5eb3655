"""How a reply was made, as it is kept with its message: settings in force, plan, times."""

from __future__ import annotations

import msgspec

from engine.errors import InvalidSetting
from engine.records import Plan, RunSummary
from engine.settings import SamplingSettings
from engine.traced import Timings, timings_of


class Run(msgspec.Struct, frozen=True):
    """`settings` in the order of the records' numbers; `plan` is how the tokens were evaluated,
    None where the reply did not come to its end."""

    settings: tuple[SamplingSettings, ...] = ()
    plan: Plan | None = None
    timings: Timings = Timings()


def of(summary: RunSummary, asked: SamplingSettings) -> Run:
    """That of a reply which ended and began with the settings `asked`."""
    return Run(summary.settings or (asked,), summary.plan, timings_of(summary))


def joined(before: Run, after: Run) -> Run:
    """That of a reply which was gone on with: the settings of both, one after the other, and the
    rest of the second. An empty one where nothing is known of the first."""
    if not before.settings:
        return Run()
    return msgspec.structs.replace(after, settings=before.settings + after.settings)


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
