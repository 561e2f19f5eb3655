"""One file from the hub to the disk: HTTP Range into its part, hashed on the way, tried again.

Memory is constant: one piece at a time. After each flush to the disk the note says what is safe."""

from __future__ import annotations

import errno
import hashlib
import http.client
import os
import re
import shutil
from collections.abc import Callable
from io import FileIO
from pathlib import Path

import msgspec

from engine.library.beside import Beside
from engine.library.connection import Answer, Connection
from engine.library.errors import (
    DiskFull,
    DownloadFailed,
    HubBroken,
    HubFailed,
    NoNetwork,
    NotWritable,
    TooSlow,
    WrongHash,
    WrongLength,
)
from engine.library.network import file_address, host_of, status_failure
from engine.library.parts import PartFile
from engine.library.records import DownloadState
from engine.library.task import Task

PIECE_BYTES = 1 << 18
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)")
_FULL = {errno.ENOSPC, errno.EDQUOT}
_AGAIN = {408, 425, 429, 500, 502, 503, 504}

Report = Callable[[DownloadState, int], None]


class Habits(msgspec.Struct, frozen=True, kw_only=True):
    """How patient a transfer is, and how often it flushes."""

    timeout_s: float = 20.0
    attempts: int = 6  # in a row that brought nothing new
    pause_s: float = 1.0  # before the second attempt; doubles with each
    longest_pause_s: float = 60.0
    sync_bytes: int = 64 << 20
    spare_bytes: int = 64 << 20  # of the disk, left alone


class Cancelled(Exception):
    """The person stopped it; no error to show."""


class _Again(Exception):
    """This attempt ended, another may go on; `after_s` is the server's own wish."""

    def __init__(self, failure: HubFailed, after_s: float = 0.0) -> None:
        super().__init__(str(failure))
        self.failure = failure
        self.after_s = after_s


