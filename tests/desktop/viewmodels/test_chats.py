"""The list of chats as a person works with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from pytestqt.qtbot import QtBot

from desktop.core.store import Store
from desktop.viewmodels.chats import ChatsModel
from engine.chat import Overflow
from tests.desktop.core.chats import chat_of, message


class Clock:
    """A wall clock, set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 10, 12, 0)

    def __call__(self) -> float:
        return self.now.timestamp()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    store = Store(tmp_path / "chats.db", clock)
    yield store
    store.close()


@pytest.fixture
def english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English))
    yield
    QLocale.setDefault(before)


def three(store: Store, clock: Clock) -> list[str]:
    """Three chats, a minute apart; the latest is Third."""
    ids = []
    for title in ("First", "Second", "Third"):
        clock.now = clock.now.replace(minute=clock.now.minute + 1)
        ids.append(chat_of(store, [f"about {title}"], title))
    return ids


def titles(chats: ChatsModel) -> list[str]:
    return [chat.title for group in chats.groups for chat in group.chats]


@pytest.mark.usefixtures("english")
def test_chats_are_grouped_by_day(store: Store, clock: Clock) -> None:
    days = {
        "now": datetime(2026, 3, 10, 12, 0),
        "midnight": datetime(2026, 3, 10, 0, 0),
        "yesterday, late": datetime(2026, 3, 9, 23, 59),
        "two days ago": datetime(2026, 3, 8, 12, 0),
        "a week ago": datetime(2026, 3, 3, 0, 1),
        "eight days ago": datetime(2026, 3, 2, 23, 59),
        "last month": datetime(2026, 2, 28, 12, 0),
        "last year": datetime(2025, 3, 10, 12, 0),
    }
    for title, day in reversed(days.items()):
        clock.now = day
        chat_of(store, ["x"], title)
    clock.now = days["now"]
    groups = [(g.label, [chat.title for chat in g.chats]) for g in ChatsModel(store, clock).groups]
    assert groups == [
        ("Today", ["now", "midnight"]),
        ("Yesterday", ["yesterday, late"]),
        ("Last 7 days", ["two days ago", "a week ago"]),
        ("March", ["eight days ago"]),
        ("February", ["last month"]),
        ("March 2025", ["last year"]),
    ]


def test_another_day_begins(store: Store, clock: Clock) -> None:
    chat_of(store, ["x"], "A chat")
    chats = ChatsModel(store, clock)
    clock.now = clock.now.replace(day=11)
    chats.refresh()
    assert [group.label for group in chats.groups] == ["Yesterday"]


def test_the_latest_chat_is_opened_or_a_new_one_begun(
    store: Store, clock: Clock, qtbot: QtBot
) -> None:
    chats = ChatsModel(store, clock)
    with qtbot.waitSignal(chats.selected) as first:
        chats.open_latest()
    assert len(titles(chats)) == 1
    ids = three(store, clock)
    again = ChatsModel(store, clock)
    with qtbot.waitSignal(again.selected) as latest:
        again.open_latest()
    assert latest.args == [ids[-1]]
    assert first.args != latest.args


def test_a_new_chat_is_at_the_top_and_selected(store: Store, clock: Clock, qtbot: QtBot) -> None:
    three(store, clock)
    chats = ChatsModel(store, clock)
    chats.overflow = Overflow.STOP
    with qtbot.waitSignal(chats.selected) as selected:
        chats.new()
    assert selected.args == [chats.current]
    assert titles(chats)[0] == ""
    assert store.load(chats.current).overflow is Overflow.STOP


def test_empty_chats_do_not_pile_up(store: Store, clock: Clock) -> None:
    first, *_ = three(store, clock)
    chats = ChatsModel(store, clock)
    chats.new()
    empty = chats.current
    chats.select(first)
    chats.new()
    assert chats.current == empty
    assert titles(chats) == ["", "Third", "Second", "First"]


def test_a_chat_that_is_written_in_moves_up(store: Store, clock: Clock) -> None:
    first, *_ = three(store, clock)
    chats = ChatsModel(store, clock)
    clock.now = clock.now.replace(hour=13)
    store.add_node(first, message("more", store.load(first).tip))
    chats.refresh(first)
    assert titles(chats) == ["First", "Third", "Second"]


