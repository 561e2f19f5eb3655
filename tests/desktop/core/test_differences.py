"""What is set otherwise now than when a token was chosen."""

from __future__ import annotations

from desktop.core.differences import Difference, differences
from engine.settings import SamplingSettings

THEN = SamplingSettings(temperature=0.3, top_k=40, seed=3)


def test_the_same_settings_do_not_differ() -> None:
    assert differences(THEN, THEN) == ()


def test_each_setting_that_differs_is_told_with_both_values() -> None:
    now = SamplingSettings(temperature=1.5, top_k=7)
    found = set(differences(THEN, now))
    assert found == {Difference("temperature", 0.3, 1.5), Difference("top_k", 40, 7)}


def test_what_has_no_part_in_a_choice_is_no_difference() -> None:
    now = SamplingSettings(temperature=0.3, seed=9, max_tokens=12, stop=("end",), candidates=5)
    assert differences(THEN, now) == ()
