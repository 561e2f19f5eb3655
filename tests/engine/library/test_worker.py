"""The library's lanes, in this process: lines in, lines out, a fake library between."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from queue import SimpleQueue

import pytest

from engine.library.errors import NotThere
from engine.library.protocol import (
    VERSION,
    AskToken,
    Done,
    Download,
    Event,
    Fetching,
    Hello,
    Inspect,
    Job,
    OpenPage,
    Request,
    Result,
    Scan,
    Search,
    decode_event,
    encode,
)
from engine.library.records import Downloaded, HubFile, HubList, Machine, ScanSummary
from engine.library.task import Task
from engine.library.worker import serve
from engine.protocol import Cancel, Failed
from tests.fakes.noise import noisy_line

LIMIT_S = 30.0
FILE = HubFile("x.gguf", 5)


class FakeLibrary:
    """Does what a request's words say; `gate` holds back what waits."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.begun: SimpleQueue[int] = SimpleQueue()
        self.waiting = threading.Semaphore(0)

    def hello(self) -> Hello:
        return Hello(VERSION, "http://here", False, Machine(1, 2))

    def perform(self, request: Job, task: Task) -> Result | None:
        self.begun.put(request.id)
        match request:
            case Search(text="wait") | Scan():
                self.gate.wait(LIMIT_S)
                task.send(Fetching(request.id, "late"))
                return HubList(()) if isinstance(request, Search) else ScanSummary(1)
            case Search(text="missing"):
                raise NotThere(host="here", name="it")
            case Search(text="bug"):
                raise ZeroDivisionError
            case Search(text="odd"):
                return object()  # type: ignore[return-value]
            case Download():
                return self._download(task)
            case _:
                return HubList(())

    def _download(self, task: Task) -> Downloaded:
        ended = threading.Event()
        with task.interrupting(ended.set):
            assert ended.wait(LIMIT_S)
        return Downloaded((), complete=False)


class Talk:
    """A worker in a thread of its own, spoken to line by line."""

    def __init__(self, drain: bool = False) -> None:
        self.library = FakeLibrary()
        self.events: list[Event] = []
        self._lines: SimpleQueue[bytes | None] = SimpleQueue()
        self._news = threading.Condition()
        self._readable = True
        self._drain = drain
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        serve(iter(self._lines.get, None), self._write, self.library, drain=self._drain)

    def _write(self, line: bytes) -> None:
        with self._news:
            if not self._readable:
                raise BrokenPipeError
            self.events.append(decode_event(line))
            self._news.notify_all()

    def say(self, *messages: Request | bytes) -> None:
        for message in messages:
            self._lines.put(message if isinstance(message, bytes) else encode(message))

    def until(self, seen: Callable[[], object]) -> None:
        with self._news:
            assert self._news.wait_for(seen, LIMIT_S), self.events

    def ends(self, request: int) -> list[Done | Failed]:
        return [e for e in self.events if isinstance(e, Done | Failed) and e.id == request]

    def end_of(self, request: int) -> Done | Failed:
        self.until(lambda: self.ends(request))
        return self.ends(request)[0]

    def stop_reading(self) -> None:
        with self._news:
            self._readable = False

    def leave(self) -> None:
        self._lines.put(None)
        self.join()

    def join(self) -> None:
        self._thread.join(LIMIT_S)
        assert not self._thread.is_alive()


@pytest.fixture
def talk() -> Iterator[Talk]:
    talk = Talk()
    yield talk
    talk.library.gate.set()
    talk.leave()


def kind_of(end: Done | Failed) -> str:
    return end.fault.kind if isinstance(end, Failed) else "Done"


def test_the_child_speaks_first(talk: Talk) -> None:
    talk.until(lambda: talk.events)
    assert isinstance(talk.events[0], Hello)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("x", "Done"), ("missing", "NotThere"), ("bug", "LibraryError"), ("odd", "LibraryError")],
)
def test_every_request_has_one_end_and_the_child_goes_on(talk: Talk, text: str, kind: str) -> None:
    talk.say(Search(1, text), Search(2))
    assert kind_of(talk.end_of(1)) == kind
    assert kind_of(talk.end_of(2)) == "Done"
    assert len(talk.ends(1)) == 1


