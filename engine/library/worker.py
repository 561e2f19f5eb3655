"""The library's lanes: requests come in as lines, events go out as lines, several at once.

The reader takes lines and acts on Cancel at once. Each kind of work has lanes of its own, so that
a scan, a search and three downloads go on beside each other. Whatever arrives, every request gets
exactly one terminal event, and only the end of input, or of the reader on the other side, ends the
child: then everything is cancelled, and what has come of downloads is flushed to the disk."""

from __future__ import annotations

import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Protocol, TypeAlias

import msgspec

from engine.errors import Told
from engine.library.errors import LibraryError, NoRequest
from engine.library.protocol import (
    Done,
    Download,
    Event,
    Hello,
    Job,
    OpenPage,
    Request,
    Result,
    Scan,
    Search,
    decode_request,
    encode,
)
from engine.library.records import Downloaded, ScanSummary
from engine.library.task import Task
from engine.protocol import Cancel, Failed, RequestId

PATIENCE_S = 2.0
_SCANS, _HUB, _DOWNLOADS, _REST = 1, 4, 3, 1  # lanes of each kind

Queue: TypeAlias = SimpleQueue[Job | None]


class Serves(Protocol):
    """What the worker serves."""

    def hello(self) -> Hello:
        """The child's first words."""

    def perform(self, request: Job, task: Task) -> Result | None:
        """Answer a request; called from several lanes at once."""


def serve(
    lines: Iterable[bytes], write: Callable[[bytes], None], library: Serves, *, drain: bool = False
) -> None:
    """Answer `lines` until they end.

    `write` takes one whole line at a time and raises OSError once nobody reads. The end of input
    cancels what runs, unless `drain`: then everything asked is answered first."""
    _Worker(write, library).run(lines, drain)


@dataclass(slots=True)
class _Open:
    """A request that is not answered yet."""

    request: Job
    cancelled: threading.Event = field(default_factory=threading.Event)
    interrupts: list[Callable[[], None]] = field(default_factory=list)


