"""How likely another word would have been in place of the token looked at. No widgets."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from desktop.core.tokens import Tokens
from desktop.viewmodels.engine import EngineModel
from desktop.viewmodels.kept import KeptReplies
from desktop.viewmodels.question import Question
from desktop.viewmodels.replies import Replies
from desktop.viewmodels.tokens import TokensModel
from engine.findings import Odds
from engine.protocol import Probability, TracePlace

translate = QCoreApplication.translate


class WordModel(QObject):
    """One word at a time; what is known of it goes when another token is looked at."""

    changed = Signal()

    def __init__(
        self,
        tokens: TokensModel,
        replies: Replies,
        engine: EngineModel,
        kept: KeptReplies,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tokens = tokens
        self._replies = replies
        self._kept = kept
        self._problem = ""
        self.odds: Odds | None = None
        self._question = Question(engine, self)
        self._question.answered.connect(self._on_answered)
        self._question.changed.connect(self.changed)
        tokens.chosen_changed.connect(self._on_chosen)

    @property
    def problem(self) -> str:
        """Why there is no answer, in a sentence."""
        return self._problem or self._question.problem

    @property
    def open(self) -> bool:
        """Whether an answer is awaited."""
        return self._question.open

    @Slot(str)
    def ask(self, text: str) -> None:
        """Ask how likely a text was in place of the chosen token."""
        place = self._place()
        self.odds, self._problem = None, ""
        if not text or place is None:
            self.changed.emit()
        elif not self._replies.idle:
            self._say(translate("Word", "A reply is being written: ask when it is complete."))
        elif not self._kept.has(place.trace):
            self._say(self._kept.why_not(place.trace))
        else:
            self._question.ask(Probability(1, place, text))

    def _place(self) -> TracePlace | None:
        """The chosen token among the records of its reply."""
        chosen = self._tokens.chosen
        tokens = self._tokens.tokens_of(chosen[0]) if chosen else ""
        if chosen is None or not isinstance(tokens, Tokens):
            return None
        number = tokens.record(chosen[1])
        return TracePlace(chosen[0], number) if number >= 0 else None

    def _say(self, problem: str) -> None:
        self._problem = problem
        self.changed.emit()

    @Slot()
    def _on_chosen(self) -> None:
        self.odds, self._problem = None, ""
        self._question.problem = ""
        if self._question.open:
            self._question.cancel()
        else:
            self.changed.emit()

    @Slot(object)
    def _on_answered(self, result: object) -> None:
        self.odds = result if isinstance(result, Odds) else None
