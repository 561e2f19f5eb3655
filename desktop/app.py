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
from desktop.core.presets import Preset
from desktop.core.store import Store
from engine.chat import TemplateChoice
from engine.records import ModelFacts
from engine.settings import LoadSettings
from resources import ICON, POCKET

# isort: split
from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop.instance import Instance
from desktop.viewmodels.appearance import AppearanceModel
from desktop.viewmodels.backlog import Backlog
from desktop.viewmodels.chat import ChatModel
from desktop.viewmodels.chats import ChatsModel
from desktop.viewmodels.context import ContextModel
from desktop.viewmodels.engine import EngineModel
from desktop.viewmodels.preferences import PreferencesModel
from desktop.viewmodels.presets import PresetsModel
from desktop.viewmodels.replies import Replies
from desktop.viewmodels.sampling import SamplingModel
from desktop.views.chat_page import ChatPage
from desktop.views.commands import Commands
from desktop.views.dialogs import Dialogs
from desktop.views.main_window import MainWindow
from desktop.views.palette import DARK, LIGHT, qpalette
from desktop.views.sampling.panel import SamplingPanel
from desktop.views.sidebar import Sidebar
from desktop.views.style import style_sheet

ENGINE_COMMAND = (sys.executable, "-P", "-m", "engine")  # -P: not from the current folder
QUIET_MS = 5000  # without a change before the database's log is folded into its file

translate = QCoreApplication.translate


