"""When the card of a token comes and goes: after a moment, then at once; it awaits the pointer."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QTimer, Slot
from PySide6.QtWidgets import QWidget

from desktop.core.tokens import Tokens
from desktop.viewmodels.pieces import PiecesModel
from desktop.viewmodels.tokens import Place, TokensModel
from desktop.views.palette import Palette
from desktop.views.tokens.card import TokenCard
from desktop.views.transcript.transcript import Transcript

DELAY_MS = 300
GRACE_MS = 250  # for the way from the token to its card


class Hover(QObject):
    """Follows the pointer over a transcript, and the keys over candidates."""

    def __init__(
        self, transcript: Transcript, tokens: TokensModel, pieces: PiecesModel, room: QWidget
    ) -> None:
        super().__init__(room)
        self.card = TokenCard(room)
        self._transcript = transcript
        self._tokens = tokens
        self._pieces = pieces
        self._room = room
        self._place: Place | None = None  # whose card is shown, or about to be
        self._coming = self._timer(DELAY_MS)
        self._coming.timeout.connect(self._show)
        self._going = self._timer(GRACE_MS)
        self._going.timeout.connect(self.hide)
        transcript.token_hovered.connect(self._on_hovered)
        transcript.verticalScrollBar().valueChanged.connect(self.hide)
        tokens.shown_changed.connect(self.hide)
        tokens.chosen_changed.connect(self._on_chosen)
        tokens.candidate_changed.connect(self._on_candidate)
        pieces.arrived.connect(self._on_arrived)
        self.card.entered.connect(self._going.stop)
        self.card.left.connect(self._going.start)
        self.card.pressed.connect(self._on_pressed)

    def set_palette(self, palette: Palette) -> None:
        self.card.set_palette(palette)

    @property
    def going(self) -> bool:
        """Whether the card leaves soon, unless the pointer comes to it."""
        return self._going.isActive()

    def show_card(self, place: Place) -> None:
        """Tell about a token now."""
        self._place = place
        self._show()

    @Slot()
    def hide(self) -> None:
        """Take the card away now."""
        self._coming.stop()
        self._going.stop()
        self._place = None
        self.card.hide()

    def _timer(self, interval_ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval_ms)
        return timer

    @Slot(object)
    def _on_hovered(self, place: Place | None) -> None:
        if place is None:
            self._coming.stop()
            if self.card.isVisible():
                self._going.start()
            return
        self._going.stop()
        self._place = place
        if self.card.isVisible():
            self._show()
        else:
            self._coming.start()

    @Slot()
    def _show(self) -> None:
        if self._place is None:
            return
        record = self._tokens.record(*self._place)
        rects = self._transcript.token_rects(self._place)
        if record is None or not rects:
            self.card.hide()
            return
        self.card.show_record(record, self._known(self._place[0], self._ids(self._place)))
        tile = rects[-1].toRect()
        tile.moveTopLeft(self._transcript.viewport().mapTo(self._room, tile.topLeft()))
        margin = QPoint(8, 8)
        room = self._room.rect()
        room.setTopLeft(room.topLeft() + margin)
        room.setBottomRight(room.bottomRight() - margin)
        self.card.place_at(tile, room)
        self.card.show()

    def _ids(self, place: Place) -> list[int]:
        record = self._tokens.record(*place)
        trace = record.trace if record else None
        return [*(trace.candidates if trace else ()), *([record.id] if record else [])]

    def _known(self, node_id: str, ids: list[int]) -> dict[int, bytes]:
        tokens = self._tokens.tokens_of(node_id)
        vocabulary = tokens.vocabulary if isinstance(tokens, Tokens) else ""
        return self._pieces.pieces(vocabulary, ids)

    @Slot(str)
    def _on_arrived(self, _vocabulary: str) -> None:
        if self.card.isVisible() and self._place is not None:
            self.card.show_pieces(self._known(self._place[0], self._ids(self._place)))

    @Slot()
    def _on_chosen(self) -> None:
        if self._place != self._tokens.chosen:
            self.hide()

    @Slot()
    def _on_candidate(self) -> None:
        """Keys walk over the candidates of the chosen token: show them."""
        chosen = self._tokens.chosen
        if chosen is None:
            return
        if self._place != chosen or not self.card.isVisible():
            self.show_card(chosen)
        self.card.light(self._tokens.candidate)

    @Slot(int)
    def _on_pressed(self, candidate: int) -> None:
        place = self._place
        self.hide()
        if place is not None:
            self._tokens.ask_swap(*place, candidate)
