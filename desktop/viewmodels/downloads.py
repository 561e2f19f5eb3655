"""Downloads: those under way, those paused or failed, and what earlier ones left unfinished."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QObject, Signal

from desktop.viewmodels.library import LibraryModel
from desktop.viewmodels.preferences import PreferencesModel
from desktop.viewmodels.told import told
from engine.library.protocol import Discard, Done, Download, Downloading, Event, ListParts
from engine.library.records import Access, Downloaded, HubFile, Parts
from engine.protocol import Failed


class FetchState(StrEnum):
    """How a download stands."""

    RUNNING = "running"
    PAUSED = "paused"
    FAILED = "failed"
    DONE = "done"


class Fetch(msgspec.Struct, frozen=True):
    """One download. `part` is its unfinished file, empty while that is not known; `trouble` a
    sentence; `path` the file to open once it is done."""

    repository: str
    revision: str
    files: tuple[HubFile, ...]
    state: FetchState
    done_bytes: int = 0
    total_bytes: int = 0
    bytes_per_s: float = 0.0
    seconds_left: float = 0.0
    part: str = ""
    path: str = ""
    trouble: str = ""

    @property
    def key(self) -> str:
        """What tells one download from another."""
        return f"{self.repository}/{self.files[0].name}"


def access_of(preferences: PreferencesModel) -> Access:
    """The hub that the person chose, and whether anything may be asked."""
    return Access(preferences.value.endpoint, preferences.value.offline)


class DownloadsModel(QObject):
    """Nothing begins by itself: what an earlier run left waits as paused."""

    changed = Signal()
    finished = Signal(str)  # path of a model that is there now
    failed = Signal(str)  # a sentence

    def __init__(
        self,
        library: LibraryModel,
        preferences: PreferencesModel,
        folder: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._preferences = preferences
        self._folder = folder
        self._all: dict[str, Fetch] = {}
        self._numbers: dict[str, int] = {}
        self._unwanted: set[str] = set()  # to be removed as soon as they have stopped

    @property
    def all(self) -> tuple[Fetch, ...]:
        """All of them, oldest first."""
        return tuple(self._all.values())

    def look(self) -> None:
        """Ask what earlier downloads left unfinished."""
        if self._folder.is_dir():
            self._library.ask(ListParts(1, (str(self._folder),)), self._on_parts)

    def begin(self, repository: str, revision: str, files: tuple[HubFile, ...]) -> None:
        """Fetch a model; one that is under way already goes on."""
        total = sum(file.size_bytes for file in files)
        fetch = Fetch(repository, revision, files, FetchState.PAUSED, total_bytes=total)
        self._all.setdefault(fetch.key, fetch)
        self.resume(fetch.key)

    def resume(self, key: str) -> None:
        """Begin, or go on where it stopped."""
        fetch = self._all[key]
        if key in self._numbers:
            return
        self._all[key] = replace(fetch, state=FetchState.RUNNING, trouble="", bytes_per_s=0.0)
        request = Download(
            1,
            fetch.repository,
            fetch.revision,
            fetch.files,
            str(self._folder),
            access_of(self._preferences),
        )
        self._numbers[key] = self._library.ask(request, lambda event: self._on_event(key, event))
        self.changed.emit()

    def pause(self, key: str) -> None:
        """Stop for now; what has come is kept."""
        if key in self._numbers:
            self._library.cancel(self._numbers[key])

    def remove(self, key: str) -> None:
        """Stop for good and remove what has come; of one that is done only the entry."""
        if key in self._numbers:
            self._unwanted.add(key)
            self.pause(key)
        elif self._all[key].state is FetchState.DONE:
            del self._all[key]
            self.changed.emit()
        else:
            self._discard(key)

    def _discard(self, key: str) -> None:
        """Remove its part, which is looked for where it is not known."""
        self._unwanted.discard(key)
        fetch = self._all.pop(key)
        if fetch.part:
            self._library.ask(Discard(1, fetch.part), self._on_discarded)
        else:
            names = tuple(file.name for file in fetch.files)
            self._library.ask(
                ListParts(1, (str(self._folder),)),
                lambda event: self._on_parts_to_discard(fetch.repository, names, event),
            )
        self.changed.emit()

    def _on_parts_to_discard(self, repository: str, names: tuple[str, ...], event: Event) -> None:
        if isinstance(event, Done) and isinstance(event.result, Parts):
            for part in event.result.parts:
                if part.repository == repository and part.files[0].name in names:
                    self._library.ask(Discard(1, part.path), self._on_discarded)

    def _on_discarded(self, event: Event) -> None:
        if isinstance(event, Failed):
            self.failed.emit(told(event.fault))

    def _on_parts(self, event: Event) -> None:
        if not isinstance(event, Done) or not isinstance(event.result, Parts):
            return
        for part in event.result.parts:
            fetch = Fetch(
                part.repository,
                part.revision,
                part.files,
                FetchState.PAUSED,
                part.done_bytes,
                part.total_bytes,
                part=part.path,
            )
            self._all.setdefault(fetch.key, fetch)
        self.changed.emit()

    def _on_event(self, key: str, event: Event) -> None:
        fetch = self._all[key]
        match event:
            case Downloading():
                fetch = replace(
                    fetch,
                    done_bytes=event.done_bytes,
                    total_bytes=event.total_bytes,
                    bytes_per_s=event.bytes_per_s,
                    seconds_left=event.seconds_left,
                )
            case Done(result=Downloaded() as result):
                state = FetchState.DONE if result.complete else FetchState.PAUSED
                done = fetch.total_bytes if result.complete else fetch.done_bytes
                path = result.paths[0] if result.complete else ""
                fetch = replace(fetch, state=state, path=path, done_bytes=done)
            case Failed():
                fetch = replace(fetch, state=FetchState.FAILED, trouble=told(event.fault))
            case _:
                return
        self._all[key] = fetch
        if isinstance(event, Done | Failed):
            self._end(key, fetch)
        self.changed.emit()

    def _end(self, key: str, fetch: Fetch) -> None:
        del self._numbers[key]
        if fetch.state is FetchState.DONE:
            self._unwanted.discard(key)
            self.finished.emit(fetch.path)
        elif key in self._unwanted:
            self._discard(key)
