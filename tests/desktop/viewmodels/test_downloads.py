"""Downloads from a hub on this machine, by a real library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.models import LIBRARY_COMMAND
from desktop.viewmodels.downloads import DownloadsModel, Fetch, FetchState
from desktop.viewmodels.hub import HubModelFinder
from desktop.viewmodels.library import LibraryModel
from desktop.viewmodels.preferences import PreferencesModel
from engine.library.protocol import Sort
from engine.library.records import HubFile, HubPage
from tests.fakes.hub import COMMIT, FakeHub, Misdeed, Repository, sha256
from tests.models import tiny_chat_model

LIMIT_MS = 60_000
NAME, FILE = "me/tiny-GGUF", "tiny-Q8_0.gguf"


class Place:
    """The models of finding and fetching over a hub that has one repository."""

    def __init__(self, qtbot: QtBot, folder: Path, hub: FakeHub) -> None:
        self.qtbot = qtbot
        self.hub = hub
        self.data = tiny_chat_model().read_bytes()
        hub.repositories[NAME] = Repository({FILE: self.data})
        self.folder = folder / "models"
        self.preferences = PreferencesModel(folder / "preferences.json")
        self.preferences.change(endpoint=hub.endpoint)
        self.library = LibraryModel(LIBRARY_COMMAND)
        self.downloads = DownloadsModel(self.library, self.preferences, self.folder)
        self.finder = HubModelFinder(self.library, self.preferences)
        self.sentences: list[str] = []
        self.finder.failed.connect(self.sentences.append)
        self.downloads.failed.connect(self.sentences.append)

    @property
    def file(self) -> Path:
        return self.folder / NAME / FILE

    @property
    def only(self) -> Fetch:
        (fetch,) = self.downloads.all
        return fetch

    def begin(self) -> None:
        files = (HubFile(FILE, len(self.data), sha256(self.data)),)
        self.downloads.begin(NAME, COMMIT, files)

    def until(self, state: FetchState) -> None:
        self.qtbot.waitUntil(lambda: self.only.state is state, timeout=LIMIT_MS)

    def begin_stalled(self) -> None:
        """Begin a download that stops coming in its middle."""
        self.hub.misdeeds.append(Misdeed(stall=100_000))
        self.begin()
        self.qtbot.waitUntil(lambda: self.only.done_bytes > 0, timeout=LIMIT_MS)


@pytest.fixture
def place(qtbot: QtBot, tmp_path: Path) -> Iterator[Place]:
    with FakeHub() as hub:
        made = Place(qtbot, tmp_path, hub)
        yield made
        made.preferences.save()
        made.library.finish()


def test_a_download_comes_and_is_told_once_it_is_there(place: Place) -> None:
    with place.qtbot.waitSignal(place.downloads.finished, timeout=LIMIT_MS) as told:
        place.begin()
    assert told.args == [str(place.file)]
    assert place.file.read_bytes() == place.data
    assert (place.only.state, place.only.done_bytes) == (FetchState.DONE, len(place.data))
    place.downloads.remove(place.only.key)
    assert place.downloads.all == ()
    assert place.file.exists()


def test_pause_keeps_what_has_come_and_resume_goes_on(place: Place) -> None:
    place.begin_stalled()
    place.downloads.pause(place.only.key)
    place.until(FetchState.PAUSED)
    place.downloads.resume(place.only.key)
    place.until(FetchState.DONE)
    assert place.file.read_bytes() == place.data
    assert "Range" in place.hub.fetched[-1].headers


def test_what_was_left_unfinished_is_listed_and_can_be_removed(place: Place) -> None:
    place.begin_stalled()
    place.downloads.pause(place.only.key)
    place.until(FetchState.PAUSED)
    later = DownloadsModel(place.library, place.preferences, place.folder)
    later.look()
    place.qtbot.waitUntil(lambda: len(later.all) == 1, timeout=LIMIT_MS)
    assert later.all[0].state is FetchState.PAUSED
    part = Path(later.all[0].part)
    assert part.exists()
    later.remove(later.all[0].key)
    place.qtbot.waitUntil(lambda: not part.exists(), timeout=LIMIT_MS)
    assert later.all == ()


def test_removing_one_under_way_ends_it_and_leaves_nothing(place: Place) -> None:
    place.begin_stalled()
    place.downloads.remove(place.only.key)
    place.qtbot.waitUntil(
        lambda: not place.downloads.all and not any(place.file.parent.iterdir()), timeout=LIMIT_MS
    )
    assert place.sentences == []


def test_a_failure_is_a_sentence_and_can_be_tried_again(place: Place) -> None:
    place.hub.misdeeds.append(Misdeed(status=404))
    place.begin()
    place.until(FetchState.FAILED)
    assert "has no" in place.only.trouble
    place.downloads.resume(place.only.key)
    place.until(FetchState.DONE)


def test_offline_nothing_is_asked(place: Place) -> None:
    place.preferences.change(offline=True)
    place.begin()
    place.until(FetchState.FAILED)
    assert "offline" in place.only.trouble
    place.finder.search("tiny", Sort.DOWNLOADS)
    place.qtbot.waitUntil(lambda: bool(place.sentences), timeout=LIMIT_MS)
    assert place.hub.asked == []
    assert not place.finder.busy


def test_the_list_of_the_program_needs_no_hub(place: Place) -> None:
    place.finder.read_catalogue()
    place.qtbot.waitUntil(lambda: bool(place.finder.catalogue), timeout=LIMIT_MS)
    assert place.hub.asked == []


def test_a_search_and_a_page_tell_what_they_asked(place: Place) -> None:
    place.finder.search("tiny", Sort.LIKES)
    assert place.finder.busy
    place.qtbot.waitUntil(lambda: place.finder.found is not None, timeout=LIMIT_MS)
    assert [each.repository for each in place.finder.found or ()] == [NAME]
    assert place.finder.address.startswith(place.hub.endpoint)
    place.finder.open(NAME)
    place.qtbot.waitUntil(lambda: place.finder.page is not None, timeout=LIMIT_MS)
    page = place.finder.page
    assert isinstance(page, HubPage)
    assert page.recommended in [choice.name for choice in page.choices]
    place.finder.leave_search()
    assert place.finder.found is None


def test_a_repository_that_is_not_there_is_a_sentence(place: Place) -> None:
    place.finder.open("no/body")
    place.qtbot.waitUntil(lambda: bool(place.sentences), timeout=LIMIT_MS)
    assert "no/body" in place.sentences[0]
    assert not place.finder.busy


def test_a_question_that_was_stopped_is_not_answered(place: Place) -> None:
    place.finder.search("tiny", Sort.UPDATED)
    place.finder.stop()
    assert not place.finder.busy
    place.finder.read_catalogue()
    place.qtbot.waitUntil(lambda: bool(place.finder.catalogue), timeout=LIMIT_MS)
    assert place.finder.found is None
