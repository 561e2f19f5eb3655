"""The whole transcript as laid out: which messages there are, where they stand, what they show.

Only messages that were asked for are laid out, and only the lately used ones are kept so. Points
are in scene coordinates: x from the column's left edge, y from the top of everything."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from PySide6.QtCore import QPointF

from desktop.core.entry import Entry
from desktop.core.tokens import Tokens
from desktop.views.transcript.column import Column
from desktop.views.transcript.flow import Leaf
from desktop.views.transcript.look import BETWEEN_MESSAGES, Look
from desktop.views.transcript.message import UNDER_CAPTION, Message
from desktop.views.transcript.selection import Mark
from desktop.views.transcript.tile_marks import TileMarks
from desktop.views.transcript.tile_places import LINE_HEIGHT
from desktop.views.transcript.token_flow import token_flow

TokenSource: TypeAlias = Callable[[Entry], Tokens | str]
KEPT = 160  # laid-out messages
MAX_PASSES = 8


class Scene:
    """The entries in a column of `width` pixels."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.width = look.column
        self.entries: list[Entry] = []
        self.column = Column()
        self._places: dict[str, int] = {}
        self._unfolded: set[str] = set()
        self._messages: OrderedDict[str, Message] = OrderedDict()
        self._leaves: dict[str, tuple[Entry, bool, int, tuple[Leaf, ...]]] = {}
        self._source: TokenSource | None = None
        self.marks = TileMarks()
        self._editing = ""
        self._editor_height = 0

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """Show other entries; what stayed equal keeps its layout."""
        before = {entry.node_id: entry for entry in self.entries}
        changed = [entry.node_id for entry in entries if before.get(entry.node_id, entry) != entry]
        self.entries = list(entries)
        self._places = {entry.node_id: place for place, entry in enumerate(entries)}
        self.column.forget(changed)
        self.column.arrange(list(self._places), self._estimate)
        for node in before.keys() - self._places.keys():
            self._messages.pop(node, None)
            self._leaves.pop(node, None)

    def append(self, node_id: str, text: str) -> None:
        """Add text to the end of a message; KeyError if there is none of this id."""
        place = self._places[node_id]
        entry = self.entries[place]
        self.entries[place] = replace(entry, text=entry.text + text)
        self.column.forget([node_id])

    def restyle(self, look: Look, width: float) -> None:
        """Another look or width: everything is laid out again when it is seen."""
        self.look, self.width = look, width
        self._messages.clear()
        self.column = Column()
        self.column.arrange(list(self._places), self._estimate)

    def place_of(self, node_id: str) -> int:
        """The index of a message, -1 if it is not here."""
        return self._places.get(node_id, -1)

    def show_tokens(self, source: TokenSource | None) -> None:
        """Show messages as the tokens that `source` gives, or as text again."""
        self._source = source
        self._messages.clear()
        self._leaves.clear()
        self.column = Column()
        self.column.arrange(list(self._places), self._estimate)

    @property
    def shows_tokens(self) -> bool:
        return self._source is not None

    def toggle_fold(self, node_id: str) -> None:
        """Open or close the thoughts of a message."""
        self._unfolded ^= {node_id}
        self.column.forget([node_id])

    def edit(self, node_id: str, height: int) -> None:
        """Make room for an editor in place of a message's body; "" for none."""
        self.column.forget([each for each in (self._editing, node_id) if each])
        self._editing, self._editor_height = node_id, height

    @property
    def editing(self) -> str:
        return self._editing

    def leaves(self, index: int) -> tuple[Leaf, ...]:
        """What a message shows, laid out or not."""
        entry = self.entries[index]
        unfolded = entry.node_id in self._unfolded
        tokens = self._source(entry) if self._source else ""
        known = self._leaves.get(entry.node_id)
        if known is None or known[:3] != (entry, unfolded, len(tokens)):
            known = (entry, unfolded, len(tokens), token_flow(entry, tokens, unfolded))
            self._leaves[entry.node_id] = known
        return known[3]

    def texts(self) -> Iterator[list[str]]:
        """The texts of the leaves of every message."""
        return ([leaf.text for leaf in self.leaves(index)] for index in range(len(self.entries)))

    def message(self, index: int) -> Message:
        """A message, laid out and measured."""
        entry = self.entries[index]
        node = entry.node_id
        message = self._messages.get(node)
        if message is None:
            leaves = self.leaves(index)
            message = Message(entry, leaves, self.look, self.width, self.marks)
            self._messages[node] = message
        elif not self.column.measured(index):
            message.take(entry, self.leaves(index))
        self._messages.move_to_end(node)
        if len(self._messages) > KEPT:
            self._messages.popitem(last=False)
        self.column.measure(index, self._height(message))
        return message

    def fill(self, top: int, bottom: int) -> bool:
        """Lay out what stands between `top` and `bottom`; True if heights changed."""
        total = self.column.total
        for _ in range(MAX_PASSES):
            missing = [
                each for each in self.column.between(top, bottom) if not self.column.measured(each)
            ]
            for index in missing:
                self.message(index)
            if not missing:
                break
        return self.column.total != total

    def mark_at(self, point: QPointF) -> Mark | None:
        """The place in the text nearest to `point`."""
        index = self.column.at(int(point.y()))
        if index < 0:
            return None
        spot = self.message(index).spot_at(self.inside(point, index))
        return Mark(index, spot.leaf, spot.offset)

    def inside(self, point: QPointF, index: int) -> QPointF:
        """`point` in a message's own coordinates."""
        return point - QPointF(0, self.column.top(index))

    def everything(self) -> tuple[Mark, Mark] | None:
        """The first and the last place of all."""
        if not self.entries:
            return None
        last = len(self.entries) - 1
        leaves = self.message(last).placed
        end = Mark(last, len(leaves) - 1, leaves[-1].box.length) if leaves else Mark(last, 0, 0)
        return Mark(0, 0, 0), end

    def _height(self, message: Message) -> int:
        if message.entry.node_id == self._editing:
            return round(message.body_top) + self._editor_height + BETWEEN_MESSAGES
        return message.height

    def _estimate(self, index: int) -> int:
        text = self.entries[index].text
        letters = max(1.0, self.width / self.look.em * 2)
        lines = 1 + text.count("\n") + len(text) / letters
        caption = self.look.caption + UNDER_CAPTION
        high = self.look.em * LINE_HEIGHT if self._source else self.look.line
        return round(caption + lines * high + BETWEEN_MESSAGES)
