"""The transcript as tokens: switching between text and tiles, and walking over the tiles.

Which token is looked at and which layer is shown lives in a `TokensModel`."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from desktop.core.landmarks import Landmark
from desktop.core.tokens import Tokens
from desktop.viewmodels.tokens import Place, TokensModel
from desktop.views.transcript.keys import Command
from desktop.views.transcript.message import Message
from desktop.views.transcript.reading import Reading
from desktop.views.transcript.speech import describe_token, say

CONTEXT_LINES = 3  # that stay in sight beside a token that is scrolled to


class _Held(Struct, frozen=True):
    """What stands at the upper edge: `share` of the letters of a message are above it, or it
    begins `above` pixels higher where not even its first line is out of sight."""

    node_id: str
    above: int
    share: float | None


class TokenReading(Reading):
    """Messages as text or as tiles, without losing the place between the two."""

    token_hovered = Signal(object)  # Place under the pointer, or None
    panel_wanted = Signal()  # a person wants to know everything about the chosen token

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tokens: TokensModel | None = None

    def use_tokens(self, model: TokensModel) -> None:
        """Follow what a model says is to be shown."""
        self.tokens = model
        model.shown_changed.connect(self._on_shown_changed)
        model.layer_changed.connect(self._on_layer_changed)
        model.chosen_changed.connect(self._on_chosen_changed)
        if model.whole is not None:
            model.whole.changed.connect(self._show_anew)
        self._on_layer_changed()
        self._on_shown_changed()

    def token_rects(self, place: Place) -> list[QRectF]:
        """Where a token is in the viewport, a rectangle a line; empty where it is not shown."""
        index = self.scene.place_of(place[0])
        if index < 0:
            return []
        corner = self.message_rect(index).topLeft()
        return [rect.translated(corner) for rect in self.scene.message(index).token_rects(place[1])]

    def place_at(self, position: QPointF) -> Place | None:
        """The token at a point of the viewport."""
        point = self.to_scene(position)
        index = self.scene.column.at(int(point.y()))
        if index < 0 or not self.scene.shows_tokens:
            return None
        token = self.scene.message(index).token_at(self.scene.inside(point, index))
        return None if token is None else (self.scene.entries[index].node_id, token)

    def run(self, command: Command) -> bool:
        model = self.tokens
        if model is None or not self.scene.shows_tokens:
            return super().run(command)
        match command:
            case Command.NEXT_TOKEN | Command.PREVIOUS_TOKEN:
                model.step(1 if command is Command.NEXT_TOKEN else -1)
            case Command.NEXT_SURPRISE | Command.PREVIOUS_SURPRISE:
                model.seek(Landmark.SURPRISE, 1 if command is Command.NEXT_SURPRISE else -1)
            case Command.NEXT_QUESTION | Command.PREVIOUS_QUESTION:
                model.seek(Landmark.QUESTION, 1 if command is Command.NEXT_QUESTION else -1)
            case Command.LIKELIER | Command.LESS_LIKELY:
                model.walk_candidates(1 if command is Command.LESS_LIKELY else -1)
            case Command.SWAP:
                model.swap()
            case Command.LAYER:
                model.next_layer()
            case Command.INSPECT:
                self.panel_wanted.emit()
            case Command.CLEAR if model.chosen and not self.highlights.selected_text():
                model.leave()
            case _:
                return super().run(command)
        return True

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        selection = self.highlights.selection
        place = self.place_at(event.position())
        if self.tokens is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if place is not None and (selection is None or selection.empty):
            self.tokens.choose(*place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if not event.buttons():
            self._hover(self.place_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(None)

    def _hover(self, place: Place | None) -> None:
        if place != self.scene.marks.hovered:
            self.scene.marks.hovered = place
            self.viewport().update()
            self.token_hovered.emit(place)

    @Slot()
    def _on_shown_changed(self) -> None:
        model = self.tokens
        if model is not None and model.shown != self.scene.shows_tokens:
            self._show_anew()

    @Slot()
    def _show_anew(self) -> None:
        model = self.tokens
        if model is None or not (model.shown or self.scene.shows_tokens):
            return
        held = self._held_spot()
        self._drop_marks()
        self._hover(None)
        self.scene.show_tokens(model.tokens if model.shown else None)
        self._put_back(held)
        self._on_chosen_changed()

    @Slot()
    def _on_layer_changed(self) -> None:
        if self.tokens is not None:
            self.scene.marks.layer = self.tokens.layer
            self.viewport().update()

    def mark_differing(self, differing: tuple[str, frozenset[int]]) -> None:
        """Underline what other settings would change: records of a message, by their numbers."""
        if differing != self.scene.marks.differing:
            self.scene.marks.differing = differing
            self.viewport().update()

    @Slot()
    def _on_chosen_changed(self) -> None:
        """Outline the token, bring it into sight, and have it spoken."""
        if self.tokens is None:
            return
        place = self.tokens.chosen if self.scene.shows_tokens else None
        self.scene.marks.chosen = place
        self.viewport().update()
        if place is None:
            return
        self.set_current(place[0])
        self._reveal_token(place)
        tokens = self.tokens.tokens_of(place[0])
        if isinstance(tokens, Tokens):
            self.setAccessibleDescription(describe_token(tokens, place[1]))
            say(self, self.accessibleDescription())

    def _reveal_token(self, place: Place) -> None:
        """Scroll as little as brings a token into sight, with some lines beside it."""
        rects = self.token_rects(place)
        if not rects:
            return
        bar, apart = self.verticalScrollBar(), round(CONTEXT_LINES * self.scene.look.line)
        top, bottom = rects[0].top(), rects[-1].bottom()
        if top < 0:
            self._scroll(bar.value() + round(top) - apart)
        elif bottom > bar.pageStep():
            self._scroll(bar.value() + round(bottom) - bar.pageStep() + apart)

    def _held_spot(self) -> _Held | None:
        """What the reader has at the upper edge."""
        value = self.verticalScrollBar().value()
        index = self.scene.column.at(value)
        if index < 0 or self.following:
            return None
        message, above = self.scene.message(index), value - self.scene.column.top(index)
        node, lengths = self.scene.entries[index].node_id, _lengths(message)
        if above <= message.body_top or not sum(lengths):
            return _Held(node, above, None)
        spot = message.spot_at(QPointF(0, above))
        return _Held(node, above, (sum(lengths[: spot.leaf]) + spot.offset) / sum(lengths))

    def _put_back(self, held: _Held | None) -> None:
        """Bring the same text to the upper edge in another layout."""
        self.settle()
        index = self.scene.place_of(held.node_id) if held else -1
        if held is None or index < 0:
            return
        message = self.scene.message(index)
        above = held.above if held.share is None else _height_at(message, held.share)
        self._scroll(self.scene.column.top(index) + above)


def _lengths(message: Message) -> list[int]:
    return [placed.box.length for placed in message.placed]


def _height_at(message: Message, share: float) -> int:
    """Where in a message `share` of its letters are above."""
    lengths = _lengths(message)
    offset = round(share * sum(lengths))
    for leaf, length in enumerate(lengths):
        if offset < length:
            rect = next(message.rects(leaf, offset, offset + 1), None)
            return round(rect.top()) if rect else round(message.placed[leaf].corner.y())
        offset -= length
    return round(message.body_bottom)
