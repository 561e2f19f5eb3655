"""The texts of tokens by vocabulary and id: from memory, from the store, else from the engine.

Whoever shows candidates asks for all of them at once and shows the ids until `arrived`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from desktop.core.errors import StoreError
from desktop.core.store import Store
from desktop.viewmodels.backlog import Backlog
from desktop.viewmodels.engine import EngineModel, EngineState
from engine.findings import PieceTable
from engine.protocol import Done, Event, Failed, Hello, Pieces


class PiecesModel(QObject):
    """What the tokens of vocabularies spell, as far as anybody asked."""

    arrived = Signal(str)  # vocabulary

    def __init__(
        self, engine: EngineModel, store: Store, backlog: Backlog, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._store = store
        self._backlog = backlog
        self._known: dict[str, dict[int, bytes]] = {}
        self._asked: dict[int, tuple[str, tuple[int, ...]]] = {}
        self._awaited: set[tuple[str, int]] = set()
        self._refused = False  # this engine does not tell
        engine.received.connect(self._on_event)
        engine.died.connect(self._on_died)
        engine.ready.connect(self._on_ready)

    def pieces(self, vocabulary: str, ids: Iterable[int]) -> dict[int, bytes]:
        """The bytes of some tokens that are known now; the others are asked for."""
        known = self._known.setdefault(vocabulary, {})
        missing = [id for id in ids if id >= 0 and id not in known]
        if missing and vocabulary:
            known |= self._stored(vocabulary, missing)
            self._ask(vocabulary, [id for id in missing if id not in known])
        return known

    def _stored(self, vocabulary: str, ids: list[int]) -> dict[int, bytes]:
        try:
            return self._store.pieces(vocabulary, ids)
        except StoreError:
            return {}

    def _ask(self, vocabulary: str, ids: list[int]) -> None:
        """Ask the engine, if its model has this vocabulary."""
        facts = self._engine.facts
        fresh = tuple(dict.fromkeys(id for id in ids if (vocabulary, id) not in self._awaited))
        if not fresh or self._refused or facts is None or facts.vocabulary != vocabulary:
            return
        if self._engine.state is EngineState.READY:
            self._awaited |= {(vocabulary, id) for id in fresh}
            self._asked[self._engine.ask(Pieces(1, fresh))] = (vocabulary, fresh)

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if isinstance(event, Hello) or event.id not in self._asked:
            return
        if isinstance(event, Done | Failed):
            vocabulary, ids = self._asked.pop(event.id)
            self._awaited -= {(vocabulary, id) for id in ids}
            self._refused = isinstance(event, Failed)
            if isinstance(event, Done) and isinstance(event.result, PieceTable):
                self._take(event.result.vocabulary, ids, event.result.pieces)

    def _take(self, vocabulary: str, ids: tuple[int, ...], pieces: tuple[bytes, ...]) -> None:
        found = dict(zip(ids, pieces, strict=True))
        self._known.setdefault(vocabulary, {}).update(found)
        self._backlog.store_more(partial(self._store.add_pieces, vocabulary, found))
        self.arrived.emit(vocabulary)

    @Slot()
    def _on_died(self) -> None:
        self._asked.clear()
        self._awaited.clear()

    @Slot()
    def _on_ready(self) -> None:
        """Another model may tell what the last one could not."""
        self._refused = False
        for vocabulary in self._known:
            self.arrived.emit(vocabulary)
