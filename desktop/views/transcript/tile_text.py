"""One text as tiles to look at: no chat around it, nothing that could be changed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from desktop.core.entry import Entry
from desktop.core.layers import Layer
from desktop.core.tokens import Tokens
from desktop.views.transcript.keys import Command
from desktop.views.transcript.reading import Reading
from desktop.views.transcript.speech import describe_token, say
from engine.chat import Role


class TileText(Reading):
    """Shows tokens of whatever source; tells which one is looked at."""

    looked_at = Signal(int)  # the token under the pointer, else the chosen one; -1 for none

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens: Tokens | None = None
        self.chosen = -1

    @property
    def tokens(self) -> Tokens | None:
        """What is shown."""
        return self._tokens

    def show_tokens(self, tokens: Tokens, title: str) -> None:
        """Show these, under a title."""
        self._tokens = tokens
        self.choose(-1)
        self.scene.show_tokens(lambda _entry: tokens)
        self.set_entries(
            [
                Entry(
                    node_id=tokens.node_id,
                    role=Role.SYSTEM,
                    author=title,
                    text=tokens.text,
                    opens_thinking=False,
                    streaming=False,
                    version=1,
                    versions=1,
                )
            ]
        )
        self.verticalScrollBar().setValue(0)

    def show_layer(self, layer: Layer) -> None:
        """Tint the tiles by another measure."""
        self.scene.marks.layer = layer
        self.viewport().update()

    def choose(self, token: int) -> None:
        """Look at a token; -1 for none."""
        self.chosen = token
        tokens = self._tokens
        self.scene.marks.chosen = (tokens.node_id, token) if tokens and token >= 0 else None
        if tokens is not None and token >= 0:
            self.setAccessibleDescription(describe_token(tokens, token))
            say(self, self.accessibleDescription())
        self.viewport().update()
        self.looked_at.emit(token)

    def token_at(self, position: QPointF) -> int:
        """The token at a point of the viewport, -1 for none."""
        if not self.scene.entries:
            return -1
        point = self.scene.inside(self.to_scene(position), 0)
        token = self.scene.message(0).token_at(point)
        return -1 if token is None else token

    def run(self, command: Command) -> bool:
        count = len(self._tokens) if self._tokens else 0
        match command:
            case Command.NEXT_TOKEN if count:
                self.choose(min(self.chosen + 1, count - 1))
            case Command.PREVIOUS_TOKEN if count:
                self.choose(max(self.chosen - 1, 0))
            case Command.CLEAR if self.chosen >= 0 and not self.highlights.selected_text():
                self.choose(-1)
            case _:
                return super().run(command)
        return True

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        selection = self.highlights.selection
        if event.button() == Qt.MouseButton.LeftButton and (selection is None or selection.empty):
            self.choose(self.token_at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if not event.buttons():
            self._hover(self.token_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def _hover(self, token: int) -> None:
        marks, tokens = self.scene.marks, self._tokens
        place = (tokens.node_id, token) if tokens and token >= 0 else None
        if place != marks.hovered:
            marks.hovered = place
            self.viewport().update()
            self.looked_at.emit(token if token >= 0 else self.chosen)
