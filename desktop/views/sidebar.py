"""The side bar: search, a new chat, the list of chats, the way back from a deletion,
and the tools at its foot."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.search import Hit
from desktop.viewmodels.chats import ChatsModel, ListedChat
from desktop.views.chat_list import ChatList, rows_of
from desktop.views.palette import Palette
from desktop.views.tools import ToolRow
from desktop.views.transcript.keys import claimed, is_escape

TYPING_PAUSE_MS = 120


class SearchField(QLineEdit):
    """Esc empties it, the down arrow goes to what was found."""

    left_downwards = Signal()

    def event(self, event: QEvent) -> bool:
        """Take Esc before a shortcut of the window does, while there is a text to empty."""
        return claimed(event, lambda key: is_escape(key) and bool(self.text())) or super().event(
            event
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)


class UndoBar(QFrame):
    """Says what was deleted and brings it back."""

    undo_wanted = Signal()
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._title = ""
        self._label = QLabel(self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._undo = QPushButton(self)
        self._undo.clicked.connect(self.undo_wanted)
        self._close = QToolButton(self)
        self._close.setText("×")
        self._close.clicked.connect(self.dismissed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 4, 4)
        layout.setSpacing(4)
        layout.addWidget(self._label, 1)
        layout.addWidget(self._undo)
        layout.addWidget(self._close)
        self.retranslate()

    def show_deleted(self, chat: ListedChat | None) -> None:
        """Offer to bring a chat back; None hides the bar."""
        self._title = chat.title if chat else ""
        self.setVisible(chat is not None)
        self.retranslate()

    def retranslate(self) -> None:
        """Take the words of another language."""
        self._label.setText(self.tr("Chat deleted"))
        self._label.setAccessibleName(
            self.tr("“{title}” was deleted").format(title=self._title or self.tr("New chat"))
        )
        self._undo.setText(self.tr("Undo"))
        self._close.setAccessibleName(self.tr("Dismiss"))
        self._close.setToolTip(self.tr("Dismiss"))


class Sidebar(QFrame):
    """Shows a ChatsModel and hands it what a person does."""

    def __init__(self, chats: ChatsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self._chats = chats
        self.search_field = SearchField(self)
        self.search_field.setClearButtonEnabled(True)
        self.new_button = QPushButton("+", self)
        self.list = ChatList(self)
        self._empty = QLabel(self)
        self._empty.setProperty("quiet", True)
        self._empty.setWordWrap(True)
        self._empty.setTextFormat(Qt.TextFormat.PlainText)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.undo_bar = UndoBar(self)
        self.tools = ToolRow(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE_MS)
        self._lay_out()
        self._connect()
        self._retranslate()
        self._show()

    def set_palette(self, palette: Palette) -> None:
        """Paint in other colours."""
        self.list.set_palette(palette)

    @Slot()
    def focus_search(self) -> None:
        """Take the keyboard to the search field."""
        self.search_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_field.selectAll()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._show()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(8, 0, 8, 0)
        top.setSpacing(8)
        top.addWidget(self.search_field, 1)
        top.addWidget(self.new_button)
        foot = QVBoxLayout()
        foot.setContentsMargins(8, 0, 8, 0)
        foot.addWidget(self.undo_bar)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 12)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self.list, 1)
        layout.addWidget(self._empty, 1)
        layout.addLayout(foot)
        layout.addWidget(self.tools)
        self.setTabOrder(self.search_field, self.new_button)
        self.setTabOrder(self.new_button, self.list)
        self.setTabOrder(self.list, self.undo_bar)
        self.setTabOrder(self.undo_bar, self.tools)

    def _connect(self) -> None:
        chats = self._chats
        chats.changed.connect(self._show)
        chats.searched.connect(self._show)
        self.new_button.clicked.connect(self._on_new)
        self.search_field.textChanged.connect(self._on_text_changed)
        self.search_field.returnPressed.connect(self._search)
        self.search_field.left_downwards.connect(self.list.focus_first)
        self._pause.timeout.connect(self._search)
        self.list.chosen.connect(self._on_chosen)
        self.list.renamed.connect(chats.rename)
        self.list.delete_wanted.connect(chats.delete)
        self.undo_bar.undo_wanted.connect(chats.undo)
        self.undo_bar.dismissed.connect(chats.forget_deleted)

    def _retranslate(self) -> None:
        self.search_field.setPlaceholderText(self.tr("Search chats"))
        self.search_field.setAccessibleName(self.tr("Search chats"))
        self.new_button.setAccessibleName(self.tr("New chat"))
        self.new_button.setToolTip(self.tr("New chat"))
        self.list.setAccessibleName(self.tr("Chats"))
        self.list.setAccessibleDescription(
            self.tr("Enter opens a chat, F2 renames it, Delete deletes it")
        )
        self.undo_bar.retranslate()

    @Slot()
    def _show(self) -> None:
        chats = self._chats
        rows = chats.hits if chats.query else rows_of(chats.groups)
        self.list.set_rows(rows, chats.current)
        self.list.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        if chats.query:
            sentence = self.tr("Nothing found for “{query}”").format(query=chats.query)
        else:
            sentence = self.tr("Your chats will be listed here.")
        self._empty.setText(sentence)
        self.undo_bar.show_deleted(chats.last_deleted)

    @Slot()
    def _on_text_changed(self) -> None:
        if self.search_field.text():
            self._pause.start()
        else:
            self._search()

    @Slot()
    def _search(self) -> None:
        self._pause.stop()
        self._chats.search(self.search_field.text())

    @Slot()
    def _on_new(self) -> None:
        self.search_field.clear()
        self._chats.new()

    @Slot(object)
    def _on_chosen(self, row: ListedChat | Hit) -> None:
        if isinstance(row, Hit):
            self._chats.select_hit(row.chat_id, row.node_id)
        else:
            self._chats.select(row.id)