class Transfer:
    """Fetches the file of a part. `report` is told what it does and how many bytes are there."""

    def __init__(
        self,
        part: PartFile,
        endpoint: str,
        token: str | None,
        task: Task,
        report: Report,
        tell: Callable[[str], None],
        habits: Habits | None = None,
    ) -> None:
        self._part = part
        self._file = next(f for f in part.note.files if f.name == part.note.name)
        note = part.note
        self._address = file_address(endpoint, note.repository, note.revision, note.name)
        self._token = token
        self._task = task
        self._report = report
        self._habits = habits or Habits()
        self._connection = Connection(self._habits.timeout_s, tell)
        self._hash = hashlib.sha256()
        self._done = 0
        self._etag = part.note.etag

    def run(self) -> None:
        """Fetch what is missing, compare, rename. Cancelled leaves what has come, flushed.

        HubFailed or DownloadFailed say what stood in the way."""
        try:
            with (
                self._task.interrupting(self._connection.interrupt),
                self._part.path.open("ab+", buffering=0) as file,
                Beside() as self._hashing,
                Beside() as self._flushing,
            ):
                self._rehash(file)
                try:
                    self._fetch(file)
                finally:
                    self._sync(file)
                    self._flushing.finish()
            self._settle()
        except OSError as problem:
            raise self._disk_failure(problem) from problem

    def _rehash(self, file: FileIO) -> None:
        """Read again what is there: the hash is over the whole file."""
        file.seek(0)
        while data := file.read(PIECE_BYTES):
            self._take_in(data)
            self._report(DownloadState.CHECKING, self._done)
            self._stop_if_cancelled()

    def _take_in(self, data: bytes) -> None:
        """These bytes are part of the file by now."""
        running = self._hash
        self._hashing.do(lambda: running.update(data))
        self._done += len(data)

    def _fetch(self, file: FileIO) -> None:
        """Attempts, until all is there; a failure counts only where nothing new came."""
        failures, furthest = 0, self._done
        while self._done < self._file.size_bytes:
            try:
                self._attempt(file)
            except _Again as again:
                self._stop_if_cancelled()
                failures = 0 if self._done > furthest else failures + 1
                furthest = max(furthest, self._done)
                if failures >= self._habits.attempts:
                    raise again.failure from again
                self._pause(failures, again.after_s)

    def _pause(self, failures: int, wish_s: float) -> None:
        habits = self._habits
        pause = min(habits.pause_s * 2 ** max(failures - 1, 0), habits.longest_pause_s)
        self._report(DownloadState.RETRYING, self._done)
        if self._task.wait(max(pause, min(wish_s, 10 * habits.longest_pause_s))):
            raise Cancelled

    def _attempt(self, file: FileIO) -> None:
        self._require_room()
        self._report(DownloadState.CONNECTING, self._done)
        self._stop_if_cancelled()
        try:
            answer = self._connection.get(self._address, self._headers(), self._token)
        except (HubBroken, NoNetwork, TooSlow) as failure:
            raise _Again(failure) from failure
        with answer:
            self._accept(answer, file)
            self._read(answer, file)

    def _headers(self) -> dict[str, str]:
        headers = {"Accept-Encoding": "identity"}
        if self._done:
            headers["Range"] = f"bytes={self._done}-"
            if self._etag and not self._etag.startswith("W/"):
                headers["If-Range"] = self._etag
        return headers

    def _accept(self, answer: Answer, file: FileIO) -> None:
        """Look at what the server offers before a byte of it is kept."""
        status, headers = answer.status, answer.headers
        if status == 416 and self._done:
            self._begin_anew(file)
            raise _Again(HubBroken(host=self._host, reason="it has less than was there before"))
        if status not in (200, 206):
            self._refused(answer)
        if headers.get("Content-Encoding", "identity") != "identity":
            raise HubBroken(host=self._host, reason="it packs files on its own")
        etag = headers.get("ETag", "")
        if status == 200 and self._done:
            self._begin_anew(file)  # it ignores ranges, or its file is another one by now
        if status == 206:
            self._accept_range(headers.get("Content-Range", ""), etag, file)
        self._etag = etag
        length = headers.get("Content-Length", "")
        if length.isdecimal() and self._done + int(length) != self._file.size_bytes:
            self._wrong_length(self._done + int(length))

    def _accept_range(self, told: str, etag: str, file: FileIO) -> None:
        """A part of the same file from where ours ends; else all is fetched anew."""
        found = _RANGE.fullmatch(told)
        changed = bool(self._etag) and etag != self._etag
        if not found or int(found[1]) != self._done or changed:
            self._begin_anew(file)
            raise _Again(HubBroken(host=self._host, reason="its file changed meanwhile"))
        if found[3] != "*" and int(found[3]) != self._file.size_bytes:
            self._wrong_length(int(found[3]))

    def _refused(self, answer: Answer) -> None:
        code = answer.headers.get("X-Error-Code", "")
        failure = status_failure(int(answer.status or 0), code, self._address, self._file.name)
        if answer.status in _AGAIN:
            wish = answer.headers.get("Retry-After", "")
            raise _Again(failure, float(wish) if wish.isdecimal() else 0.0)
        raise failure

    def _read(self, answer: Answer, file: FileIO) -> None:
        synced = self._done
        while self._done < self._file.size_bytes:
            self._stop_if_cancelled()
            data = self._receive(answer)
            _write(file, data)
            self._take_in(data)
            self._report(DownloadState.FETCHING, self._done)
            if self._done - synced >= self._habits.sync_bytes:
                self._sync(file)
                self._require_room()
                synced = self._done
        if self._more(answer):
            self._begin_anew(file)
            self._wrong_length(self._file.size_bytes + 1)

    def _receive(self, answer: Answer) -> bytes:
        """What has come, never more than is missing; _Again where nothing comes."""
        wanted = min(PIECE_BYTES, self._file.size_bytes - self._done)
        try:
            data = answer.read1(wanted)
        except TimeoutError as problem:
            raise _Again(TooSlow(host=self._host)) from problem
        except (OSError, http.client.HTTPException, ValueError) as problem:
            reason = "it closed the connection"
            raise _Again(HubBroken(host=self._host, reason=reason)) from problem
        if not data:
            raise _Again(HubBroken(host=self._host, reason="it stopped in the middle"))
        return data

    def _more(self, answer: Answer) -> bool:
        """Whether the body goes on beyond the file's end; told by a length, it cannot."""
        if answer.headers.get("Content-Length"):
            return False
        try:
            return bool(answer.read(1))
        except (OSError, http.client.HTTPException, ValueError):
            return False

    def _begin_anew(self, file: FileIO) -> None:
        self._flushing.finish()
        file.truncate(0)
        self._hash = hashlib.sha256()
        self._done = 0
        self._etag = ""
        self._part.save(0, "")

    def _sync(self, file: FileIO) -> None:
        """Flush to the disk what is there by now, then note it."""
        done, etag = self._done, self._etag

        def flush() -> None:
            os.fsync(file.fileno())
            self._part.save(done, etag)

        self._flushing.do(flush)

    def _settle(self) -> None:
        """All is there: compare, and give the file its name."""
        expected, got = self._file.sha256.lower(), self._hash.hexdigest()
        if expected and got != expected:
            aside = self._part.set_aside()
            name = self._file.name
            raise WrongHash(name=name, got=got, expected=expected, aside=aside.name)
        self._part.finish()

    def _require_room(self) -> None:
        """DiskFull where what is missing does not fit beside what other programs need."""
        missing = self._file.size_bytes - self._done
        free = free_bytes(self._part.path.parent)
        if missing + self._habits.spare_bytes > free:
            raise DiskFull(name=self._file.name, needed_bytes=missing, free_bytes=free)

    def _disk_failure(self, problem: OSError) -> DownloadFailed:
        missing = self._file.size_bytes - self._done
        if problem.errno in _FULL:
            free = free_bytes(self._part.path.parent)
            return DiskFull(name=self._file.name, needed_bytes=missing, free_bytes=free)
        reason = (problem.strerror or str(problem)).lower()
        return NotWritable(name=self._file.name, reason=reason)

    def _stop_if_cancelled(self) -> None:
        if self._task.cancelled():
            raise Cancelled

    def _wrong_length(self, got: int) -> None:
        raise WrongLength(name=self._file.name, got_bytes=got, expected_bytes=self._file.size_bytes)

    @property
    def _host(self) -> str:
        return host_of(self._address)


def _write(file: FileIO, data: bytes) -> None:
    """All of it: a disk that is nearly full may take a part only, and then refuse the rest."""
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


def free_bytes(folder: Path) -> int:
    """The free space of the disk that a folder is on; 0 where that cannot be asked."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0
