"""What would come next: candidates before and after the stages, and where the die would fall."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.core.candidates import slices_of
from desktop.core.ladder import Matrix, of_record, of_table
from desktop.viewmodels.next import NextModel
from desktop.views.palette import Palette
from desktop.views.tokens.die_bar import DieBar
from desktop.views.tokens.figures import percent
from desktop.views.tokens.ladder_view import LadderView
from engine.findings import NextTable

ROWS = 24


class NextPanel(QScrollArea):
    """Shows a `NextModel` while it can be seen; live as the message is typed."""

    wanted = Signal(int)  # go on from the end of the last reply with this token

    def __init__(self, model: NextModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._marked = -1
        self.setAccessibleName(self.tr("Next token"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget(self)
        self.words = QLabel(body)
        self.words.setWordWrap(True)
        self.words.setProperty("quiet", True)
        self.ladder = LadderView(body)
        self._rest = QLabel(body)
        self._rest.setProperty("quiet", True)
        self._go = QPushButton(self.tr("Go on with it"), body)
        self._caption = QLabel(self.tr("The die"), body)
        self._caption.setProperty("caption", True)
        self.die = DieBar(body)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        for each in (self.words, self.ladder, self._rest, self._go, self._caption, self.die):
            layout.addWidget(each)
        layout.addStretch(1)
        self.setWidget(body)
        self.ladder.marked.connect(self._on_marked)
        self.ladder.wanted.connect(self._on_wanted)
        self._go.clicked.connect(lambda: self._on_wanted(self._marked))
        model.changed.connect(self._show)
        self._show()

    def set_palette(self, palette: Palette) -> None:
        """Take over a theme."""
        self.ladder.set_palette(palette)
        self.die.set_palette(palette)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._model.watch("next", True, draft=True)
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._model.watch("next", False)

    @Slot()
    def _show(self) -> None:
        table = self._model.table
        self._marked = -1
        for each in (self.ladder, self._rest, self.die, self._caption):
            each.setVisible(table is not None)
        self.words.setText(self._sentence(table))
        if table is not None:
            self._fill(table)
        self._show_go()

    def _sentence(self, table: NextTable | None) -> str:
        if table is None:
            nothing = self.tr("The candidates for the next token will be listed here.")
            return self._model.problem or nothing
        place = self._model.place
        if place is not None and place.keep is not None:
            return self.tr("How the last reply would go on, after {count} tokens.").format(
                count=f"{table.position:,}"
            )
        return self.tr("How a reply would begin, after {count} tokens.").format(
            count=f"{table.position:,}"
        )

    def _fill(self, table: NextTable) -> None:
        record = table.record
        matrix = self._matrix(table)
        ids = record.trace.candidates if record.trace else ()
        pieces = dict(zip(ids, table.pieces, strict=False)) | {record.id: record.piece}
        if table.ladder is not None:
            pieces |= dict(zip(table.ladder.ids, table.ladder.pieces, strict=True))
        self.ladder.show_matrix(matrix, pieces)
        rest = matrix.rest[0] if matrix.rest else None
        share = "" if rest is None else self.tr("everything else {share}")
        self._rest.setText(share.format(share=percent(rest or 0.0)))
        thrown = record.u is not None
        self._caption.setVisible(thrown)
        self.die.setVisible(thrown)
        self.die.show_throw(slices_of(record), record.u, record.id, pieces)

    @staticmethod
    def _matrix(table: NextTable) -> Matrix:
        if table.ladder is None:
            return of_record(table.record, ROWS)
        return of_table(table.ladder, ROWS)

    def _show_go(self) -> None:
        """A token can be taken where a reply is there to be gone on with."""
        place = self._model.place
        self._go.setVisible(place is not None and place.keep is not None)
        self._go.setEnabled(self._marked >= 0)

    @Slot(int)
    def _on_marked(self, candidate: int) -> None:
        self._marked = candidate
        self.ladder.light(candidate)
        self._show_go()

    @Slot(int)
    def _on_wanted(self, candidate: int) -> None:
        place = self._model.place
        if candidate >= 0 and place is not None and place.keep is not None:
            self.wanted.emit(candidate)
