"""On this computer: the table of models, and what can be done with the one that is chosen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from desktop.core.shelf import Column, Grouping
from desktop.viewmodels.shelf import ShelfModel
from desktop.viewmodels.told import told
from desktop.views.library.folders import FoldersButton
from desktop.views.library.table import COLUMNS, ShelfTable
from engine.library.records import ModelFile

TYPING_PAUSE_MS = 120
WIDTHS = {
    Column.NAME: 210,
    Column.STATE: 128,
    Column.SIZE: 72,
    Column.PARAMETERS: 96,
    Column.QUANTISATION: 104,
    Column.CONTEXT: 76,
    Column.USED: 88,
    Column.SOURCE: 180,
    Column.ARCHITECTURE: 104,
}


class ModelsView(QTreeView):
    """The table; Enter opens what is chosen."""

    open_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_wanted.emit()
        else:
            super().keyPressEvent(event)


class ComputerView(QWidget):
    """Shows a ShelfModel."""

    open_wanted = Signal(str)  # path of a model
    details_wanted = Signal(str, str)  # path, name

    def __init__(self, shelf: ShelfModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self.search = QLineEdit(self)
        self.search.setClearButtonEnabled(True)
        self.search.setPlaceholderText(self.tr("Search these models"))
        self.search.setAccessibleName(self.tr("Search these models"))
        self._grouping = self._made_grouping()
        self._hidden = QCheckBox(self.tr("Hidden ones too"), self)
        self._again = QPushButton(self.tr("Look again"), self)
        self._folders = FoldersButton(shelf, self)
        self.table = ShelfTable(shelf)
        self.view = self._made_view()
        self.state = QLabel(self)
        self.open_button = QPushButton(self.tr("Open"), self)
        self.open_button.setProperty("primary", True)
        self._details = QPushButton(self.tr("Details…"), self)
        self._reveal = QPushButton(self.tr("Reveal"), self)
        self._reveal.setToolTip(self.tr("Show it in its folder"))
        self._hide = QPushButton(self.tr("Hide"), self)
        self._remove = QPushButton(self.tr("To trash…"), self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._lay_out()
        self._connect()
        self._show()

    @property
    def chosen(self) -> ModelFile | None:
        """The model of the row that is chosen."""
        return self.table.model_at(self.view.currentIndex())

    def choose(self, path: str) -> None:
        """Choose a model's row, where it is shown."""
        row = self.table.row_of(path)
        if row >= 0:
            self.view.setCurrentIndex(self.table.index(row, 0))

    def _made_grouping(self) -> QComboBox:
        box = QComboBox(self)
        names = {
            Grouping.NONE: self.tr("No groups"),
            Grouping.ARCHITECTURE: self.tr("By architecture"),
            Grouping.PUBLISHER: self.tr("By publisher"),
            Grouping.SOURCE: self.tr("By where from"),
        }
        for grouping, name in names.items():
            box.addItem(name, grouping)
        box.setCurrentIndex(list(Grouping).index(self._shelf.wanted.grouping))
        box.setAccessibleName(self.tr("Groups"))
        return box

    def _made_view(self) -> ModelsView:
        view = ModelsView(self)
        view.setModel(self.table)
        view.setRootIsDecorated(False)
        view.setUniformRowHeights(True)
        view.setAllColumnsShowFocus(True)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setTextElideMode(Qt.TextElideMode.ElideRight)
        view.setAccessibleName(self.tr("Models on this computer"))
        view.setAccessibleDescription(self.tr("Enter opens a model"))
        for number, column in enumerate(COLUMNS):
            if column in WIDTHS:
                view.setColumnWidth(number, WIDTHS[column])
        wanted = self._shelf.wanted
        down = Qt.SortOrder.DescendingOrder if wanted.descending else Qt.SortOrder.AscendingOrder
        view.header().setSortIndicator(COLUMNS.index(wanted.column), down)
        view.setSortingEnabled(True)
        return view

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        for widget in (self.search, self._folders, self._again):
            top.addWidget(widget)
        top.setStretch(0, 1)
        choices = QHBoxLayout()
        choices.setSpacing(16)
        choices.addWidget(self._grouping)
        choices.addWidget(self._hidden)
        choices.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        for widget in (self.open_button, self._details, self._reveal, self._hide, self._remove):
            foot.addWidget(widget)
        foot.addStretch(1)
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.state.setWordWrap(True)
        self.state.setProperty("quiet", True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(top)
        layout.addLayout(choices)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.state)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self._shelf.changed.connect(self._show)
        self.table.sorted.connect(self._shelf.sort)
        self.search.textChanged.connect(self._on_typed)
        self._pause.timeout.connect(self._on_search)
        self.search.returnPressed.connect(self._on_search)
        self._grouping.activated.connect(self._on_grouping)
        self._hidden.toggled.connect(self._shelf.show_hidden)
        self._again.clicked.connect(self._shelf.scan)
        self.view.doubleClicked.connect(self._on_open)
        self.view.open_wanted.connect(self._on_open)
        self.view.selectionModel().currentChanged.connect(self._show_actions)
        self.open_button.clicked.connect(self._on_open)
        self._details.clicked.connect(self._on_details)
        self._reveal.clicked.connect(self._on_reveal)
        self._hide.clicked.connect(self._on_hide)
        self._remove.clicked.connect(self._on_remove)

    @Slot()
    def _show(self) -> None:
        chosen = self.chosen
        with QSignalBlocker(self.view.selectionModel()):
            self.table.show_shelves(self._shelf.shelves)
            if chosen is not None:
                self.choose(chosen.path)
        for number, row in enumerate(self.table.rows):
            if isinstance(row, str):
                self.view.setFirstColumnSpanned(number, self.view.rootIndex(), True)
        self.state.setText(self._sentence())
        self._again.setEnabled(not self._shelf.scanning)
        self._show_actions()

    def _sentence(self) -> str:
        shelf = self._shelf
        if (chosen := self.chosen) and chosen.fault is not None:
            return told(chosen.fault)
        if shelf.scanning:
            return self.tr("Looking for models… {n} so far").format(n=len(shelf.models))
        if not shelf.models:
            return self.tr(
                "No models were found. Add a folder with GGUF files, or find models to download."
            )
        shown = sum(len(each.models) for each in shelf.shelves)
        total = len(shelf.models)
        sentence = self.tr("{shown} of {total} models").format(shown=shown, total=total)
        return " ".join((sentence, *shelf.complaints))

    @Slot()
    def _show_actions(self) -> None:
        model = self.chosen
        self.open_button.setEnabled(model is not None and model.fault is None)
        self._details.setEnabled(model is not None)
        self._reveal.setEnabled(model is not None)
        self._hide.setEnabled(model is not None)
        hidden = model is not None and model.path in self._shelf.hidden
        self._hide.setText(self.tr("Show again") if hidden else self.tr("Hide"))
        self._remove.setEnabled(model is not None and self._shelf.can_remove(model))
        self._remove.setToolTip(self._why_not(model))
        self.state.setText(self._sentence())

    def _why_not(self, model: ModelFile | None) -> str:
        if model is None or self._shelf.can_remove(model):
            return ""
        if model.path == str(self._shelf.boxed):
            return self.tr("This model comes with Tessera. It can be hidden.")
        return self.tr("It belongs to another program. Remove it there, or hide it here.")

    @Slot()
    def _on_typed(self) -> None:
        self._pause.start()

    @Slot()
    def _on_search(self) -> None:
        self._pause.stop()
        self._shelf.search(self.search.text())

    @Slot(int)
    def _on_grouping(self, row: int) -> None:
        self._shelf.group(list(Grouping)[row])

    @Slot()
    def _on_open(self) -> None:
        model = self.chosen
        if model is not None and model.fault is None:
            self.open_wanted.emit(model.path)

    @Slot()
    def _on_details(self) -> None:
        if model := self.chosen:
            self.details_wanted.emit(model.path, model.name)

    @Slot()
    def _on_reveal(self) -> None:
        if model := self.chosen:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(model.path).parent)))

    @Slot()
    def _on_hide(self) -> None:
        if model := self.chosen:
            self._shelf.hide(model.path, model.path not in self._shelf.hidden)

    @Slot()
    def _on_remove(self) -> None:
        model = self.chosen
        if model is None:
            return
        box = QMessageBox(self.window())
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setWindowTitle(self.tr("Move to trash"))
        sentence = self.tr("Move “{name}” to the trash?").format(name=model.name)
        box.setText("\n".join((sentence, *model.files)))
        move = box.addButton(self.tr("Move to trash"), QMessageBox.ButtonRole.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.exec()
        if box.clickedButton() is move:
            self._shelf.remove(model)
        box.deleteLater()
