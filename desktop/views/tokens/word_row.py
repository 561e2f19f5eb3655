"""Asks how likely a word would have been in place of the token looked at."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.viewmodels.word import WordModel
from desktop.views.tokens.cuts import cut_words
from desktop.views.tokens.figures import percent, shown_piece
from engine.findings import Odds

LONGEST = 200  # letters of a word


class WordRow(QWidget):
    """A field, and the answer under it."""

    def __init__(self, word: WordModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._word = word
        self.field = QLineEdit(self)
        self.field.setMaxLength(LONGEST)
        self.field.setPlaceholderText(self.tr("a word, with its space before it"))
        self.field.setAccessibleName(self.tr("Ask for a word"))
        self._button = QPushButton(self.tr("Ask"), self)
        self.answer = QLabel(self)
        self.answer.setTextFormat(Qt.TextFormat.PlainText)
        self.answer.setWordWrap(True)
        self.answer.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout()
        row.addWidget(self.field, 1)
        row.addWidget(self._button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self.answer)
        self.field.returnPressed.connect(self._on_asked)
        self._button.clicked.connect(self._on_asked)
        word.changed.connect(self._show)
        self._show()

    @Slot()
    def _on_asked(self) -> None:
        self._word.ask(self.field.text())

    @Slot()
    def _show(self) -> None:
        odds = self._word.odds
        text = self.tr("asking …") if self._word.open else self._word.problem
        if odds is not None:
            text = self._one(odds) if len(odds.ids) == 1 else self._several(odds)
        self.answer.setText(text)
        self.answer.setVisible(bool(text))

    def _one(self, odds: Odds) -> str:
        """A word that is one token: what became of it there."""
        sentence = self.tr("{piece}: probability {share}, rank {rank}; {fate}")
        return sentence.format(
            piece=shown_piece(odds.pieces[0], odds.ids[0]),
            share=percent(math.exp(odds.logprobs[0])),
            rank=f"{odds.ranks[0]:,}",
            fate=self._fate(odds),
        )

    def _several(self, odds: Odds) -> str:
        """A word of several tokens: the whole, then each given those before it."""
        whole = self.tr("{count} tokens, together {share}; the first: {fate}").format(
            count=len(odds.ids), share=percent(math.exp(sum(odds.logprobs))), fate=self._fate(odds)
        )
        line = self.tr("{piece}: probability {share}, rank {rank}")
        rows = zip(odds.pieces, odds.ids, odds.logprobs, odds.ranks, strict=True)
        lines = (
            line.format(piece=shown_piece(piece, id), share=percent(math.exp(lp)), rank=f"{rank:,}")
            for piece, id, lp, rank in rows
        )
        return "\n".join([whole, *lines])

    def _fate(self, odds: Odds) -> str:
        if odds.removed_by is not None:
            return self.tr("cut by {reason}").format(reason=cut_words(odds.removed_by))
        return self.tr("after the stages {share}").format(share=percent(odds.final))
