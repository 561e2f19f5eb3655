"""How recorded choices came about, stage by stage: the engine walks a record's candidates anew.

It is asked for the token that is looked at, a moment after, when nothing is being written; the
reply's records are given to it first, once for each model that is loaded."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.core import run as runs
from desktop.core.conversation import Node
from desktop.core.errors import StoreError
from desktop.core.store import Store
from desktop.viewmodels.chat import ChatModel
from desktop.viewmodels.engine import EngineModel, EngineState
from desktop.viewmodels.replies import Replies
from engine.findings import LadderTable
from engine.protocol import Done, Event, Failed, Hello, Ladder, LoadTrace, TracePlace

SOON_MS = 120
MOST_TABLES = 200

Spot = tuple[str, int]  # node id, number of the record


class LaddersModel(QObject):
    """The walks that are known; `arrived` tells of another one."""

    arrived = Signal(str, int)  # node id, number of the record

    def __init__(
        self,
        engine: EngineModel,
        store: Store,
        chat: ChatModel,
        replies: Replies,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._store = store
        self._chat = chat
        self._replies = replies
        self._tables: dict[Spot, LadderTable] = {}
        self._given: set[str] = set()  # replies whose records the engine has
        self._refused: set[str] = set()  # replies it cannot explain
        self._asked: dict[int, Spot] = {}
        self._wanted: Spot | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self._ask)
        engine.received.connect(self._on_event)
        engine.ready.connect(self._on_other_engine)
        engine.died.connect(self._on_other_engine)

    def ladder(self, node_id: str, number: int) -> LadderTable | None:
        """The walk behind a record if it is known; else it is asked for."""
        spot = (node_id, number)
        if spot not in self._tables and number >= 0 and node_id not in self._refused:
            self._wanted = spot
            self._soon.start()
        return self._tables.get(spot)

    def know(self, node_id: str, number: int, table: LadderTable) -> None:
        """Keep a walk, and tell that it is here."""
        if len(self._tables) >= MOST_TABLES:
            self._tables.clear()
        self._tables[node_id, number] = table
        self.arrived.emit(node_id, number)

    @property
    def waits(self) -> bool:
        """Whether a question is about to be asked."""
        return self._soon.isActive()

    @Slot()
    def _ask(self) -> None:
        if self._wanted is None or not self._replies.idle:
            return
        node_id, number = self._wanted
        chat, facts = self._chat.conversation, self._engine.facts
        node = chat.nodes.get(node_id) if chat else None
        ready = self._engine.state is EngineState.READY and facts is not None
        if node is None or not ready or facts is None or facts.vocabulary != node.vocabulary:
            return
        if node_id not in self._given and not self._give(node):
            self._refused.add(node_id)
            return
        request = Ladder(1, TracePlace(node_id, number))
        self._asked[self._engine.ask(request)] = (node_id, number)

    def _give(self, node: Node) -> bool:
        """Give the engine the records of a reply; whether enough is known of how it was made."""
        run = runs.read(node.run)
        before = self._chat.chat_before(node.id)
        if not run.settings or node.seed is None or before is None:
            return False
        try:
            records = self._store.trace(node.id)
        except StoreError:
            return False
        chat = msgspec.structs.replace(before, memory_start=node.memory_start)
        request = LoadTrace(1, node.id, chat, records, run.settings, node.seed, run.plan)
        self._asked[self._engine.ask(request)] = (node.id, -1)
        self._given.add(node.id)
        return True

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if isinstance(event, Hello) or event.id not in self._asked:
            return
        if not isinstance(event, Done | Failed):
            return
        node_id, number = self._asked.pop(event.id)
        if isinstance(event, Failed):
            self._refused.add(node_id)
        elif isinstance(event.result, LadderTable):
            self.know(node_id, number, event.result)

    @Slot()
    def _on_other_engine(self) -> None:
        """What one engine was given, another does not have."""
        self._given.clear()
        self._refused.clear()
        self._asked.clear()
