"""A page that weighs a text: coloured tiles, the perplexity, and each token's numbers."""

from __future__ import annotations

import math
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QWidget,
)

from desktop.core.layers import Layer
from desktop.core.scored import bits_per_token
from desktop.viewmodels.scoring import ScoringModel
from desktop.views.page import Page
from desktop.views.palette import Palette
from desktop.views.text_field import TextField
from desktop.views.tokens.figures import bits, percent, shown_piece
from desktop.views.tokens.legend import LegendScale, layer_name
from desktop.views.transcript.tile_text import TileText
from engine.findings import ScoreTable

LINES = 5  # of the field
LAYERS = tuple(layer for layer in Layer if layer is not Layer.ORIGIN)

translate = QCoreApplication.translate


def token_words(table: ScoreTable, index: int) -> str:
    """All that is known of one token of a weighed text, in a line."""
    piece, id = table.pieces[index], table.ids[index]
    head = f"{shown_piece(piece, id)} · #{id}"
    logprob, entropy = table.logprobs[index], table.entropies_nats[index]
    best, best_logprob = table.best[index], table.best_logprobs[index]
    if logprob is None or entropy is None:
        return head + " · " + translate("Scoring", "nothing stands before it to weigh it by")
    words = translate("Scoring", "probability {p} · rank {rank} · entropy {entropy}").format(
        p=percent(math.exp(logprob)), rank=f"{table.ranks[index]:,}", entropy=bits(entropy)
    )
    if best is None or best_logprob is None:
        return f"{head} · {words}"
    likeliest = translate("Scoring", "likeliest here: {piece} {p}").format(
        piece=shown_piece(table.best_pieces[index], best), p=percent(math.exp(best_logprob))
    )
    return f"{head} · {words} · {likeliest}"


class ScorePage(Page):
    """Shows a ScoringModel."""

    def __init__(self, model: ScoringModel, parent: QWidget | None = None) -> None:
        super().__init__(
            translate("Scoring", "Score a text"),
            translate(
                "Scoring",
                "See how likely the model finds each token of a text, given those before it.",
            ),
            parent,
        )
        self._model = model
        self.field = TextField(self)
        self.field.setProperty("field", True)
        self.field.setPlaceholderText(self.tr("Paste or type a text"))
        self.field.setAccessibleName(self.tr("Text to score"))
        self.field.setFixedHeight(self.field.height_of(LINES) + 12)
        self._score = self._button(self.tr("Score"))
        self._score.setProperty("primary", True)
        self._chat = self._button(self.tr("Score this chat"))
        self._example = self._button(self.tr("Try an example"))
        self._cancel = self._button(self.tr("Cancel"))
        self._export = self._button(self.tr("Export…"))
        self._status = QLabel(self)
        self._status.setTextFormat(Qt.TextFormat.PlainText)
        self._status.setWordWrap(True)
        self._layers = QComboBox(self)
        self._layers.setAccessibleName(self.tr("Layer"))
        for layer in LAYERS:
            self._layers.addItem(layer_name(layer), layer)
        self.scale = LegendScale(self)
        self.tiles = TileText(self)
        self._detail = QLabel(self)
        self._detail.setTextFormat(Qt.TextFormat.PlainText)
        self._detail.setWordWrap(True)
        self._lay_out()
        self._connect()
        self._on_layer()
        self._show()

    def opened(self) -> None:
        """Come to the front."""
        self.field.setFocus()

    def set_palette(self, palette: Palette) -> None:
        self.tiles.set_palette(palette)
        self.scale.set_palette(palette)

    def set_zoom(self, zoom: float) -> None:
        self.tiles.set_zoom(zoom)

    @property
    def status(self) -> str:
        """What the line under the buttons says."""
        return self._status.text()

    @property
    def detail(self) -> str:
        """What is told of the token that is looked at."""
        return self._detail.text()

    def _button(self, text: str) -> QPushButton:
        return QPushButton(text, self)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self._score, self._chat, self._example, self._cancel):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self._export)
        layers = QHBoxLayout()
        layers.setSpacing(12)
        layers.addWidget(self._layers)
        layers.addWidget(self.scale, 1)
        self.body.addWidget(self.field)
        self.body.addLayout(buttons)
        self.body.addWidget(self._status)
        self.body.addLayout(layers)
        self.body.addWidget(self.tiles, 1)
        self.body.addWidget(self._detail)

    def _connect(self) -> None:
        self._model.changed.connect(self._show)
        self._score.clicked.connect(self._on_score)
        self._chat.clicked.connect(self._model.score_chat)
        self._example.clicked.connect(self._on_example)
        self._cancel.clicked.connect(self._model.question.cancel)
        self._export.clicked.connect(self._on_export)
        self._layers.currentIndexChanged.connect(self._on_layer)
        self.tiles.looked_at.connect(self._on_looked_at)

    @Slot()
    def _show(self) -> None:
        model, asking = self._model, self._model.question.open
        self._cancel.setVisible(asking)
        self._score.setEnabled(not asking)
        self._chat.setEnabled(not asking)
        shown = model.table is not None
        self._export.setEnabled(shown and not asking)
        for widget in (self._layers, self.scale, self._detail):
            widget.setVisible(shown)
        if model.tokens is not None and model.tokens is not self.tiles.tokens:
            title = self.tr("{n} tokens").format(n=f"{len(model.tokens):,}")
            self.tiles.show_tokens(model.tokens, title)
        self._status.setText(self._words())

    def _words(self) -> str:
        model = self._model
        if model.question.open:
            return self.tr("Reading… {share}").format(share=percent(model.question.share))
        if model.problem:
            return model.problem
        if model.table is None:
            return self.tr("Its perplexity and every token's probability will stand here.")
        mean = bits_per_token(model.table)
        if model.table.perplexity is None or mean is None:
            return self.tr("Too short for a perplexity: no token has one before it.")
        return self.tr("Perplexity {p} · {bits} bit per token").format(
            p=f"{model.table.perplexity:,.2f}", bits=f"{mean:.2f}"
        )

    @Slot()
    def _on_score(self) -> None:
        self._model.score(self.field.toPlainText())

    @Slot()
    def _on_example(self) -> None:
        text = self.tr("A journey of a thousand miles begins with a single step.")
        self.field.setPlainText(text)
        self._model.score(text)

    @Slot()
    def _on_layer(self) -> None:
        layer = Layer(self._layers.currentData())
        self.scale.show_layer(layer)
        self.tiles.show_layer(layer)

    @Slot(int)
    def _on_looked_at(self, token: int) -> None:
        table = self._model.table
        known = table is not None and 0 <= token < len(table.ids)
        hint = self.tr("Point at a token, or walk with the arrow keys.")
        self._detail.setText(token_words(table, token) if known and table else hint)

    @Slot()
    def _on_export(self) -> None:
        kinds = self.tr("Table (*.csv);;JSON (*.json)")
        title = self.tr("Export the scores")
        path, kind = QFileDialog.getSaveFileName(self, title, "scores.csv", kinds)
        if not path:
            return
        chosen = Path(path)
        if chosen.suffix not in (".csv", ".json"):
            chosen = chosen.with_name(chosen.name + (".json" if "json" in kind else ".csv"))
        if self._model.save(chosen):
            self._status.setText(self.tr("Written to {path}").format(path=chosen))
