"""The transcript a person works in: reading, and asking for changes of the conversation."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop.core.entry import Entry
from desktop.views.palette import Palette
from desktop.views.transcript.actions import ActionsBar, offered
from desktop.views.transcript.editor import Editor
from desktop.views.transcript.flow import spoken
from desktop.views.transcript.icons import Glyph
from desktop.views.transcript.keys import Command
from desktop.views.transcript.links import ask_to_open
from desktop.views.transcript.look import BETWEEN_MESSAGES
from desktop.views.transcript.menu import MenuActs, message_menu
from desktop.views.transcript.target import Act, Target
from desktop.views.transcript.token_reading import TokenReading

_FROM_EDGE = 4


class Transcript(TokenReading):
    """Shows entries; a change is only asked for, through a signal, and comes as new entries."""

    edit_requested = Signal(str, str)  # node, new text
    regenerate_requested = Signal(str)
    continue_requested = Signal(str)
    delete_requested = Signal(str)
    version_requested = Signal(str, int)  # node, -1 or +1
    pin_toggled = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = ActionsBar(self.viewport())
        self._actions.chosen.connect(self.act)
        self._editor = Editor(self.viewport())
        self._editor.saved.connect(self._on_saved)
        self._editor.cancelled.connect(self._end_editing)
        self._editor.grown.connect(self._on_grown)
        self._hovered = ""
        self._unsaved: dict[str, str] = {}  # texts of editors that another chat closed
        self.hovered.connect(self._on_hovered)
        self.current_changed.connect(self._offer_actions)
        self.pointer.targeted.connect(self._on_targeted)
        self._dress()

    @Slot(str, Glyph)
    def act(self, node_id: str, glyph: Glyph) -> None:
        """Do, or ask for, an action on a message; nothing where it is not offered."""
        index = self.scene.place_of(node_id)
        if index < 0 or glyph not in offered(self.scene.entries[index]):
            return
        match glyph:
            case Glyph.OLDER | Glyph.NEWER:
                self.version_requested.emit(node_id, -1 if glyph is Glyph.OLDER else 1)
            case Glyph.COPY:
                self.copy(spoken(self.scene.entries[index]))
            case Glyph.EDIT:
                self.edit(node_id)
            case Glyph.REGENERATE:
                self.regenerate_requested.emit(node_id)
            case Glyph.CONTINUE:
                self.continue_requested.emit(node_id)
            case Glyph.PIN:
                self.pin_toggled.emit(node_id)
            case Glyph.DELETE:
                self.delete_requested.emit(node_id)

    def set_entries(self, entries: Sequence[Entry]) -> None:
        super().set_entries(entries)
        if self.scene.editing and self.scene.place_of(self.scene.editing) < 0:
            if self._editor.changed:
                self._unsaved[self.scene.editing] = self._editor.field.toPlainText()
            self._end_editing()
        self._offer_actions()

    def set_palette(self, palette: Palette) -> None:
        super().set_palette(palette)
        self._dress()

    def set_zoom(self, factor: float) -> None:
        super().set_zoom(factor)
        self._dress()

    def edit(self, node_id: str) -> None:
        """Open the editor in place of a message; one that has changes stays open instead."""
        if self.scene.editing and self._editor.changed:
            node_id = self.scene.editing
        index = self.scene.place_of(node_id)
        self.following = False
        if node_id != self.scene.editing:
            text = self._unsaved.pop(node_id, self.scene.entries[index].text)
            self._editor.begin(node_id, text, round(self.scene.width))
        self._make_room(node_id)
        self.reveal(index)
        self._editor.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self._offer_actions()

    def run(self, command: Command) -> bool:
        match command:
            case Command.OLDER:
                self.act(self.current, Glyph.OLDER)
            case Command.NEWER:
                self.act(self.current, Glyph.NEWER)
            case Command.EDIT:
                self.act(self.current, Glyph.EDIT)
            case _:
                return super().run(command)
        return True

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the message under the pointer, or by key of the current one."""
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        position = QPointF(event.pos())
        node = self.current if by_key else self.node_at(position)
        index = self.scene.place_of(node)
        if index < 0:
            return
        rect = self.message_rect(index).toRect()
        at = rect.topLeft() + QPoint(0, self.scene.look.caption) if by_key else event.pos()
        self.message_menu(index).popup(self.viewport().mapToGlobal(at))

    def message_menu(self, index: int) -> QMenu:
        """The menu of a message."""
        node = self.scene.entries[index].node_id
        acts = MenuActs(
            copy_text=self.copy,
            open_link=self._ask_to_open,
            fold=partial(self.toggle_fold, node),
            act=partial(self.act, node),
        )
        selected = self.highlights.selected_text()
        leaves = self.scene.leaves(index)
        return message_menu(self, self.scene.entries[index], leaves, selected, acts)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._on_hovered("")

    def place_children(self) -> None:
        super().place_children()
        self._place_actions()
        index = self.scene.place_of(self.scene.editing)
        if index >= 0:
            rect = self.message_rect(index)
            body = self.scene.message(index).body_top
            self._editor.setGeometry(rect.adjusted(0, body, 0, 0).toRect())

    def _dress(self) -> None:
        """Give the widgets over the surface the look of the text."""
        self._actions.set_palette(self.scene.look.palette)
        self._editor.set_look(self.scene.look)
        self.dress_pill()

    @Slot(str)
    def _on_hovered(self, node_id: str) -> None:
        if node_id != self._hovered:
            self._hovered = node_id
            self._offer_actions()

    @Slot()
    def _offer_actions(self) -> None:
        """Move the bar to the message under the pointer, else to the focused one."""
        node = self._hovered or self.ringed
        index = self.scene.place_of(node)
        shown = index >= 0 and node != self.scene.editing
        if shown:
            self._actions.offer(self.scene.entries[index])
            self._place_actions()
        self._actions.setVisible(shown)

    def _place_actions(self) -> None:
        """In the caption's row; at the view's upper edge where that row is out of sight."""
        index = self.scene.place_of(self._actions.node_id)
        if index < 0:
            return
        rect = self.message_rect(index)
        row = rect.top() + self.scene.message(index).caption_top
        y = row + (self.scene.look.caption - self._actions.height()) / 2
        lowest = rect.bottom() - self._actions.height()
        x = rect.right() - self._actions.width()
        self._actions.move(round(x), round(max(y, min(_FROM_EDGE, lowest))))
        self._actions.raise_()

    def _ask_to_open(self, address: str) -> None:
        ask_to_open(address, self)

    @Slot(str, Target)
    def _on_targeted(self, node_id: str, target: Target) -> None:
        """A link, an arrow, a fold or a button in the text was clicked."""
        match target.act:
            case Act.LINK:
                self._ask_to_open(target.text)
            case Act.COPY_CODE:
                self.copy(target.text)
            case Act.FOLD:
                self.toggle_fold(node_id)
            case Act.CONTINUE:
                self.continue_requested.emit(node_id)
            case Act.OLDER:
                self.version_requested.emit(node_id, -1)
            case Act.NEWER:
                self.version_requested.emit(node_id, 1)

    @Slot(str, str)
    def _on_saved(self, node_id: str, text: str) -> None:
        """Hand the text on; the editor stays open while a reply is written, which forbids it."""
        if not any(entry.streaming for entry in self.scene.entries):
            self._end_editing()
        self.edit_requested.emit(node_id, text)

    @Slot()
    def _end_editing(self) -> None:
        self._editor.hide()
        with self.place_kept():
            self.scene.edit("", 0)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._offer_actions()

    @Slot()
    def _on_grown(self) -> None:
        if self.scene.editing:
            self._make_room(self.scene.editing)

    def _make_room(self, node_id: str) -> None:
        """As high as the text needs, but never higher than what can be seen at once."""
        look = self.scene.look
        room = self.viewport().height() - look.caption - 2 * BETWEEN_MESSAGES
        with self.place_kept():
            self.scene.edit(node_id, self._editor.fitting_height(room))
