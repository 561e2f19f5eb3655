"""Changes that could not be stored are made later, in order, and none is lost."""

from __future__ import annotations

import pytest

from desktop.core.errors import ChatGone, StoreError, StoreFull
from desktop.viewmodels.backlog import Backlog


class Disk:
    """Takes what it is given while there is room; `told` is what a person reads."""

    def __init__(self) -> None:
        self.full = False
        self.stored: list[str] = []
        self.told: list[str] = []
        self.backlog = Backlog()
        self.backlog.failed.connect(self.told.append)
        self.backlog.caught_up.connect(lambda: self.told.append("caught up"))

    def store(self, name: str) -> None:
        self.backlog.store(lambda: self.write(name))

    def write(self, name: str) -> None:
        if self.full:
            raise StoreFull
        self.stored.append(name)


@pytest.fixture
def disk(qapp: object) -> Disk:
    return Disk()


def test_changes_are_made_at_once(disk: Disk) -> None:
    disk.store("a")
    assert (disk.stored, disk.told) == (["a"], [])
    assert disk.backlog.settle()


def test_what_found_no_room_is_stored_in_order_once_there_is_some(disk: Disk) -> None:
    disk.full = True
    disk.store("a")
    disk.store("b")
    assert not disk.backlog.settle()
    disk.full = False
    disk.store("c")
    assert disk.stored == ["a", "b", "c"]


def test_a_full_disk_is_told_at_each_change_and_so_is_its_end(disk: Disk) -> None:
    disk.full = True
    disk.store("a")
    disk.store("b")
    disk.full = False
    assert disk.backlog.settle()
    assert disk.told == [str(StoreFull()), str(StoreFull()), "caught up"]


def test_a_stream_of_changes_tells_it_once(disk: Disk) -> None:
    disk.full = True
    for name in "abc":
        disk.backlog.store_more(lambda name=name: disk.write(name))
    assert disk.told == [str(StoreFull())]
    disk.full = False
    disk.backlog.store_more(lambda: disk.write("d"))
    assert (disk.stored, disk.told[1:]) == (["a", "b", "c", "d"], ["caught up"])


@pytest.mark.parametrize("error", [ChatGone, StoreError])
def test_a_change_that_can_never_be_made_holds_up_nothing(
    disk: Disk, error: type[StoreError]
) -> None:
    def fail() -> None:
        raise error(reason="no such chat")

    disk.backlog.store(fail)
    disk.store("a")
    assert disk.stored == ["a"]
    assert disk.told == [str(error(reason="no such chat"))]