def test_a_name_is_the_persons(store: Store, clock: Clock) -> None:
    first, *_ = three(store, clock)
    chats = ChatsModel(store, clock)
    chats.rename(first, "  My   chat\n")
    assert titles(chats) == ["Third", "Second", "My chat"]
    assert store.load(first).title_by_person
    chats.rename(first, "   ")
    assert "My chat" in titles(chats)


def test_a_deleted_chat_makes_room_for_its_neighbour(
    store: Store, clock: Clock, qtbot: QtBot
) -> None:
    first, second, third = three(store, clock)
    chats = ChatsModel(store, clock)
    chats.select(second)
    with qtbot.waitSignals([chats.deleted, chats.selected]):
        chats.delete(second)
    assert chats.current == first
    chats.delete(first)
    assert chats.current == third
    chats.delete(third)
    assert titles(chats) == [""]
    assert chats.current not in (first, second, third)


def test_a_chat_that_is_not_shown_goes_quietly(store: Store, clock: Clock, qtbot: QtBot) -> None:
    first, _, third = three(store, clock)
    chats = ChatsModel(store, clock)
    chats.select(third)
    with qtbot.assertNotEmitted(chats.selected):
        chats.delete(first)
    assert chats.current == third


def test_deletions_are_taken_back_one_by_one(store: Store, clock: Clock) -> None:
    first, second, third = three(store, clock)
    chats = ChatsModel(store, clock)
    chats.select(third)
    chats.delete(first)
    chats.delete(second)
    assert chats.last_deleted is not None
    assert chats.last_deleted.title == "Second"
    chats.undo()
    assert chats.current == second
    assert chats.last_deleted is not None
    chats.undo()
    assert chats.last_deleted is None
    assert titles(chats) == ["Third", "Second", "First"]
    chats.undo()
    assert titles(chats) == ["Third", "Second", "First"]


@pytest.mark.parametrize("move_on", ["select", "new", "dismiss"])
def test_moving_on_ends_the_offer_to_undo(store: Store, clock: Clock, move_on: str) -> None:
    first, second, _ = three(store, clock)
    chats = ChatsModel(store, clock)
    chats.delete(first)
    if move_on == "select":
        chats.select(second)
    elif move_on == "new":
        chats.new()
    else:
        chats.forget_deleted()
    assert chats.last_deleted is None


def test_a_running_reply_is_marked(store: Store, clock: Clock) -> None:
    first, *_ = three(store, clock)
    chats = ChatsModel(store, clock)
    chats.mark_running(first)
    assert [chat.running for group in chats.groups for chat in group.chats] == [False, False, True]
    chats.unmark_running(first)
    assert not any(chat.running for group in chats.groups for chat in group.chats)


def test_a_hit_leads_to_its_message(store: Store, clock: Clock) -> None:
    first, *_ = three(store, clock)
    chats = ChatsModel(store, clock)
    chats.search("about first")
    (hit,) = chats.hits
    told: list[tuple[str, ...]] = []
    chats.selected.connect(lambda *args: told.append(args))
    chats.hit_selected.connect(lambda *args: told.append(args))
    chats.select_hit(hit.chat_id, hit.node_id)
    assert told == [(first,), (first, store.load(first).tip)]


def test_a_hit_in_the_shown_chat_does_not_open_it_again(
    store: Store, clock: Clock, qtbot: QtBot
) -> None:
    first, *_ = three(store, clock)
    chats = ChatsModel(store, clock)
    chats.select(first)
    with qtbot.assertNotEmitted(chats.selected), qtbot.waitSignal(chats.hit_selected):
        chats.select_hit(first, store.load(first).tip or "")


def test_an_empty_query_ends_the_search(store: Store, clock: Clock) -> None:
    three(store, clock)
    chats = ChatsModel(store, clock)
    chats.search("about")
    assert (chats.query, len(chats.hits)) == ("about", 3)
    chats.search(" ")
    assert (chats.query, chats.hits) == ("", ())


def test_what_cannot_be_stored_is_told_and_the_list_stays(
    store: Store, clock: Clock, qtbot: QtBot
) -> None:
    first, *_ = three(store, clock)
    chats = ChatsModel(store, clock)
    store._connection.execute("PRAGMA query_only = ON")
    for attempt in (chats.new, lambda: chats.delete(first), lambda: chats.rename(first, "x")):
        with qtbot.waitSignal(chats.store_failed) as failed:
            attempt()
        assert "could not be saved" in failed.args[0]
    assert titles(chats) == ["Third", "Second", "First"]
    assert chats.last_deleted is None
