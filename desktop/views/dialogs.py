"""What a command asks in a window of its own: files to choose, preferences, what the program is."""

from __future__ import annotations

from pathlib import Path

import msgspec
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from desktop import VERSION
from desktop.core.export import Words, file_name, to_json, to_markdown
from desktop.core.files import replace_file
from desktop.viewmodels.appearance import AppearanceModel
from desktop.viewmodels.chat import ChatModel
from desktop.viewmodels.engine import EngineModel
from desktop.viewmodels.preferences import PreferencesModel
from engine.chat import Overflow
from engine.settings import LoadSettings

translate = QCoreApplication.translate


class Dialogs(QObject):
    """Opens each dialog over one window and hands on what it was told."""

    model_chosen = Signal(str)
    failed = Signal(str)  # a sentence

    def __init__(
        self,
        window: QWidget,
        chat: ChatModel,
        engine: EngineModel,
        appearance: AppearanceModel,
        preferences: PreferencesModel,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._chat = chat
        self._engine = engine
        self._appearance = appearance
        self._preferences = preferences

    def open_model(self) -> None:
        """Choose a GGUF file."""
        folder = str(Path(self._engine.path).parent) if self._engine.path else ""
        title = translate("Dialogs", "Open a model file")
        kinds = translate("Dialogs", "GGUF models (*.gguf);;All files (*)")
        path, _ = QFileDialog.getOpenFileName(self._window, title, folder, kinds)
        if path:
            self.model_chosen.emit(path)

    def export(self) -> None:
        """Write the shown chat to a file; its ending, .md or .json, tells the format."""
        conversation = self._chat.conversation
        if conversation is None:
            return
        title = translate("Dialogs", "Export this chat")
        kinds = translate("Dialogs", "Markdown (*.md);;JSON with all versions (*.json)")
        name = file_name(conversation, "md", translate("Dialogs", "Chat")).removesuffix(".md")
        chosen, kind = QFileDialog.getSaveFileName(self._window, title, name, kinds)
        if not chosen:
            return
        if Path(chosen).suffix not in (".md", ".json"):
            chosen += ".json" if "json" in kind else ".md"
            if Path(chosen).exists():  # the dialog asked about a name without an ending
                sentence = translate("Dialogs", "{path} is there already. Choose another name.")
                self.failed.emit(sentence.format(path=chosen))
                return
        whole = Path(chosen).suffix == ".json"
        text = to_json(conversation) if whole else to_markdown(conversation, _words())
        self._write(chosen, text)

    def preferences(self) -> None:
        """Appearance, loading, and the rule for full context windows."""
        from desktop.views.preferences_dialog import PreferencesDialog  # not needed at the start

        value = self._preferences.value
        load = value.load.get(self._engine.path, LoadSettings())
        dialog = PreferencesDialog(
            self._appearance, load, value.overflow, value.language, self._window
        )
        dialog.accepted_settings.connect(self._on_preferences)
        dialog.language_chosen.connect(self._on_language, Qt.ConnectionType.QueuedConnection)
        dialog.exec()
        dialog.deleteLater()

    def about(self) -> None:
        """Name, version, licence."""
        lines = (
            f"Tessera {VERSION}",
            translate("Dialogs", "Chat offline with any GGUF model, and see its tokens."),
            translate("Dialogs", "MIT licence. Nothing leaves this machine."),
        )
        title = translate("Dialogs", "About Tessera")
        QMessageBox.about(self._window, title, "\n\n".join(lines))

    def _on_preferences(self, load: LoadSettings, overflow: Overflow) -> None:
        value = msgspec.structs.replace(self._preferences.value, overflow=overflow)
        path = self._engine.path
        if path and load != value.load.get(path, LoadSettings()):
            value = value.with_load(path, load)
            self._preferences.replace(value)
            self.model_chosen.emit(path)
        else:
            self._preferences.replace(value)

    def _on_language(self, language: str) -> None:
        self._preferences.change(language=language)

    def _write(self, path: str, text: str) -> None:
        try:
            replace_file(Path(path), text.encode())
        except OSError as problem:
            sentence = translate("Dialogs", "The chat could not be written to {path}: {reason}.")
            self.failed.emit(sentence.format(path=path, reason=problem.strerror))


def _words() -> Words:
    return Words(
        untitled=translate("Dialogs", "Chat"),
        system=translate("Dialogs", "System prompt"),
        you=translate("Dialogs", "You"),
        assistant=translate("Dialogs", "Assistant"),
        thinking=translate("Dialogs", "Thinking"),
        interrupted=translate("Dialogs", "Interrupted"),
    )
