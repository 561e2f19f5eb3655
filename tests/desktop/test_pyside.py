"""The binding itself: a release of PySide6 that loses references must not come in unnoticed.

PySide6 6.12.0 gave one reference of None or True away at each call on Python 3.11 and aborted
the process after some hundreds of them, which no ordinary test reaches."""

from __future__ import annotations

import subprocess
import sys

import pytest

CALLS = 2_000

CHILD = f"""
import sys
from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal, Slot

class Sender(QObject):
    told = Signal(bool, object)

class Receiver(QObject):
    count = 0

    @Slot(bool, object)
    def take(self, flag, value):
        self.count += flag and value is None

application = QCoreApplication(sys.argv)
sender, receiver, timer = Sender(), Receiver(), QTimer()
sender.told.connect(receiver.take)
before = sys.getrefcount(None), sys.getrefcount(True)
for _ in range({CALLS}):
    sender.told.emit(True, None)
    timer.setSingleShot(True)
    assert timer.setInterval(5) is None
    assert timer.isSingleShot() is True
after = sys.getrefcount(None), sys.getrefcount(True)
lost = max(before[0] - after[0], before[1] - after[1])
print(receiver.count, lost if sys.version_info < (3, 12) else 0)
"""


@pytest.fixture(scope="module")
def child() -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", CHILD]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_thousands_of_signals_and_void_calls_survive(
    child: subprocess.CompletedProcess[str],
) -> None:
    assert child.returncode == 0, child.stderr
    assert int(child.stdout.split()[0]) == CALLS


def test_no_references_are_lost(child: subprocess.CompletedProcess[str]) -> None:
    """Since Python 3.12 None and True are never freed, so there is nothing to lose."""
    assert int(child.stdout.split()[1]) < CALLS / 10
