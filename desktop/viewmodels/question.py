"""One question to the engine at a time, with what became of it. No widgets.

For pages that ask and wait: another question takes the place of the one under way."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from desktop.viewmodels.engine import EngineModel, EngineState
from desktop.viewmodels.told import told
from engine.protocol import Cancel, Done, Event, Failed, Hello, Progress, Request

translate = QCoreApplication.translate


class Question(QObject):
    """`answered` brings a result; `changed` tells of everything else."""

    changed = Signal()
    answered = Signal(object)  # Result

    def __init__(self, engine: EngineModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._asked = 0  # id of the request under way
        self.share = 0.0  # of it that is done
        self.problem = ""  # why there is no answer, in a sentence
        engine.received.connect(self._on_event)
        engine.died.connect(self._on_died)

    @property
    def open(self) -> bool:
        """Whether an answer is awaited."""
        return bool(self._asked)

    def ask(self, request: Request) -> None:
        """Ask this, and nothing else any more."""
        self._give_up()
        self.share, self.problem = 0.0, ""
        if self._engine.state is EngineState.READY:
            self._asked = self._engine.ask(request)
        else:
            self.problem = translate("Question", "No model is ready to be asked: open one first.")
        self.changed.emit()

    @Slot()
    def cancel(self) -> None:
        """Wait no longer."""
        self._give_up()
        self.changed.emit()

    def _give_up(self) -> None:
        if self._asked:
            self._engine.ask(Cancel(1, self._asked))
            self._asked = 0

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if isinstance(event, Hello) or not self._asked or event.id != self._asked:
            return
        if isinstance(event, Progress):
            self.share = event.done / event.total if event.total else 0.0
            self.changed.emit()
        elif isinstance(event, Done):
            self._asked = 0
            self.answered.emit(event.result)
            self.changed.emit()
        elif isinstance(event, Failed):
            self._end(told(event.fault))

    @Slot(object)
    def _on_died(self, _fault: object) -> None:
        if self._asked:
            self._end(translate("Question", "The model ended before it answered."))

    def _end(self, problem: str) -> None:
        self._asked, self.problem = 0, problem
        self.changed.emit()
