"""Where things live."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.core.paths import find_paths


def test_one_variable_moves_everything(tmp_path: Path) -> None:
    paths = find_paths({"TESSERA_HOME": str(tmp_path / "portable")})
    for place in (paths.data, paths.config, paths.cache, paths.logs):
        assert place.is_relative_to(tmp_path / "portable")
    assert paths.database.parent == paths.data
    assert paths.preferences.parent == paths.config


def test_nothing_is_made_by_looking(tmp_path: Path) -> None:
    find_paths({"TESSERA_HOME": str(tmp_path / "portable")})
    assert list(tmp_path.iterdir()) == []


def test_a_relative_home_is_meant_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_paths({"TESSERA_HOME": "here"}).data == tmp_path / "here" / "data"


def test_without_it_the_platform_decides() -> None:
    paths = find_paths({})
    assert paths.data.is_absolute()
    assert "tessera" in str(paths.data).lower()
    assert len({paths.data, paths.cache, paths.logs}) == 3
