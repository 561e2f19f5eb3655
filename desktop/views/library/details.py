"""One model file in full: whether it fits, its metadata, its chat templates. All as plain text."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.viewmodels.detail import DetailModel
from desktop.views.library import words

MOST_IN_A_CELL = 300  # signs of one value; the whole of it stands below


class DetailsDialog(QDialog):
    """Shows a DetailModel."""

    def __init__(self, detail: DetailModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._detail = detail
        self.setWindowTitle(name)
        self.resize(760, 600)
        self.fit = _plain_label(self)
        self.filter = QLineEdit(self)
        self.filter.setClearButtonEnabled(True)
        self.filter.setPlaceholderText(self.tr("Search the metadata"))
        self.filter.setAccessibleName(self.tr("Search the metadata"))
        self.entries = self._made_entries()
        self.value = QPlainTextEdit(self)
        self.value.setReadOnly(True)
        self.value.setProperty("field", True)
        self.value.setAccessibleName(self.tr("The whole value"))
        self.templates = QComboBox(self)
        self.templates.setAccessibleName(self.tr("Chat template"))
        self.template = QPlainTextEdit(self)
        self.template.setReadOnly(True)
        self.template.setProperty("field", True)
        self.template.setAccessibleName(self.tr("Chat template"))
        self._shown: object = None
        self._lay_out()
        detail.changed.connect(self._show)
        self.filter.textChanged.connect(self._on_filter)
        self.entries.currentItemChanged.connect(self._on_entry)
        self.templates.currentIndexChanged.connect(self._on_template)
        self._show()

    def _made_entries(self) -> QTreeWidget:
        made = QTreeWidget(self)
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.setHeaderLabels([self.tr("Key"), self.tr("Value")])
        made.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        made.setColumnWidth(0, 300)
        made.setAccessibleName(self.tr("Metadata"))
        return made

    def _lay_out(self) -> None:
        metadata = QWidget(self)
        column = QVBoxLayout(metadata)
        column.addWidget(self.filter)
        column.addWidget(self.entries, 3)
        column.addWidget(self.value, 1)
        spoken = QWidget(self)
        other = QVBoxLayout(spoken)
        row = QHBoxLayout()
        row.addWidget(self.templates)
        row.addStretch(1)
        other.addLayout(row)
        other.addWidget(self.template, 1)
        tabs = QTabWidget(self)
        tabs.setDocumentMode(True)
        tabs.addTab(metadata, self.tr("Metadata"))
        tabs.addTab(spoken, self.tr("Chat template"))
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        close.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(self.fit)
        layout.addWidget(tabs, 1)
        layout.addWidget(close)

    @Slot()
    def _show(self) -> None:
        self.fit.setText(self._sentence())
        page = self._detail.page
        if page is None or page is self._shown:
            return
        self._shown = page
        self.entries.clear()
        for entry in page.entries:
            short = " ".join(entry.value[:MOST_IN_A_CELL].split())
            item = QTreeWidgetItem([entry.key, short])
            item.setData(0, Qt.ItemDataRole.UserRole, entry.value)
            self.entries.addTopLevelItem(item)
        self.templates.clear()
        for name, text in page.templates.items():
            self.templates.addItem(name or self.tr("The usual one"), text)
        self.templates.setVisible(len(page.templates) > 1)
        if not page.templates:
            self.template.setPlainText(self.tr("This model brings no chat template."))

    def _sentence(self) -> str:
        detail = self._detail
        if detail.weighed is None:
            return detail.problem or self.tr("Reading the file…")
        sentence = words.fit(detail.weighed.fit)
        each = words.size(detail.weighed.fit.cache_bytes_per_token)
        if each:
            cost = self.tr("Each token of context takes {size} more.").format(size=each)
            return f"{sentence}. {cost}"
        return sentence

    @Slot(str)
    def _on_filter(self, text: str) -> None:
        wanted = text.casefold()
        for row in range(self.entries.topLevelItemCount()):
            item = self.entries.topLevelItem(row)
            if item is not None:
                item.setHidden(wanted not in f"{item.text(0)} {item.text(1)}".casefold())

    @Slot()
    def _on_entry(self) -> None:
        item = self.entries.currentItem()
        self.value.setPlainText(item.data(0, Qt.ItemDataRole.UserRole) if item else "")

    @Slot(int)
    def _on_template(self, row: int) -> None:
        self.template.setPlainText(self.templates.itemData(row) or "")


def _plain_label(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
