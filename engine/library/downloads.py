"""Downloads: a model's files, one after another, with how far they are and how long it takes."""

from __future__ import annotations

import hashlib
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from engine.library.access_token import find_token
from engine.library.errors import (
    AlreadyFetching,
    AlreadyThere,
    DownloadFailed,
    NotWritable,
)
from engine.library.network import endpoint_of, require_online
from engine.library.parts import PART, Note, PartFile, discard, place_of
from engine.library.protocol import Download, Downloading, Fetching
from engine.library.records import Downloaded, DownloadState, HubFile
from engine.library.task import Task
from engine.library.transfer import Cancelled, Habits, Transfer

_NOTE_VERSION = 1
_TOLD_EVERY_S = 0.1
_SPEED_OVER_S = 5.0
_CHUNK = 1 << 20


class Downloads:
    """All downloads of this process: never two of the same file."""

    def __init__(self, habits: Habits | None = None) -> None:
        self._habits = habits
        self._busy: dict[Path, object] = {}

    def fetch(self, request: Download, task: Task) -> Downloaded:
        """Fetch all files of the request. HubFailed or DownloadFailed say why not."""
        require_online(request.access)
        endpoint = endpoint_of(request.access)
        for file in request.files:
            if file.size_bytes <= 0:
                raise DownloadFailed(name=file.name, reason="the hub does not say how large it is")
        targets = [
            place_of(request.folder, request.repository, file.name) for file in request.files
        ]
        with _Claim(self._busy, targets):
            meter = _Meter(request, task)
            parts = [
                part
                for file, target in zip(request.files, targets, strict=True)
                if (part := _begun(request, file, target, meter)) is not None
            ]
            complete = True
            try:
                for part in parts:
                    self._fetch_one(part, endpoint, request, task, meter)
            except Cancelled:
                complete = False
        verified = all(file.sha256 for file in request.files)
        return Downloaded(tuple(map(str, targets)), complete, complete and verified)

    def discard(self, path: Path) -> None:
        """Remove a download by one of its parts; AlreadyFetching while it is being fetched."""
        target = path.with_name(path.name.removesuffix(PART))
        with _Claim(self._busy, [target]):
            discard(path)

    def _fetch_one(
        self, part: PartFile, endpoint: str, request: Download, task: Task, meter: _Meter
    ) -> None:
        def tell(address: str) -> None:
            task.send(Fetching(request.id, address))

        token = find_token(endpoint)
        report = meter.of(part.note.name)
        Transfer(part, endpoint, token, task, report, tell, self._habits).run()


class _Claim:
    """Files that one request works on; AlreadyFetching where another does."""

    def __init__(self, busy: dict[Path, object], targets: list[Path]) -> None:
        self._busy = busy
        self._targets = targets

    def __enter__(self) -> None:
        for target in self._targets:
            # One step, so that of two lanes only one gets it.
            if self._busy.setdefault(target, self) is not self:
                self.__exit__()
                raise AlreadyFetching(name=target.name)

    def __exit__(self, *_: object) -> None:
        for target in self._targets:
            if self._busy.get(target) is self:
                del self._busy[target]


class _Meter:
    """Tells how a download stands, some times a second."""

    def __init__(self, request: Download, task: Task) -> None:
        self._request = request
        self._task = task
        self._sizes = {file.name: file.size_bytes for file in request.files}
        self._done = dict.fromkeys(self._sizes, 0)
        self._total = sum(file.size_bytes for file in request.files)
        self._told_at = 0.0
        self._told: tuple[DownloadState | None, str] = (None, "")
        self._marks: deque[tuple[float, int]] = deque()

    def of(self, name: str) -> Callable[[DownloadState, int], None]:
        """The report of one file's transfer."""

        def report(state: DownloadState, done: int) -> None:
            self._done[name] = done
            self._mark(state)
            now = time.monotonic()
            finished = done == self._sizes[name]
            if (state, name) != self._told or now - self._told_at >= _TOLD_EVERY_S or finished:
                self._told, self._told_at = (state, name), now
                self._task.send(self._event(state, name))

        return report

    def already(self, name: str, size: int) -> None:
        """A file that was there before."""
        self._done[name] = size

    def _mark(self, state: DownloadState) -> None:
        """Remember the last seconds; the speed is that over them, while bytes are fetched."""
        if state is not DownloadState.FETCHING:
            self._marks.clear()
            return
        now = time.monotonic()
        self._marks.append((now, sum(self._done.values())))
        while len(self._marks) > 2 and now - self._marks[0][0] > _SPEED_OVER_S:
            self._marks.popleft()

    def _speed(self) -> float:
        if len(self._marks) < 2:
            return 0.0
        (start, before), (end, after) = self._marks[0], self._marks[-1]
        return max(after - before, 0) / (end - start) if end > start else 0.0

    def _event(self, state: DownloadState, name: str) -> Downloading:
        done, speed = sum(self._done.values()), self._speed()
        left = (self._total - done) / speed if speed else 0.0
        return Downloading(self._request.id, state, name, done, self._total, speed, left)


def _begun(request: Download, file: HubFile, target: Path, meter: _Meter) -> PartFile | None:
    """The part to go on with; None where the whole file is there. AlreadyThere where another is."""
    if target.exists():
        if not _is_file(target, file):
            raise AlreadyThere(name=target.name)
        meter.already(file.name, file.size_bytes)
        return None
    note = Note(
        _NOTE_VERSION,
        request.repository,
        request.revision,
        request.folder,
        request.files,
        file.name,
    )
    part = PartFile(note)
    part.begin()
    meter.already(file.name, part.note.synced)
    return part


def _is_file(path: Path, file: HubFile) -> bool:
    """Whether a file on disk is the one published: by its hash, or its size where there is none."""
    try:
        if path.stat().st_size != file.size_bytes:
            return False
        if not file.sha256:
            return True
        digest = hashlib.sha256()
        with path.open("rb") as opened:
            while chunk := opened.read(_CHUNK):
                digest.update(chunk)
        return digest.hexdigest() == file.sha256.lower()
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise NotWritable(name=path.name, reason=reason) from problem
