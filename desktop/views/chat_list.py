"""The list in the side bar: headings with their chats, or the hits of a search."""

from __future__ import annotations

from typing import Any, TypeAlias

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QFrame, QListView, QMenu, QWidget

from desktop.core.search import Hit
from desktop.viewmodels.chats import Group, ListedChat
from desktop.views.chat_row import ChatRow
from desktop.views.palette import Palette

Row: TypeAlias = str | ListedChat | Hit  # a heading is its text
Index: TypeAlias = QModelIndex | QPersistentModelIndex

ROW_ROLE = Qt.ItemDataRole.UserRole


class Rows(QAbstractListModel):
    """The rows as Qt asks for them; a heading can be neither selected nor reached by keys."""

    renamed = Signal(str, str)  # chat id, title

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()

    def set_rows(self, rows: tuple[Row, ...]) -> bool:
        """Show other rows; whether they are more than the same chats with other names or marks."""
        moved = [_identity(row) for row in rows] != [_identity(row) for row in self._rows]
        if moved:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
        elif rows != self._rows:
            self._rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
        return moved

    def row(self, index: Index) -> Row:
        """What stands there."""
        return self._rows[index.row()]

    def find(self, chat_id: str) -> QModelIndex:
        """Where a chat stands; an invalid index where it does not."""
        for place, row in enumerate(self._rows):
            if isinstance(row, ListedChat) and row.id == chat_id:
                return self.index(place)
        return QModelIndex()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self.row(index)
        if isinstance(row, str):
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if isinstance(row, ListedChat) else flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row(index)
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return row if isinstance(row, str) else row.title
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        row = self.row(index)
        if role != Qt.ItemDataRole.EditRole or not isinstance(row, ListedChat):
            return False
        if value != row.title:
            self.renamed.emit(row.id, value)
        return True

    def _spoken(self, row: Row) -> str:
        """The row as a screen reader says it."""
        match row:
            case str():
                return row
            case Hit():
                return f"{row.title or self.tr('New chat')}: {row.snippet}"
            case ListedChat():
                title = row.title or self.tr("New chat")
                return self.tr("{title}, writing").format(title=title) if row.running else title


class ChatList(QListView):
    """Chooses by click and Enter, renames by F2, deletes by Delete, offers all of it in a menu."""

    chosen = Signal(object)  # ListedChat or Hit
    delete_wanted = Signal(str)  # chat id
    renamed = Signal(str, str)  # chat id, title

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = Rows(self)
        self._waiting: tuple[tuple[Row, ...], str] | None = None  # while a name is being edited
        self._painter = ChatRow(self)
        self.setModel(self._rows)
        self.setItemDelegate(self._painter)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setViewport(QWidget())  # not filled; and see Surface, which is as careful with its own
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setEditTriggers(QListView.EditTrigger.EditKeyPressed)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu_wanted)
        self.clicked.connect(self._choose)
        self._rows.renamed.connect(self.renamed)

    def set_palette(self, palette: Palette) -> None:
        """Paint in other colours."""
        self._painter.set_palette(palette)
        self.viewport().update()

    def set_rows(self, rows: tuple[Row, ...], current: str) -> None:
        """Show other rows, with the chat `current` as the one that is open."""
        if self.state() is QListView.State.EditingState:
            self._waiting = rows, current
            return
        self._waiting = None
        self._painter.current = current
        place = self.verticalScrollBar().value()
        if self._rows.set_rows(rows):
            self.verticalScrollBar().setValue(place)
        index = self._rows.find(current)
        if index.isValid() and self.currentIndex() != index:
            self.setCurrentIndex(index)
        self.viewport().update()

    @Slot()
    def rename_current(self) -> None:
        """Begin to edit the name of the row that has the keyboard."""
        self.edit(self.currentIndex())

    def focus_first(self) -> None:
        """Take the keyboard, at the first row that can be chosen if at none yet."""
        if not self.currentIndex().isValid():
            rows = range(self._rows.rowCount())
            first = next((r for r in rows if not isinstance(self._row(r), str)), None)
            if first is not None:
                self.setCurrentIndex(self._rows.index(first))
        self.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        if event.key() in (keys.Key_Return, keys.Key_Enter):
            self._choose(self.currentIndex())
        elif event.key() == keys.Key_Delete:
            self._delete(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if self._waiting is not None:
            self.set_rows(*self._waiting)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.scheduleDelayedItemsLayout()
        return super().viewportEvent(event)

    @Slot(QPoint)
    def _on_menu_wanted(self, position: QPoint) -> None:
        index = self.indexAt(position)
        if index.isValid() and isinstance(self._row(index.row()), ListedChat):
            self.setCurrentIndex(index)
            self._menu().popup(self.viewport().mapToGlobal(position))

    def _menu(self) -> QMenu:
        """What can be done with the chat that has the keyboard."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Rename")).triggered.connect(self.rename_current)
        menu.addAction(self.tr("Delete")).triggered.connect(self._delete_current)
        return menu

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        if index.isValid() and not isinstance(self._row(index.row()), str):
            self.chosen.emit(self._row(index.row()))

    @Slot()
    def _delete_current(self) -> None:
        self._delete(self.currentIndex())

    def _delete(self, index: QModelIndex) -> None:
        row = self._row(index.row()) if index.isValid() else ""
        if isinstance(row, ListedChat):
            self.delete_wanted.emit(row.id)

    def _row(self, place: int) -> Row:
        return self._rows.row(self._rows.index(place))


def rows_of(groups: tuple[Group, ...]) -> tuple[Row, ...]:
    """Headings and chats in order."""
    rows: list[Row] = []
    for group in groups:
        rows += [group.label, *group.chats]
    return tuple(rows)


def _identity(row: Row) -> Row:
    """What makes it the same row although its name or mark changed."""
    return row.id if isinstance(row, ListedChat) else row
