"""The whole program in one process over a fake engine, as `desktop.app.run` builds it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop.app import App
from desktop.core.paths import find_paths
from desktop.core.store import Store
from desktop.viewmodels.engine import EngineModel
from desktop.viewmodels.preferences import PreferencesModel
from desktop.views.chat_page import ChatPage
from desktop.views.main_window import MainWindow
from tests.desktop.desk import FAKE, LIMIT_MS, PLENTY


class Opened:
    """An open window and what a person does with it."""

    def __init__(self, qtbot: QtBot, command: tuple[str, ...] = FAKE) -> None:
        paths = find_paths()
        paths.data.mkdir(parents=True, exist_ok=True)
        self.qtbot = qtbot
        self.folder = paths.data
        self.preferences = PreferencesModel(paths.preferences)
        self.store = Store(paths.database)
        engine = EngineModel(command, lambda: PLENTY)
        self.app = App(self.store, self.preferences, engine, paths)
        self.chat, self.engine = self.app.chat, self.app.engine
        self.window.show()

    @property
    def window(self) -> MainWindow:
        return self.app.window

    @property
    def page(self) -> ChatPage:
        return self.app.page

    def model(self, name: str = "tiny") -> Path:
        """A file the fake engine can be given."""
        path = self.folder / f"{name}.gguf"
        path.touch()
        return path

    def load(self, name: str = "tiny") -> Path:
        return self.open(self.model(name))

    def open(self, path: Path) -> Path:
        """Open a model file and wait until its model answers."""
        with self.qtbot.waitSignal(self.engine.ready, timeout=LIMIT_MS):
            self.app.open_model(str(path))
        return path

    def send(self, text: str) -> None:
        """Type a message and press Enter."""
        self.page.composer.set_text(text)
        self.qtbot.keyClick(self.page.composer.field, Qt.Key.Key_Return)

    def say(self, text: str) -> None:
        """Send a message and wait for the whole reply."""
        self.send(text)
        self.answered()

    def answered(self) -> None:
        self.qtbot.waitUntil(lambda: self.app.replies.idle, timeout=LIMIT_MS)

    def begin(self, text: str = "forever") -> None:
        """Send a message and wait until its reply is being shown."""
        self.send(text)
        self.qtbot.waitUntil(lambda: self.texts[-1].startswith(" again"), timeout=LIMIT_MS)

    @property
    def texts(self) -> list[str]:
        """What the transcript shows, message by message."""
        return [entry.text for entry in self.page.transcript.scene.entries]

    @property
    def notes(self) -> list[str]:
        return [entry.note for entry in self.page.transcript.scene.entries]

    def action(self, text: str) -> QAction:
        """A menu entry by its words."""
        actions = self.window.findChildren(QAction)
        return next(each for each in actions if each.text().replace("&", "") == text)

    def press(self, text: str) -> None:
        """Press a visible button by its words."""
        shown = [b for b in self.window.findChildren(QAbstractButton) if b.isVisible()]
        button = next(b for b in shown if text in (b.text(), b.accessibleName()))
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def notice_buttons(self) -> list[str]:
        buttons = self.page.notice.findChildren(QPushButton)
        return [button.text() for button in buttons if button.isVisible()]

    def wait_for_notice(self, part: str) -> None:
        self.qtbot.waitUntil(lambda: part in self.page.notice.text, timeout=LIMIT_MS)

    def close(self) -> None:
        self.window.close()
        for each in (self.window, self.app, self.engine, self.preferences):
            shiboken6.delete(each)


def when_modal(qtbot: QtBot, act: Callable[[object], None]) -> Callable[[], None]:
    """A function that acts on the dialog that is open when the event loop comes to it."""

    def run() -> None:
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        act(dialog)

    return run
