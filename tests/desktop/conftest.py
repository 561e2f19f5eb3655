"""Fixtures for the tests of the window's models and views."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from pytestqt.qtbot import QtBot

from tests.desktop.desk import Desk
from tests.desktop.opened import Opened


@pytest.fixture(autouse=True)
def same_numbers() -> Iterator[None]:
    """A window that was shown in another language leaves numbers written as they were."""
    before = QLocale()
    yield
    QLocale.setDefault(before)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """The window's models over a fake engine; no model is loaded and no chat is open."""
    made = Desk(qtbot, tmp_path)
    yield made
    made.close()


@pytest.fixture
def ready(desk: Desk) -> Desk:
    """The same with a model that answers and an empty chat."""
    desk.load()
    desk.new_chat()
    return desk


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Opened]:
    """The whole program with its window shown; no model is loaded."""
    made = Opened(qtbot)
    yield made
    made.close()


@pytest.fixture
def loaded(opened: Opened) -> Opened:
    """The same with a model that answers."""
    opened.load()
    return opened
