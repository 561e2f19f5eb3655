"""A page that lists what is in the context window, part by part."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from desktop.core.window_rows import WindowRow, rows_of
from desktop.viewmodels.chat import ChatModel
from desktop.viewmodels.context import ContextModel
from desktop.views.context_bar import NEARLY_FULL
from desktop.views.page import Page
from desktop.views.palette import LIGHT, Palette
from engine.chat import Overflow
from engine.records import ContextUse, SegmentKind

FIGURES = (2, 3, 4)  # columns of numbers
LONGEST = 80  # characters of a message in its row

translate = QCoreApplication.translate


def kind_name(kind: SegmentKind) -> str:
    """What a part of the prompt is called."""
    return {
        SegmentKind.SYSTEM: translate("Context", "System prompt"),
        SegmentKind.USER: translate("Context", "You"),
        SegmentKind.ASSISTANT: translate("Context", "Reply"),
        SegmentKind.TEMPLATE: translate("Context", "Template"),
        SegmentKind.DRAFT: translate("Context", "Draft"),
    }[kind]


class ContextPage(Page):
    """Shows the latest count of a ContextModel; a press on a row asks for its message."""

    message_wanted = Signal(str)

    def __init__(
        self, context: ContextModel, chat: ChatModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            translate("Context", "Context window"),
            translate(
                "Context",
                "Everything the model reads before it writes, in order. What is cached needs no "
                "reading; when the window is full, whole turns leave, the oldest first.",
            ),
            parent,
        )
        self._context = context
        self._chat = chat
        self._palette = LIGHT
        self._rows: tuple[WindowRow, ...] = ()
        self._status = QLabel(self)
        self._status.setTextFormat(Qt.TextFormat.PlainText)
        self._status.setWordWrap(True)
        self.table = QTableWidget(0, 6, self)
        self.table.setObjectName("window_parts")
        self.table.setAccessibleName(translate("Context", "Parts of the prompt"))
        self._set_up_table()
        self.body.addWidget(self._status)
        self.body.addWidget(self.table, 1)
        context.changed.connect(self._show)
        chat.changed.connect(self._show)
        self.table.clicked.connect(self._on_pressed)
        self.table.activated.connect(self._on_pressed)
        self._show()

    def opened(self) -> None:
        """Come to the front."""
        self._context.refresh()
        self._show()
        self.table.setFocus()

    def set_palette(self, palette: Palette) -> None:
        self._palette = palette
        self._show()

    @property
    def status(self) -> str:
        """The line over the table."""
        return self._status.text()

    def words(self, row: int) -> list[str]:
        """What a row says, cell by cell."""
        return [self._item(row, column).text() for column in range(self.table.columnCount())]

    def _item(self, row: int, column: int) -> QTableWidgetItem:
        item = self.table.item(row, column)
        assert item is not None
        return item

    def _set_up_table(self) -> None:
        table = self.table
        table.setHorizontalHeaderLabels(
            [
                self.tr("Part"),
                self.tr("Text"),
                self.tr("Tokens"),
                self.tr("Cached"),
                self.tr("Read next"),
                self.tr("When full"),
            ]
        )
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.setTabKeyNavigation(False)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in FIGURES:
            title = table.horizontalHeaderItem(column)
            if title is not None:
                title.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    @Slot()
    def _show(self) -> None:
        if self.isHidden():  # another page is in front; `opened` shows what there is
            return
        use, chat = self._context.use, self._chat.chat()
        messages = chat.messages if chat else ()
        rolls = chat is not None and chat.overflow is Overflow.ROLL
        self._rows = rows_of(use, messages, rolls) if use else ()
        texts = {message.id: message.text for message in messages}
        self.table.setRowCount(len(self._rows))
        for number, row in enumerate(self._rows):
            self._fill(number, row, texts.get(row.message, ""))
        self._status.setText(self._words(use))
        full = use is not None and use.used + use.reserve > use.window * NEARLY_FULL
        self._status.setStyleSheet(f"color: {self._palette.cut.name()};" if full else "")

    def _fill(self, number: int, row: WindowRow, text: str) -> None:
        line = " ".join(text[: 4 * LONGEST].split())
        cells = (
            kind_name(row.kind),
            line if len(line) <= LONGEST else line[: LONGEST - 1] + "…",
            f"{row.tokens:,}",
            f"{row.cached:,}" if row.cached else "",
            f"{row.to_read:,}" if row.to_read else "",
            self.tr("leaves first") if row.leaves else "",
        )
        for column, words in enumerate(cells):
            item = QTableWidgetItem(words)
            side = Qt.AlignmentFlag.AlignRight if column in FIGURES else Qt.AlignmentFlag.AlignLeft
            item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            if not row.message:
                item.setForeground(self._palette.ink2)
            self.table.setItem(number, column, item)

    def _words(self, use: ContextUse | None) -> str:
        if use is None:
            return self.tr("What fills the window will be listed here once a model is loaded.")
        free = max(0, use.window - use.used - use.reserve)
        return self.tr(
            "{used} of {window} tokens · {cached} cached · {fresh} to be read · "
            "{reserve} kept for the reply · {free} free"
        ).format(
            used=f"{use.used:,}",
            window=f"{use.window:,}",
            cached=f"{use.cached:,}",
            fresh=f"{max(0, use.used - use.cached):,}",
            reserve=f"{use.reserve:,}",
            free=f"{free:,}",
        )

    @Slot(QModelIndex)
    def _on_pressed(self, index: QModelIndex) -> None:
        message = self._rows[index.row()].message
        if message:
            self.message_wanted.emit(message)
