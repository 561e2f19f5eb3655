"""A text under the loaded model's tokenizer, as it is typed. No widgets."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal, Slot

from desktop.core.tokens import Tokens
from desktop.core.vocabulary_rows import tokens_of
from desktop.viewmodels.engine import EngineModel
from desktop.viewmodels.question import Question
from engine.findings import TokenList
from engine.protocol import Tokenize

NAME = "tokenized"  # of the tokens, in place of a message's id
PAUSE_MS = 150  # in typing, before it is asked
LONGEST = 1_000_000  # characters that the engine takes

translate = QCoreApplication.translate


class TokenizingModel(QObject):
    """The tokens of the last text, and the question about the one that stands there now."""

    changed = Signal()

    def __init__(self, engine: EngineModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._special = False
        self._problem = ""
        self.listed: TokenList | None = None
        self.tokens: Tokens | None = None
        self.question = Question(engine, self)
        self.question.answered.connect(self._on_answered)
        self.question.changed.connect(self.changed)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        engine.ready.connect(self._on_other_model)

    @property
    def problem(self) -> str:
        """What went wrong, in a sentence; empty where nothing did."""
        return self._problem or self.question.problem

    def set_text(self, text: str) -> None:
        """The text is another; it is asked after a pause."""
        if text != self._text:
            self._text = text
            self._pause.start()

    @Slot(bool)
    def set_special(self, special: bool) -> None:
        """Let literals of special tokens count as such, or as the letters they are."""
        if special != self._special:
            self._special = special
            self._pause.start()

    @Slot()
    def _ask(self) -> None:
        self._problem = ""
        if len(self._text) > LONGEST:
            sentence = translate("Tokenizer", "The text has more than {n} characters: shorten it.")
            self._problem = sentence.format(n=f"{LONGEST:,}")
            self.changed.emit()
        else:
            self.question.ask(Tokenize(1, self._text, self._special))

    @Slot(object)
    def _on_other_model(self, _facts: object) -> None:
        if self._text:
            self._pause.start()

    @Slot(object)
    def _on_answered(self, result: object) -> None:
        if isinstance(result, TokenList):
            self.listed, self.tokens = result, tokens_of(NAME, result)
