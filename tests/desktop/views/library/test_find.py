"""From a search to a model that can be opened, as a person does it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt, QTimer

from desktop.views.library import words
from desktop.views.library.hub_dialog import HubDialog
from engine.library.records import Fit, Share, Verdict
from tests.desktop.desk import LIMIT_MS
from tests.desktop.opened import when_modal
from tests.desktop.views.library.conftest import Library
from tests.fakes.hub import FakeHub, Repository
from tests.models import tiny_chat_model

NAME, FILE = "me/tiny-GGUF", "tiny-Q8_0.gguf"


@pytest.fixture
def hub(library: Library) -> Iterator[FakeHub]:
    with FakeHub() as made:
        made.repositories[NAME] = Repository({FILE: tiny_chat_model().read_bytes()})
        library.opened.preferences.change(endpoint=made.endpoint)
        yield made


def listed(library: Library) -> list[str]:
    found = library.page.finding.list
    return [found.item(row).text() for row in range(found.count())]


def go_to(library: Library, tab: int) -> None:
    library.open().tabs.setCurrentIndex(tab)


def test_the_programs_own_list_is_there_without_the_network(library: Library, hub: FakeHub) -> None:
    go_to(library, 1)
    library.qtbot.waitUntil(lambda: bool(listed(library)), timeout=LIMIT_MS)
    finding = library.page.finding
    finding.list.setCurrentRow(0)
    assert finding.chosen in finding.about.toPlainText()
    assert finding.state.text() == "Nothing is fetched before you ask for it."
    assert hub.asked == []


def test_from_a_search_to_an_open_model(library: Library, hub: FakeHub) -> None:
    go_to(library, 1)
    finding, page = library.page.finding, library.page
    finding.field.setText("tiny")
    library.qtbot.keyClick(finding.field, Qt.Key.Key_Return)
    library.qtbot.waitUntil(lambda: listed(library)[:1] != [] and NAME in listed(library)[0])
    finding.list.setCurrentRow(0)
    library.opened.press("Show its files")
    library.qtbot.waitUntil(lambda: finding.files.count() == 1, timeout=LIMIT_MS)
    words_of_file = finding.files.item(0).text()
    assert "Recommended" in words_of_file
    assert "Fits: weights" in words_of_file
    assert "apache-2.0" in finding.about.toPlainText()
    assert hub.endpoint in finding.state.text()
    library.opened.press("Download")
    assert page.tabs.currentIndex() == 2
    row = page.downloads.rows[f"{NAME}/{FILE}"]
    library.qtbot.waitUntil(lambda: row.act.text() == "Open", timeout=LIMIT_MS)
    library.settle()
    assert library.shelf.model(str(library.folder / NAME / FILE)) is not None
    with library.qtbot.waitSignal(library.opened.engine.ready, timeout=LIMIT_MS):
        row.act.click()


def test_offline_is_a_switch_that_is_remembered(library: Library, hub: FakeHub) -> None:
    go_to(library, 1)
    library.opened.press("Offline")
    assert library.opened.preferences.value.offline
    library.opened.press("Search the hub")
    notice = library.page.notice
    library.qtbot.waitUntil(lambda: "offline" in notice.text, timeout=LIMIT_MS)
    assert hub.asked == []


def test_emptying_the_field_brings_the_programs_list_back(library: Library, hub: FakeHub) -> None:
    go_to(library, 1)
    finding = library.page.finding
    finding.field.setText("nothing like it")
    library.opened.press("Search the hub")
    library.qtbot.waitUntil(lambda: finding.state.text() == "Nothing was found.", timeout=LIMIT_MS)
    assert listed(library) == []
    finding.field.clear()
    assert len(listed(library)) > 1


def test_the_hubs_address_is_kept_and_the_token_is_not_in_a_file(
    library: Library, hub: FakeHub
) -> None:
    go_to(library, 1)

    def fill(dialog: object) -> None:
        assert isinstance(dialog, HubDialog)
        dialog.address.setText(" https://mirror.example ")
        dialog.token.setText("hf_secret")
        dialog._on_accepted()

    QTimer.singleShot(0, when_modal(library.qtbot, fill))
    library.opened.press("Hub…")
    preferences = library.opened.preferences
    assert preferences.value.endpoint == "https://mirror.example"
    assert "hf_secret" not in repr(preferences.value)


def test_fit_is_told_in_words_and_numbers() -> None:
    share = Share("", 4, 1_500_000_000, 200_000_000, 100_000_000, 1_000_000_000)
    sentence = words.fit(Fit(Verdict.TOO_LARGE, 4096, 0, (share,), 100))
    assert sentence.startswith("More than is free: weights 1.5 GB + context of 4096 tokens 200 MB")
    assert sentence.endswith("= 1.8 GB of 1.0 GB free")


def test_numbers_are_as_a_person_reads_them() -> None:
    assert [words.size(n) for n in (0, 999, 515_136, 4_200_000, 8_100_000_000_000)] == [
        "",
        "999 B",
        "515 kB",
        "4.2 MB",
        "8.1 TB",
    ]
    assert [words.weights(n) for n in (0, 466_000, 360_000_000, 1_240_000_000, 14_000_000_000)] == [
        "",
        "466K",
        "360M",
        "1.2B",
        "14B",
    ]
    assert [words.duration(n) for n in (0, 5, 600, 7200)] == [
        "",
        "5 s left",
        "10 min left",
        "2 h left",
    ]
    assert words.when(86_400 * 10, 86_400 * 11) == "yesterday"
