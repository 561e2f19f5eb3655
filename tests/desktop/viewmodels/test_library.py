"""The library child behind the window: begun when asked, begun again after its death."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop.models import LIBRARY_COMMAND
from desktop.viewmodels.library import LibraryModel
from desktop.viewmodels.told import told
from engine.library.protocol import Done, ReadCatalogue, Search
from engine.library.records import Access, Catalogue
from engine.protocol import Failed

LIMIT_MS = 60_000


@pytest.fixture
def library(qtbot: QtBot) -> Iterator[LibraryModel]:
    model = LibraryModel(LIBRARY_COMMAND)
    yield model
    model.finish()


def answered(qtbot: QtBot, library: LibraryModel, request: object) -> list:
    events: list = []
    library.ask(request, events.append)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: any(isinstance(e, Done | Failed) for e in events), timeout=LIMIT_MS)
    return events


def test_the_child_begins_with_the_first_request(qtbot: QtBot, library: LibraryModel) -> None:
    assert library.process_id == 0
    (done,) = answered(qtbot, library, ReadCatalogue(1))
    assert isinstance(done.result, Catalogue)
    assert library.process_id != 0
    assert library.machine is not None
    assert library.machine.memory_free > 0


def test_a_death_is_a_sentence_and_the_next_request_begins_anew(
    qtbot: QtBot, library: LibraryModel
) -> None:
    answered(qtbot, library, ReadCatalogue(1))
    first = library.process_id
    events: list = []
    os.kill(first, signal.SIGSTOP)  # so that the request is still open
    library.ask(ReadCatalogue(1), events.append)
    os.kill(first, signal.SIGKILL)
    qtbot.waitUntil(lambda: bool(events), timeout=LIMIT_MS)
    assert "stopped unexpectedly" in told(events[0].fault)
    assert "engine" not in told(events[0].fault)
    (done,) = answered(qtbot, library, ReadCatalogue(1))
    assert isinstance(done, Done)
    assert library.process_id not in (0, first)


def test_a_program_that_cannot_be_started_is_a_sentence_too(qtbot: QtBot) -> None:
    library = LibraryModel(("/no/such/program",))
    (failed,) = answered(qtbot, library, ReadCatalogue(1))
    assert "stopped unexpectedly" in told(failed.fault)


def test_a_child_that_speaks_otherwise_is_given_up(qtbot: QtBot) -> None:
    words = 'print(\'{"type":"Hello","protocol":99,"endpoint":"","offline":false,'
    words += '"machine":{"type":"Machine","memory_free":1,"memory_total":1}}\', flush=True)'
    library = LibraryModel((sys.executable, "-c", words + "; input()"))
    (failed,) = answered(qtbot, library, ReadCatalogue(1))
    assert "protocol 99" in told(failed.fault)


def test_nobody_is_told_what_was_forgotten(qtbot: QtBot, library: LibraryModel) -> None:
    events: list = []
    number = library.ask(ReadCatalogue(1), events.append)
    library.forget(number)
    answered(qtbot, library, ReadCatalogue(1))
    assert not events


def test_offline_means_that_no_address_is_asked(qtbot: QtBot, library: LibraryModel) -> None:
    asked: list[str] = []
    library.fetching.connect(asked.append)
    (failed,) = answered(qtbot, library, Search(1, "tiny", access=Access(offline=True)))
    assert "offline" in told(failed.fault)
    assert not asked
