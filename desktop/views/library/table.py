"""The models of this computer as rows: headings of groups, and models under them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont

from desktop.core.shelf import Column, Grouping, Shelf
from desktop.viewmodels.shelf import ShelfModel
from desktop.viewmodels.told import told
from desktop.views.library import words
from engine.library.records import ModelFile, Source

COLUMNS = tuple(Column)
NUMBERS = (Column.PARAMETERS, Column.CONTEXT, Column.SIZE)
Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class ShelfTable(QAbstractTableModel):
    """Shows what a ShelfModel has arranged; sorting asks it to arrange otherwise."""

    sorted = Signal(object, bool)  # Column, descending

    def __init__(self, shelf: ShelfModel) -> None:
        super().__init__()
        self._shelf = shelf
        self.rows: tuple[ModelFile | str, ...] = ()

    def show_shelves(self, shelves: Sequence[Shelf]) -> None:
        """Take other rows; a group's heading is a row that is only text."""
        self.beginResetModel()
        grouped = self._shelf.wanted.grouping is not Grouping.NONE
        rows: list[ModelFile | str] = []
        for each in shelves:
            if grouped:
                rows.append(f"{self._heading(each.key)} · {len(each.models)}")
            rows.extend(each.models)
        self.rows = tuple(rows)
        self.endResetModel()

    def model_at(self, index: Index) -> ModelFile | None:
        """The model of a row; None for a heading or no row."""
        row = self.rows[index.row()] if index.isValid() else ""
        return row if isinstance(row, ModelFile) else None

    def row_of(self, path: str) -> int:
        """Where a model is; -1 where it is not shown."""
        for number, row in enumerate(self.rows):
            if isinstance(row, ModelFile) and row.path == path:
                return number
        return -1

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.model_at(index) is None:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return words.column_name(COLUMNS[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(COLUMNS[section])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.rows[index.row()], COLUMNS[index.column()]
        if isinstance(row, str):
            return _heading_data(row, role) if index.column() == 0 else None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.text(row, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(row, column)
            case _:
                return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if column >= 0:
            self.sorted.emit(COLUMNS[column], order == Qt.SortOrder.DescendingOrder)

    def text(self, model: ModelFile, column: Column) -> str:
        """What a cell says."""
        match column:
            case Column.NAME:
                return model.name
            case Column.ARCHITECTURE:
                return model.architecture
            case Column.PARAMETERS:
                return words.weights(model.parameters)
            case Column.QUANTISATION:
                return model.quantisation
            case Column.CONTEXT:
                return words.tokens(model.context_trained)
            case Column.SIZE:
                return words.size(model.size_bytes)
            case Column.LICENCE:
                return model.licence
            case _:
                return self._circumstance(model, column)

    def _circumstance(self, model: ModelFile, column: Column) -> str:
        match column:
            case Column.SOURCE:
                return self._origin(model)
            case Column.USED:
                return words.when(self._shelf.used.get(model.path, 0.0))
            case _:
                if model.fault is not None:
                    return self.tr("Cannot be used")
                hidden = model.path in self._shelf.hidden
                return self.tr("Hidden") if hidden else self.tr("Works")

    def _origin(self, model: ModelFile) -> str:
        if model.path == str(self._shelf.boxed):
            return self.tr("In the box")
        if model.source is not Source.FOLDER:
            return " · ".join(filter(None, (words.source_name(model.source), model.label)))
        return model.label or words.source_name(model.source)

    def _tip(self, model: ModelFile, column: Column) -> str:
        """Plain text, whatever signs are in it."""
        text = model.path if column is Column.NAME else self.text(model, column)
        if column is Column.STATE and model.fault is not None:
            text = told(model.fault)
        return words.plain_tip(text)

    def _heading(self, key: str) -> str:
        if self._shelf.wanted.grouping is Grouping.SOURCE:
            return words.source_name(Source(key))
        return key or self.tr("Not known")


def _heading_data(text: str, role: int) -> Any:
    if role == Qt.ItemDataRole.FontRole:
        font = QFont()
        font.setWeight(QFont.Weight.DemiBold)
        return font
    return text if role == Qt.ItemDataRole.DisplayRole else None


def _alignment(column: Column) -> int:
    across = Qt.AlignmentFlag.AlignRight if column in NUMBERS else Qt.AlignmentFlag.AlignLeft
    return int(across | Qt.AlignmentFlag.AlignVCenter)
