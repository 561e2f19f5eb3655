"""Finding models: the list that comes with the program, and the hub once it is asked."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.viewmodels.downloads import access_of
from desktop.viewmodels.library import LibraryModel
from desktop.viewmodels.preferences import PreferencesModel
from desktop.viewmodels.told import told
from engine.library.protocol import (
    AskToken,
    Done,
    Event,
    KeepToken,
    OpenPage,
    ReadCatalogue,
    Search,
    Sort,
)
from engine.library.records import Catalogue, CatalogueEntry, HubList, HubModel, HubPage, TokenState
from engine.protocol import Failed


class HubModelFinder(QObject):
    """Only `search` and `open` use the network; a newer one of either gives up the older."""

    changed = Signal()
    failed = Signal(str)  # a sentence

    def __init__(
        self,
        library: LibraryModel,
        preferences: PreferencesModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._preferences = preferences
        self.catalogue: tuple[CatalogueEntry, ...] = ()
        self.found: tuple[HubModel, ...] | None = None  # None: no search yet, or it was left
        self.page: HubPage | None = None
        self.address = ""  # what was asked last
        self.token_kept = False
        self._number = 0
        library.fetching.connect(self._on_fetching)

    @property
    def busy(self) -> bool:
        return bool(self._number)

    def read_catalogue(self) -> None:
        """Take the list that comes with the program, once."""
        if not self.catalogue:
            self._library.ask(ReadCatalogue(1), self._on_answer)

    def search(self, text: str, sort: Sort) -> None:
        """Ask the hub for models."""
        access = access_of(self._preferences)
        self._begin(Search(1, text[:500], sort, access=access))

    def leave_search(self) -> None:
        """Show the program's own list again."""
        self.found = None
        self.changed.emit()

    def open(self, repository: str) -> None:
        """Ask the hub for a repository: its files, its description."""
        self.page = None
        self._begin(OpenPage(1, repository, access=access_of(self._preferences)))

    def stop(self) -> None:
        """Give up what is being asked."""
        self._library.forget(self._number)
        self._number = 0
        self.changed.emit()

    def ask_token(self) -> None:
        """Find out whether an access token is kept."""
        self._library.ask(AskToken(1, access_of(self._preferences)), self._on_answer)

    def keep_token(self, token: str) -> None:
        """Keep an access token in the system's keyring; an empty one forgets it."""
        request = KeepToken(1, token, access_of(self._preferences))
        self._library.ask(request, self._on_token)

    def _begin(self, request: Search | OpenPage) -> None:
        if self._number:
            self._library.forget(self._number)
        self._number = self._library.ask(request, self._on_asked)
        self.changed.emit()

    def _on_fetching(self, address: str) -> None:
        self.address = address
        self.changed.emit()

    def _on_asked(self, event: Event) -> None:
        if isinstance(event, Done | Failed):
            self._number = 0
        self._on_answer(event)

    def _on_token(self, event: Event) -> None:
        self._on_answer(event)
        if isinstance(event, Done):
            self.ask_token()

    def _on_answer(self, event: Event) -> None:
        match event:
            case Done(result=Catalogue() as catalogue):
                self.catalogue = catalogue.entries
            case Done(result=HubList() as listed):
                self.found = listed.models
            case Done(result=HubPage() as page):
                self.page = page
            case Done(result=TokenState() as state):
                self.token_kept = state.kept
            case Failed():
                self.failed.emit(told(event.fault))
            case _:
                return
        self.changed.emit()
