"""Which file a trace goes into, and which one is opened."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.core.export import file_name
from desktop.viewmodels.chat import ChatModel
from desktop.viewmodels.traces import TracesModel

translate = QCoreApplication.translate


class TraceDialogs(QObject):
    """Asks for the file and hands it to the model."""

    def __init__(self, window: QWidget, chat: ChatModel, traces: TracesModel) -> None:
        super().__init__(window)
        self._window = window
        self._chat = chat
        self._traces = traces

    @property
    def can_save(self) -> bool:
        """Whether the shown branch has a finished reply."""
        return self._traces.last_reply is not None

    def save(self) -> None:
        """Write the trace of the last reply that is shown."""
        conversation, node = self._chat.conversation, self._traces.last_reply
        if conversation is None or node is None:
            return
        title = translate("Traces", "Save the trace of the last reply")
        name = file_name(conversation, "trace.json", translate("Dialogs", "Chat"))
        path, _ = QFileDialog.getSaveFileName(self._window, title, name, _kinds())
        if path:
            self._traces.save(node, Path(path))

    def open(self) -> None:
        """Make a chat of a trace file."""
        title = translate("Traces", "Open a trace")
        path, _ = QFileDialog.getOpenFileName(self._window, title, "", _kinds())
        if path:
            self._traces.open(Path(path))


def _kinds() -> str:
    return translate("Traces", "Traces (*.json);;All files (*)")
