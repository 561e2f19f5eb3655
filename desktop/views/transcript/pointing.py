"""The surface under a mouse: selecting text, pressing targets, moving wide blocks sideways."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.views.transcript.pointer import Pointer
from desktop.views.transcript.surface import Surface

NOWHERE = QPoint(-999, -999)


class Pointing(Surface):
    """Turns mouse events into what `Pointer` understands."""

    pressed_on = Signal(str)  # node under the pointer, "" for none
    hovered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pointer = Pointer(self.scene, self.highlights, self)
        self.pointer.selected.connect(self.viewport().update)
        self.pointer.pulled.connect(self._on_pulled)
        self._double_at = NOWHERE
        self._double_ms = 0
        self.viewport().setMouseTracking(True)

    def node_at(self, position: QPointF) -> str:
        """The message at a point of the viewport, "" beside or between messages."""
        index = self.scene.column.at(int(self.to_scene(position).y()))
        if index < 0 or not self.message_rect(index).adjusted(-48, 0, 48, 0).contains(position):
            return ""
        return self.scene.entries[index].node_id

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        point = self.to_scene(event.position())
        self.pressed_on.emit(self.node_at(event.position()))
        if self._is_third(event):
            self.pointer.select_paragraph(point)
        else:
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.pointer.press(point, extend=bool(shift))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._double_at = event.position().toPoint()
        self._double_ms = event.timestamp()
        point = self.to_scene(event.position())
        if self.pointer.target_at(point):
            self.pointer.press(point, extend=False)
        else:
            self.pointer.select_word(point)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event.position())
        else:
            self._show_cursor(self.to_scene(event.position()))
            self.hovered.emit(self.node_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pointer.release(self.to_scene(event.position()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta() if event.pixelDelta().isNull() else event.pixelDelta()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        across = delta.x() or (delta.y() if shift else 0)
        if shift or abs(across) > abs(delta.y()):
            point = self.to_scene(event.position())
            self.move_sideways(self.scene.column.at(int(point.y())), -across, point)
            event.accept()
        else:
            super().wheelEvent(event)

    def move_sideways(self, index: int, by: int, point: QPointF | None = None) -> None:
        """Move the wide blocks of a message, or only the one under `point`."""
        if index < 0:
            return
        inside = self.scene.inside(point, index) if point is not None else None
        for block in self.scene.message(index).sideways_at(inside):
            block.move(by)
        self.viewport().update()

    def _is_third(self, event: QMouseEvent) -> bool:
        """Whether this press follows a double click at once, at the same place."""
        near = (event.position().toPoint() - self._double_at).manhattanLength()
        self._double_at = NOWHERE
        soon = event.timestamp() - self._double_ms <= QApplication.doubleClickInterval()
        return soon and near <= QApplication.startDragDistance()

    def _drag(self, position: QPointF) -> None:
        y, height = position.toPoint().y(), self.viewport().height()
        self.pointer.drag(self.to_scene(position), min(0, y) + max(0, y - height))

    @Slot(int)
    def _on_pulled(self, by: int) -> None:
        """A drag is held outside: scroll, and select up to the edge that came into sight."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + by)
        edge = 0 if by < 0 else self.viewport().height()
        self.pointer.drag(self.to_scene(QPointF(self.viewport().width() / 2, edge + by)), by)

    def _show_cursor(self, point: QPointF) -> None:
        if self.pointer.target_at(point):
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        elif self.pointer.on_text(point):
            self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        else:
            self.viewport().unsetCursor()
