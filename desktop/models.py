"""All view-models of one running program, built once over its data and connected to each other.

Knows no widget; views come and go over it."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject

from desktop.core.paths import Paths
from desktop.core.store import Store
from desktop.viewmodels.appearance import AppearanceModel
from desktop.viewmodels.backlog import Backlog
from desktop.viewmodels.chat import ChatModel
from desktop.viewmodels.chats import ChatsModel
from desktop.viewmodels.comparing import ComparingModel
from desktop.viewmodels.context import ContextModel
from desktop.viewmodels.detail import DetailModel
from desktop.viewmodels.downloads import DownloadsModel
from desktop.viewmodels.engine import EngineModel
from desktop.viewmodels.hub import HubModelFinder
from desktop.viewmodels.kept import KeptReplies
from desktop.viewmodels.ladders import LaddersModel
from desktop.viewmodels.library import LibraryModel
from desktop.viewmodels.next import NextModel
from desktop.viewmodels.pieces import PiecesModel
from desktop.viewmodels.preferences import PreferencesModel
from desktop.viewmodels.presets import PresetsModel
from desktop.viewmodels.replies import Replies
from desktop.viewmodels.sampling import SamplingModel
from desktop.viewmodels.scoring import ScoringModel
from desktop.viewmodels.shelf import ShelfModel
from desktop.viewmodels.then import ThenModel
from desktop.viewmodels.tokenizing import TokenizingModel
from desktop.viewmodels.tokens import TokensModel
from desktop.viewmodels.traces import TracesModel
from desktop.viewmodels.whatif import WhatIfModel
from desktop.viewmodels.whole import WholeModel
from desktop.viewmodels.word import WordModel
from resources import POCKET

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
        self.comparing = ComparingModel(engine, self)
        self.tokenizing = TokenizingModel(engine, self)
        self.scoring = ScoringModel(engine, self.chat, self)
        self.library = LibraryModel(LIBRARY_COMMAND, self)
        self.shelf = ShelfModel(
            self.library, preferences, paths.models, paths.headers, POCKET, self
        )
        self.downloads = DownloadsModel(self.library, preferences, paths.models, self)
        self.detail = DetailModel(self.library, self)
        self.finder = HubModelFinder(self.library, preferences, self)
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
        self.engine.ready.connect(self.shelf.note_use)
        self.downloads.finished.connect(self.shelf.scan)

    def _on_sampling(self) -> None:
        self.preferences.change(sampling=self.sampling.chosen, preset=self.presets.current)
        self.replies.adjust(self.sampling.settings)

    def _on_preferences(self) -> None:
        self.chats.overflow = self.preferences.value.overflow
