"""The library as a process of its own: its wire, its manners, and what survives its sudden end."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import psutil
import pytest

from engine.library.parts import NOTE, read_note
from engine.library.protocol import (
    Done,
    Download,
    Downloading,
    Event,
    Fetching,
    Found,
    Hello,
    KeepToken,
    OpenPage,
    Request,
    Scan,
    Search,
    decode_event,
    encode,
)
from engine.library.records import Access, Downloaded, HubFile, HubPage, ScanSummary
from engine.protocol import Cancel, Failed
from tests.fakes.hub import COMMIT, FakeHub, Misdeed, Repository, sha256
from tests.models import tiny_chat_model

NAME, FILE = "me/tiny-GGUF", "tiny-Q8_0.gguf"
COMMAND = (sys.executable, "-m", "engine.library")
# The same child, which flushes often enough for a small file.
EAGER = (
    sys.executable,
    "-c",
    "import sys\n"
    "from engine.library.service import Library\n"
    "from engine.library.transfer import Habits\n"
    "from engine.library.worker import serve\n"
    "from engine.wire import descriptor_writer\n"
    "habits = Habits(sync_bytes=1 << 17, spare_bytes=0)\n"
    "serve(sys.stdin.buffer, descriptor_writer(1), Library(habits))\n",
)
LIMIT_S = 60.0


class Child:
    """The process, spoken to line by line; killed where a test leaves it."""

    def __init__(self, command: tuple[str, ...] = COMMAND, **environment: str) -> None:
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
            | environment,
        )

    @property
    def id(self) -> int:
        return self._process.pid

    def say(self, request: Request) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(encode(request))
        self._process.stdin.flush()

    def events(self) -> Iterator[Event]:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            yield decode_event(line)

    def end_of(self, request: Request) -> tuple[Done | Failed, list[Event]]:
        self.say(request)
        seen: list[Event] = []
        for event in self.events():
            seen.append(event)
            if isinstance(event, Done | Failed) and event.id == request.id:
                return event, seen
        raise AssertionError(seen)

    def kill(self) -> None:
        self._process.kill()

    def close(self) -> tuple[int, str]:
        _, errors = self._process.communicate(timeout=LIMIT_S)
        return self._process.returncode, errors.decode()


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with FakeHub() as hub:
        yield hub


def download(hub: FakeHub, folder: Path, data: bytes, request: int = 1) -> Download:
    hub.repositories[NAME] = Repository({FILE: data})
    file = HubFile(FILE, len(data), sha256(data))
    return Download(request, NAME, COMMIT, (file,), str(folder), Access(hub.endpoint))


def test_from_a_search_to_a_model_on_this_computer(hub: FakeHub, tmp_path: Path) -> None:
    model = tiny_chat_model().read_bytes()
    hub.repositories[NAME] = Repository({FILE: model, "README.md": b"# Tiny"})
    access, child = Access(hub.endpoint), Child()
    found, seen = child.end_of(Search(1, "tiny", access=access))
    assert isinstance(seen[0], Hello)
    assert isinstance(found, Done)
    page, _ = child.end_of(OpenPage(2, NAME, access=access))
    assert isinstance(page, Done)
    assert isinstance(page.result, HubPage)
    choice = page.result.choices[0]
    ended, seen = child.end_of(
        Download(3, NAME, page.result.revision, choice.files, str(tmp_path), access)
    )
    assert isinstance(ended, Done)
    assert isinstance(ended.result, Downloaded)
    assert ended.result.verified
    assert next(e.address for e in seen if isinstance(e, Fetching)).startswith(hub.endpoint)
    summary, seen = child.end_of(Scan(4, (str(tmp_path),)))
    assert summary == Done(4, ScanSummary(1))
    (models,) = [event.models for event in seen if isinstance(event, Found)]
    assert models[0].path == ended.result.paths[0]
    assert child.close() == (0, "")


def test_it_steps_back_behind_everything_else() -> None:
    child = Child()
    next(child.events())
    assert psutil.Process(child.id).nice() == 19
    assert child.close()[0] == 0


def test_a_file_of_requests_is_answered_to_its_end(tmp_path: Path) -> None:
    requests = tmp_path / "requests.jsonl"
    requests.write_bytes(encode(Scan(1, (str(tmp_path),))) + b"nonsense\n")
    with requests.open("rb") as file:
        ran = subprocess.run(COMMAND, stdin=file, capture_output=True, timeout=LIMIT_S)
    events = [decode_event(line) for line in ran.stdout.splitlines()]
    assert sorted(e.id for e in events if isinstance(e, Done | Failed)) == [0, 1]
    assert ran.returncode == 0


def test_help_says_how_to_drive_it_by_hand() -> None:
    ran = subprocess.run([*COMMAND, "--help"], capture_output=True, text=True, timeout=LIMIT_S)
    assert "python -m engine.library < requests.jsonl" in ran.stdout


def test_offline_by_environment_nothing_is_fetched(hub: FakeHub, tmp_path: Path) -> None:
    child = Child(HF_HUB_OFFLINE="1")
    request = download(hub, tmp_path, b"x")
    ended, seen = child.end_of(request)
    assert isinstance(seen[0], Hello)
    assert seen[0].offline
    assert isinstance(ended, Failed)
    assert ended.fault.kind == "Offline"
    child.close()
    assert not hub.asked


def test_a_token_is_in_no_line_of_what_comes_out(hub: FakeHub) -> None:
    child = Child()
    ended, seen = child.end_of(KeepToken(1, "hf_secret", Access(hub.endpoint)))
    assert isinstance(ended, Failed)
    assert ended.fault.kind == "KeyringUnusable"
    broken = json.loads(encode(KeepToken(2, "hf_secret"))) | {"token": ["hf_secret"]}
    assert child._process.stdin is not None
    child._process.stdin.write(msgspec.json.encode(broken) + b"\n")
    child._process.stdin.flush()
    for event in child.events():
        seen.append(event)
        if isinstance(event, Failed):
            break
    code, errors = child.close()
    assert code == 0
    assert "hf_secret" not in repr(seen) + errors


def test_closed_in_the_middle_it_keeps_what_has_come(hub: FakeHub, tmp_path: Path) -> None:
    data = random.Random(1).randbytes(1_000_000)
    hub.misdeeds.append(Misdeed(stall=600_000))
    child = Child(EAGER)
    child.say(download(hub, tmp_path, data))
    for event in child.events():
        if isinstance(event, Downloading) and event.done_bytes:
            break
    assert child.close()[0] == 0
    (note,) = [read_note(path) for path in tmp_path.rglob("*" + NOTE)]
    assert note is not None
    assert 0 < note.synced <= 600_000
    assert note.synced == (tmp_path / NAME / (FILE + ".part")).stat().st_size


def killed_and_resumed(hub: FakeHub, folder: Path, dice: random.Random) -> int:
    """Kill a download once some bytes were sent, go on in another process; what was safe."""
    data = dice.randbytes(4_000_000)
    request = download(hub, folder, data)
    hub.asked.clear()
    child = Child(EAGER)
    hub.on_stall = child.kill
    hub.misdeeds.append(Misdeed(stall=dice.randrange(len(data))))
    child.say(request)
    for _ in child.events():
        pass  # until it is killed
    assert child.close()[0] == -signal.SIGKILL
    notes = [read_note(path) for path in folder.rglob("*" + NOTE)]
    assert notes[0] is not None
    safe = notes[0].synced
    survivor = Child(EAGER)
    ended, _ = survivor.end_of(request)
    survivor.close()
    assert isinstance(ended, Done)
    assert (folder / NAME / FILE).read_bytes() == data
    _, again = hub.fetched
    assert again.headers.get("Range", "bytes=0-") == f"bytes={safe}-"
    assert again.sent == len(data) - safe
    return safe


def test_killed_at_any_moment_nothing_that_was_safe_is_fetched_twice(
    hub: FakeHub, tmp_path: Path
) -> None:
    dice = random.Random(4)
    assert sum(killed_and_resumed(hub, tmp_path / str(n), dice) for n in range(3))


@pytest.mark.soak
def test_killed_at_ten_moments_nothing_that_was_safe_is_fetched_twice(
    hub: FakeHub, tmp_path: Path
) -> None:
    dice = random.Random(9)
    assert sum(killed_and_resumed(hub, tmp_path / str(n), dice) for n in range(10))


def test_cancel_and_downloads_beside_each_other(hub: FakeHub, tmp_path: Path) -> None:
    data = random.Random(1).randbytes(300_000)
    hub.misdeeds.extend(Misdeed(stall=1000) for _ in range(3))
    child = Child()
    for number in (1, 2, 3):
        child.say(download(hub, tmp_path / str(number), data, number))
    begun: set[int] = set()
    events = child.events()
    while begun != {1, 2, 3}:
        event = next(events)
        if isinstance(event, Downloading) and event.done_bytes:
            begun.add(event.id)
    for number in (1, 2, 3):
        child.say(Cancel(number + 10, number))
    ends = {}
    while len(ends) < 6:
        event = next(events)
        if isinstance(event, Done | Failed):
            ends[event.id] = event
    for number in (1, 2, 3):
        assert isinstance(ends[number], Done)
        result = ends[number].result
        assert isinstance(result, Downloaded)
        assert not result.complete
    child.close()
