"""The scroll area under the transcript: paints what is in sight, keeps the reader's place.

It knows geometry and scrolling, nothing of mouse, keys or actions. A view of tokens can stand on
the same surface: all that it shows comes from the scene."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from desktop.views.palette import LIGHT, Palette
from desktop.views.transcript.highlights import Highlights
from desktop.views.transcript.look import BETWEEN_MESSAGES, MARGIN, make_look
from desktop.views.transcript.scene import Scene

MAX_PASSES = 6
RING = 8  # distance of the focus ring from the message


class Surface(QAbstractScrollArea):
    """A scene in a scroll area. `following`: the view stays at the end as text is added."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Asked for the viewport that Qt makes, PySide sets up every widget class to find its type.
        self.setViewport(QWidget())
        self._palette = LIGHT
        self._zoom = 1.0
        self._header: QWidget | None = None
        self._settling = False
        self.following = True
        self.ringed = ""  # the message with the focus ring
        self.scene = Scene(make_look(LIGHT, self.font(), 1.0))
        self.highlights = Highlights(self.scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().setSingleStep(round(self.scene.look.line))
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def set_palette(self, palette: Palette) -> None:
        """Repaint in another theme."""
        self._palette = palette
        self._restyle()

    def set_zoom(self, factor: float) -> None:
        """Show the text `factor` times as large as the interface asks for."""
        self._zoom = factor
        self._restyle()

    def set_header(self, widget: QWidget) -> None:
        """Put a widget on top of the first message, where it scrolls with the text."""
        self._header = widget
        widget.setParent(self.viewport())
        widget.installEventFilter(self)
        widget.show()
        self.settle()

    @contextmanager
    def place_kept(self) -> Iterator[None]:
        """Change the scene inside; the reader then sees the same text at the same height."""
        value = self.verticalScrollBar().value()
        nodes = [
            (self.scene.entries[index].node_id, self.scene.column.top(index) - value)
            for index in self._in_sight()
        ]
        yield
        for node, y in nodes:
            index = self.scene.place_of(node)
            if index >= 0:
                self._move_bar(self.scene.column.top(index) - y)
                break
        self.settle()

    def settle(self) -> None:
        """Lay out what is in sight, correct the scroll bar and repaint."""
        if self._settling:
            return
        self._settling = True
        for _ in range(MAX_PASSES):
            if not self._pass():
                break
        self._settling = False
        self.place_children()
        self.viewport().update()

    def place_children(self) -> None:
        """Move the widgets that scroll with the text."""
        if self._header is not None:
            top = BETWEEN_MESSAGES - self.verticalScrollBar().value()
            self._header.setGeometry(
                self.column_left(), top, round(self.scene.width), self._header_height()
            )

    def column_left(self) -> int:
        """Where the column begins in the viewport."""
        return max(MARGIN, round((self.viewport().width() - self.scene.width) / 2))

    def to_scene(self, point: QPointF) -> QPointF:
        """A point of the viewport in scene coordinates."""
        return point + QPointF(-self.column_left(), self.verticalScrollBar().value())

    def message_rect(self, index: int) -> QRectF:
        """Where a message is in the viewport, without the distance to the next."""
        top = self.scene.column.top(index) - self.verticalScrollBar().value()
        height = self.scene.column.bottom(index) - self.scene.column.top(index)
        return QRectF(self.column_left(), top, self.scene.width, height - BETWEEN_MESSAGES)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        clip = QRectF(event.rect())
        painter.fillRect(clip, self._palette.panel)
        for index in self._in_sight():
            self._paint_message(painter, index, clip)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = min(self.scene.look.column, self.viewport().width() - 2 * MARGIN)
        if round(width) != round(self.scene.width):
            self._restyle()
        else:
            self.settle()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._restyle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = (QEvent.Type.LayoutRequest, QEvent.Type.ShowToParent, QEvent.Type.HideToParent)
        if watched is self._header and event.type() in kinds:
            self.settle()
        return super().eventFilter(watched, event)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        if not self._settling:
            bar = self.verticalScrollBar()
            self.following = bar.value() >= bar.maximum()
            self.settle()

    def _restyle(self) -> None:
        look = make_look(self._palette, self.font(), self._zoom)
        width = max(1.0, min(look.column, self.viewport().width() - 2 * MARGIN))
        self.verticalScrollBar().setSingleStep(round(look.line))
        with self.place_kept():
            self.scene.restyle(look, width)

    def _pass(self) -> bool:
        """One round of laying out; True if heights changed, so that another is due."""
        bar, view = self.verticalScrollBar(), self.viewport().height()
        self.scene.column.start_at(self._content_top())
        self._move_bar(bar.maximum() if self.following else bar.value())
        if self.following:
            bar.setValue(bar.maximum())
        held = self._held()
        changed = self.scene.fill(bar.value(), bar.value() + view)
        if changed and held is not None and not self.following:
            index, y = held
            self._move_bar(self.scene.column.top(index) - y)
        return changed

    def _held(self) -> tuple[int, int] | None:
        """The first message in sight that is measured, or the first, and its y in the view."""
        indices = list(self._in_sight())
        known = (index for index in indices if self.scene.column.measured(index))
        index = next(known, indices[0] if indices else -1)
        if index < 0:
            return None
        return index, self.scene.column.top(index) - self.verticalScrollBar().value()

    def _move_bar(self, value: int) -> None:
        """Let the scroll bar reach to the end of the text and stand at `value`."""
        settling, self._settling = self._settling, True
        bar, view = self.verticalScrollBar(), self.viewport().height()
        bar.setPageStep(view)
        bar.setRange(0, max(0, self.scene.column.total - view))
        bar.setValue(value)
        self._settling = settling

    def _in_sight(self) -> range:
        top = self.verticalScrollBar().value()
        return self.scene.column.between(top, top + self.viewport().height())

    def _content_top(self) -> int:
        height = self._header_height()
        return BETWEEN_MESSAGES + (height + BETWEEN_MESSAGES if height else 0)

    def _header_height(self) -> int:
        if self._header is None or self._header.isHidden():
            return 0
        if self._header.hasHeightForWidth():
            return self._header.heightForWidth(round(self.scene.width))
        return self._header.sizeHint().height()

    def _paint_message(self, painter: QPainter, index: int, clip: QRectF) -> None:
        message = self.scene.message(index)
        rect = self.message_rect(index)
        washes = self.highlights.washes(index, message)
        if message.entry.node_id == self.scene.editing:
            painter.setClipRect(rect.adjusted(0, 0, 0, message.body_top - rect.height()))
        message.paint(painter, rect.topLeft(), washes, clip)
        painter.setClipping(False)
        if message.entry.node_id == self.ringed and self.hasFocus():
            painter.setPen(QPen(self._palette.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect.adjusted(-RING, -RING / 2, RING, RING), 8, 8)
