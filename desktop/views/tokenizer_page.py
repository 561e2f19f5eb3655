"""A page that cuts any text into the tokens of the loaded model."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from desktop.core.layers import Layer
from desktop.core.vocabulary_rows import bytes_per_token
from desktop.viewmodels.tokenizing import TokenizingModel
from desktop.views.page import Page
from desktop.views.palette import Palette
from desktop.views.text_field import TextField
from desktop.views.tokens.figures import shown_piece
from desktop.views.transcript.tile_text import TileText
from engine.findings import TokenList

LINES = 4  # of the field
MOST_IDS = 2_000  # that are written out
EXAMPLES = (
    "Strawberry",
    "A journey of a thousand miles begins with a single step.",
    "千里之行，始于足下。",
)

translate = QCoreApplication.translate


def token_words(listed: TokenList, index: int) -> str:
    """All that is known of one token, in a line."""
    piece, id = listed.pieces[index], listed.ids[index]
    return translate("Tokenizer", "token {n} · {piece} · id {id} · bytes {bytes} · {type}").format(
        n=index + 1,
        piece=shown_piece(piece, id),
        id=id,
        bytes=piece.hex(" ") or "–",
        type=listed.types[index],
    )


class TokenizerPage(Page):
    """Shows a TokenizingModel."""

    def __init__(self, model: TokenizingModel, parent: QWidget | None = None) -> None:
        super().__init__(
            translate("Tokenizer", "Tokenizer"),
            translate(
                "Tokenizer",
                "A model reads no letters but tokens: pieces of text from its own vocabulary.",
            ),
            parent,
        )
        self._model = model
        self.field = TextField(self)
        self.field.setProperty("field", True)
        self.field.setPlaceholderText(self.tr("Type or paste a text"))
        self.field.setAccessibleName(self.tr("Text to cut into tokens"))
        self.field.setFixedHeight(self.field.height_of(LINES) + 12)
        self._examples = QPushButton(self.tr("Try an example"), self)
        menu = QMenu(self._examples)
        for text in EXAMPLES:
            menu.addAction(text, partial(self.field.setPlainText, text))
        self._examples.setMenu(menu)
        self.special = QCheckBox(self.tr("Special tokens count as such"), self)
        self._status = _line(self)
        self._ids = _line(self)
        self._ids.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._ids.setProperty("quiet", True)
        self.tiles = TileText(self)
        self.tiles.show_layer(Layer.BOUNDARIES)
        self._detail = _line(self)
        self._lay_out()
        self.field.textChanged.connect(self._on_text)
        self.special.toggled.connect(model.set_special)
        self.tiles.looked_at.connect(self._on_looked_at)
        model.changed.connect(self._show)
        self._show()

    def opened(self) -> None:
        """Come to the front."""
        self.field.setFocus()

    def set_palette(self, palette: Palette) -> None:
        self.tiles.set_palette(palette)

    def set_zoom(self, zoom: float) -> None:
        self.tiles.set_zoom(zoom)

    @property
    def status(self) -> str:
        """The counts, or why there are none."""
        return self._status.text()

    @property
    def ids(self) -> str:
        """The ids, as they are written out."""
        return self._ids.text()

    @property
    def detail(self) -> str:
        """What is told of the token that is looked at."""
        return self._detail.text()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self._examples)
        buttons.addStretch(1)
        buttons.addWidget(self.special)
        self.body.addWidget(self.field)
        self.body.addLayout(buttons)
        self.body.addWidget(self._status)
        self.body.addWidget(self.tiles, 1)
        self.body.addWidget(self._ids)
        self.body.addWidget(self._detail)

    @Slot()
    def _on_text(self) -> None:
        self._model.set_text(self.field.toPlainText())

    @Slot()
    def _show(self) -> None:
        model, listed = self._model, self._model.listed
        if model.tokens is not None and model.tokens is not self.tiles.tokens:
            self.tiles.show_tokens(model.tokens, self.tr("This model"))
        self._status.setText(model.problem or self._words(listed))
        ids = listed.ids[:MOST_IDS] if listed else ()
        more = " …" if listed and len(listed.ids) > MOST_IDS else ""
        self._ids.setText(" ".join(map(str, ids)) + more)
        self._ids.setVisible(bool(ids))

    def _words(self, listed: TokenList | None) -> str:
        mean = bytes_per_token(listed) if listed else None
        if listed is None or mean is None:
            return self.tr("Its tokens, their number, ids and bytes will stand here.")
        return self.tr(
            "{tokens} tokens · {letters} characters · {bytes} bytes · {mean} bytes per token"
        ).format(
            tokens=f"{len(listed.ids):,}",
            letters=f"{len(listed.text):,}",
            bytes=f"{len(listed.text.encode()):,}",
            mean=f"{mean:.2f}",
        )

    @Slot(int)
    def _on_looked_at(self, token: int) -> None:
        listed = self._model.listed
        known = listed is not None and 0 <= token < len(listed.ids)
        self._detail.setText(token_words(listed, token) if known and listed else "")


def _line(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
