"""The composition root: builds everything, connects it, shuts it down."""

from __future__ import annotations

import gc
import sys
import traceback
from pathlib import Path
from types import TracebackType

# PySide6 reads the source of every module imported after it: what needs no Qt comes first.
from desktop.core.errors import StoreError
from desktop.core.paths import Paths, find_paths
from desktop.core.store import Store
from engine.chat import TemplateChoice
from engine.records import ModelFacts
from engine.settings import LoadSettings
from resources import ICON, POCKET

# isort: split
from PySide6.QtCore import QCoreApplication, Qt, QTimer, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop.display import opening
from desktop.instance import Instance
from desktop.models import Models
from desktop.shell import Shell
from desktop.viewmodels.engine import EngineModel
from desktop.viewmodels.preferences import PreferencesModel
from desktop.viewmodels.told import told
from desktop.views.chat_page import ChatPage
from desktop.views.dialogs import Dialogs
from desktop.views.language import Language
from desktop.views.main_window import MainWindow
from desktop.views.palette import DARK, LIGHT, qpalette

ENGINE_COMMAND = (sys.executable, "-P", "-m", "engine")  # -P: not from the current folder
QUIET_MS = 5000  # without a change before the database's log is folded into its file

translate = QCoreApplication.translate


class App(Models):
    """One running program: its models, and the window over them, which a change of language makes
    anew."""

    def __init__(
        self, store: Store, preferences: PreferencesModel, engine: EngineModel, paths: Paths
    ) -> None:
        super().__init__(store, preferences, engine, paths)
        self._language = Language(self)
        self._language.use(preferences.value.language)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._on_quiet)
        self._follow_system()
        self._follow_models()
        self.shell = self._made_shell()
        self.chats.open_latest()
        for notice in (preferences.notice, store.notice):
            if notice is not None:
                self.page.remarks.say(told(notice))

    @property
    def window(self) -> MainWindow:
        """The window as it is now."""
        return self.shell.window

    @property
    def page(self) -> ChatPage:
        """The chat in it."""
        return self.shell.page

    @property
    def dialogs(self) -> Dialogs:
        """The dialogs over it."""
        return self.shell.dialogs

    def _follow_system(self) -> None:
        hints = QApplication.styleHints()
        hints.colorSchemeChanged.connect(self._on_system_scheme)
        self._on_system_scheme(hints.colorScheme())

    def _follow_models(self) -> None:
        self.appearance.changed.connect(self._on_appearance)
        self.replies.left.connect(self._quiet.start)
        self.backlog.failed.connect(self._quiet.start)
        self.backlog.caught_up.connect(self._on_caught_up)
        self.engine.ready.connect(self._on_ready)
        self.preferences.changed.connect(self._on_language)

    def _made_shell(self) -> Shell:
        """A window over the models, as the last one was left."""
        self._paint()
        shell = Shell(self)
        shell.model_chosen.connect(self.open_model)
        shell.template_chosen.connect(self._on_template)
        shell.closing.connect(self.close)
        return shell

    def start(self, file: str) -> None:
        """Show the window; the model loads behind it."""
        self.window.show()
        self.page.composer.setFocus()
        first = file or next(filter(_exists, self.preferences.value.recent_models), "")
        if first or POCKET.exists():
            QTimer.singleShot(0, lambda: self.open_model(first or str(POCKET)))

    @Slot(str)
    def open_model(self, path: str) -> None:
        """Load a model with the settings kept for it."""
        self.engine.open(path, self.preferences.value.load.get(path, LoadSettings()))

    @Slot(str)
    def come_to_front(self, file: str) -> None:
        """Another start happened, with this file or none."""
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        if file:
            self.open_model(file)

    @Slot()
    def close(self) -> None:
        """Put everything on disk and end the children."""
        self.shell.leave()
        self.preferences.save()
        self.chat.save_draft()
        self.replies.close()
        self.backlog.settle()
        self.engine.finish()
        self.finish_library()
        self.store.close()

    @Slot(object)
    def _on_ready(self, facts: ModelFacts) -> None:
        self.sampling.recommend(facts.recommended)
        self.chats.raw = not facts.template.present
        self.chat.begin_raw(self.chats.raw)
        chosen = self.preferences.value.templates.get(facts.path)
        self.chat.use_template(chosen or _template_for(facts))
        if chosen is None:
            self.page.remarks.tell_template(facts.template)
        self.preferences.replace(self.preferences.value.with_recent(facts.path))

    @Slot(object)
    def _on_template(self, choice: TemplateChoice) -> None:
        self.preferences.replace(self.preferences.value.with_template(self.engine.path, choice))
        self.chat.use_template(choice)
        self.chat.try_again()

    @Slot(Qt.ColorScheme)
    def _on_system_scheme(self, scheme: Qt.ColorScheme) -> None:
        self.appearance.set_system_dark(scheme == Qt.ColorScheme.Dark)

    @Slot()
    def _on_quiet(self) -> None:
        if not self.replies.idle:
            return
        try:
            if not self.backlog.settle() or self.store.checkpoint():
                self._quiet.start()
        except StoreError as error:
            self.page.remarks.say(told(error))

    @Slot()
    def _on_caught_up(self) -> None:
        self.page.remarks.hint(translate("App", "There is room again: everything is saved."))

    @Slot()
    def _on_appearance(self) -> None:
        self._paint()
        self.preferences.change(theme=self.appearance.theme.value, zoom=self.appearance.zoom)

    def _paint(self) -> None:
        QApplication.setPalette(qpalette(DARK if self.appearance.dark else LIGHT))

    @Slot()
    def _on_language(self) -> None:
        """Another language: the same models behind a new window in the old one's place."""
        if not self._language.use(self.preferences.value.language):
            return
        old = self.shell
        old.leave()
        self.shell = self._made_shell()
        self.chat.changed.emit()
        if old.window.isVisible():
            self.window.show()
        old.retire()