class _Ledger:
    """Which requests are open and cancelled; used by all lanes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[int, _Open] = {}
        self._ended = False

    def is_open(self, request: int) -> bool:
        with self._lock:
            return request in self._open

    def admit(self, request: Job) -> None:
        """Open a request; NoRequest if its id belongs to an open one."""
        with self._lock:
            if request.id in self._open:
                raise NoRequest(problem=f"request {request.id} is still being answered")
            self._open[request.id] = entry = _Open(request)
            if self._ended:
                entry.cancelled.set()

    def entry(self, request: int) -> _Open:
        with self._lock:
            return self._open[request]

    def cancel(self, target: int) -> Job:
        """Cancel an open request and answer with it; NoRequest if there is none of this id."""
        with self._lock:
            if target not in self._open:
                raise NoRequest(problem=f"no request {target} waits or runs")
            entry = self._open[target]
            self._cancel(entry)
            return entry.request

    def _cancel(self, entry: _Open) -> None:
        entry.cancelled.set()
        for interrupt in entry.interrupts:
            interrupt()

    @contextmanager
    def interrupting(self, entry: _Open, act: Callable[[], None]) -> Iterator[None]:
        """`act` is called once the request is cancelled meanwhile."""
        with self._lock:
            entry.interrupts.append(act)
            if entry.cancelled.is_set():
                act()
        try:
            yield
        finally:
            with self._lock:
                entry.interrupts.remove(act)

    def settle(self, entry: _Open) -> bool:
        """The request is answered: its id may be used again. False if it was already."""
        with self._lock:
            if self._open.get(entry.request.id) is not entry:
                return False
            del self._open[entry.request.id]
            return True

    def end(self) -> bool:
        """Cancel everything, for good. True at the first call."""
        with self._lock:
            first, self._ended = not self._ended, True
            for entry in self._open.values():
                self._cancel(entry)
            return first


class _Numbered(msgspec.Struct):
    """As much of a broken request as is needed to answer it."""

    id: RequestId


class _Worker:
    def __init__(self, write: Callable[[bytes], None], library: Serves) -> None:
        self._write = write
        self._library = library
        self._ledger = _Ledger()
        self._scans, self._hub, self._downloads, self._rest = (Queue() for _ in range(4))
        self._writing = threading.Lock()
        self._over = threading.Event()
        self._leave_at: float | None = None

    def run(self, lines: Iterable[bytes], drain: bool) -> None:
        self._send(self._library.hello())
        kinds = (
            (self._scans, _SCANS),
            (self._hub, _HUB),
            (self._downloads, _DOWNLOADS),
            (self._rest, _REST),
        )
        lanes = [
            (queue, threading.Thread(target=self._lane, args=(queue,), daemon=True))
            for queue, count in kinds
            for _ in range(count)
        ]
        for _, thread in lanes:
            thread.start()
        threading.Thread(target=self._read, args=(lines, drain), daemon=True).start()
        self._over.wait()
        for queue, _ in lanes:
            queue.put(None)
        for _, thread in lanes:
            thread.join(self._patience())

    def _read(self, lines: Iterable[bytes], drain: bool) -> None:
        try:
            with suppress(OSError):
                for line in lines:
                    self._take(line)
        finally:
            if not drain:
                self._end()
            self._over.set()

    def _patience(self) -> float | None:
        if self._leave_at is None:
            return None
        return max(self._leave_at - time.monotonic(), 0.0)

    def _take(self, line: bytes) -> None:
        try:
            request = decode_request(line)
        except NoRequest as error:
            self._send(Failed(self._number(line), error.fault))
            return
        if isinstance(request, Cancel):
            self._on_cancel(request)
            return
        try:
            self._ledger.admit(request)
        except NoRequest as error:
            self._send(Failed(0, error.fault))
            return
        self._queue(request).put(request)

    def _number(self, line: bytes) -> int:
        """The id of a line that is no request; 0 where it has none, or an open request's."""
        try:
            request = msgspec.json.decode(line, type=_Numbered).id
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
            return 0
        return 0 if self._ledger.is_open(request) else request

    def _queue(self, request: Job) -> Queue:
        match request:
            case Scan():
                return self._scans
            case Search() | OpenPage():
                return self._hub
            case Download():
                return self._downloads
            case _:
                return self._rest

    def _on_cancel(self, request: Cancel) -> None:
        if self._ledger.is_open(request.id):
            problem = f"request {request.id} is still being answered"
            self._send(Failed(0, NoRequest(problem=problem).fault))
            return
        try:
            target = self._ledger.cancel(request.target)
        except NoRequest as error:
            self._send(Failed(request.id, error.fault))
            return
        if isinstance(target, Search | OpenPage):
            # It may wait for a server: its answer is not waited for.
            self._settle_with(target, encode(Done(target.id)))
        self._send(Done(request.id))

    def _settle_with(self, request: Request, line: bytes) -> None:
        with suppress(KeyError):
            if self._ledger.settle(self._ledger.entry(request.id)):
                self._send_line(line)

    def _lane(self, queue: Queue) -> None:
        while (request := queue.get()) is not None:
            try:
                entry = self._ledger.entry(request.id)
            except KeyError:
                continue  # cancelled and answered while it waited
            line = self._outcome(entry)
            if self._ledger.settle(entry):
                self._send_line(line)

    def _outcome(self, entry: _Open) -> bytes:
        """The terminal event, as a line: encoding is part of what may go wrong."""
        request = entry.request
        try:
            return encode(self._terminal(entry))
        except Exception:  # noqa: BLE001 - an error nobody foresaw must not end the child
            traceback.print_exc()
            return encode(Failed(request.id, LibraryError().fault))

    def _terminal(self, entry: _Open) -> Done | Failed:
        request = entry.request
        try:
            if entry.cancelled.is_set():
                return Done(request.id, _not_begun(request))
            return Done(request.id, self._library.perform(request, self._task(entry)))
        except Told as error:
            return Failed(request.id, error.fault)

    def _task(self, entry: _Open) -> Task:
        return Task(
            send=lambda event: self._send_of(entry, event),
            cancelled=entry.cancelled.is_set,
            wait=entry.cancelled.wait,
            interrupting=lambda act: self._ledger.interrupting(entry, act),
        )

    def _send_of(self, entry: _Open, event: Event) -> None:
        """An event of a request, unless that was answered meanwhile."""
        if self._ledger.is_open(entry.request.id):
            self._send(event)

    def _send(self, event: Event) -> None:
        self._send_line(encode(event))

    def _send_line(self, line: bytes) -> None:
        try:
            with self._writing:
                self._write(line)
        except OSError:
            self._end()

    def _end(self) -> None:
        """Nobody asks or nobody listens any more: cancel everything and leave in time."""
        if self._ledger.end():
            self._leave_at = time.monotonic() + PATIENCE_S
        self._over.set()


def _not_begun(request: Job) -> Result | None:
    """What a request comes to that was cancelled before its turn."""
    match request:
        case Scan():
            return ScanSummary(0, complete=False)
        case Download():
            return Downloaded((), complete=False)
        case _:
            return None
