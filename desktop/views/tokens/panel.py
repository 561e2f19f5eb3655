"""The token panel: everything that is recorded of the chosen token."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.candidates import slices_of
from desktop.core.ladder import Matrix, of_record, of_table
from desktop.core.landmarks import Landmark
from desktop.core.tokens import Tokens
from desktop.viewmodels.ladders import LaddersModel
from desktop.viewmodels.pieces import PiecesModel
from desktop.viewmodels.sampling import SamplingModel
from desktop.viewmodels.then import ThenModel
from desktop.viewmodels.tokens import TokensModel
from desktop.viewmodels.word import WordModel
from desktop.views.explain import Explain
from desktop.views.palette import Palette
from desktop.views.tokens.balance import Balance
from desktop.views.tokens.details import Details, stage_words
from desktop.views.tokens.die_bar import DieBar
from desktop.views.tokens.facts import Facts, TokenHead
from desktop.views.tokens.figures import bits, how_words, percent, shown_piece
from desktop.views.tokens.ladder_view import LadderView
from desktop.views.tokens.leanings import Leanings
from desktop.views.tokens.settings_then import SettingsThen
from desktop.views.tokens.word_row import WordRow
from engine.records import TokenRecord

FIGURES = ("probability", "log_probability", "rank", "entropy")
FIRST_ROWS = 12
NARROW = 28  # pixels of a button with one sign
MOST_ROWS = 1000  # more than are ever recorded


class TokenPanel(QScrollArea):
    """Follows the token that a `TokensModel` has chosen."""

    float_wanted = Signal()  # as a window of its own, or back

    def __init__(
        self,
        tokens: TokensModel,
        pieces: PiecesModel,
        ladders: LaddersModel,
        sampling: SamplingModel,
        then: ThenModel,
        word: WordModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tokens = tokens
        self._pieces = pieces
        self._ladders = ladders
        self._ids: list[int] = []
        self.setAccessibleName(self.tr("Token"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._body = QWidget(self)
        self.empty = QLabel(self._body)
        self.empty.setWordWrap(True)
        self.empty.setProperty("quiet", True)
        self.head = TokenHead(self._body)
        self.ladder = LadderView(self._body)
        self.die = DieBar(self._body)
        self._recorded = self._quiet()
        self._rest = self._quiet()
        self._thrown = self._quiet()
        self._all = QToolButton(self._body)
        self._all.setCheckable(True)
        self._go_on = QPushButton(self.tr("Go on with it"), self._body)
        self.leanings = Leanings(tokens, sampling, self._body)
        self.balance = Balance(self._body)
        self.word = WordRow(word, self._body)
        self.then = SettingsThen(then, self._body)
        self.details = Details(self._body)
        self._stages = QLabel(self._body)
        self._lay_out()
        self._connect()
        self._show()

    def show_all(self, shown: bool) -> None:
        """Show all recorded candidates, or the likeliest few."""
        self._all.setChecked(shown)

    def set_palette(self, palette: Palette) -> None:
        for each in (self.head, self.ladder, self.die):
            each.set_palette(palette)

    def _quiet(self) -> QLabel:
        label = QLabel(self._body)
        label.setProperty("quiet", True)
        return label

    def _caption(self, text: str, beside: QLabel, *terms: str) -> QHBoxLayout:
        row = QHBoxLayout()
        label = QLabel(text, self._body)
        label.setProperty("caption", True)
        row.addWidget(label, 1)
        row.addWidget(beside)
        if terms:
            row.addWidget(Explain(*terms, parent=self._body))
        return row

    def _section(self, title: str, widget: QWidget) -> QWidget:
        """A captioned part, which can be hidden as a whole."""
        section = QWidget(self._body)
        layout = QVBoxLayout(section)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(8)
        layout.addLayout(self._caption(title, self._quiet()))
        layout.addWidget(widget)
        return section

    def _lay_out(self) -> None:
        self._known = QWidget(self._body)
        known = QVBoxLayout(self._known)
        known.setContentsMargins(0, 0, 0, 0)
        known.setSpacing(8)
        known.addWidget(self.head)
        known.addLayout(self._walk_row())
        known.addSpacing(8)
        known.addLayout(self._caption(self.tr("Candidates, in %"), self._recorded, *FIGURES))
        known.addWidget(self.ladder)
        known.addLayout(self._under_ladder())
        known.addWidget(self.leanings)
        known.addSpacing(8)
        self._balanced = self._section(self.tr("What was balanced"), self.balance)
        for section in (self._balanced, self._section(self.tr("Ask for a word"), self.word)):
            known.addWidget(section)
        known.addLayout(self._caption(self.tr("The die"), self._thrown, "die"))
        known.addWidget(self.die)
        known.addSpacing(8)
        known.addLayout(self._caption(self.tr("What the stages left"), self._quiet(), "sampling"))
        self._stages.setTextFormat(Qt.TextFormat.PlainText)
        self._stages.setWordWrap(True)
        known.addWidget(self._stages)
        known.addSpacing(8)
        known.addWidget(self._section(self.tr("Settings then"), self.then))
        known.addLayout(self._caption(self.tr("The record"), self._quiet()))
        known.addWidget(self.details)
        layout = QVBoxLayout(self._body)
        layout.setContentsMargins(16, 12, 16, 16)
        layout.addWidget(self.empty)
        layout.addWidget(self._known)
        layout.addStretch(1)
        self.setWidget(self._body)

    def _under_ladder(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self._rest.setWordWrap(True)
        row.addWidget(self._rest, 1)
        row.addWidget(self._all)
        row.addWidget(self._go_on)
        return row

    def _walk_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        seek = self._tokens.seek
        for text, hint, act in (
            ("‹", self.tr("Previous token (←)"), lambda: self._tokens.step(-1)),
            ("›", self.tr("Next token (→)"), lambda: self._tokens.step(1)),
            (
                self.tr("Surprise ›"),
                self.tr("Next surprise (N)"),
                lambda: seek(Landmark.SURPRISE),
            ),
            (
                self.tr("Question ›"),
                self.tr("Next open question (U)"),
                lambda: seek(Landmark.QUESTION),
            ),
        ):
            button = QToolButton(self._body)
            button.setText(text)
            if len(text) == 1:
                button.setFixedWidth(NARROW)
            button.setToolTip(hint)
            button.setAccessibleName(hint)
            button.clicked.connect(lambda _checked=False, act=act: act())
            row.addWidget(button)
        row.addStretch(1)
        own = QToolButton(self._body)
        own.setText("↗")
        own.setFixedWidth(NARROW)
        own.setToolTip(self.tr("As a window of its own, or back"))
        own.setAccessibleName(own.toolTip())
        own.clicked.connect(self.float_wanted)
        row.addWidget(own)
        return row

    def _connect(self) -> None:
        self._tokens.chosen_changed.connect(self._show)
        self._tokens.shown_changed.connect(self._show)
        self._tokens.ended.connect(self._show)
        self._tokens.candidate_changed.connect(self._on_candidate)
        self._pieces.arrived.connect(self._on_arrived)
        self._ladders.arrived.connect(self._on_ladder)
        self.ladder.marked.connect(self._tokens.mark_candidate)
        self.ladder.wanted.connect(self._on_wanted)
        self._go_on.clicked.connect(self._tokens.swap)
        self._all.toggled.connect(self._show)

    @Slot()
    def _show(self) -> None:
        record, chosen = self._tokens.chosen_record, self._tokens.chosen
        self._known.setVisible(record is not None)
        self.empty.setVisible(record is None)
        if record is None or chosen is None:
            self.empty.setText(self._nothing())
            return
        matrix = self._matrix(record, chosen)
        contrast = record.trace.contrast if record.trace else None
        balanced = contrast.ids if contrast else ()
        self._ids = [*(row.id for row in matrix.rows), record.id, *balanced]
        texts = self._texts(record)
        self.head.show_facts(self._facts(record, chosen))
        self.ladder.show_matrix(matrix, texts)
        self.die.show_throw(slices_of(record), record.u, record.id, texts)
        rest = matrix.rest[0] if matrix.rest else None
        self._rest.setText(
            self.tr("No candidates were recorded with this token.")
            if rest is None
            else self.tr("everything else {share}").format(share=percent(rest))
        )
        count = len(record.trace.candidates) if record.trace else 0
        self._recorded.setText(self.tr("{n} recorded").format(n=count))
        self._all.setText(self.tr("Fewer") if self._all.isChecked() else self.tr("All"))
        self._all.setVisible(count > FIRST_ROWS)
        self._thrown.setText(self.tr("none thrown") if record.u is None else "")
        self._stages.setText(stage_words(record))
        self._show_balance(record, texts)
        self.details.show_record(record)
        self._on_candidate()

    def _show_balance(self, record: TokenRecord, texts: dict[int, bytes]) -> None:
        """The two terms of contrastive search, where it chose the token."""
        contrast = record.trace.contrast if record.trace else None
        self._balanced.setVisible(contrast is not None)
        if contrast is not None:
            self.balance.show_balance(contrast, texts)

    def _matrix(self, record: TokenRecord, chosen: tuple[str, int]) -> Matrix:
        """Stage by stage where the engine has told, else the first and the last column."""
        most = MOST_ROWS if self._all.isChecked() else FIRST_ROWS
        tokens = self._tokens.tokens_of(chosen[0])
        table = None
        if self.isVisible() and isinstance(tokens, Tokens) and record.trace is not None:
            table = self._ladders.ladder(chosen[0], tokens.record(chosen[1]))
        return of_table(table, most) if table else of_record(record, most)

    def showEvent(self, event: QShowEvent) -> None:
        """What was chosen while the panel was hidden is looked into now."""
        super().showEvent(event)
        self._show()

    @Slot(str, int)
    def _on_ladder(self, node_id: str, number: int) -> None:
        chosen = self._tokens.chosen
        tokens = self._tokens.tokens_of(node_id)
        if chosen is None or chosen[0] != node_id or not isinstance(tokens, Tokens):
            return
        if tokens.record(chosen[1]) == number:
            self._show()

    @Slot()
    def _on_candidate(self) -> None:
        record, candidate = self._tokens.chosen_record, self._tokens.candidate
        self.ladder.light(candidate)
        other = record is not None and candidate is not None and candidate != record.id
        self._go_on.setEnabled(other)

    @Slot(str)
    def _on_arrived(self, _vocabulary: str) -> None:
        record = self._tokens.chosen_record
        if record is not None:
            texts = self._texts(record)
            self.ladder.show_pieces(texts)
            self.die.show_pieces(texts)
            self._show_balance(record, texts)

    @Slot(int)
    def _on_wanted(self, candidate: int) -> None:
        self._tokens.mark_candidate(candidate)
        self._tokens.swap()

    def _nothing(self) -> str:
        """What stands here while there is nothing to tell, and what to do."""
        if not self._tokens.shown:
            return self.tr("Show the chat as tokens (Ctrl+T) and choose one to look inside.")
        if self._tokens.chosen is not None:
            return self._no_record(*self._tokens.chosen)
        return self.tr("Choose a token: click it, or walk with the arrow keys.")

    def _no_record(self, node_id: str, token: int) -> str:
        tokens = self._tokens.tokens_of(node_id)
        if isinstance(tokens, Tokens) and tokens.record(token) < 0:
            return self.tr("No token data: this text was written by hand.")
        return self.tr("The record of this token cannot be read. Is the disk full or in use?")

    def _texts(self, record: TokenRecord) -> dict[int, bytes]:
        tokens = self._tokens.tokens_of(self._tokens.chosen[0]) if self._tokens.chosen else ""
        vocabulary = tokens.vocabulary if isinstance(tokens, Tokens) else ""
        known = self._pieces.pieces(vocabulary, self._ids)
        return {record.id: record.piece, **known} if record.piece else dict(known)

    def _facts(self, record: TokenRecord, chosen: tuple[str, int]) -> Facts:
        tokens = self._tokens.tokens_of(chosen[0])
        count = len(tokens) - tokens.unrecorded if isinstance(tokens, Tokens) else 0
        number = tokens.record(chosen[1]) + 1 if isinstance(tokens, Tokens) else 0
        line = self.tr("token {number} of {count} · id {id} · {how}").format(
            number=f"{number:,}", count=f"{count:,}", id=record.id, how=how_words(record)
        )
        cells = [(self.tr("probability"), percent(math.exp(record.logprob)))]
        if record.trace is not None:
            cells.append((self.tr("final"), percent(record.trace.final)))
        cells += [
            (self.tr("rank"), f"{record.rank:,}"),
            (self.tr("entropy"), bits(record.entropy_nats)),
        ]
        title = shown_piece(record.piece or self._texts(record).get(record.id), record.id)
        return Facts(title, line, tuple(cells))
