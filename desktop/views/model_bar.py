"""The bar over the transcript: which model, how it is, how fast."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QToolButton,
    QWidget,
)

from desktop.viewmodels.engine import EngineModel, EngineState
from desktop.views.one_line import OneLine
from resources import POCKET

LONGEST_NAME_PX = 320


class ModelBar(QFrame):
    """Shows an `EngineModel`; its button asks for the list of models."""

    models_wanted = Signal()

    def __init__(self, engine: EngineModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bar")
        self._engine = engine
        self._speed = 0.0
        self._raw = False
        self._name = QToolButton(self)
        self._name.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        font = self._name.font()
        font.setWeight(font.Weight.DemiBold)
        self._name.setFont(font)
        self._name.clicked.connect(self.models_wanted)
        self._facts = OneLine(self)
        self._facts.setProperty("quiet", True)
        self._progress = QProgressBar(self)
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(120)
        self._progress.setRange(0, 1000)
        self._cancel = QPushButton(self)
        self._cancel.clicked.connect(engine.cancel_load)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(12)
        layout.addWidget(self._name)
        layout.addWidget(self._facts, 1)
        layout.addWidget(self._progress)
        layout.addWidget(self._cancel)
        self._layout = layout
        engine.changed.connect(self._show)
        self._show()

    def add(self, widget: QWidget) -> None:
        """Put a widget at the right end."""
        self._layout.addWidget(widget)

    def set_speed(self, tokens_per_second: float) -> None:
        """Of the reply under way or the last one; 0 hides it."""
        self._speed = tokens_per_second
        self._show_facts()

    def set_raw(self, raw: bool) -> None:
        """Whether the model goes on with a notebook, not with a chat."""
        if raw != self._raw:
            self._raw = raw
            self._show_facts()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show()

    @property
    def list_place(self) -> QPoint:
        """Where on the screen a list of models belongs: under the name."""
        return self._name.mapToGlobal(QPoint(0, self._name.height() + 4))

    @Slot()
    def _show(self) -> None:
        loading = self._engine.state is EngineState.LOADING
        self._name.setText(self._elided(self.title()) + "  ▾")
        self._name.setToolTip(self._engine.path)
        self._name.setAccessibleName(self.tr("Model: {name}").format(name=self.title()))
        self._progress.setVisible(loading)
        self._progress.setValue(round(self._engine.progress * 1000))
        self._progress.setAccessibleName(self.tr("Loading"))
        self._cancel.setVisible(loading)
        self._cancel.setText(self.tr("Cancel"))
        self._show_facts()

    def _show_facts(self) -> None:
        notebook = [self.tr("Notebook")] if self._raw else []
        self._facts.set_full(" · ".join([*notebook, *self._words()]))

    def title(self) -> str:
        """The name of the model as the window shows it."""
        if self._engine.path == str(POCKET):
            return self._pocket()
        if self._engine.facts is not None and self._engine.state is not EngineState.LOADING:
            return self._engine.facts.name
        return Path(self._engine.path).stem if self._engine.path else self.tr("No model")

    def _words(self) -> list[str]:
        facts = self._engine.facts
        match self._engine.state:
            case EngineState.LOADING:
                return [self.tr("loading")]
            case EngineState.READY if facts is not None:
                speed = self.tr("{n} tokens/s").format(n=f"{self._speed:,.1f}")
                return [facts.quantisation, facts.device, *([speed] if self._speed else [])]
            case EngineState.DIED:
                return [self.tr("stopped")]
            case EngineState.FAILED:
                return [self.tr("could not be loaded")]
            case _:
                return []

    def _elided(self, text: str) -> str:
        mode = Qt.TextElideMode.ElideMiddle
        return self.fontMetrics().elidedText(text, mode, LONGEST_NAME_PX).replace("&", "&&")

    def _pocket(self) -> str:
        return self.tr("Tessera Pocket (in the box)")
