"""Downloads from the hub of the tests, in a few words."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from engine.library.downloads import Downloads
from engine.library.errors import (
    LibraryError,
)
from engine.library.records import Downloaded, HubFile
from tests.engine.library.tasks import FILE, HASTY, NAME, Asked, wanted
from tests.fakes.hub import FakeHub

DATA = random.Random(1).randbytes(700_001)


def fetch(hub: FakeHub, folder: Path, *files: HubFile) -> tuple[Downloaded, Asked]:
    asked = Asked()
    return Downloads(HASTY).fetch(wanted(hub, folder, *files), asked.task), asked


def failure(hub: FakeHub, folder: Path, *files: HubFile) -> LibraryError:
    with pytest.raises(LibraryError) as caught:
        fetch(hub, folder, *files)
    return caught.value


def place(folder: Path, name: str = FILE) -> Path:
    return folder / NAME / name
