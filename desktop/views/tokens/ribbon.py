"""The entropy ribbon beside the scroll bar: where in the chat the open questions are."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, QSizeF, Qt, QTimer, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from desktop.core.layers import Layer, of_entropy
from desktop.core.ribbon import Band, band, means
from desktop.viewmodels.tokens import TokensModel
from desktop.views.palette import LIGHT, Palette
from desktop.views.transcript.look import BETWEEN_MESSAGES
from desktop.views.transcript.tints import Tints
from desktop.views.transcript.transcript import Transcript

WIDE = 8
FROM_EDGE = 8  # pixels from the viewport's right edge
SOON_MS = 150  # after a change, so that scrolling and streaming do not wait for it
PART = 6  # pixels of height that get one colour


class EntropyRibbon(QWidget):
    """Stands in the margin of a transcript, as high as it; a press goes there."""

    def __init__(self, transcript: Transcript, tokens: TokensModel) -> None:
        super().__init__(transcript.viewport())
        self._transcript = transcript
        self._tokens = tokens
        self._palette = LIGHT
        self._tints = Tints(LIGHT)
        self._picture = QPixmap()
        self._drawn: tuple[object, ...] = ()
        self._bands: dict[str, tuple[tuple[int, int, int], Band]] = {}
        self.parts: list[float] = []  # mean entropy in nats of each part, from the top
        hint = self.tr("Entropy along the chat: the stronger, the more open. A press goes there.")
        self.setToolTip(hint)
        self.setAccessibleName(hint)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        transcript.viewport().installEventFilter(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self._on_soon)
        transcript.verticalScrollBar().rangeChanged.connect(self._on_range_changed)
        tokens.shown_changed.connect(self._on_shown_changed)
        self._on_shown_changed()

    def set_palette(self, palette: Palette) -> None:
        self._palette, self._tints = palette, Tints(palette)
        self._draw()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._picture.isNull():
            QPainter(self).drawPixmap(0, 0, self._picture)

    def measure(self) -> None:
        """Take the means anew, if the chat or its height changed."""
        scene = self._transcript.scene
        key = (scene.column.total, self.height(), len(scene.entries), self._tokens.amount)
        if key == self._drawn:
            return
        self._drawn = key
        bands = [self._band(index) for index in range(len(scene.entries))]
        count = max(1, self.height() // PART)
        self.parts = means([each for each in bands if each], scene.column.total, count)
        self._draw()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        share = event.position().y() / max(1, self.height())
        bar = self._transcript.verticalScrollBar()
        middle = share * self._transcript.scene.column.total
        bar.setValue(round(middle - bar.pageStep() / 2))

    def _band(self, index: int) -> Band | None:
        scene = self._transcript.scene
        node = scene.entries[index].node_id
        values = self._tokens.entropies(node)
        if not values:
            return None
        top = scene.column.top(index) + scene.look.caption
        bottom = scene.column.bottom(index) - BETWEEN_MESSAGES
        key = (top, bottom, len(values))
        known = self._bands.get(node)
        if known is None or known[0] != key:
            known = self._bands[node] = (key, band(top, bottom, values))
        return known[1]

    def _draw(self) -> None:
        """Paint once what is shown until something changes."""
        ratio = self.devicePixelRatioF()
        self._picture = QPixmap((QSizeF(self.size()) * ratio).toSize())
        self._picture.setDevicePixelRatio(ratio)
        self._picture.fill(self._palette.panel)
        painter = QPainter(self._picture)
        step = self.height() / max(1, len(self.parts))
        for number, nats in enumerate(self.parts):
            tint = self._tints.of_amount(Layer.ENTROPY, of_entropy(nats))
            if tint is not None:
                painter.fillRect(QRectF(0, number * step, WIDE, step - 0.5), tint.ground)
        painter.end()
        self.update()

    @Slot()
    def _on_range_changed(self) -> None:
        """The chat is of another height: it settles while one scrolls, so wait a moment."""
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _on_soon(self) -> None:
        if self._tokens.shown:
            self.measure()

    def _place(self) -> None:
        port = self._transcript.viewport()
        self.setGeometry(port.width() - WIDE - FROM_EDGE, 0, WIDE, port.height())
        self.raise_()
        self._on_range_changed()

    @Slot()
    def _on_shown_changed(self) -> None:
        self._drawn = ()
        self.setVisible(self._tokens.shown)
        self._place()
        self._on_soon()
