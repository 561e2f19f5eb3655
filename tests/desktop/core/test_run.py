"""How a reply was made comes back as it was."""

from __future__ import annotations

import pytest

from desktop.core.run import Run, read, written
from engine.records import Plan
from engine.settings import SamplingSettings

PLAN = Plan((0, 64), (64, 1), "ab12", 2, True, "f16", "f16")


def test_a_run_comes_back() -> None:
    run = Run((SamplingSettings(temperature=0.3), SamplingSettings(top_k=5)), PLAN)
    assert read(written(run)) == run


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"settings": [{"temperature": 77}]}', '{"settings": [{"new": 1}]}']
)
def test_what_cannot_be_read_is_nothing(text: str) -> None:
    assert read(text) == Run()
