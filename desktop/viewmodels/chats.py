"""The list of chats: grouped by day, searched, named, deleted and brought back. No widgets."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import groupby

from msgspec import Struct
from PySide6.QtCore import QCoreApplication, QLocale, QObject, Signal, Slot

from desktop.core.errors import StoreError
from desktop.core.search import Hit
from desktop.core.store import ChatHead, Store
from desktop.viewmodels.told import told
from engine.chat import Overflow


class ListedChat(Struct, frozen=True):
    """A chat in the list. `running`: a reply is being written in it."""

    id: str
    title: str
    running: bool


class Group(Struct, frozen=True):
    """The chats of one stretch of days, latest first."""

    label: str
    chats: tuple[ListedChat, ...]


class ChatsModel(QObject):
    """Knows which chat is current; what is in it is the business of others."""

    changed = Signal()  # groups, current or what can be brought back
    searched = Signal()  # query or hits
    selected = Signal(str)  # chat id: show it
    hit_selected = Signal(str, str)  # chat id, node id: show this message
    deleted = Signal(str)  # chat id: what runs in it may end
    store_failed = Signal(str)  # a sentence

    def __init__(
        self,
        store: Store,
        clock: Callable[[], float] = time.time,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._clock = clock
        self._heads: tuple[ChatHead, ...] = ()
        self._running: set[str] = set()
        self._deleted: list[ChatHead] = []
        self._query = ""
        self._hits: tuple[Hit, ...] = ()
        self._current = ""
        self.overflow = Overflow.ROLL  # of new chats
        self.raw = False  # whether new ones are notebooks
        self.refresh()

    @property
    def current(self) -> str:
        """The id of the chat that is shown; empty before the first is."""
        return self._current

    @property
    def groups(self) -> tuple[Group, ...]:
        """All chats: today, yesterday, the last seven days, then month by month."""
        today = date.fromtimestamp(self._clock())
        labelled = groupby(self._heads, lambda head: _label(_day(head), today))
        return tuple(Group(label, tuple(map(self._listed, heads))) for label, heads in labelled)

    @property
    def query(self) -> str:
        """What is searched for; empty while the list is shown."""
        return self._query

    @property
    def hits(self) -> tuple[Hit, ...]:
        """What was found, titles first."""
        return self._hits

    @property
    def last_deleted(self) -> ListedChat | None:
        """What `undo` would bring back."""
        return self._listed(self._deleted[-1]) if self._deleted else None

    def open_latest(self) -> None:
        """Show the latest chat, or a new one where there is none."""
        if self._heads:
            self._show(self._heads[0].id)
        else:
            self.new()

    @Slot()
    def new(self) -> None:
        """Show an empty chat; a notebook where those are what suits the model."""
        self._begin(self.raw)

    @Slot()
    def new_notebook(self) -> None:
        """Show an empty notebook."""
        self._begin(raw=True)

    def _begin(self, raw: bool) -> None:
        with self._reported():
            chat_id = self._store.new_chat(self.overflow, raw=raw)
            self._deleted.clear()
            self._current = chat_id
            self.refresh()
            self.selected.emit(chat_id)

    @Slot(str)
    def show_new(self, chat_id: str) -> None:
        """Show a chat that has just come into being, be it in the place of the empty one shown."""
        self._deleted.clear()
        self.refresh()
        self._show(chat_id)

    @Slot(str)
    def select(self, chat_id: str) -> None:
        """Show a chat; what was deleted before can no longer be brought back from here."""
        if chat_id != self._current:
            self._deleted.clear()
            self._show(chat_id)

    @Slot(str, str)
    def select_hit(self, chat_id: str, node_id: str) -> None:
        """Show the message of a hit, or the chat whose title was found."""
        self.select(chat_id)
        if node_id:
            self.hit_selected.emit(chat_id, node_id)

    def rename(self, chat_id: str, title: str) -> None:
        """Give a chat a name of the person's; one of white space changes nothing."""
        name = " ".join(title.split())
        if name:
            with self._reported():
                self._store.set_title(chat_id, name, by_person=True)
                self.refresh()

    def delete(self, chat_id: str) -> None:
        """Remove a chat from the list; where it was shown, its neighbour is shown next."""
        ids = [head.id for head in self._heads]
        place = ids.index(chat_id)
        with self._reported():
            self._store.delete_chat(chat_id)
            self._deleted.append(self._heads[place])
            self.refresh()
            self.deleted.emit(chat_id)
            if chat_id == self._current:
                self._show_neighbour(place)

    @Slot()
    def undo(self) -> None:
        """Bring the chat back that was deleted last, and show it."""
        if self._deleted:
            with self._reported():
                self._store.restore_chat(self._deleted[-1].id)
                head = self._deleted.pop()
                self.refresh()
                self._show(head.id)

    @Slot()
    def forget_deleted(self) -> None:
        """Offer no more to bring back what was deleted."""
        self._deleted.clear()
        self.changed.emit()

    @Slot(str)
    def search(self, query: str) -> None:
        """Find all chats that hold the words of a query; an empty one ends the search."""
        with self._reported():
            self._hits = self._store.search(query)
            self._query = query.strip()
            self.searched.emit()

    @Slot()
    @Slot(str)
    def refresh(self, _chat_id: str = "") -> None:
        """Read the list again: a chat has another title or place, or another day has begun."""
        with self._reported():
            self._heads = self._store.chats()
            self.changed.emit()

    @Slot(str)
    def mark_running(self, chat_id: str) -> None:
        """A reply is being written in a chat."""
        self._running.add(chat_id)
        self.changed.emit()

    @Slot(str)
    def unmark_running(self, chat_id: str) -> None:
        """No reply is being written in a chat any more."""
        self._running.discard(chat_id)
        self.changed.emit()

    def _show(self, chat_id: str) -> None:
        self._current = chat_id
        self.changed.emit()
        self.selected.emit(chat_id)

    def _show_neighbour(self, place: int) -> None:
        """Show the chat that took a place in the list, or the last one, or a new one."""
        if self._heads:
            self._show(self._heads[min(place, len(self._heads) - 1)].id)
        else:
            chat_id = self._store.new_chat(self.overflow, raw=self.raw)
            self.refresh()
            self._show(chat_id)

    def _listed(self, head: ChatHead) -> ListedChat:
        return ListedChat(head.id, head.title, head.id in self._running)

    @contextmanager
    def _reported(self) -> Iterator[None]:
        try:
            yield
        except StoreError as error:
            self.store_failed.emit(told(error))


def _day(head: ChatHead) -> date:
    return date.fromtimestamp(head.updated_ms / 1000)


def _label(day: date, today: date) -> str:
    """The group of a day as seen from `today`, in the words of the interface."""
    age = (today - day).days
    if age <= 0:
        return QCoreApplication.translate("Chats", "Today")
    if age == 1:
        return QCoreApplication.translate("Chats", "Yesterday")
    if age <= 7:
        return QCoreApplication.translate("Chats", "Last 7 days")
    month = QLocale().standaloneMonthName(day.month)
    return month if day.year == today.year else f"{month} {day.year}"
