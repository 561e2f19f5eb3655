"""Continuations of one prompt, compared by how likely the model finds them. No widgets."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from desktop.core.comparing import chat_of
from desktop.viewmodels.engine import EngineModel
from desktop.viewmodels.question import Question
from engine.findings import Comparison
from engine.protocol import CompareContinuations, Place

MOST = 64  # continuations that the engine takes
LONGEST = 100_000  # characters of each

translate = QCoreApplication.translate


class ComparingModel(QObject):
    """The last comparison, and the question for the next one."""

    changed = Signal()

    def __init__(self, engine: EngineModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._problem = ""
        self.table: Comparison | None = None
        self.question = Question(engine, self)
        self.question.answered.connect(self._on_answered)
        self.question.changed.connect(self.changed)

    @property
    def problem(self) -> str:
        """What went wrong, in a sentence; empty where nothing did."""
        return self._problem or self.question.problem

    def compare(self, prompt: str, continuations: Sequence[str], raw: bool) -> None:
        """Weigh continuations of a prompt; `raw`: without the model's chat template."""
        self._problem = self._refusal(prompt, continuations)
        if self._problem:
            self.changed.emit()
            return
        place = Place(chat_of(prompt, raw))
        self.question.ask(CompareContinuations(1, place, tuple(continuations)))

    def _refusal(self, prompt: str, continuations: Sequence[str]) -> str:
        if not prompt:
            return translate("Comparing", "There is no prompt yet.")
        if len(continuations) < 2:
            return translate("Comparing", "Write two continuations or more, one a line.")
        if len(continuations) > MOST:
            sentence = translate("Comparing", "Compare at most {n} continuations at once.")
            return sentence.format(n=MOST)
        if any(len(each) > LONGEST for each in continuations):
            sentence = translate("Comparing", "A continuation has at most {n} characters.")
            return sentence.format(n=f"{LONGEST:,}")
        return ""

    @Slot(object)
    def _on_answered(self, result: object) -> None:
        if isinstance(result, Comparison):
            self.table = result
