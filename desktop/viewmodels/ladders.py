"""How recorded choices came about, stage by stage: the engine walks a record's candidates anew.

It is asked for the token that is looked at, a moment after, when nothing is being written; the
reply's records are given to it first, once for each model that is loaded."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.viewmodels.engine import EngineModel
from desktop.viewmodels.kept import KeptReplies
from desktop.viewmodels.replies import Replies
from engine.findings import LadderTable
from engine.protocol import Done, Event, Failed, Hello, Ladder, TracePlace

SOON_MS = 120
MOST_TABLES = 200

Spot = tuple[str, int]  # node id, number of the record


class LaddersModel(QObject):
    """The walks that are known; `arrived` tells of another one."""

    arrived = Signal(str, int)  # node id, number of the record

    def __init__(
        self,
        engine: EngineModel,
        kept: KeptReplies,
        replies: Replies,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._kept = kept
        self._replies = replies
        self._tables: dict[Spot, LadderTable] = {}
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
        if self._kept.has(node_id):
            request = Ladder(1, TracePlace(node_id, number))
            self._asked[self._engine.ask(request)] = (node_id, number)

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if isinstance(event, Hello) or event.id not in self._asked:
            return
        if not isinstance(event, Done | Failed):
            return
        node_id, number = self._asked.pop(event.id)
        if isinstance(event, Failed):
            self._kept.lost(node_id)
            self._refused.add(node_id)
        elif isinstance(event.result, LadderTable):
            self.know(node_id, number, event.result)

    @Slot()
    def _on_other_engine(self) -> None:
        """What one engine was given, another does not have."""
        self._refused.clear()
        self._asked.clear()
