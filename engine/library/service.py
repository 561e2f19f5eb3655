"""What the library does with each request, composed of what the other modules know."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import assert_never

import psutil

from engine.errors import Fault
from engine.library.access_token import find_token, keep_token, token_state
from engine.library.catalogue import read_catalogue
from engine.library.downloads import Downloads
from engine.library.errors import FolderUnreadable
from engine.library.fit import fit
from engine.library.folders import Candidate, candidates
from engine.library.header_cache import HeaderCache
from engine.library.hub import Hub, prepare
from engine.library.models import read_geometry, read_page
from engine.library.network import endpoint_of, is_offline, require_online
from engine.library.parts import parts_in
from engine.library.places import Place, places
from engine.library.protocol import (
    VERSION,
    AskToken,
    Discard,
    Download,
    Fetching,
    Found,
    Hello,
    Inspect,
    Job,
    KeepToken,
    ListParts,
    OpenPage,
    ReadCatalogue,
    Remove,
    Result,
    Scan,
    Search,
    Weigh,
)
from engine.library.records import (
    Access,
    Card,
    Machine,
    ModelFile,
    Parts,
    ScanSummary,
    Source,
    Weighed,
)
from engine.library.removal import remove
from engine.library.task import Task
from engine.library.transfer import Habits

_TOLD_EVERY_S = 0.05
_MOST_AT_ONCE = 64
_MOST_FAULTS = 20


class Library:
    """Answers requests, several at once: `perform` is called from any lane."""

    def __init__(self, habits: Habits | None = None) -> None:
        prepare()
        self._downloads = Downloads(habits)

    def hello(self) -> Hello:
        """The child's first words."""
        access = Access()
        return Hello(VERSION, endpoint_of(access), is_offline(access), _machine(()))

    def perform(self, request: Job, task: Task) -> Result | None:
        """Answer a request, sending what comes before its end. LibraryError or ModelUnusable say
        why not."""
        match request:
            case Scan() | Inspect() | Weigh() | Remove() | ListParts() | Discard():
                return self._on_disk(request, task)
            case Search() | OpenPage():
                return _on_hub(request, task)
            case Download():
                return self._downloads.fetch(request, task)
            case ReadCatalogue():
                return read_catalogue()
            case KeepToken():
                keep_token(endpoint_of(request.access), request.token)
                return None
            case AskToken():
                return token_state(endpoint_of(request.access))
            case _:
                assert_never(request)

    def _on_disk(
        self, request: Scan | Inspect | Weigh | Remove | ListParts | Discard, task: Task
    ) -> Result | None:
        match request:
            case Scan():
                return _scan(request, task)
            case Inspect():
                return read_page(Path(request.path))
            case Weigh():
                geometry, machine = read_geometry(Path(request.path)), _machine(request.cards)
                return Weighed(geometry, machine, fit(geometry, machine, request.options))
            case Remove():
                remove(map(Path, request.paths), map(Path, request.folders))
                return None
            case ListParts():
                return Parts(parts_in(map(Path, request.folders)))
            case Discard():
                self._downloads.discard(Path(request.path))
                return None
            case _:
                assert_never(request)


def _machine(cards: tuple[Card, ...]) -> Machine:
    memory = psutil.virtual_memory()
    return Machine(int(memory.available), int(memory.total), cards)


def _on_hub(request: Search | OpenPage, task: Task) -> Result:
    require_online(request.access)
    endpoint = endpoint_of(request.access)
    hub = Hub(
        endpoint, find_token(endpoint), lambda address: task.send(Fetching(request.id, address))
    )
    if isinstance(request, Search):
        return hub.search(request)
    return hub.page(request.repository, _machine(request.cards), request.options)


def _scan(request: Scan, task: Task) -> ScanSummary:
    faults: list[Fault] = []

    def tell(error: FolderUnreadable) -> None:
        if len(faults) < _MOST_FAULTS:
            faults.append(error.fault)

    cache = HeaderCache(Path(request.cache) if request.cache else None)
    batch = _Batch(request.id, task)
    for candidate in _candidates(request, tell):
        if task.cancelled():
            break
        batch.add(cache.read(candidate))
    batch.flush()
    complete = not task.cancelled()
    if complete:
        cache.save()
    return ScanSummary(batch.count, complete, tuple(faults))


def _candidates(request: Scan, tell: Callable[[FolderUnreadable], None]) -> Iterator[Candidate]:
    """The person's own folders first; a file that lies in two of the places is told once."""
    own = tuple(Place(Source.FOLDER, Path(folder)) for folder in request.folders)
    seen: set[Path] = set()
    for place in (*own, *places(request.sources, os.environ, Path.home())):
        for candidate in candidates(place, tell):
            if candidate.files[0] not in seen:
                seen.add(candidate.files[0])
                yield candidate


class _Batch:
    """Models on their way to the window, some at a time."""

    def __init__(self, request: int, task: Task) -> None:
        self._request = request
        self._task = task
        self._models: list[ModelFile] = []
        self._told_at = 0.0
        self.count = 0

    def add(self, model: ModelFile) -> None:
        self._models.append(model)
        self.count += 1
        waited = time.monotonic() - self._told_at
        if waited >= _TOLD_EVERY_S or len(self._models) >= _MOST_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        if self._models:
            self._task.send(Found(self._request, tuple(self._models)))
        self._models = []
        self._told_at = time.monotonic()
