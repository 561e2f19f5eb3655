"""Which value of each sampling setting is in force."""

from __future__ import annotations

import pytest

from desktop.core.presets import BUILT_IN, Preset
from desktop.viewmodels.sampling import SamplingModel
from engine.errors import InvalidSetting
from engine.settings import NEUTRAL, SamplingSettings
from engine.stage_settings import MOVABLE, Bias, StageName

DEFAULT = SamplingSettings()


def watched(chosen: dict | None = None) -> tuple[SamplingModel, list[SamplingSettings]]:
    model = SamplingModel(chosen or {})
    seen: list[SamplingSettings] = []
    model.changed.connect(lambda: seen.append(model.settings))
    return model, seen


def test_defaults_are_the_engines() -> None:
    assert watched()[0].settings == DEFAULT


def test_what_was_chosen_earlier_is_in_force() -> None:
    model, _ = watched({"temperature": 0.2, "stop": ("END",)})
    assert (model.settings.temperature, model.settings.stop) == (0.2, ("END",))


def test_a_choice_is_told_once() -> None:
    model, seen = watched()
    model.choose("top_k", 3)
    model.choose("top_k", 3)
    assert [settings.top_k for settings in seen] == [3]
    assert model.chosen == {"top_k": 3}


def test_a_value_out_of_range_changes_nothing() -> None:
    model, seen = watched()
    with pytest.raises(InvalidSetting, match="Temperature is 9"):
        model.choose("temperature", 9.0)
    assert (seen, model.settings) == ([], DEFAULT)


def test_choosing_the_default_is_no_choice() -> None:
    model, _ = watched({"top_k": 3})
    model.choose("top_k", DEFAULT.top_k)
    assert model.chosen == {}


def test_one_value_is_reset() -> None:
    model, seen = watched({"top_k": 3, "min_p": 0.2})
    model.reset("top_k")
    assert (model.settings.top_k, model.settings.min_p) == (DEFAULT.top_k, 0.2)
    assert len(seen) == 1


def test_all_values_are_reset() -> None:
    model, _ = watched({"top_k": 3, "stop": ("x",)})
    model.reset_all()
    assert (model.settings, model.chosen) == (DEFAULT, {})


def test_a_model_recommends_and_the_person_overrules() -> None:
    model, _ = watched({"temperature": 0.1})
    model.recommend({"temperature": 0.6, "top_k": 20.0})
    assert (model.settings.temperature, model.settings.top_k) == (0.1, 20)
    assert isinstance(model.settings.top_k, int)
    model.reset("temperature")
    assert model.settings.temperature == 0.6
    assert model.default("temperature") == 0.6


def test_a_recommendation_ends_with_its_model() -> None:
    model, _ = watched()
    model.recommend({"top_k": 20.0})
    model.recommend({})
    assert model.settings == DEFAULT


def test_our_default_can_be_chosen_against_a_recommendation() -> None:
    model, _ = watched()
    model.recommend({"top_k": 20.0})
    model.choose("top_k", DEFAULT.top_k)
    assert (model.settings.top_k, model.chosen) == (DEFAULT.top_k, {"top_k": DEFAULT.top_k})


def test_a_choice_outlives_a_model_that_recommends_the_same() -> None:
    """The person's value must not vanish because one model happened to agree with it."""
    model, _ = watched({"top_k": 20})
    model.recommend({"top_k": 20.0})
    model.recommend({})
    assert model.settings.top_k == 20


def test_our_default_chosen_against_a_recommendation_is_there_after_a_restart() -> None:
    model, _ = watched({"top_k": DEFAULT.top_k})
    model.recommend({"top_k": 20.0})
    assert model.settings.top_k == DEFAULT.top_k


def test_another_default_is_told_even_where_the_value_stays() -> None:
    model, seen = watched({"top_k": 20})
    model.recommend({"top_k": 20.0})
    assert len(seen) == 1
    assert model.default("top_k") == model.settings.top_k


def test_a_preset_is_what_values_fall_back_to() -> None:
    model, seen = watched({"top_k": 3})
    model.recommend({"temperature": 0.6})
    model.use(Preset("mine", {"temperature": 1.5, "min_p": 0.2}))
    assert (model.settings.temperature, model.settings.top_k) == (1.5, DEFAULT.top_k)
    model.choose("min_p", 0.3)
    assert model.chosen == {"min_p": 0.3}
    model.reset("min_p")
    assert model.settings.min_p == 0.2
    model.use(None)
    assert model.settings.temperature == 0.6
    assert len(seen) == 5


def test_a_preset_leaves_the_seed_and_the_stop_strings() -> None:
    model, _ = watched({"seed": 7, "stop": ("x",), "top_k": 3})
    model.use(BUILT_IN[0])
    assert model.chosen == {"seed": 7, "stop": ("x",)}


def test_neutral_means_that_no_stage_acts() -> None:
    model, _ = watched({"temperature": 1.7, "seed": 7})
    model.neutralise()
    assert {name: getattr(model.settings, name) for name in NEUTRAL} == NEUTRAL
    assert model.settings.seed == 7


def test_every_built_in_preset_is_in_range() -> None:
    assert [preset.settings.temperature for preset in BUILT_IN] == [0.8, 1.0, 0.0, 0.3, 1.2]


def test_a_stage_is_taken_out_and_put_back_where_it_was() -> None:
    model, _ = watched()
    model.place(StageName.TOP_P, False)
    assert not model.acts(StageName.TOP_P)
    assert StageName.TOP_P not in model.settings.order
    model.place(StageName.TOP_P, True)
    assert (model.settings.order, model.chosen) == (MOVABLE, {})


def test_a_stage_moves_to_another_place() -> None:
    model, _ = watched()
    model.move(StageName.TEMPERATURE, 0)
    assert model.settings.order[:2] == (StageName.TEMPERATURE, MOVABLE[0])
    assert sorted(model.settings.order) == sorted(MOVABLE)


def test_a_token_is_leaned_to_once_at_most() -> None:
    model, _ = watched({"logit_bias": (Bias("yes", 2.0),)})
    model.lean(7, 1.0)
    model.lean(7, 500.0)
    assert model.bias(7) == 100.0
    assert model.settings.logit_bias == (Bias("yes", 2.0), Bias(7, 100.0))
    model.lean(7, 0.0)
    assert model.bias(7) == 0.0
    assert model.settings.logit_bias == (Bias("yes", 2.0),)
