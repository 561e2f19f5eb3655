"""Find models: the program's own list at once, the hub's when it is asked; what is known of one,
and its files to download."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.viewmodels.downloads import DownloadsModel
from desktop.viewmodels.hub import HubModelFinder
from desktop.viewmodels.preferences import PreferencesModel
from desktop.views.library import words
from desktop.views.library.hub_dialog import HubDialog
from engine.library.protocol import Sort
from engine.library.records import CatalogueEntry, HubModel, HubPage

REPOSITORY = Qt.ItemDataRole.UserRole
PLACE = Qt.ItemDataRole.UserRole + 1


class FindView(QWidget):
    """Asks a HubModelFinder and hands what is chosen to a DownloadsModel."""

    downloads_wanted = Signal()

    def __init__(
        self,
        finder: HubModelFinder,
        downloads: DownloadsModel,
        preferences: PreferencesModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._finder = finder
        self._downloads = downloads
        self._preferences = preferences
        self._listed: object = None
        self._page: HubPage | None = None
        self.field = QLineEdit(self)
        self.field.setClearButtonEnabled(True)
        self.field.setPlaceholderText(self.tr("Words to look for on the hub"))
        self.field.setAccessibleName(self.tr("Words to look for on the hub"))
        self.sort = self._made_sort()
        self.search = QPushButton(self.tr("Search the hub"), self)
        self.offline = QCheckBox(self.tr("Offline"), self)
        self.offline.setToolTip(self.tr("While this is on, nothing at all is fetched"))
        self._hub = QPushButton(self.tr("Hub…"), self)
        self._caption = QLabel(self)
        self._caption.setProperty("caption", True)
        self.list = _plain_list(self, self.tr("Models that can be downloaded"))
        self.about = QPlainTextEdit(self)
        self.about.setReadOnly(True)
        self.about.setProperty("field", True)
        self.about.setAccessibleName(self.tr("About the model"))
        self.look = QPushButton(self.tr("Show its files"), self)
        self.files = _plain_list(self, self.tr("Files"))
        self.files.setWordWrap(True)
        self.download = QPushButton(self.tr("Download"), self)
        self.download.setProperty("primary", True)
        self.state = QLabel(self)
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        self.state.setWordWrap(True)
        self.state.setProperty("small", True)
        self._lay_out()
        self._connect()
        finder.read_catalogue()
        self._show()

    def _made_sort(self) -> QComboBox:
        box = QComboBox(self)
        names = {
            Sort.DOWNLOADS: self.tr("Most downloads"),
            Sort.LIKES: self.tr("Most likes"),
            Sort.UPDATED: self.tr("Newest"),
        }
        for sort, name in names.items():
            box.addItem(name, sort)
        box.setAccessibleName(self.tr("Order"))
        return box

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.field, 1)
        top.addWidget(self.search)
        choices = QHBoxLayout()
        choices.setSpacing(16)
        for widget in (self.sort, self.offline, self._hub):
            choices.addWidget(widget)
        choices.addStretch(1)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self._caption)
        left.addWidget(self.list, 1)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.about, 1)
        right.addWidget(self.look, 0, Qt.AlignmentFlag.AlignLeft)
        right.addWidget(self.files, 1)
        right.addWidget(self.download, 0, Qt.AlignmentFlag.AlignLeft)
        halves = QHBoxLayout()
        halves.setSpacing(16)
        halves.addLayout(left, 2)
        halves.addLayout(right, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(top)
        layout.addLayout(choices)
        layout.addLayout(halves, 1)
        layout.addWidget(self.state)

    def _connect(self) -> None:
        self._finder.changed.connect(self._show)
        self._preferences.changed.connect(self._show_offline)
        self.field.returnPressed.connect(self._on_search)
        self.field.textChanged.connect(self._on_text)
        self.search.clicked.connect(self._on_search)
        self.offline.clicked.connect(self._on_offline)
        self._hub.clicked.connect(self._on_hub)
        self.list.currentItemChanged.connect(self._show_chosen)
        self.look.clicked.connect(self._on_look)
        self.list.itemActivated.connect(self._on_look)
        self.files.currentRowChanged.connect(self._show_actions)
        self.download.clicked.connect(self._on_download)

    @property
    def chosen(self) -> str:
        """The repository that is chosen in the list; empty for none."""
        item = self.list.currentItem()
        return str(item.data(REPOSITORY)) if item else ""

    @Slot()
    def _show(self) -> None:
        finder = self._finder
        own: tuple[CatalogueEntry | HubModel, ...] = finder.catalogue
        listed = own if finder.found is None else finder.found
        if listed is not self._listed:
            self._listed = listed
            self.list.clear()
            for number, each in enumerate(listed):
                self.list.addItem(self._item(number, each))
        begun = finder.found is None
        self._caption.setText(
            self.tr("Good to begin with") if begun else self.tr("Found on the hub")
        )
        if finder.page is not self._page:
            self._page = finder.page
            self._fill_files()
            self._show_chosen()
        self.state.setText(self._sentence())
        self._show_offline()
        self._show_actions()

    def _item(self, number: int, each: CatalogueEntry | HubModel) -> QListWidgetItem:
        if isinstance(each, CatalogueEntry):
            facts = [words.size(each.size_bytes), each.licence]
            name = each.name
        else:
            downloads = self.tr("{n} downloads").format(n=f"{each.downloads:,}")
            gated = self.tr("terms must be accepted") if each.gated else ""
            facts = [words.weights(each.parameters), downloads, each.licence, gated]
            name = each.repository
        item = QListWidgetItem("\n".join((name, " · ".join(filter(None, facts)))))
        item.setData(REPOSITORY, each.repository)
        item.setData(PLACE, number)
        return item

    def _fill_files(self) -> None:
        self.files.clear()
        page = self._page
        for choice in page.choices if page else ():
            marked = page is not None and choice.name == page.recommended
            head = " · ".join(filter(None, (choice.quantisation, words.size(choice.size_bytes))))
            lines = [f"{head} · {choice.name}", words.fit(choice.fit)]
            if marked and page is not None:
                reason = self.tr("Recommended: {why}").format(why=words.why(page.why))
                lines.insert(0, reason)
            self.files.addItem("\n".join(lines))
            if marked:
                self.files.setCurrentRow(self.files.count() - 1)

    @Slot()
    def _show_chosen(self) -> None:
        page = self._page
        if page is not None and page.repository == self.chosen:
            self.about.setPlainText(self._page_text(page))
        else:
            self.about.setPlainText(self._short_text())
        self._show_actions()

    def _page_text(self, page: HubPage) -> str:
        facts = [
            page.repository,
            self.tr("Licence: {licence}").format(licence=page.licence or self.tr("not told")),
            self.tr("{n} downloads").format(n=f"{page.downloads:,}"),
        ]
        if page.gated:
            sentence = self.tr("Its terms must be accepted at {address} before it can be fetched.")
            facts.append(sentence.format(address=page.address))
        return "\n".join((*facts, "", page.description))

    def _short_text(self) -> str:
        item = self.list.currentItem()
        listed = self._listed
        if item is None or not isinstance(listed, tuple):
            return ""
        each = listed[item.data(PLACE)]
        if isinstance(each, CatalogueEntry):
            return "\n".join((each.summary, "", each.repository, each.source))
        return "\n".join(filter(None, (each.repository, each.licence, each.updated[:10])))

    @Slot()
    def _show_actions(self) -> None:
        same = self._page is not None and self._page.repository == self.chosen
        self.look.setVisible(not same)
        self.look.setEnabled(bool(self.chosen) and not self._finder.busy)
        self.files.setVisible(same)
        self.download.setVisible(same)
        self.download.setEnabled(same and self.files.currentRow() >= 0)

    @Slot()
    def _show_offline(self) -> None:
        self.offline.setChecked(self._preferences.value.offline)

    def _sentence(self) -> str:
        finder = self._finder
        if finder.busy:
            return self.tr("Asking {address}").format(address=finder.address or "…")
        if finder.found == ():
            return self.tr("Nothing was found.")
        if finder.address:
            return self.tr("Asked last: {address}").format(address=finder.address)
        return self.tr("Nothing is fetched before you ask for it.")

    @Slot(str)
    def _on_text(self, text: str) -> None:
        if not text and self._finder.found is not None:
            self._finder.leave_search()

    @Slot()
    def _on_search(self) -> None:
        self._finder.search(self.field.text(), list(Sort)[self.sort.currentIndex()])

    @Slot(bool)
    def _on_offline(self, offline: bool) -> None:
        self._preferences.change(offline=offline)

    @Slot()
    def _on_hub(self) -> None:
        dialog = HubDialog(self._finder, self._preferences, self.window())
        dialog.exec()
        dialog.deleteLater()

    @Slot()
    def _on_look(self) -> None:
        if self.chosen:
            self._finder.open(self.chosen)

    @Slot()
    def _on_download(self) -> None:
        page, row = self._page, self.files.currentRow()
        if page is not None and row >= 0:
            self._downloads.begin(page.repository, page.revision, page.choices[row].files)
            self.downloads_wanted.emit()


def _plain_list(parent: QWidget, name: str) -> QListWidget:
    made = QListWidget(parent)
    made.setAccessibleName(name)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return made
