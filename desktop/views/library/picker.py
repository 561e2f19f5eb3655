"""The list of models to change to: type, choose, and it loads. Ctrl+L."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.shelf import Choice, choices
from desktop.viewmodels.preferences import PreferencesModel
from desktop.viewmodels.shelf import ShelfModel
from desktop.views.library import words

WIDTH, HEIGHT = 460, 420
PATH = Qt.ItemDataRole.UserRole
MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class FilterField(QLineEdit):
    """Hands the keys that move through a list to the list."""

    moved = Signal(object)  # QKeyEvent

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in MOVES:
            self.moved.emit(event)
        else:
            super().keyPressEvent(event)


class ModelPicker(QFrame):
    """A popup over the model's bar; Esc or a click elsewhere closes it."""

    chosen = Signal(str)  # path of a model
    file_wanted = Signal()
    library_wanted = Signal()

    def __init__(self, shelf: ShelfModel, preferences: PreferencesModel, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("picker")
        self._shelf = shelf
        self._preferences = preferences
        self.field = FilterField(self)
        self.field.setPlaceholderText(self.tr("Type to find a model"))
        self.field.setAccessibleName(self.tr("Find a model"))
        self.list = QListWidget(self)
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(self.tr("Models"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._file = QPushButton(self.tr("Open a model file…"), self)
        self._library = QPushButton(self.tr("Library"), self)
        foot = QHBoxLayout()
        foot.addWidget(self._file)
        foot.addWidget(self._library)
        foot.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.field)
        layout.addWidget(self.list, 1)
        layout.addLayout(foot)
        self.resize(WIDTH, HEIGHT)
        self._connect()

    def open_at(self, place: QPoint) -> None:
        """Open with its upper left corner there, on the screen."""
        self.field.clear()
        self._fill()
        self.move(place)
        self.show()
        self.field.setFocus()
        if not self._shelf.models and not self._shelf.scanning:
            self._shelf.scan()

    @property
    def texts(self) -> list[str]:
        """The entries as they read."""
        return [self.list.item(row).text() for row in range(self.list.count())]

    def _connect(self) -> None:
        self.field.textChanged.connect(self._fill)
        self.field.moved.connect(self._on_moved)
        self.field.returnPressed.connect(self._on_chosen)
        self.list.itemClicked.connect(self._on_chosen)
        self._file.clicked.connect(self._on_file)
        self._library.clicked.connect(self._on_library)
        self._shelf.changed.connect(self._on_shelf)

    @Slot()
    def _on_shelf(self) -> None:
        if self.isVisible():
            self._fill()

    @Slot()
    def _fill(self) -> None:
        current = self.list.currentItem()
        chosen = current.data(PATH) if current and not self.field.isModified() else ""
        recent = self._preferences.value.recent_models
        models, hidden = self._shelf.models, self._shelf.hidden
        boxed = str(self._shelf.boxed)
        if not models and Path(boxed).is_file() and boxed not in recent:
            recent = (*recent, boxed)
        self.list.clear()
        for each in choices(models, recent, hidden, self.field.text()):
            item = QListWidgetItem("\n".join((each.name, self._about(each))))
            item.setData(PATH, each.path)
            item.setToolTip(words.plain_tip(each.path))
            self.list.addItem(item)
            if each.path == chosen:
                self.list.setCurrentItem(item)
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)

    def _about(self, choice: Choice) -> str:
        recent = self.tr("opened recently") if choice.recent else ""
        if choice.path == str(self._shelf.boxed):
            return " · ".join(filter(None, (self.tr("in the box"), recent)))
        model = choice.model
        if model is None:
            return " · ".join(filter(None, (recent, str(Path(choice.path).parent))))
        size = words.size(model.size_bytes)
        return " · ".join(filter(None, (model.quantisation, size, recent, model.label)))

    @Slot(object)
    def _on_moved(self, event: QKeyEvent) -> None:
        self.list.keyPressEvent(event)

    @Slot()
    def _on_chosen(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.hide()
            self.chosen.emit(item.data(PATH))

    @Slot()
    def _on_file(self) -> None:
        self.hide()
        self.file_wanted.emit()

    @Slot()
    def _on_library(self) -> None:
        self.hide()
        self.library_wanted.emit()
