"""The library's page: its parts under tabs, a sentence where something went wrong."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from desktop.viewmodels.downloads import DownloadsModel
from desktop.viewmodels.hub import HubModelFinder
from desktop.viewmodels.preferences import PreferencesModel
from desktop.viewmodels.shelf import ShelfModel
from desktop.views.library.computer import ComputerView
from desktop.views.library.downloads import DownloadsView
from desktop.views.library.find import FindView
from desktop.views.notice import Notice
from desktop.views.page import Page

translate = QCoreApplication.translate


class LibraryPage(Page):
    """Stands in place of the chat; Esc goes back."""

    open_wanted = Signal(str)  # path of a model

    def __init__(
        self,
        shelf: ShelfModel,
        downloads: DownloadsModel,
        finder: HubModelFinder,
        preferences: PreferencesModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            translate("Library", "Library"),
            translate("Library", "Models on this computer, and more of them to download"),
            parent,
        )
        self._shelf = shelf
        self.tabs = QTabBar(self)
        self.tabs.setObjectName("side_tabs")
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self._stack = QStackedWidget(self)
        self.notice = Notice(self)
        self.computer = ComputerView(shelf, self)
        self.add(self.tr("On this computer"), self.computer)
        self.finding = FindView(finder, downloads, preferences, self)
        self.add(self.tr("Find models"), self.finding)
        self.downloads = DownloadsView(downloads, self)
        self.add(self.tr("Downloads"), self.downloads)
        self._lay_out()
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        self.computer.open_wanted.connect(self.open_wanted)
        self.downloads.open_wanted.connect(self.open_wanted)
        self.finding.downloads_wanted.connect(self._on_downloads_wanted)
        for model in (shelf, downloads, finder):
            model.failed.connect(self.notice.say)
        downloads.look()

    def add(self, title: str, view: QWidget) -> None:
        """One more part under a tab of its own."""
        self._stack.addWidget(view)
        self.tabs.addTab(title)

    def opened(self) -> None:
        """The page has come to the front: look once, the rest is asked for by hand."""
        if not self._shelf.models and not self._shelf.scanning:
            self._shelf.scan()
        self.computer.search.setFocus()

    def _lay_out(self) -> None:
        self.body.addWidget(self.tabs)
        self.body.addWidget(self._stack, 1)
        self.body.addWidget(self.notice)

    @Slot()
    def _on_downloads_wanted(self) -> None:
        self.tabs.setCurrentIndex(self._stack.indexOf(self.downloads))
