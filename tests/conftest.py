"""What holds for every test: its own folders, no screen, and nothing left running behind it."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

LEAVING_S = 10.0  # a child that was told to end may take so long before it counts as left behind
KEPT_BY_PYTHON = ("resource_tracker", "forkserver")


def live_timers() -> list[QTimer]:
    """Every QTimer of this process that would fire."""
    timers = (each for each in gc.get_objects() if issubclass(type(each), QTimer))
    return [timer for timer in timers if shiboken6.isValid(timer) and timer.isActive()]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that takes all data of the program under test; not made yet."""
    folder = tmp_path / "home"
    monkeypatch.setenv("TESSERA_HOME", str(folder))
    return folder


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest, home: Path) -> Iterator[None]:
    """Fail a test that leaves a child process, a visible window or a running timer."""
    before = set(_children())
    yield
    left = _still_there([child for child in _children() if child not in before])
    assert not left, f"child processes left behind: {left}"
    if QCoreApplication.instance() is not None and "qapp" in request.fixturenames:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        windows = [each for each in QApplication.topLevelWidgets() if each.isVisible()]
        assert not windows, f"windows left behind: {windows}"
        if live_timers():
            gc.collect()
        timers = [(timer, timer.parent(), timer.interval()) for timer in live_timers()]
        assert not timers, f"timers left behind: {timers}"


def _children() -> list[psutil.Process]:
    children = psutil.Process().children(recursive=True)
    return [child for child in children if not _is_pythons_own(child)]


def _is_pythons_own(child: psutil.Process) -> bool:
    try:
        return any(name in " ".join(child.cmdline()) for name in KEPT_BY_PYTHON)
    except psutil.Error:
        return True


def _still_there(children: list[psutil.Process]) -> list[psutil.Process]:
    _, alive = psutil.wait_procs(children, timeout=LEAVING_S)
    for child in alive:
        child.kill()
    return alive
