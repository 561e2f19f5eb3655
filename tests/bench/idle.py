"""What an idle window does: its timers that fire, and the processor time it takes."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator

SECONDS = 10


def measure(_rounds: int) -> Iterator[str]:
    """One window with a loaded model, left alone."""
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtWidgets import QApplication

    from desktop.app import compose
    from desktop.core.paths import find_paths

    class Counter(QObject):
        timers = 0

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            self.timers += event.type() == QEvent.Type.Timer
            return False

    with tempfile.TemporaryDirectory() as home:
        os.environ["TESSERA_HOME"] = home
        application = QApplication.instance() or QApplication([])
        application.setCursorFlashTime(0)  # the cursor's blink is Qt's, not ours
        app = compose(find_paths())
        app.start("")
        _let_run(application, 8)
        counter = Counter()
        application.installEventFilter(counter)
        before = time.process_time()
        _let_run(application, SECONDS)
        spent = time.process_time() - before
        application.removeEventFilter(counter)
        app.close()
    yield f"{counter.timers} timer events and {spent * 1000:.0f} ms of CPU in {SECONDS} s"


def _let_run(application: object, seconds: float) -> None:
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()
