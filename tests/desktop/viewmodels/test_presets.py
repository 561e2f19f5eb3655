"""Presets as a person uses them: chosen, saved, imported, deleted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.core.presets import BUILT_IN, Preset
from desktop.viewmodels.presets import PresetsModel
from desktop.viewmodels.sampling import SamplingModel


@pytest.fixture
def sampling(qtbot: QtBot) -> SamplingModel:
    return SamplingModel({})


@pytest.fixture
def presets(sampling: SamplingModel, tmp_path: Path) -> PresetsModel:
    return PresetsModel(tmp_path / "presets", sampling)


def test_a_built_in_preset_is_used(presets: PresetsModel, sampling: SamplingModel) -> None:
    presets.use("Focused")
    assert (presets.current, sampling.settings.temperature) == ("Focused", 0.3)
    presets.use("")
    assert (presets.current, sampling.settings.temperature) == ("", 0.8)


def test_a_name_that_nobody_knows_is_the_models_own(presets: PresetsModel) -> None:
    presets.use("gone")
    assert presets.current == ""


def test_what_is_saved_is_there_next_time(
    presets: PresetsModel, sampling: SamplingModel, tmp_path: Path
) -> None:
    sampling.choose("temperature", 1.5)
    sampling.choose("seed", 7)
    presets.save("  Wild  ")
    assert (presets.current, sampling.chosen) == ("Wild", {"seed": 7})
    again = PresetsModel(tmp_path / "presets", SamplingModel({}))
    assert again.own == (Preset("Wild", {"temperature": 1.5}),)


def test_what_cannot_be_saved_is_told(
    qtbot: QtBot, sampling: SamplingModel, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    presets = PresetsModel(tmp_path / "file" / "presets", sampling)
    with qtbot.waitSignal(presets.failed) as told:
        presets.save("Wild")
    assert "could not be saved" in told.args[0]
    assert presets.current == ""


def test_a_file_of_another_program_is_taken_over(
    qtbot: QtBot, presets: PresetsModel, sampling: SamplingModel, tmp_path: Path
) -> None:
    (tmp_path / "Theirs.json").write_text(json.dumps({"temp": 0.4, "rep_pen": 9}))
    with qtbot.waitSignal(presets.imported) as told:
        presets.import_file(tmp_path / "Theirs.json")
    assert told.args[0].left_out == ("rep_pen: 9",)
    assert (presets.current, sampling.settings.temperature) == ("Theirs", 0.4)


def test_a_file_without_a_preset_changes_nothing(
    qtbot: QtBot, presets: PresetsModel, tmp_path: Path
) -> None:
    (tmp_path / "no.json").write_text("[]")
    with qtbot.waitSignal(presets.failed) as told:
        presets.import_file(tmp_path / "no.json")
    assert "no.json holds no preset" in told.args[0]
    assert presets.own == ()


def test_an_export_can_be_imported_elsewhere(
    presets: PresetsModel, sampling: SamplingModel, tmp_path: Path
) -> None:
    presets.use("Open")
    sampling.choose("top_p", 0.5)
    presets.export(tmp_path / "mine.json")
    other = SamplingModel({})
    PresetsModel(tmp_path / "other", other).import_file(tmp_path / "mine.json")
    assert other.settings == sampling.settings


def test_a_deleted_preset_leaves_its_values(presets: PresetsModel, sampling: SamplingModel) -> None:
    sampling.choose("temperature", 1.5)
    presets.save("Wild")
    presets.remove("Wild")
    assert (presets.own, presets.current) == ((), "")
    assert sampling.settings.temperature == 1.5


def test_built_in_names_are_told_apart(presets: PresetsModel) -> None:
    assert len({preset.name for preset in BUILT_IN}) == len(BUILT_IN)
