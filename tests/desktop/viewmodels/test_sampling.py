"""Which value of each sampling setting is in force."""

from __future__ import annotations

import pytest

from desktop.viewmodels.sampling import SamplingModel
from engine.errors import InvalidSetting
from engine.settings import SamplingSettings

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