def test_a_scan_a_search_and_downloads_go_on_beside_each_other(talk: Talk) -> None:
    downloads = [Download(n, "a/b", "main", (FILE,), "/models") for n in (11, 12, 13)]
    talk.say(Scan(1), Search(2, "wait"), *downloads)
    begun = {talk.library.begun.get(timeout=LIMIT_S) for _ in range(5)}
    assert begun == {1, 2, 11, 12, 13}
    talk.say(Inspect(20, "x"))
    assert isinstance(talk.end_of(20), Done)
    for download in downloads:
        talk.say(Cancel(download.id + 100, download.id))
        assert talk.end_of(download.id) == Done(download.id, Downloaded((), complete=False))


def test_a_fourth_download_waits_and_can_be_cancelled(talk: Talk) -> None:
    talk.say(*(Download(n, "a/b", "main", (FILE,), "/models") for n in (1, 2, 3, 4)))
    assert {talk.library.begun.get(timeout=LIMIT_S) for _ in range(3)} == {1, 2, 3}
    talk.say(Cancel(5, 4), Cancel(6, 1))
    assert talk.end_of(4) == Done(4, Downloaded((), complete=False))
    assert talk.library.begun.empty()
    talk.say(Cancel(7, 2), Cancel(8, 3))
    talk.end_of(3)


def test_a_search_that_waits_for_a_server_is_cancelled_at_once(talk: Talk) -> None:
    talk.say(Search(1, "wait"), Search(3, "wait"))
    assert talk.library.begun.get(timeout=LIMIT_S)
    talk.say(Cancel(2, 1))
    assert talk.end_of(1) == Done(1)
    assert talk.end_of(2) == Done(2)
    talk.library.gate.set()
    talk.end_of(3)
    talk.say(AskToken(9))
    talk.end_of(9)
    assert len(talk.ends(1)) == 1
    assert Fetching(1, "late") not in talk.events


def test_an_id_may_be_used_again_after_its_answer(talk: Talk) -> None:
    for _ in range(3):
        before = len(talk.ends(1))
        talk.say(Search(1))
        talk.until(lambda seen=before: len(talk.ends(1)) > seen)


@pytest.mark.parametrize("again", [Search(1), Cancel(1, 1)])
def test_an_id_that_is_still_open_is_refused(talk: Talk, again: Request) -> None:
    talk.say(Search(1, "wait"), again)
    end = talk.end_of(0)
    assert isinstance(end, Failed)
    assert "request 1 is still being answered" in end.fault.sentence


def test_cancelling_nothing_is_told(talk: Talk) -> None:
    talk.say(Cancel(1, 9))
    end = talk.end_of(1)
    assert isinstance(end, Failed)
    assert "no request 9 waits or runs" in end.fault.sentence


@pytest.mark.parametrize(
    ("line", "answered"),
    [
        (b"nonsense\n", 0),
        (b"\xff\n", 0),
        (b"{}\n", 0),
        (b'{"type":"Search","id":7,"limit":0}\n', 7),
        (b'{"type":"Search","id":7,"extra":1}\n', 7),
        (b'{"type":"Generate","id":7}\n', 7),
        (b'{"type":"Search","id":-7}\n', 0),
        (b"[" * 100_000 + b"\n", 0),
    ],
)
def test_a_line_that_is_no_request_is_answered(talk: Talk, line: bytes, answered: int) -> None:
    talk.say(line, OpenPage(8, "a/b"))
    assert kind_of(talk.end_of(answered)) == "NoRequest"
    assert isinstance(talk.end_of(8), Done)


def test_noise_never_ends_the_child(talk: Talk) -> None:
    dice = random.Random(5)
    for _ in range(300):
        talk.say(noisy_line(dice))
    talk.say(Search(999_999))
    assert isinstance(talk.end_of(999_999), Done)


def test_the_end_of_input_cancels_what_runs() -> None:
    talk = Talk()
    talk.say(Download(1, "a/b", "main", (FILE,), "/models"))
    talk.library.begun.get(timeout=LIMIT_S)
    talk.leave()
    assert talk.ends(1) == [Done(1, Downloaded((), complete=False))]


def test_a_child_that_waits_for_a_server_leaves_all_the_same() -> None:
    talk = Talk()
    talk.say(Search(1, "wait"))
    talk.library.begun.get(timeout=LIMIT_S)
    talk.leave()
    talk.library.gate.set()


def test_nobody_listening_ends_the_child() -> None:
    talk = Talk()
    talk.until(lambda: talk.events)
    talk.stop_reading()
    talk.say(Search(1))
    talk.join()


def test_a_file_of_requests_is_answered_to_its_end() -> None:
    talk = Talk(drain=True)
    talk.say(*(Search(n) for n in range(1, 20)), Scan(20))
    talk.library.gate.set()
    talk.leave()
    assert all(talk.ends(n) for n in range(1, 21))
