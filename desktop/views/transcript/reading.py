"""The surface as one reads on it: walking from message to message, finding, following the end.

Nothing here changes the conversation."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.core.entry import Entry
from desktop.views.transcript.finder import Match
from desktop.views.transcript.flow import Fold, joined, spoken
from desktop.views.transcript.keys import Command, claimed, command_of, is_escape
from desktop.views.transcript.look import BETWEEN_MESSAGES
from desktop.views.transcript.pointing import Pointing
from desktop.views.transcript.selection import Selection
from desktop.views.transcript.speech import describe, say

SIDEWAYS_STEP = 48
FROM_EDGE = 12  # pixels between the pill and the lower edge


class Reading(Pointing):
    """Entries to read. `current` is the message that keys act on, "" for none."""

    copied = Signal(str)
    current_changed = Signal(str)  # node

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.current = ""
        self._searched = ""
        self._news = False  # text came below what is in sight
        self._pill = QPushButton(self.tr("Jump to the latest"), self.viewport())
        self._pill.setObjectName("pill")
        self._pill.clicked.connect(self.follow)
        self._pill.hide()
        self.setAccessibleName(self.tr("Transcript"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.pressed_on.connect(self.set_current)

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show these messages; the reader keeps the place if any of them were there before."""
        before = {entry.node_id: entry for entry in self.scene.entries}
        if not any(entry.node_id in before for entry in entries):
            self.following = True
        if list(before) != [entry.node_id for entry in entries]:
            self._drop_marks()
            self._news = not self.following
        with self.place_kept():
            self.scene.set_entries(entries)
        self._searched = ""
        if self.scene.place_of(self.current) < 0:
            self.set_current("")
        for entry in entries:
            if not entry.streaming and entry.node_id in before and before[entry.node_id].streaming:
                say(self, self._description(entry.node_id))

    @Slot(str, str)
    def append_text(self, node_id: str, text: str) -> None:
        """Add streamed text to the end of a message; nothing if the message is not shown."""
        if self.scene.place_of(node_id) < 0:
            return
        self._news = not self.following
        self._searched = ""
        with self.place_kept():
            self.scene.append(node_id, text)

    def scroll_to(self, node_id: str) -> None:
        """Bring the beginning of a message to the top."""
        index = self.scene.place_of(node_id)
        if index >= 0:
            self.scene.message(index)
            self._scroll(self.scene.column.top(index) - BETWEEN_MESSAGES)

    def reveal(self, index: int) -> None:
        """Scroll as little as brings a message into sight, or its beginning if it is long."""
        self.scene.message(index)
        bar = self.verticalScrollBar()
        top, bottom = self.scene.column.top(index), self.scene.column.bottom(index)
        if top < bar.value() or bottom - top > bar.pageStep():
            self._scroll(top - BETWEEN_MESSAGES)
        elif bottom > bar.value() + bar.pageStep():
            self._scroll(bottom - bar.pageStep())

    @Slot()
    def follow(self) -> None:
        """Go to the end and stay there as text comes."""
        self.following = True
        self.settle()

    def find_text(self, text: str, backward: bool = False) -> tuple[int, int]:
        """Go to the next (or previous) occurrence: its number from 1, and how many there are.

        (0, 0) if there is none; an empty text ends the search."""
        finder = self.highlights.finder
        if text != self._searched:
            finder.search(text, self.scene.texts())
            self._searched = text
        finder.step(backward, max(0, self.scene.column.at(self.verticalScrollBar().value())))
        if finder.current is not None:
            self._show_match(finder.current)
        self.viewport().update()
        return finder.place + 1, len(finder.matches)

    @Slot(str)
    def set_current(self, node_id: str, ring: bool = False) -> None:
        """Let keys act on this message; `ring` shows it and has it spoken."""
        self.ringed = node_id if ring else ""
        self.viewport().update()
        if node_id == self.current:
            return
        self.current = node_id
        self.setAccessibleDescription(self._description(node_id) if node_id else "")
        self.current_changed.emit(node_id)
        if ring:
            say(self, self.accessibleDescription())

    def copy(self, text: str) -> None:
        """Put `text` into the clipboard."""
        if text:
            QGuiApplication.clipboard().setText(text)
            self.copied.emit(text)
            say(self, self.tr("Copied"))

    def toggle_fold(self, node_id: str) -> None:
        """Open or close the thoughts of a message, if it has any."""
        leaves = self.scene.leaves(self.scene.place_of(node_id))
        if any(isinstance(leaf.content, Fold) for leaf in leaves):
            self._drop_marks()
            with self.place_kept():
                self.scene.toggle_fold(node_id)

    def run(self, command: Command) -> bool:
        """Do what a key asked for; False if it is not for reading."""
        bar = self.verticalScrollBar()
        page = round(bar.pageStep() * 0.9)
        match command:
            case Command.PREVIOUS | Command.NEXT:
                self._walk(-1 if command is Command.PREVIOUS else 1)
            case Command.FIRST:
                self._walk(-len(self.scene.entries))
                self._scroll(0)
            case Command.LAST:
                self._walk(len(self.scene.entries))
                self.follow()
            case Command.PAGE_UP | Command.PAGE_DOWN:
                self._scroll(bar.value() + (page if command is Command.PAGE_DOWN else -page))
            case Command.MOVE_LEFT | Command.MOVE_RIGHT:
                by = SIDEWAYS_STEP if command is Command.MOVE_RIGHT else -SIDEWAYS_STEP
                self.move_sideways(self.scene.place_of(self.current), by)
            case _:
                return self._run_on_text(command)
        return True

    def event(self, event: QEvent) -> bool:
        """Take Esc before a shortcut of the window does, while there is a selection to clear."""
        return claimed(event, self._clears) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        command = command_of(event, self.scene.shows_tokens)
        if command is None or not self.run(command):
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        reasons = Qt.FocusReason
        if self.scene.entries and event.reason() in (
            reasons.TabFocusReason,
            reasons.BacktabFocusReason,
            reasons.ShortcutFocusReason,
        ):
            index = self.scene.place_of(self.current)
            self._ring(index if index >= 0 else len(self.scene.entries) - 1)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def place_children(self) -> None:
        super().place_children()
        self._news = self._news and not self.following
        self._pill.setVisible(self._news)
        self._pill.adjustSize()
        self._pill.move(
            (self.viewport().width() - self._pill.width()) // 2,
            self.viewport().height() - self._pill.height() - FROM_EDGE,
        )
        self._pill.raise_()

    def dress_pill(self) -> None:
        """Give the pill the look of the text."""
        palette = self.scene.look.palette
        self._pill.setFont(self.scene.look.small)
        self._pill.setStyleSheet(
            f"#pill {{ background: {palette.accent_soft.name()}; color: {palette.ink.name()};"
            f" border: 1px solid {palette.accent.name()}; border-radius: 12px; }}"
        )

    def _clears(self, event: QKeyEvent) -> bool:
        return is_escape(event) and bool(self.highlights.selected_text())

    def _drop_marks(self) -> None:
        """Forget the selection and the matches: what they count in is about to change."""
        self.highlights.selection = None
        self.highlights.finder.search("", ())
        self._searched = ""

    def _run_on_text(self, command: Command) -> bool:
        selected = self.highlights.selected_text()
        match command:
            case Command.FOLD if self.current:
                self.toggle_fold(self.current)
            case Command.COPY if selected:
                self.copy(selected)
            case Command.COPY if self.current:
                self.copy(spoken(self.scene.entries[self.scene.place_of(self.current)]))
            case Command.SELECT_ALL if (ends := self.scene.everything()) is not None:
                self.highlights.selection = Selection(*ends)
            case Command.CLEAR if selected:
                self.highlights.selection = None
            case _:
                return False
        self.viewport().update()
        return True

    def _walk(self, by: int) -> None:
        """Go `by` messages on, at most to the first or last."""
        last = len(self.scene.entries) - 1
        index = self.scene.place_of(self.current)
        if last >= 0:
            self._ring(min(max(0, (last + 1 if index < 0 else index) + by), last))

    def _ring(self, index: int) -> None:
        self.set_current(self.scene.entries[index].node_id, ring=True)
        self.reveal(index)

    def _scroll(self, value: int) -> None:
        """Scroll as a reader does: the end is followed from here on only if it is reached."""
        self.following = False
        self.verticalScrollBar().setValue(value)
        self.following = self.verticalScrollBar().value() >= self.verticalScrollBar().maximum()
        self.settle()

    def _show_match(self, match: Match) -> None:
        """Bring a match into sight, a third from the top if it was out of it."""
        message = self.scene.message(match.message)
        rect = next(message.rects(match.leaf, match.start, match.end), None)
        bar = self.verticalScrollBar()
        if rect is not None:
            y = self.scene.column.top(match.message) + round(rect.top())
            if not bar.value() < y < bar.value() + bar.pageStep() - rect.height():
                self._scroll(y - bar.pageStep() // 3)

    def _description(self, node_id: str) -> str:
        index = self.scene.place_of(node_id)
        shown = joined(self.scene.leaves(index))
        return describe(self.scene.entries[index], index + 1, len(self.scene.entries), shown)
