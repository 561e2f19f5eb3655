"""Preferences: remembered, replaced whole, never silently lost."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from desktop.core.errors import PreferencesUnwritable
from desktop.core.preferences import (
    MOST_RECENT,
    Preferences,
    read_preferences,
    write_preferences,
)
from engine.chat import Overflow, TemplateChoice
from engine.settings import LoadSettings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "preferences.json"


FULL = Preferences(
    theme="dark",
    zoom=1.25,
    language="de",
    recent_models=("/models/a.gguf",),
    load={"/models/a.gguf": LoadSettings(context=2048, threads=3)},
    templates={"/models/a.gguf": TemplateChoice.CHATML},
    sampling={"temperature": 1.1, "stop": ("END",)},
    preset="Focused",
    overflow=Overflow.STOP,
    places="AAEC.AwQ=",
    sidebar_shown=False,
    panel_shown=False,
)


def test_what_is_written_is_read(file: Path) -> None:
    write_preferences(file, FULL)
    assert read_preferences(file) == (FULL, None)


def test_without_a_file_there_are_defaults(file: Path) -> None:
    assert read_preferences(file) == (Preferences(), None)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b'{"theme": "purple"}',
        b'{"zoom": 100}',
        b'{"colour_of_tomorrow": 1}',
        b'{"sampling": {"temperature": 99}}',
        b'{"sampling": {"warmth": 1}}',
        b'{"load": {"a": {"threads": -5}}}',
    ],
)
def test_a_file_that_cannot_be_read_is_kept_and_named(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    preferences, fault = read_preferences(file)
    assert preferences == Preferences()
    assert not file.exists()
    (kept,) = file.parent.iterdir()
    assert kept.read_bytes() == content
    assert fault is not None
    assert str(kept) in fault.sentence


def test_a_file_that_cannot_be_opened_is_a_sentence(file: Path) -> None:
    file.mkdir(parents=True)
    preferences, fault = read_preferences(file)
    assert preferences == Preferences()
    assert fault is not None
    assert "could not be read" in fault.sentence


def test_a_second_unreadable_file_does_not_replace_the_first(file: Path) -> None:
    file.parent.mkdir()
    for content in ("one", "two"):
        file.write_text(content)
        read_preferences(file)
    assert sorted(p.read_text() for p in file.parent.iterdir()) == ["one", "two"]


def test_nothing_else_is_left_beside_the_file(file: Path) -> None:
    for preferences in (Preferences(), FULL):
        write_preferences(file, preferences)
    assert list(file.parent.iterdir()) == [file]
    assert json.loads(file.read_text("utf-8"))["theme"] == "dark"


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("in the way")
    with pytest.raises(PreferencesUnwritable, match="could not be saved"):
        write_preferences(tmp_path / "config" / "preferences.json", FULL)


def test_a_failed_write_keeps_the_old_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_preferences(file, FULL)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(PreferencesUnwritable, match="No space left"):
        write_preferences(file, Preferences())
    assert read_preferences(file) == (FULL, None)
    assert list(file.parent.iterdir()) == [file]


def test_recent_models_are_few_and_latest_first() -> None:
    preferences = Preferences()
    for number in range(MOST_RECENT + 3):
        preferences = preferences.with_recent(f"/{number}.gguf")
    preferences = preferences.with_recent("/7.gguf")
    assert len(preferences.recent_models) == MOST_RECENT
    assert preferences.recent_models[:2] == ("/7.gguf", f"/{MOST_RECENT + 2}.gguf")
    assert preferences.without_recent("/7.gguf").recent_models[0] == f"/{MOST_RECENT + 2}.gguf"


def test_each_model_has_its_own_choices() -> None:
    preferences = (
        Preferences()
        .with_load("/a", LoadSettings(threads=2))
        .with_load("/b", LoadSettings(threads=4))
        .with_template("/a", TemplateChoice.PLAIN)
    )
    assert preferences.load["/a"].threads == 2
    assert preferences.load["/b"].threads == 4
    assert preferences.templates == {"/a": TemplateChoice.PLAIN}


def test_a_value_out_of_range_is_refused_where_it_is_built() -> None:
    with pytest.raises((ValueError, msgspec.ValidationError)):
        Preferences(sampling={"top_p": 7})
