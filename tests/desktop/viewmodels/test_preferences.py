"""Preferences are on disk after a pause, and a file that cannot be used is told."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop.core.preferences import Preferences, read_preferences
from desktop.viewmodels.preferences import PreferencesModel


def stored(path: Path) -> Preferences:
    return read_preferences(path)[0]


def test_a_change_is_on_disk_after_a_pause(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "config" / "preferences.json"
    model = PreferencesModel(path)
    model.change(theme="dark", zoom=1.5)
    assert not path.exists()
    qtbot.waitUntil(path.exists)
    assert (stored(path).theme, stored(path).zoom) == ("dark", 1.5)


def test_saving_at_once_leaves_nothing_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    model = PreferencesModel(path)
    model.replace(model.value.with_recent("/models/a.gguf"))
    model.save()
    assert stored(path).recent_models == ("/models/a.gguf",)
    path.unlink()
    model.save()
    assert not path.exists()


def test_only_a_change_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    model = PreferencesModel(tmp_path / "preferences.json")
    told: list[str] = []
    model.changed.connect(lambda: told.append(model.value.theme))
    model.change(theme="system")
    model.change(theme="light")
    model.change(theme="light")
    model.save()
    assert told == ["light"]


def test_another_start_reads_what_was_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    first = PreferencesModel(path)
    first.change(sampling={"temperature": 0.3}, places="abc", panel_shown=False)
    first.save()
    assert PreferencesModel(path).value == first.value


def test_a_file_of_nonsense_is_set_aside_and_told(qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "preferences.json"
    path.write_text("{nonsense")
    model = PreferencesModel(path)
    assert model.value == Preferences()
    assert model.notice is not None
    assert "could not be read" in model.notice.sentence
    (kept,) = [each for each in tmp_path.glob("preferences*") if each != path]
    assert kept.read_text() == "{nonsense"


def test_a_folder_that_cannot_be_written_is_told_once(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file where the folder should be")
    model = PreferencesModel(tmp_path / "config" / "preferences.json")
    sentences: list[str] = []
    model.failed.connect(sentences.append)
    model.change(theme="dark")
    model.save()
    model.save()
    assert len(sentences) == 1
    assert "could not be saved" in sentences[0]
