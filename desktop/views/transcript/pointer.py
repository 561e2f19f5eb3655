"""What the mouse does in the transcript: select, press targets, drag beyond the edge.

Points arrive in scene coordinates. A timer runs only while a drag is held outside the view."""

from __future__ import annotations

from PySide6.QtCore import QBasicTimer, QObject, QPointF, QTimerEvent, Signal

from desktop.views.transcript.highlights import Highlights
from desktop.views.transcript.scene import Scene
from desktop.views.transcript.selection import Mark, Selection
from desktop.views.transcript.target import Target

DRAG_MS = 33


class Pointer(QObject):
    """Presses, moves and releases over a scene."""

    targeted = Signal(str, Target)  # node, what was clicked
    selected = Signal()  # the selection changed
    pulled = Signal(int)  # a drag outside the view asks to scroll by so many pixels

    def __init__(self, scene: Scene, highlights: Highlights, parent: QObject) -> None:
        super().__init__(parent)
        self._scene = scene
        self._highlights = highlights
        self._pressed: tuple[str, Target] | None = None
        self._dragging = False
        self._pull = 0
        self._timer = QBasicTimer()

    def press(self, point: QPointF, extend: bool) -> None:
        """The left button went down; `extend`: the selection goes on to here."""
        self._pressed = self.target_at(point)
        mark = self._scene.mark_at(point)
        self._dragging = mark is not None and self._pressed is None
        if mark is None or self._pressed is not None:
            return
        old = self._highlights.selection
        anchor = old.anchor if extend and old else mark
        self._select(Selection(anchor, mark))

    def drag(self, point: QPointF, beyond: int) -> None:
        """The pointer moved with the button down, `beyond` pixels outside the view."""
        selection, mark = self._highlights.selection, self._scene.mark_at(point)
        if not self._dragging or selection is None or mark is None:
            return
        self._select(Selection(selection.anchor, mark))
        self._pull = beyond
        if beyond and not self._timer.isActive():
            self._timer.start(DRAG_MS, self)
        elif not beyond:
            self._timer.stop()

    def release(self, point: QPointF) -> None:
        """The button went up: a target that was pressed and is still there, acts."""
        self._timer.stop()
        self._dragging = False
        pressed, self._pressed = self._pressed, None
        if pressed is not None and pressed == self.target_at(point):
            self.targeted.emit(*pressed)

    def select_word(self, point: QPointF) -> None:
        """Select the word under `point`."""
        mark = self._scene.mark_at(point)
        if mark is None or self.target_at(point):
            return
        placed = self._scene.message(mark.message).placed
        if placed:
            start, end = placed[mark.leaf].box.word_at(mark.offset)
            self._select_between(mark, start, end)

    def select_paragraph(self, point: QPointF) -> None:
        """Select the whole paragraph, code block or table under `point`."""
        mark = self._scene.mark_at(point)
        if mark is None or self.target_at(point):
            return
        placed = self._scene.message(mark.message).placed
        if placed:
            self._select_between(mark, 0, placed[mark.leaf].box.length)

    def target_at(self, point: QPointF) -> tuple[str, Target] | None:
        """The message and the target under `point`."""
        index = self._scene.column.at(int(point.y()))
        if index < 0:
            return None
        target = self._scene.message(index).target_at(self._scene.inside(point, index))
        return (self._scene.entries[index].node_id, target) if target else None

    def on_text(self, point: QPointF) -> bool:
        """Whether there is text to select under `point`."""
        index = self._scene.column.at(int(point.y()))
        return index >= 0 and self._scene.message(index).on_text(self._scene.inside(point, index))

    def timerEvent(self, event: QTimerEvent) -> None:
        self.pulled.emit(self._pull)

    def _select_between(self, mark: Mark, start: int, end: int) -> None:
        first = Mark(mark.message, mark.leaf, start)
        self._select(Selection(first, Mark(mark.message, mark.leaf, end)))

    def _select(self, selection: Selection) -> None:
        self._highlights.selection = selection
        self.selected.emit()
