"""The strip over the token view: which layer is shown, and what its colours mean."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QToolButton, QWidget

from desktop.core.layers import STRONGEST, Layer
from desktop.core.tokens import Origin
from desktop.viewmodels.tokens import TokensModel
from desktop.views.explain import Explain
from desktop.views.palette import LIGHT, Palette
from desktop.views.transcript.tints import Tints

SCALE = QSize(148, 10)
SWATCH = 12
BETWEEN = 10
EXPLAINED = tuple(o for o in Origin if o not in (Origin.TEMPLATE, Origin.CONTROL))


def layer_name(layer: Layer) -> str:
    """What a layer is called."""
    translate = QCoreApplication.translate
    return {
        Layer.PROBABILITY: translate("Tokens", "Probability"),
        Layer.RELATIVE: translate("Tokens", "Relative to the best"),
        Layer.RANK: translate("Tokens", "Rank"),
        Layer.ENTROPY: translate("Tokens", "Entropy"),
        Layer.ORIGIN: translate("Tokens", "Origin"),
        Layer.BOUNDARIES: translate("Tokens", "Boundaries"),
    }[layer]


def layer_ends(layer: Layer) -> tuple[str, str] | None:
    """The words at the strong and at the empty end of a layer's scale; None where it has none."""
    translate = QCoreApplication.translate
    return {
        Layer.PROBABILITY: (
            translate("Tokens", "surprising, 0.6 %"),
            translate("Tokens", "certain, over 90 %"),
        ),
        Layer.RELATIVE: (
            translate("Tokens", "0.6 % of the best"),
            translate("Tokens", "the best itself"),
        ),
        Layer.RANK: (translate("Tokens", "rank 155"), translate("Tokens", "rank 1")),
        Layer.ENTROPY: (
            translate("Tokens", "open, 6 bit"),
            translate("Tokens", "settled, under 0.5 bit"),
        ),
    }.get(layer)


def layer_help(layer: Layer) -> str:
    """What a layer shows, in one sentence."""
    translate = QCoreApplication.translate
    return {
        Layer.PROBABILITY: translate(
            "Tokens", "How likely the model itself found the token, before any sampler stage."
        ),
        Layer.RELATIVE: translate(
            "Tokens", "The probability of the token as a share of the likeliest candidate's."
        ),
        Layer.RANK: translate(
            "Tokens", "The place of the token among all candidates; 1 is the likeliest."
        ),
        Layer.ENTROPY: translate(
            "Tokens", "How open the choice was: 1 bit is two candidates of equal probability."
        ),
        Layer.ORIGIN: translate("Tokens", "How the token came to be."),
        Layer.BOUNDARIES: translate("Tokens", "Where one token ends and the next begins."),
    }[layer]


def origin_name(origin: Origin) -> str:
    """How tokens of an origin are called."""
    translate = QCoreApplication.translate
    return {
        Origin.SAMPLED: translate("Tokens", "sampled"),
        Origin.GREEDY: translate("Tokens", "greedy"),
        Origin.REDRAWN: translate("Tokens", "redrawn"),
        Origin.FORCED: translate("Tokens", "yours"),
        Origin.BEAM: translate("Tokens", "beam"),
        Origin.CONTRASTIVE: translate("Tokens", "contrastive"),
        Origin.WRITTEN: translate("Tokens", "by hand"),
        Origin.TEMPLATE: translate("Tokens", "template"),
        Origin.CONTROL: translate("Tokens", "special"),
    }[origin]


# The terms of the glossary that a layer needs.
TERMS = {
    Layer.PROBABILITY: ("probability", "surprise"),
    Layer.RELATIVE: ("probability",),
    Layer.RANK: ("rank",),
    Layer.ENTROPY: ("entropy",),
    Layer.ORIGIN: ("sampling", "greedy", "beam", "contrastive"),
    Layer.BOUNDARIES: ("token",),
}


