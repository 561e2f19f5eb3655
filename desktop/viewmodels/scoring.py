"""A text, or the shown chat, weighed token by token. No widgets."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from desktop.core.files import replace_file
from desktop.core.scored import to_csv, to_json, tokens_of
from desktop.core.tokens import Tokens
from desktop.viewmodels.chat import ChatModel
from desktop.viewmodels.engine import EngineModel
from desktop.viewmodels.question import Question
from engine.findings import ScoreTable
from engine.protocol import Score

NAME = "scored"  # of the tokens, in place of a message's id
LONGEST = 1_000_000  # characters that the engine takes

translate = QCoreApplication.translate


class ScoringModel(QObject):
    """The last table, and the question for the next one."""

    changed = Signal()

    def __init__(self, engine: EngineModel, chat: ChatModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._chat = chat
        self._problem = ""
        self._model = ""
        self.table: ScoreTable | None = None
        self.tokens: Tokens | None = None
        self.question = Question(engine, self)
        self.question.answered.connect(self._on_answered)
        self.question.changed.connect(self.changed)

    @property
    def problem(self) -> str:
        """What went wrong, in a sentence; empty where nothing did."""
        return self._problem or self.question.problem

    def score(self, text: str) -> None:
        """Weigh a text."""
        self._problem = ""
        if not text:
            self._say(translate("Scoring", "There is no text yet."))
        elif len(text) > LONGEST:
            sentence = translate("Scoring", "The text has more than {n} characters: shorten it.")
            self._say(sentence.format(n=f"{LONGEST:,}"))
        else:
            self.question.ask(Score(1, text=text))

    @Slot()
    def score_chat(self) -> None:
        """Weigh the shown chat as the model sees it, with its template."""
        self._problem = ""
        chat = self._chat.chat()
        if chat is None or not chat.messages:
            self._say(translate("Scoring", "The chat has no messages yet."))
        else:
            self.question.ask(Score(1, chat=chat))

    def save(self, path: Path) -> bool:
        """Write the table as CSV or, where the name ends so, as JSON; whether that worked."""
        if self.table is None:
            return False
        table = self.table
        text = to_json(table, self._model) if path.suffix == ".json" else to_csv(table)
        try:
            replace_file(path, text.encode())
        except OSError as problem:
            sentence = translate("Scoring", "The table could not be written to {path}: {reason}.")
            self._say(sentence.format(path=path, reason=problem.strerror))
            return False
        return True

    def _say(self, sentence: str) -> None:
        self._problem = sentence
        self.changed.emit()

    @Slot(object)
    def _on_answered(self, result: object) -> None:
        if isinstance(result, ScoreTable):
            facts = self._engine.facts
            self._model = facts.name if facts else ""
            self.table, self.tokens = result, tokens_of(NAME, result)
