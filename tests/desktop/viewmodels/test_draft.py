"""What is typed is on disk after a pause, its beginning at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.core.store import Store
from desktop.viewmodels.backlog import Backlog
from desktop.viewmodels.draft import Draft


class Typed:
    """A draft over a real store."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(folder / "chats.db")
        self.draft = Draft(self.store, Backlog())
        self.chat_id = self.store.new_chat()
        self.draft.begin(self.chat_id, "")

    def stored(self) -> str:
        return self.store.load(self.chat_id).draft


@pytest.fixture
def typed(qtbot: QtBot, tmp_path: Path) -> Iterator[Typed]:
    made = Typed(tmp_path)
    yield made
    made.draft.save()
    made.store.close()


def test_its_beginning_is_stored_at_once(typed: Typed) -> None:
    typed.draft.change("a")
    assert typed.stored() == "a"


def test_the_rest_is_stored_after_a_pause(qtbot: QtBot, typed: Typed) -> None:
    typed.draft.change("a")
    typed.draft.change("ab")
    assert typed.stored() == "a"
    qtbot.waitUntil(lambda: typed.stored() == "ab")


def test_another_chats_draft_begins_after_this_one_is_stored(typed: Typed) -> None:
    typed.draft.change("a")
    typed.draft.change("ab")
    typed.draft.begin("other", "")
    assert typed.stored() == "ab"


def test_an_emptied_draft_is_stored_too(typed: Typed) -> None:
    typed.draft.change("a")
    typed.draft.change("")
    typed.draft.save()
    assert typed.stored() == ""
