"""The entropy ribbon beside the scroll bar: where in the chat the open questions are."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
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
PART = 6  # pixels of height that get one colour


class EntropyRibbon(QWidget):
    """Stands in the margin of a transcript, as high as it; a press goes there."""

    def __init__(self, transcript: Transcript, tokens: TokensModel) -> None:
        super().__init__(transcript.viewport())
        self._transcript = transcript
        self._tokens = tokens
        self._palette = LIGHT
        self._tints = Tints(LIGHT)
        self._drawn: tuple[object, ...] = ()
        self._bands: dict[str, tuple[tuple[int, int, int], Band]] = {}
        self.parts: list[float] = []  # mean entropy in nats of each part, from the top
        hint = self.tr("Entropy along the chat: the stronger, the more open. A press goes there.")
        self.setToolTip(hint)
        self.setAccessibleName(hint)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        transcript.viewport().installEventFilter(self)
        transcript.verticalScrollBar().valueChanged.connect(self.update)
        transcript.verticalScrollBar().rangeChanged.connect(self.update)
        tokens.shown_changed.connect(self._on_shown_changed)
        self._on_shown_changed()

    def set_palette(self, palette: Palette) -> None:
        self._palette, self._tints = palette, Tints(palette)
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        self.measure()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = self.height() / max(1, len(self.parts))
        for number, nats in enumerate(self.parts):
            tint = self._tints.of_amount(Layer.ENTROPY, of_entropy(nats))
            if tint is not None:
                painter.fillRect(QRectF(0, number * step, WIDE, step - 0.5), tint.ground)

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

    def _place(self) -> None:
        port = self._transcript.viewport()
        self.setGeometry(port.width() - WIDE - FROM_EDGE, 0, WIDE, port.height())
        self.raise_()

    @Slot()
    def _on_shown_changed(self) -> None:
        self._drawn = ()
        self.setVisible(self._tokens.shown)
        self._place()
