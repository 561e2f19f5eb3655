"""Theme and text size."""

from __future__ import annotations

import pytest

from desktop.viewmodels.appearance import ZOOM_STEPS, AppearanceModel, Theme


def watched(theme: str = "system", zoom: float = 1.0) -> tuple[AppearanceModel, list[bool]]:
    model = AppearanceModel(theme, zoom)
    seen: list[bool] = []
    model.changed.connect(lambda: seen.append(model.dark))
    return model, seen


def test_the_system_is_followed() -> None:
    model, seen = watched()
    model.set_system_dark(True)
    model.set_system_dark(True)
    model.set_system_dark(False)
    assert seen == [True, False]


@pytest.mark.parametrize(("theme", "dark"), [("light", False), ("dark", True)])
def test_a_chosen_theme_holds_against_the_system(theme: str, dark: bool) -> None:
    model, _ = watched(theme)
    model.set_system_dark(not dark)
    assert model.dark is dark


def test_going_back_to_the_system_takes_its_scheme() -> None:
    model, seen = watched("light")
    model.set_system_dark(True)
    model.choose_theme(Theme.SYSTEM)
    assert seen[-1] is True


def test_a_theme_chosen_twice_is_told_once() -> None:
    model, seen = watched()
    model.choose_theme(Theme.DARK)
    model.choose_theme(Theme.DARK)
    assert seen == [True]


def test_an_unknown_theme_is_the_systems() -> None:
    assert watched("sepia")[0].theme is Theme.SYSTEM


def test_zoom_goes_step_by_step_and_back() -> None:
    model, seen = watched()
    model.zoom_by(1)
    model.zoom_by(1)
    assert model.zoom == 1.25
    model.zoom_by(-1)
    assert model.zoom == 1.1
    model.zoom_by(0)
    assert model.zoom == 1.0
    assert len(seen) == 4


@pytest.mark.parametrize(("direction", "end"), [(1, ZOOM_STEPS[-1]), (-1, ZOOM_STEPS[0])])
def test_zoom_ends_at_its_last_step(direction: int, end: float) -> None:
    model, seen = watched()
    for _ in range(2 * len(ZOOM_STEPS)):
        model.zoom_by(direction)
    assert model.zoom == end
    assert len(seen) < len(ZOOM_STEPS)


def test_a_zoom_between_two_steps_goes_to_the_next() -> None:
    model, _ = watched(zoom=1.3)
    model.zoom_by(1)
    assert model.zoom == 1.5


def test_a_zoom_out_of_range_is_brought_into_it() -> None:
    assert watched(zoom=9.0)[0].zoom == ZOOM_STEPS[-1]
    assert watched(zoom=0.1)[0].zoom == ZOOM_STEPS[0]