class App(QObject):
    """All objects of one running window."""

    def __init__(
        self, store: Store, preferences: PreferencesModel, engine: EngineModel, presets: Path
    ) -> None:
        """`presets` is the folder of the person's own ones."""
        super().__init__()
        value = preferences.value
        self._store = store
        self._preferences = preferences
        self.engine = engine
        self.appearance = AppearanceModel(value.theme, value.zoom, self)
        self.sampling = SamplingModel({}, self)
        self.presets = PresetsModel(presets, self.sampling, self)
        self.presets.use(value.preset)
        self.sampling.choose_all(value.sampling)
        self._backlog = Backlog(self)
        self.replies = Replies(engine, store, self._backlog, self)
        self.chat = ChatModel(store, self._backlog, self.replies, self.sampling, self)
        self.chats = ChatsModel(store, parent=self)
        self.chats.overflow = value.overflow
        self.context = ContextModel(self.chat, engine, self.sampling, self)
        self.page = ChatPage(self.chat, self.context, engine)
        self.window = MainWindow(
            Sidebar(self.chats),
            self.page,
            SamplingPanel(self.sampling, self.presets),
            self.appearance,
        )
        self.dialogs = Dialogs(self.window, self.chat, engine, self.appearance, preferences)
        self._commands = Commands(
            self.window, self.chat, engine, self.appearance, self.dialogs, self.chats.new
        )
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._on_quiet)
        self._connect()
        self._restore()

    def _connect(self) -> None:
        hints = QApplication.styleHints()
        hints.colorSchemeChanged.connect(self._on_system_scheme)
        self._on_system_scheme(hints.colorScheme())
        self.appearance.changed.connect(self._on_appearance)
        self.sampling.changed.connect(self._on_sampling)
        self.presets.failed.connect(self.page.remarks.say)
        self.presets.imported.connect(self._on_preset_imported)
        self.chats.selected.connect(self.chat.open)
        self.chats.hit_selected.connect(self._on_hit)
        self.chats.deleted.connect(self.replies.stop_in_chat)
        self.chats.store_failed.connect(self.page.remarks.say)
        self.chat.listed.connect(self.chats.refresh)
        self.replies.started.connect(self.chats.mark_running)
        self.replies.started.connect(self.page.remarks.tell_missing_model)
        self.replies.left.connect(self.chats.unmark_running)
        self.replies.left.connect(self._quiet.start)
        self._backlog.failed.connect(self.page.remarks.say)
        self._backlog.failed.connect(self._quiet.start)
        self._backlog.caught_up.connect(self._on_caught_up)
        self._preferences.failed.connect(self.page.remarks.say)
        self._preferences.changed.connect(self._on_preferences)
        self.engine.ready.connect(self._on_ready)
        self.dialogs.model_chosen.connect(self.open_model)
        self.dialogs.failed.connect(self.page.remarks.say)
        remarks = self.page.remarks
        self.page.open_wanted.connect(self.dialogs.open_model)
        remarks.new_chat_wanted.connect(self.chats.new)
        remarks.other_seed_wanted.connect(self._on_other_seed_wanted)
        remarks.template_chosen.connect(self._on_template)
        self.page.model_bar.chosen.connect(self._on_recent_chosen)
        self.window.activated.connect(self.chats.refresh)  # another day may have begun
        self.window.file_dropped.connect(self.open_model)
        self.window.closing.connect(self.close)

    def _restore(self) -> None:
        """The window as it was left."""
        value = self._preferences.value
        self._on_appearance()
        self._on_preferences()
        self.window.restore_places(value.places)
        self.window.show_sidebar(value.sidebar_shown)
        self.window.show_panel(value.panel_shown)
        self._commands.refresh()
        self.chats.open_latest()
        for notice in (self._preferences.notice, self._store.notice):
            if notice is not None:
                self.page.remarks.say(notice.sentence)

    def start(self, file: str) -> None:
        """Show the window; the model loads behind it."""
        self.window.show()
        self.page.composer.setFocus()
        first = file or next(filter(_exists, self._preferences.value.recent_models), "")
        if first or POCKET.exists():
            QTimer.singleShot(0, lambda: self.open_model(first or str(POCKET)))

    @Slot(str)
    def open_model(self, path: str) -> None:
        """Load a model with the settings kept for it."""
        self.engine.open(path, self._preferences.value.load.get(path, LoadSettings()))

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
        self.page.card.fold()
        self._preferences.change(
            places=self.window.places(),
            sidebar_shown=self.window.sidebar_wanted,
            panel_shown=self.window.panel_wanted,
        )
        self._preferences.save()
        self.chat.save_draft()
        self.replies.close()
        self._backlog.settle()
        self.engine.finish()
        self._store.close()

    @Slot(object)
    def _on_ready(self, facts: ModelFacts) -> None:
        self.sampling.recommend(facts.recommended)
        chosen = self._preferences.value.templates.get(facts.path)
        self.chat.use_template(chosen or _template_for(facts))
        if chosen is None:
            self.page.remarks.tell_template(facts.template)
        self._preferences.replace(self._preferences.value.with_recent(facts.path))

    @Slot(str)
    def _on_recent_chosen(self, path: str) -> None:
        """Open a model of the list; one that is not there any more leaves it, with a sentence."""
        if not _exists(path):
            self._preferences.replace(self._preferences.value.without_recent(path))
        self.open_model(path)

    @Slot(str, str)
    def _on_hit(self, _chat_id: str, node_id: str) -> None:
        self.chat.show_node(node_id)
        self.page.transcript.scroll_to(node_id)

    @Slot(object)
    def _on_template(self, choice: TemplateChoice) -> None:
        self._preferences.replace(self._preferences.value.with_template(self.engine.path, choice))
        self.chat.use_template(choice)
        self.chat.try_again()

    @Slot()
    def _on_other_seed_wanted(self) -> None:
        self.sampling.reset("seed")

    @Slot(Qt.ColorScheme)
    def _on_system_scheme(self, scheme: Qt.ColorScheme) -> None:
        self.appearance.set_system_dark(scheme == Qt.ColorScheme.Dark)

    @Slot()
    def _on_appearance(self) -> None:
        palette = DARK if self.appearance.dark else LIGHT
        QApplication.setPalette(qpalette(palette))
        self.window.setStyleSheet(style_sheet(palette))
        self._preferences.change(theme=self.appearance.theme.value, zoom=self.appearance.zoom)

    @Slot()
    def _on_sampling(self) -> None:
        self._preferences.change(sampling=self.sampling.chosen, preset=self.presets.current)
        self.replies.adjust(self.sampling.settings)

    @Slot(object)
    def _on_preset_imported(self, preset: Preset) -> None:
        if preset.left_out:
            sentence = translate(
                "App", "The preset is in use, but for what is out of range: {what}"
            )
            self.page.remarks.hint(sentence.format(what="; ".join(preset.left_out)))

    @Slot()
    def _on_quiet(self) -> None:
        if not self.replies.idle:
            return
        try:
            if not self._backlog.settle() or self._store.checkpoint():
                self._quiet.start()
        except StoreError as error:
            self.page.remarks.say(str(error))

    @Slot()
    def _on_caught_up(self) -> None:
        self.page.remarks.hint(translate("App", "There is room again: everything is saved."))

    @Slot()
    def _on_preferences(self) -> None:
        self.chats.overflow = self._preferences.value.overflow
        self.page.model_bar.set_recent(self._preferences.value.recent_models)


def compose(paths: Paths) -> App:
    """Everything over the data in `paths`; StoreError where the chats cannot be opened."""
    paths.data.mkdir(parents=True, exist_ok=True)
    store = Store(paths.database)
    preferences = PreferencesModel(paths.preferences)
    return App(store, preferences, EngineModel(ENGINE_COMMAND), paths.presets)


def run(file: str) -> int:
    """Open the window on this person's data, or bring the one that has it to the front."""
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
        return _refuse(str(error))
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
