"""The sampling settings as controls, built from their declarations."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSlider,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.viewmodels.sampling import SamplingModel
from engine.declarations import Setting, declared
from engine.errors import InvalidSetting
from engine.settings import SamplingSettings

MOST_SLIDER_STEPS = 1000  # wider ranges get a number only
MOST_STOPS = 16
MOST_IN_SPIN_BOX = 2**31  # Qt's whole-number box counts in 32 bits with a sign


def translated(text: str) -> str:
    """Words of a declaration in the window's language."""
    return QCoreApplication.translate("Setting", text)


class _Slider(QSlider):
    """A slider that the wheel moves only when it has the focus, so that panels can be scrolled."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class SettingRow(QWidget):
    """One number: name, value, slider, reset. Emits what the person chose."""

    chosen = Signal(str, object)
    reset = Signal(str)

    def __init__(self, setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._setting = setting
        self._whole = isinstance(setting.default, int)
        self._name = QLabel(translated(setting.label), self)
        self._number = self._make_number()
        self._slider = self._make_slider()
        self._reset = QToolButton(self)
        self._reset.setText("↺")
        self._reset.setToolTip(self.tr("Back to the default"))
        self._reset.setAccessibleName(self.tr("Reset {name}").format(name=self._name.text()))
        self._reset.clicked.connect(lambda: self.reset.emit(setting.name))
        self._lay_out()
        self.setToolTip(translated(setting.help))
        for each in (self._number, self._slider):
            if each is not None:
                each.setAccessibleName(self._name.text())
                each.setAccessibleDescription(translated(setting.help))

    def show_value(self, value: float, default: float) -> None:
        """Take over a value from outside; emits nothing."""
        with QSignalBlocker(self._number):
            self._number.setValue(value)  # type: ignore[arg-type]
        if self._slider is not None:
            with QSignalBlocker(self._slider):
                self._slider.setValue(self._position(value))
        self._reset.setVisible(value != default)
        word = translated(self._setting.lowest) if default == self._setting.low else ""
        shown = word or f"{default:g}"
        self._reset.setToolTip(self.tr("Back to the default, {value}").format(value=shown))

    def _make_number(self) -> QSpinBox | QDoubleSpinBox:
        s = self._setting
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

    def _make_slider(self) -> QSlider | None:
        s = self._setting
        steps = round((s.high - s.low) / s.step)
        if steps > MOST_SLIDER_STEPS:
            return None
        slider = _Slider(Qt.Orientation.Horizontal, self)
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

    def _position(self, value: float) -> int:
        return round((value - self._setting.low) / self._setting.step)

    @Slot(int)
    def _on_slider(self, position: int) -> None:
        value = self._setting.low + position * self._setting.step
        self.chosen.emit(self._setting.name, round(value) if self._whole else round(value, 4))


class Fold(QWidget):
    """Rows under a heading, folded away until the heading is clicked."""

    opened = Signal()

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = QToolButton(self)
        self._heading.setText(heading)
        self._heading.setCheckable(True)
        self._heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._heading.toggled.connect(self._on_toggled)
        self._body = QWidget(self)
        self.rows = QVBoxLayout(self._body)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setSpacing(12)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self._heading)
        layout.addWidget(self._body)
        self._on_toggled(False)

    @Slot(bool)
    def _on_toggled(self, shown: bool) -> None:
        arrow = Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow
        self._heading.setArrowType(arrow)
        if shown:
            self.opened.emit()
        self._body.setVisible(shown)


class StopStrings(QWidget):
    """The texts that end a reply, one a field; \\n stands for a line break."""

    chosen = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = QLineEdit(self)
        self._field.setPlaceholderText(self.tr("none; several are separated by |"))
        self._field.setAccessibleName(self.tr("Stop strings"))
        self._field.setToolTip(
            self.tr("Ends a reply before any of these texts; \\n stands for a line break.")
        )
        self._field.editingFinished.connect(self._on_edited)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(QLabel(self.tr("Stop strings"), self))
        layout.addWidget(self._field)

    def show_value(self, stops: tuple[str, ...]) -> None:
        """Take over a value from outside; emits nothing."""
        if not self._field.hasFocus():
            self._field.setText("|".join(s.replace("\n", "\\n") for s in stops))

    @Slot()
    def _on_edited(self) -> None:
        parts = (part.replace("\\n", "\n")[:200] for part in self._field.text().split("|"))
        self.chosen.emit(tuple(part for part in parts if part)[:MOST_STOPS])


class SamplingPanel(QScrollArea):
    """All sampling settings over a `SamplingModel`."""

    def __init__(self, model: SamplingModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setAccessibleName(self.tr("Sampling"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget(self)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(self._head(body))
        self._rows: dict[str, SettingRow] = {}
        self._add_rows(layout, basic=True)
        self._rarer = Fold(self.tr("All stages"), body)
        self._rarer.opened.connect(self._add_rarer)
        self._stops = StopStrings(body)
        self._stops.chosen.connect(lambda stops: model.choose("stop", stops))
        layout.addWidget(self._stops)
        layout.addWidget(self._rarer)
        layout.addStretch(1)
        self.setWidget(body)
        model.changed.connect(self._show)
        self._show()

    def _head(self, body: QWidget) -> QHBoxLayout:
        head = QHBoxLayout()
        title = QLabel(self.tr("Sampling"), body)
        title.setProperty("caption", True)
        self._defaults = QPushButton(self.tr("Defaults"), body)
        self._defaults.setToolTip(
            self.tr("What the model recommends, else llama.cpp's own defaults")
        )
        self._defaults.clicked.connect(self._model.reset_all)
        head.addWidget(title, 1)
        head.addWidget(self._defaults)
        return head

    def _add_rows(self, layout: QVBoxLayout, *, basic: bool) -> None:
        for setting in declared(SamplingSettings):
            if setting.basic is basic and setting.name not in self._rows:
                row = self._rows[setting.name] = SettingRow(setting)
                row.chosen.connect(self._on_chosen)
                row.reset.connect(self._model.reset)
                layout.addWidget(row)

    @Slot()
    def _add_rarer(self) -> None:
        """Rows that are folded away are made when they are first looked at."""
        self._add_rows(self._rarer.rows, basic=False)
        self._show()

    @Slot(str, object)
    def _on_chosen(self, name: str, value: object) -> None:
        try:
            self._model.choose(name, value)
        except InvalidSetting:
            self._show()

    @Slot()
    def _show(self) -> None:
        settings = self._model.settings
        for name, row in self._rows.items():
            row.show_value(getattr(settings, name), self._model.default(name))
        self._stops.show_value(settings.stop)
        self._defaults.setEnabled(bool(self._model.chosen))
