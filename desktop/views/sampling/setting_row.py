"""One number of the sampling settings as a control, built from its declaration."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QSlider,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.views.sampling.words import translated
from engine.declarations import Setting

MOST_SLIDER_STEPS = 1000  # wider ranges get a number only
MOST_IN_SPIN_BOX = 2**31  # Qt's whole-number box counts in 32 bits with a sign
HANDLE_PX = 14  # the width of a slider's handle with its border
MARK_PX = 5


class MarkedSlider(QSlider):
    """A slider with a mark at the default. The wheel moves it only while it has the focus, so that
    panels can be scrolled."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._mark = 0

    def set_mark(self, position: int) -> None:
        """Where the default is."""
        self._mark = position
        self.update()

    @property
    def mark_x(self) -> float:
        """The mark's place in pixels: where the handle's middle is at the default."""
        share = (self._mark - self.minimum()) / max(self.maximum() - self.minimum(), 1)
        return HANDLE_PX / 2 + share * (self.width() - HANDLE_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.setOpacity(0.45)
        bottom = self.height() - 1
        painter.drawLine(round(self.mark_x), bottom - MARK_PX, round(self.mark_x), bottom)
        painter.end()
        super().paintEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class SettingRow(QWidget):
    """One number: name, value, slider, reset, one line of help. Emits what the person chose."""

    chosen = Signal(str, object)
    reset = Signal(str)

    def __init__(self, setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setting = setting
        self._whole = isinstance(setting.default, int)
        self._name = QLabel(translated(setting.label), self)
        self._number = self._make_number()
        self._slider = self._make_slider()
        self._help = QLabel(translated(setting.help), self)
        self._help.setProperty("small", True)
        self._help.setWordWrap(True)
        self._reset = QToolButton(self)
        self._reset.setText("↺")
        self._reset.setAccessibleName(self.tr("Reset {name}").format(name=self._name.text()))
        self._reset.clicked.connect(lambda: self.reset.emit(setting.name))
        self._lay_out()
        for each in (self._number, self._slider):
            if each is not None:
                each.setAccessibleName(self._name.text())
                each.setAccessibleDescription(self._help.text())

    def show_value(self, value: float, default: float) -> None:
        """Take over a value from outside; emits nothing."""
        with QSignalBlocker(self._number):
            self._number.setValue(value)  # type: ignore[arg-type]
        if self._slider is not None:
            with QSignalBlocker(self._slider):
                self._slider.setValue(self._position(value))
            self._slider.set_mark(self._position(default))
        self._reset.setVisible(value != default)
        word = translated(self.setting.lowest) if default == self.setting.low else ""
        shown = word or f"{default:g}"
        self._reset.setToolTip(self.tr("Back to the default, {value}").format(value=shown))

    def _make_number(self) -> QSpinBox | QDoubleSpinBox:
        s = self.setting
        number: QSpinBox | QDoubleSpinBox
        if self._whole and s.high < MOST_IN_SPIN_BOX:
            number = QSpinBox(self)
            number.setRange(int(s.low), int(s.high))
            number.setSingleStep(int(s.step))
        else:
            number = QDoubleSpinBox(self)
            number.setDecimals(0 if self._whole else 2)
            number.setRange(s.low, s.high)
            number.setSingleStep(s.step)
        number.setKeyboardTracking(False)
        number.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        number.setAlignment(Qt.AlignmentFlag.AlignRight)
        number.setFixedWidth(number.fontMetrics().horizontalAdvance("0000000000") + 16)
        number.setSpecialValueText(translated(s.lowest))
        kind = int if self._whole else float
        number.valueChanged.connect(lambda value: self.chosen.emit(s.name, kind(value)))
        return number

    def _make_slider(self) -> MarkedSlider | None:
        s = self.setting
        steps = round((s.high - s.low) / s.step)
        if steps > MOST_SLIDER_STEPS:
            return None
        slider = MarkedSlider(self)
        slider.setRange(0, steps)
        slider.valueChanged.connect(self._on_slider)
        return slider

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(4)
        head.addWidget(self._name, 1)
        head.addWidget(self._reset)
        head.addWidget(self._number)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(head)
        if self._slider is not None:
            whole.addWidget(self._slider)
        whole.addWidget(self._help)

    def _position(self, value: float) -> int:
        return round((value - self.setting.low) / self.setting.step)

    @Slot(int)
    def _on_slider(self, position: int) -> None:
        value = self.setting.low + position * self.setting.step
        self.chosen.emit(self.setting.name, round(value) if self._whole else round(value, 4))