def compose(paths: Paths) -> App:
    """Everything over the data in `paths`; StoreError where the chats cannot be opened."""
    paths.data.mkdir(parents=True, exist_ok=True)
    store = Store(paths.database)
    preferences = PreferencesModel(paths.preferences)
    return App(store, preferences, EngineModel(ENGINE_COMMAND), paths)


def run(file: str) -> int:
    """Open the window on this person's data, or bring the one that has it to the front."""
    with opening():
        application = QApplication(sys.argv[:1])
    application.setApplicationName("tessera")
    application.setApplicationDisplayName("Tessera")
    application.setStyle("Fusion")
    application.setWindowIcon(QIcon(str(ICON)))
    paths = find_paths()
    try:
        paths.data.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        sentence = translate("App", "Tessera cannot use its folder {path}: {reason}.")
        return _refuse(sentence.format(path=paths.data, reason=problem.strerror))
    instance = Instance(paths.data)
    if not instance.claim():
        return _hand_over(instance, file)
    try:
        app = compose(paths)
    except StoreError as error:
        return _refuse(told(error))
    sys.excepthook = lambda *problem: _on_unforeseen(app, *problem)
    instance.called.connect(app.come_to_front)
    app.start(file)
    QTimer.singleShot(0, instance.listen)
    gc.freeze()
    gc.enable()
    code = application.exec()
    instance.release()
    return code


def _hand_over(instance: Instance, file: str) -> int:
    if instance.call_first(file):
        return 0
    sentence = translate("App", "Tessera is running already but does not answer. End it first.")
    return _refuse(sentence)


def _refuse(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    QMessageBox.warning(None, "Tessera", sentence)
    return 1


def _on_unforeseen(
    app: App,
    kind: type[BaseException],
    problem: BaseException,
    trace: TracebackType | None,
) -> None:
    """A mistake of ours: on standard error in full, in the window as a sentence; nothing ends."""
    sys.stderr.write("".join(traceback.format_exception(kind, problem, trace)))
    sentence = translate("App", "Something went wrong in Tessera: {problem}. Your chats are safe.")
    app.page.remarks.say(sentence.format(problem=problem or kind.__name__))


def _template_for(facts: ModelFacts) -> TemplateChoice:
    """A model without a template of its own is spoken to in plain text."""
    return TemplateChoice.MODEL if facts.template.present else TemplateChoice.PLAIN


def _exists(path: str) -> bool:
    return Path(path).exists()
