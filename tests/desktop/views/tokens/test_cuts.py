"""Why a stage dropped a candidate, in words."""

from __future__ import annotations

import pytest

from desktop.views.tokens.cuts import cut_words
from engine.findings import Cut, Yardstick
from engine.stage_settings import StageName


def test_the_measure_and_its_limit_are_told() -> None:
    cut = Cut(StageName.MIN_P, Yardstick.SHARE, 0.031, 0.05)
    assert cut_words(cut) == "Min-p: share of the likeliest 0.031, limit 0.05"


def test_where_nothing_was_measured_no_number_is_told() -> None:
    cut = Cut(StageName.GRAMMAR, Yardstick.FORBIDDEN, 0.0, 0.0)
    assert cut_words(cut) == "Grammar: not allowed here"


@pytest.mark.parametrize("measure", Yardstick)
def test_every_measure_has_words(measure: Yardstick) -> None:
    assert "_" not in cut_words(Cut(StageName.TOP_P, measure, 1.0, 2.0))
