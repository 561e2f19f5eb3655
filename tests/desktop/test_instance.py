"""One window per data folder, and what a second start hands to the first."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from desktop.instance import Instance

SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from desktop.instance import Instance
application = QCoreApplication(sys.argv)
instance = Instance(Path(sys.argv[1]))
if instance.claim():
    print("claimed")
    instance.release()
else:
    print("heard" if instance.call_first(sys.argv[2]) else "deaf")
"""


@pytest.fixture
def first(qtbot: QtBot, tmp_path: Path) -> Iterator[Instance]:
    instance = Instance(tmp_path)
    assert instance.claim()
    instance.listen()
    yield instance
    instance.release()


def second(folder: Path, file: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SECOND, str(folder), file]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("file", ["/models/Grüße und so.gguf", ""])
def test_a_second_start_is_heard_and_hands_its_file_on(
    qtbot: QtBot, first: Instance, tmp_path: Path, file: str
) -> None:
    with second(tmp_path, file) as process:
        with qtbot.waitSignal(first.called, timeout=20_000) as told:
            pass
        qtbot.waitUntil(lambda: process.poll() is not None, timeout=20_000)
        assert process.stdout is not None
        assert process.stdout.read() == "heard\n"
    assert told.args == [file]


def test_another_folder_is_another_window(first: Instance, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with second(other, "") as process:
        assert process.communicate(timeout=60)[0] == "claimed\n"


def test_a_released_folder_can_be_claimed(qtbot: QtBot, tmp_path: Path) -> None:
    instance = Instance(tmp_path)
    assert instance.claim()
    instance.release()
    with second(tmp_path, "") as process:
        assert process.communicate(timeout=60)[0] == "claimed\n"


def test_the_folder_of_a_killed_process_can_be_claimed(qtbot: QtBot, tmp_path: Path) -> None:
    waits = SECOND.replace("    instance.release()\n", "    sys.stdout.flush(); sys.stdin.read()\n")
    command = [sys.executable, "-c", waits, str(tmp_path), ""]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"claimed\n"
        assert not Instance(tmp_path).claim()
        process.kill()
    instance = Instance(tmp_path)
    assert instance.claim()
    instance.release()


def test_nobody_hears_where_nobody_is(qtbot: QtBot, tmp_path: Path) -> None:
    assert QCoreApplication.instance() is not None
    assert not Instance(tmp_path).call_first("/models/a.gguf")


def test_a_first_that_is_still_starting_is_waited_for(qtbot: QtBot, tmp_path: Path) -> None:
    instance = Instance(tmp_path)
    assert instance.claim()
    with second(tmp_path, "model.gguf") as process:
        with qtbot.waitSignal(instance.called, timeout=20_000) as told:
            instance.listen()
        qtbot.waitUntil(lambda: process.poll() is not None, timeout=20_000)
        assert process.stdout is not None
        assert process.stdout.read() == "heard\n"
    assert told.args == ["model.gguf"]
    instance.release()
