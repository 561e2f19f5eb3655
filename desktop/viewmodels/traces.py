"""Replies saved as trace files, and trace files opened as chats. No widgets."""

from __future__ import annotations

import os
import time
from pathlib import Path

from msgspec import Struct
from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from desktop.core import tracefile
from desktop.core.conversation import Node
from desktop.core.errors import DesktopError, StoreError
from desktop.core.files import replace_file
from desktop.core.store import Store
from desktop.viewmodels.chat import ChatModel
from desktop.viewmodels.engine import EngineModel, EngineState
from desktop.viewmodels.told import told
from engine.chat import Chat, Role
from engine.findings import PieceTable, TokenList
from engine.protocol import Done, Event, Failed, Hello, Pieces, Render
from engine.records import ModelFacts, TokenRecord
from engine.tracefile import TraceUnreadable, encode, read
from engine.tracefile import ids_of as shown_ids

IDS_AT_ONCE = 50_000  # of one request for pieces

translate = QCoreApplication.translate


class _Saving(Struct):
    """A trace on its way into its file; `waits` are the requests that are not answered yet."""

    path: Path
    node: Node
    records: tuple[TokenRecord, ...]
    chat: Chat
    facts: ModelFacts | None
    waits: dict[int, tuple[int, ...]]
    prompt: TokenList | None = None
    pieces: dict[int, bytes] = {}


class TracesModel(QObject):
    """Asks the engine for the texts that a trace shows, where the reply's model is there."""

    saved = Signal(str)  # path
    opened = Signal(str)  # chat id
    failed = Signal(str)  # a sentence

    def __init__(
        self, store: Store, chat: ChatModel, engine: EngineModel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._chat = chat
        self._engine = engine
        self._saving: list[_Saving] = []
        engine.received.connect(self._on_event)
        engine.died.connect(self._on_died)

    @property
    def last_reply(self) -> Node | None:
        """The last finished reply of the branch that is shown: the one that would be saved."""
        conversation = self._chat.conversation
        if conversation is None:
            return None
        replies = (n for n in reversed(conversation.path()) if n.role is Role.ASSISTANT and n.model)
        running = self._chat.reply
        return next((n for n in replies if running is None or n.id != running.node.id), None)

    def save(self, node: Node, path: Path) -> None:
        """Write the trace of a reply of the shown chat; `saved` or `failed` tells the end."""
        conversation = self._chat.conversation
        assert conversation is not None
        try:
            records = self._store.trace(node.id)
        except StoreError as error:
            self.failed.emit(told(error))
            return
        facts = self._facts_of(node)
        chat = tracefile.asked(conversation, node, self._chat.template)
        saving = _Saving(path, node, records, chat, facts, {})
        if facts is not None:
            self._ask(saving)
        self._saving.append(saving)
        self._finish_ready()

    def open(self, path: Path) -> None:
        """Make a chat of a trace file; `opened` or `failed` tells the end."""
        try:
            trace = read(path.read_bytes(), path.name)
            chat = tracefile.opened(
                trace, path.stem, lambda: os.urandom(16).hex(), int(time.time() * 1000)
            )
            self.opened.emit(self._stored(chat))
        except OSError as problem:
            sentence = translate("Traces", "{path} could not be read: {reason}.")
            self.failed.emit(sentence.format(path=path, reason=problem.strerror))
        except (TraceUnreadable, StoreError) as error:
            self.failed.emit(told(error))

    def _facts_of(self, node: Node) -> ModelFacts | None:
        """The model that answers, if it can be asked about this reply's tokens."""
        facts = self._engine.facts
        ready = self._engine.state is EngineState.READY
        same = facts and (facts.vocabulary, facts.name) == (node.vocabulary, node.model)
        return facts if ready and same else None

    def _ask(self, saving: _Saving) -> None:
        saving.waits[self._engine.ask(Render(1, saving.chat))] = ()
        wanted = sorted(shown_ids(saving.records))
        for start in range(0, len(wanted), IDS_AT_ONCE):
            ids = tuple(wanted[start : start + IDS_AT_ONCE])
            saving.waits[self._engine.ask(Pieces(1, ids))] = ids

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if isinstance(event, Hello):
            return
        saving = next((each for each in self._saving if event.id in each.waits), None)
        if saving is None or not isinstance(event, Done | Failed):
            return
        ids = saving.waits.pop(event.id)
        result = event.result if isinstance(event, Done) else None  # a trace does without
        if isinstance(result, TokenList):
            saving.prompt = result
        elif isinstance(result, PieceTable):
            saving.pieces.update(zip(ids, result.pieces, strict=True))
        self._finish_ready()

    @Slot(object)
    def _on_died(self, _fault: object) -> None:
        for saving in self._saving:
            saving.waits.clear()
        self._finish_ready()

    def _finish_ready(self) -> None:
        for saving in [each for each in self._saving if not each.waits]:
            self._saving.remove(saving)
            self._write(saving)

    def _write(self, saving: _Saving) -> None:
        try:
            trace = tracefile.made(
                saving.node,
                saving.records,
                saving.chat,
                saving.prompt,
                saving.pieces,
                saving.facts,
            )
            replace_file(saving.path, encode(trace))
        except DesktopError as error:
            self.failed.emit(told(error))
        except OSError as problem:
            sentence = translate("Traces", "The trace could not be written to {path}: {reason}.")
            self.failed.emit(sentence.format(path=saving.path, reason=problem.strerror))
        else:
            self.saved.emit(str(saving.path))

    def _stored(self, chat: tracefile.Opened) -> str:
        """Put a whole chat on disk; its id. Raises StoreError."""
        store = self._store
        chat_id = store.new_chat(raw=chat.raw)
        store.set_title(chat_id, chat.title)
        store.set_system_prompt(chat_id, chat.system_prompt)
        for node in chat.nodes:
            store.add_node(chat_id, node)
        store.append_tokens(chat.nodes[-1].id, chat.records)
        return chat_id
