"""The window with a library over folders of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.views.library.page import LibraryPage
from tests.desktop.desk import LIMIT_MS
from tests.desktop.opened import Opened
from tests.models import tiny_chat_model


class Library:
    """The open library page; its folder has one model of its own."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.qtbot = opened.qtbot
        self.shelf = opened.app.shelf
        self.folder = self.shelf.folder
        self.file = self.folder / "pub" / "tiny-GGUF" / "first.gguf"
        self.file.parent.mkdir(parents=True)
        self.file.write_bytes(tiny_chat_model().read_bytes())

    @property
    def page(self) -> LibraryPage:
        page = self.opened.app.shell.pages.currentWidget()
        assert isinstance(page, LibraryPage)
        return page

    def open(self) -> LibraryPage:
        """Open the page as a person does, and wait until its models are there."""
        self.opened.action("Library").trigger()
        self.settle()
        return self.page

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.shelf.scanning, timeout=LIMIT_MS)

    def rows(self) -> list[list[str]]:
        """What the table shows, cell by cell."""
        table = self.page.computer.table
        columns = range(table.columnCount())
        return [
            [table.data(table.index(row, column)) or "" for column in columns]
            for row in range(table.rowCount())
        ]


@pytest.fixture
def library(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    for name in ("HF_HOME", "HF_HUB_CACHE", "OLLAMA_MODELS", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    opened = Opened(qtbot)
    yield Library(opened)
    opened.close()
