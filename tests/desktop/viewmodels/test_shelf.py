"""The models of this computer, found by a real library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.core.shelf import Column, Grouping
from desktop.models import LIBRARY_COMMAND
from desktop.viewmodels.library import LibraryModel
from desktop.viewmodels.preferences import PreferencesModel
from desktop.viewmodels.shelf import ShelfModel
from engine.library.records import ModelFile, Source
from tests.models import tiny_chat_model

LIMIT_MS = 60_000


class Shelves:
    """A shelf with a folder of its own and a model in a box."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.folder = folder / "models"
        (self.folder / "pub" / "tiny").mkdir(parents=True)
        self.file = self.folder / "pub" / "tiny" / "first.gguf"
        self.file.write_bytes(tiny_chat_model().read_bytes())
        self.boxed = folder / "box" / "boxed.gguf"
        self.boxed.parent.mkdir()
        self.boxed.write_bytes(tiny_chat_model().read_bytes())
        self.preferences = PreferencesModel(folder / "preferences.json")
        self.library = LibraryModel(LIBRARY_COMMAND)
        self.shelf = ShelfModel(
            self.library, self.preferences, self.folder, folder / "headers", self.boxed
        )
        self.sentences: list[str] = []
        self.shelf.failed.connect(self.sentences.append)

    def scan(self) -> None:
        self.shelf.scan()
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.shelf.scanning, timeout=LIMIT_MS)

    @property
    def names(self) -> list[str]:
        return [Path(m.path).name for shelf in self.shelf.shelves for m in shelf.models]

    def model(self, path: Path) -> ModelFile:
        found = self.shelf.model(str(path))
        assert found is not None
        return found


@pytest.fixture
def shelves(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelves]:
    for name in ("HF_HOME", "HF_HUB_CACHE", "OLLAMA_MODELS", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    made = Shelves(qtbot, tmp_path)
    yield made
    made.preferences.save()
    made.library.finish()


def test_own_models_and_the_one_in_the_box_are_found(shelves: Shelves) -> None:
    assert shelves.library.process_id == 0  # nothing runs before it is asked
    shelves.scan()
    assert sorted(shelves.names) == ["boxed.gguf", "first.gguf"]
    first = shelves.model(shelves.file)
    assert (first.label, first.architecture, first.fault) == ("pub/tiny", "llama", None)


def test_a_broken_file_is_listed_with_its_reason(shelves: Shelves) -> None:
    (shelves.folder / "broken.gguf").write_bytes(b"PK\x03\x04 no model")
    shelves.scan()
    fault = shelves.model(shelves.folder / "broken.gguf").fault
    assert fault is not None
    assert "ZIP" in fault.sentence


def test_other_programs_models_are_found_and_not_ours_to_remove(
    shelves: Shelves, tmp_path: Path
) -> None:
    other = tmp_path / ".lmstudio" / "models" / "pub" / "repo" / "theirs.gguf"
    other.parent.mkdir(parents=True)
    other.write_bytes(tiny_chat_model().read_bytes())
    shelves.scan()
    theirs = shelves.model(other)
    assert theirs.source is Source.LM_STUDIO
    assert not shelves.shelf.can_remove(theirs)
    shelves.shelf.remove(theirs)
    assert not shelves.shelf.scanning
    assert other.exists()


def test_removing_takes_the_file_away_and_the_box_stays(shelves: Shelves) -> None:
    shelves.scan()
    assert not shelves.shelf.can_remove(shelves.model(shelves.boxed))
    shelves.shelf.remove(shelves.model(shelves.file))
    shelves.qtbot.waitUntil(
        lambda: shelves.names == ["boxed.gguf"] or bool(shelves.sentences), timeout=LIMIT_MS
    )
    assert shelves.sentences == []
    assert not shelves.file.exists()


def test_a_hidden_model_stays_away_until_it_is_shown_again(shelves: Shelves) -> None:
    shelves.scan()
    shelves.shelf.hide(str(shelves.boxed))
    assert shelves.names == ["first.gguf"]
    assert shelves.preferences.value.hidden_models == (str(shelves.boxed),)
    shelves.shelf.show_hidden(True)
    assert len(shelves.names) == 2
    shelves.shelf.hide(str(shelves.boxed), False)
    shelves.shelf.show_hidden(False)
    assert len(shelves.names) == 2


def test_a_folder_is_added_and_dropped(shelves: Shelves, tmp_path: Path) -> None:
    more = tmp_path / "more"
    more.mkdir()
    (more / "second.gguf").write_bytes(tiny_chat_model().read_bytes())
    shelves.shelf.add_folder(str(more))
    shelves.settle()
    assert "second.gguf" in shelves.names
    shelves.shelf.drop_folder(str(more))
    shelves.settle()
    assert "second.gguf" not in shelves.names
    assert (more / "second.gguf").exists()


def test_a_folder_that_is_gone_is_a_sentence(shelves: Shelves, tmp_path: Path) -> None:
    shelves.shelf.add_folder(str(tmp_path / "gone"))
    shelves.settle()
    assert "gone" in shelves.shelf.complaints[0]
    assert len(shelves.names) == 2


def test_search_sort_and_groups_act_on_what_was_found(shelves: Shelves) -> None:
    shelves.scan()
    shelves.shelf.search("pub")
    assert shelves.names == ["first.gguf"]
    shelves.shelf.search("")
    shelves.shelf.sort(Column.SOURCE, False)
    assert len(shelves.names) == 2
    shelves.shelf.group(Grouping.PUBLISHER)
    assert [shelf.key for shelf in shelves.shelf.shelves] == ["pub", ""]
