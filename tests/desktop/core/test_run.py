"""How a reply was made comes back as it was."""

from __future__ import annotations

import pytest

from desktop.core.run import Run, joined, of, read, written
from engine.records import Plan, RunSummary, StopReason
from engine.settings import SamplingSettings
from engine.traced import Timings

PLAN = Plan((0, 64), (64, 1), "ab12", 2, True, "f16", "f16")


def test_a_run_comes_back() -> None:
    settings = (SamplingSettings(temperature=0.3), SamplingSettings(top_k=5))
    run = Run(settings, PLAN, Timings(1.5, 2.5, 3.5, 100.0))
    assert read(written(run)) == run


def test_a_summary_tells_all_but_what_is_told_elsewhere() -> None:
    summary = RunSummary(StopReason.LENGTH, 7, 20, 0, 11, 12.5, 20.0, 400.0, PLAN)
    asked = SamplingSettings(temperature=0.3)
    assert of(summary, asked) == Run((asked,), PLAN, Timings(12.5, 20.0, 400.0, 25.0))


def test_a_reply_that_was_gone_on_with_has_all_settings_in_order() -> None:
    cold, warm, hot = (SamplingSettings(temperature=t) for t in (0.1, 1.0, 2.0))
    whole = joined(Run((cold, warm)), Run((hot,), PLAN))
    assert whole == Run((cold, warm, hot), PLAN)


def test_where_nothing_is_known_of_the_beginning_nothing_is_said_of_the_whole() -> None:
    assert joined(Run(), Run((SamplingSettings(),), PLAN)) == Run()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"settings": [{"temperature": 77}]}', '{"settings": [{"new": 1}]}']
)
def test_what_cannot_be_read_is_nothing(text: str) -> None:
    assert read(text) == Run()
