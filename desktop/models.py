"""All view-models of one running program, built once over its data and connected to each other.

Knows no widget; views come and go over it."""

from __future__ import annotations

import sys
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.core.paths import Paths
from desktop.core.store import Store
from desktop.viewmodels.appearance import AppearanceModel
from desktop.viewmodels.backlog import Backlog
from desktop.viewmodels.chat import ChatModel
from desktop.viewmodels.chats import ChatsModel
from desktop.viewmodels.context import ContextModel
from desktop.viewmodels.engine import EngineModel
from desktop.viewmodels.kept import KeptReplies
from desktop.viewmodels.ladders import LaddersModel
from desktop.viewmodels.next import NextModel
from desktop.viewmodels.pieces import PiecesModel
from desktop.viewmodels.preferences import PreferencesModel
from desktop.viewmodels.presets import PresetsModel
from desktop.viewmodels.replies import Replies
from desktop.viewmodels.sampling import SamplingModel
from desktop.viewmodels.then import ThenModel
from desktop.viewmodels.tokens import TokensModel
from desktop.viewmodels.traces import TracesModel
from desktop.viewmodels.whatif import WhatIfModel
from desktop.viewmodels.whole import WholeModel
from desktop.viewmodels.word import WordModel
from engine.records import ModelFacts
from resources import POCKET

if TYPE_CHECKING:
    from desktop.viewmodels.comparing import ComparingModel
    from desktop.viewmodels.detail import DetailModel
    from desktop.viewmodels.downloads import DownloadsModel
    from desktop.viewmodels.hub import HubModelFinder
    from desktop.viewmodels.library import LibraryModel
    from desktop.viewmodels.scoring import ScoringModel
    from desktop.viewmodels.shelf import ShelfModel
    from desktop.viewmodels.tokenizing import TokenizingModel

LIBRARY_COMMAND = (sys.executable, "-P", "-m", "engine.library")  # -P: not from this folder


class Models(QObject):
    """What is known; `paths` are the person's folders."""

    def __init__(
        self,
        store: Store,
        preferences: PreferencesModel,
        engine: EngineModel,
        paths: Paths,
    ) -> None:
        super().__init__()
        self._paths = paths
        value = preferences.value
        self.store = store
        self.preferences = preferences
        self.engine = engine
        self.appearance = AppearanceModel(value.theme, value.zoom, self)
        self.sampling = SamplingModel({}, self)
        self.presets = PresetsModel(paths.presets, self.sampling, self)
        self.presets.use(value.preset)
        self.sampling.choose_all(value.sampling)
        self.backlog = Backlog(self)
        self.replies = Replies(engine, store, self.backlog, self)
        self.chat = ChatModel(store, self.backlog, self.replies, self.sampling, self)
        self.chats = ChatsModel(store, parent=self)
        self.chats.overflow = value.overflow
        self.context = ContextModel(self.chat, engine, self.sampling, self)
        self.next = NextModel(self.chat, self.replies, engine, self.sampling, self)
        self.tokens = TokensModel(self.chat, self.replies, store, self)
        self.tokens.whole = WholeModel(self.chat, self.replies, engine, self)
        self.pieces = PiecesModel(engine, store, self.backlog, self)
        self.traces = TracesModel(store, self.chat, engine, self)
        kept = KeptReplies(engine, store, self.chat, self)
        self.ladders = LaddersModel(engine, kept, self.replies, self)
        self.then = ThenModel(self.chat, self.tokens, self.sampling, self)
        self.word = WordModel(self.tokens, self.replies, engine, kept, self)
        self.whatif = WhatIfModel(
            self.chat, self.replies, engine, self.sampling, self.tokens, kept, self
        )
        self._connect()

    def _connect(self) -> None:
        self.sampling.changed.connect(self._on_sampling)
        self.presets.changed.connect(self._on_sampling)
        self.chats.selected.connect(self.chat.open)
        self.chats.deleted.connect(self.replies.stop_in_chat)
        self.tokens.swap_wanted.connect(self.chat.swap)
        self.chat.listed.connect(self.chats.refresh)
        self.traces.opened.connect(self.chats.show_new)
        self.replies.started.connect(self.chats.mark_running)
        self.replies.left.connect(self.chats.unmark_running)
        self.preferences.changed.connect(self._on_preferences)
        self.engine.ready.connect(self._note_use)

    def _on_sampling(self) -> None:
        self.preferences.change(sampling=self.sampling.chosen, preset=self.presets.current)
        self.replies.adjust(self.sampling.settings)

    def _note_use(self, facts: ModelFacts) -> None:
        self.shelf.note_use(facts)

    def _on_preferences(self) -> None:
        self.chats.overflow = self.preferences.value.overflow

    # What a page shows is made when the page is first opened: a start has no use for it.

    @cached_property
    def comparing(self) -> ComparingModel:
        from desktop.viewmodels.comparing import ComparingModel

        return ComparingModel(self.engine, self)

    @cached_property
    def tokenizing(self) -> TokenizingModel:
        from desktop.viewmodels.tokenizing import TokenizingModel

        return TokenizingModel(self.engine, self)

    @cached_property
    def scoring(self) -> ScoringModel:
        from desktop.viewmodels.scoring import ScoringModel

        return ScoringModel(self.engine, self.chat, self)

    @cached_property
    def library(self) -> LibraryModel:
        from desktop.viewmodels.library import LibraryModel

        return LibraryModel(LIBRARY_COMMAND, self)

    @cached_property
    def shelf(self) -> ShelfModel:
        from desktop.viewmodels.shelf import ShelfModel

        models, headers = self._paths.models, self._paths.headers
        return ShelfModel(self.library, self.preferences, models, headers, POCKET, self)

    @cached_property
    def downloads(self) -> DownloadsModel:
        from desktop.viewmodels.downloads import DownloadsModel

        made = DownloadsModel(self.library, self.preferences, self._paths.models, self)
        made.finished.connect(self.shelf.scan)
        return made

    @cached_property
    def detail(self) -> DetailModel:
        from desktop.viewmodels.detail import DetailModel

        return DetailModel(self.library, self)

    @cached_property
    def finder(self) -> HubModelFinder:
        from desktop.viewmodels.hub import HubModelFinder

        return HubModelFinder(self.library, self.preferences, self)

    def finish_library(self) -> None:
        """End the library's child, if it was ever needed."""
        if "library" in self.__dict__:
            self.library.finish()
