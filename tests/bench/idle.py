"""What an idle window does: its timers that fire, and the processor time it takes."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QTimer

SECONDS = 10


def measure(_rounds: int) -> Iterator[str]:
    """One window with a loaded model, left alone."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication

    from desktop.app import compose
    from desktop.core.paths import find_paths

    class Counter(QObject):
        timers = 0
        own: QObject | None = None  # the timer that ends the measurement

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            self.timers += event.type() == QEvent.Type.Timer and watched is not self.own
            return False

    with tempfile.TemporaryDirectory() as home:
        os.environ["TESSERA_HOME"] = home
        application = QApplication.instance() or QApplication([])
        application.setCursorFlashTime(0)  # the cursor's blink is Qt's, not ours
        app = compose(find_paths())
        app.start("")
        _let_run(QTimer(), 8)
        counter = Counter()
        counter.own = end = QTimer()
        application.installEventFilter(counter)
        before = time.process_time()
        _let_run(end, SECONDS)
        spent = time.process_time() - before
        application.removeEventFilter(counter)
        app.close()
    yield f"{counter.timers} timer events and {spent * 1000:.0f} ms of CPU in {SECONDS} s"


def _let_run(end: QTimer, seconds: float) -> None:
    from PySide6.QtCore import QEventLoop

    loop = QEventLoop()
    end.setSingleShot(True)
    end.timeout.connect(loop.quit)
    end.start(int(seconds * 1000))
    loop.exec()
