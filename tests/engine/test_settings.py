"""What settings refuse, wherever they are built."""

from __future__ import annotations

import msgspec
import pytest

from engine.declarations import declared, labels
from engine.errors import InvalidSetting, StageMisplaced
from engine.settings import LoadSettings, SamplingSettings
from engine.stage_settings import MOVABLE, StageName


@pytest.mark.parametrize("kind", [SamplingSettings, LoadSettings])
def test_every_default_is_in_its_range_and_outside_is_refused(kind: type[msgspec.Struct]) -> None:
    settings = kind()
    for setting in declared(kind):
        assert setting.low <= setting.default <= setting.high
        for beyond in (setting.low - 1, setting.high + 1, float("nan")):
            with pytest.raises(InvalidSetting):
                msgspec.structs.replace(settings, **{setting.name: beyond})


def test_each_stage_comes_once() -> None:
    assert SamplingSettings(order=()).order == ()
    with pytest.raises(StageMisplaced, match="top_k"):
        SamplingSettings(order=(StageName.TOP_K, StageName.TOP_P, StageName.TOP_K))


@pytest.mark.parametrize("name", sorted(set(StageName) - set(MOVABLE)))
def test_stages_with_a_place_of_their_own_cannot_be_moved(name: StageName) -> None:
    with pytest.raises(StageMisplaced, match=name):
        SamplingSettings(order=(name,))


def test_every_setting_has_a_name_for_people() -> None:
    found = labels(SamplingSettings)
    assert found["temperature"] == "Temperature"
    assert found["banned_words"] == "Banned words"
    assert list(found) == list(SamplingSettings.__struct_fields__)
    assert not [name for name, label in found.items() if name == label]