class LegendScale(QWidget):
    """The colours of a layer with their words, painted as the tiles are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = LIGHT
        self._tints = Tints(LIGHT)
        self._layer = Layer.PROBABILITY

    def sizeHint(self) -> QSize:
        return QSize(420, self.fontMetrics().height() + 4)

    def set_palette(self, palette: Palette) -> None:
        self._palette, self._tints = palette, Tints(palette)
        self.update()

    def show_layer(self, layer: Layer) -> None:
        self._layer = layer
        self.setAccessibleName(self.words())
        self.setToolTip(layer_help(layer))
        self.update()

    def words(self) -> str:
        """All that the strip says."""
        ends = layer_ends(self._layer)
        return " – ".join(ends) if ends else layer_help(self._layer)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ends = layer_ends(self._layer)
        if ends is not None:
            self._paint_scale(painter, *ends)
        elif self._layer is Layer.ORIGIN:
            self._paint_origins(painter)
        else:
            self._write(painter, 0, layer_help(self._layer))

    def _paint_scale(self, painter: QPainter, strong: str, empty: str) -> None:
        x = self._write(painter, 0, strong) + 8
        words = QFontMetrics(self.font()).horizontalAdvance(empty) + 8
        wide = min(SCALE.width(), max(self.width() - x - words, SCALE.height()))
        frame = QRectF(x, (self.height() - SCALE.height()) / 2, wide, SCALE.height())
        steps = 24
        for step in range(steps):
            tint = self._tints.of_amount(self._layer, STRONGEST * (1 - step / steps))
            wide = frame.width() / steps
            if tint is not None:
                part = QRectF(x + step * wide, frame.top(), wide + 0.5, frame.height())
                painter.fillRect(part, tint.ground)
        painter.setPen(self._palette.line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(frame.adjusted(0.5, 0.5, -0.5, -0.5))
        self._write(painter, frame.right() + 8, empty)

    def _paint_origins(self, painter: QPainter) -> None:
        x = 0.0
        for origin in EXPLAINED:
            tint = self._tints.of_origin(origin)
            top = (self.height() - SWATCH) / 2
            painter.setPen(self._palette.line)
            painter.setBrush(tint.ground if tint else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(x + 0.5, top + 0.5, SWATCH - 1, SWATCH - 1), 3, 3)
            x = self._write(painter, x + SWATCH + 6, origin_name(origin)) + BETWEEN

    def _write(self, painter: QPainter, x: float, text: str) -> float:
        """Words from `x` on; gives where they end."""
        painter.setPen(QColor(self._palette.ink2))
        row = QRectF(x, 0, self.width() - x, self.height())
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        return x + QFontMetrics(self.font()).horizontalAdvance(text)


class Legend(QFrame):
    """Names the layer, offers the others, and shows the scale."""

    def __init__(self, model: TokensModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("legend")
        self._model = model
        self._name = QToolButton(self)
        self._name.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        font = QFont(self._name.font())
        font.setWeight(QFont.Weight.DemiBold)
        self._name.setFont(font)
        self._name.setMenu(self._menu())
        self.scale = LegendScale(self)
        self._name.setToolTip(self.tr("next layer: L"))
        self._whole = QToolButton(self)
        self._whole.setText(self.tr("Whole prompt"))
        self._whole.setToolTip(
            self.tr("Show the prompt as the model sees it: system prompt, template, special tokens")
        )
        self._whole.setCheckable(True)
        self._layout = QHBoxLayout(self)
        self._layout.setSpacing(12)
        self._layout.addWidget(self._name)
        self.explain = Explain("probability", parent=self)
        self._layout.addWidget(self.explain)
        self._layout.addWidget(self.scale, 1)
        self._layout.addWidget(self._whole)
        self.align(0, 0)
        model.layer_changed.connect(self._show)
        self._follow_whole()
        self._show()

    def align(self, left: int, right: int) -> None:
        """Keep to the column of the transcript, the name's own padding aside."""
        self._layout.setContentsMargins(max(0, left - 8), 4, right, 4)

    def set_palette(self, palette: Palette) -> None:
        self.scale.set_palette(palette)

    def _follow_whole(self) -> None:
        whole = self._model.whole
        self._whole.setVisible(whole is not None)
        if whole is not None:
            self._whole.toggled.connect(whole.show)
            whole.changed.connect(self._on_whole)
            self._on_whole()

    @Slot()
    def _on_whole(self) -> None:
        self._whole.setChecked(self._model.whole is not None and self._model.whole.shown)

    def _menu(self) -> QMenu:
        menu = QMenu(self._name)
        for layer in Layer:
            action = menu.addAction(layer_name(layer), partial(self._model.show_layer, layer))
            action.setToolTip(layer_help(layer))
        return menu

    @Slot()
    def _show(self) -> None:
        self._name.setText(layer_name(self._model.layer) + "  ▾")
        self._name.setAccessibleName(
            self.tr("Layer: {name}").format(name=layer_name(self._model.layer))
        )
        self.scale.show_layer(self._model.layer)
        self.explain.tell(*TERMS[self._model.layer])
