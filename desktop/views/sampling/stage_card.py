"""One stage of the chain as a card: handle, switch, name, what it does, its settings."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.views.explain import Explain
from desktop.views.one_line import OneLine
from desktop.views.sampling.effect import EffectPicture
from desktop.views.sampling.words import stage_help, stage_title
from engine.stage_settings import StageName


class DragHandle(QLabel):
    """Dragged with the mouse, or moved with Alt and the arrow keys."""

    dragged = Signal(int)  # y of the pointer, in the parent's parent
    dropped = Signal()
    stepped = Signal(int)  # -1 up, 1 down

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__("⠿", parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setProperty("quiet", True)
        self.setAccessibleName(self.tr("Move {stage}").format(stage=name))
        self.setAccessibleDescription(self.tr("Drag, or press Alt and an arrow key"))
        self.setToolTip(self.accessibleDescription())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # else the moves would go to the card

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.dragged.emit(self.mapTo(self._ground(), event.position().toPoint()).y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.dropped.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if step and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.stepped.emit(step)
        else:
            super().keyPressEvent(event)

    def _ground(self) -> QWidget:
        card = self.parentWidget()
        assert card is not None
        ground = card.parentWidget()
        assert ground is not None
        return ground


class StageCard(QFrame):
    """Shows a stage and says what a person does to it; knows no model."""

    switched = Signal(object, bool)  # StageName, acting
    dragged = Signal(object, int)  # StageName, y in the parent
    dropped = Signal(object)
    stepped = Signal(object, int)
    opened = Signal(object)  # StageName, its settings are looked at for the first time

    def __init__(
        self, stage: StageName, *, movable: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.stage = stage
        self.setObjectName("stage")
        self._made = False
        title = stage_title(stage)
        self._handle = DragHandle(title, self)
        self._handle.setVisible(movable)
        self._switch = QCheckBox(title, self)
        self._switch.setToolTip(stage_help(stage))
        self._switch.setAccessibleDescription(stage_help(stage))
        self._fixed = QLabel(title, self)
        self._fixed.setToolTip(stage_help(stage))
        self._switch.setVisible(movable)
        self._fixed.setVisible(not movable)
        self._note = OneLine(self)
        self._impact = OneLine(self)
        for each in (self._note, self._impact):
            each.setProperty("small", True)
        self.picture = EffectPicture(self)
        self._arrow = QToolButton(self)
        self._arrow.setCheckable(True)
        self._arrow.setAccessibleName(self.tr("Settings of {stage}").format(stage=title))
        self.body = QWidget(self)
        self.rows = QVBoxLayout(self.body)
        self._lay_out()
        self._connect()
        self.unfold(False)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        for each in (self._handle, self._switch, self._fixed):
            head.addWidget(each)
        head.addWidget(self._note, 1)
        head.addWidget(self.picture)
        head.addWidget(Explain(self.stage.value, parent=self))
        head.addWidget(self._arrow)
        self.rows.setContentsMargins(0, 4, 0, 4)
        self.rows.setSpacing(12)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(8, 2, 4, 2)
        whole.setSpacing(2)
        whole.addLayout(head)
        whole.addWidget(self._impact)
        whole.addWidget(self.body)

    def _connect(self) -> None:
        self._switch.clicked.connect(lambda acting: self.switched.emit(self.stage, acting))
        self._handle.dragged.connect(lambda y: self.dragged.emit(self.stage, y))
        self._handle.dropped.connect(lambda: self.dropped.emit(self.stage))
        self._handle.stepped.connect(lambda step: self.stepped.emit(self.stage, step))
        self._arrow.toggled.connect(self.unfold)

    @Slot(bool)
    def unfold(self, shown: bool) -> None:
        """Show the stage's settings, or fold them away."""
        self._arrow.setChecked(shown)
        self._arrow.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
        if shown and not self._made:
            self._made = True
            self.opened.emit(self.stage)
        self.body.setVisible(shown)

    @property
    def unfolded(self) -> bool:
        """Whether its settings are shown."""
        return self._arrow.isChecked()

    @property
    def note(self) -> str:
        """A word on a stage that does nothing."""
        return self._note.accessibleName()

    @property
    def did(self) -> str:
        """What it did over the reply in view."""
        return self._impact.accessibleName()

    def show_acting(self, acting: bool, note: str, impact: str, changed: bool) -> None:
        """Whether it acts, with a word on that; what it did; whether a person changed it."""
        self._switch.setChecked(acting)
        self._note.set_full(note)
        self._impact.set_full(impact)
        self._impact.setVisible(bool(impact))
        for label in (self._switch, self._fixed):
            font = label.font()
            font.setBold(changed)
            label.setFont(font)
        self.setProperty("off", not acting)
        self.style().unpolish(self)
        self.style().polish(self)

    def show_effect(
        self, before: Sequence[float | None] = (), after: Sequence[float | None] = ()
    ) -> None:
        """What it does to the next token's distribution now."""
        self.picture.show_effect(before, after)

    def focus_handle(self) -> None:
        """After a move by keys, so that the next key moves on."""
        self._handle.setFocus()

    def middle(self) -> int:
        """Its middle, in the parent."""
        return self.mapTo(self.parentWidget() or self, QPoint(0, self.height() // 2)).y()
