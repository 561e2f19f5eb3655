"""A window process whose disk is full for the length of one reply; prints what the window says.

python -m tests.end2end.window_filler     (on TESSERA_HOME; the engine is the fake one)"""

from __future__ import annotations

import resource
import signal
import sys
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtWidgets import QApplication

from desktop.app import App
from desktop.core.paths import find_paths
from desktop.core.store import Store
from desktop.viewmodels.engine import EngineModel, EngineState
from desktop.viewmodels.preferences import PreferencesModel
from tests.desktop.desk import FAKE


def main() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    application = QApplication(sys.argv[:1])
    paths = find_paths()
    paths.data.mkdir(parents=True)
    preferences = PreferencesModel(paths.preferences)
    app = App(Store(paths.database), preferences, EngineModel(FAKE), paths)
    app.start("words.gguf")
    until(lambda: app.engine.state is EngineState.READY)
    say(app, "hello")
    limit(max(path.stat().st_size for path in paths.data.iterdir()))
    say(app, "say " + "many words " * 200)
    sys.stdout.write(app.page.notice.text + "\n")
    limit(resource.RLIM_INFINITY)
    say(app, "say more")
    sys.stdout.write(app.page.notice.text + "\n")
    sys.stdout.flush()
    app.window.close()
    application.processEvents()


def say(app: App, text: str) -> None:
    app.page.composer.sent.emit(text)
    until(lambda: app.replies.idle)


def until(reached: Callable[[], bool]) -> None:
    while not reached():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def limit(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
