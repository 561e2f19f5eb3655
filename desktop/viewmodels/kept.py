"""Which stored replies the engine keeps for questions: each is given to it once, when first asked
about. No widgets."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QCoreApplication, QObject, Slot

from desktop.core import run as runs
from desktop.core.conversation import Node
from desktop.core.errors import StoreError
from desktop.core.store import Store
from desktop.viewmodels.chat import ChatModel
from desktop.viewmodels.engine import EngineModel, EngineState
from engine.protocol import Done, Event, Failed, Hello, LoadTrace

translate = QCoreApplication.translate


class KeptReplies(QObject):
    """Gives replies of the shown chat to the engine that is there."""

    def __init__(
        self,
        engine: EngineModel,
        store: Store,
        chat: ChatModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._store = store
        self._chat = chat
        self._given: set[str] = set()
        self._refused: set[str] = set()
        self._asked: dict[int, str] = {}
        engine.received.connect(self._on_event)
        engine.ready.connect(self._forget)
        engine.died.connect(self._forget)

    def has(self, node_id: str) -> bool:
        """Whether the engine can be asked about a reply now; gives it the records if need be."""
        facts, chat = self._engine.facts, self._chat.conversation
        node = chat.nodes.get(node_id) if chat else None
        ready = self._engine.state is EngineState.READY
        if node is None or facts is None or not ready or facts.vocabulary != node.vocabulary:
            return False
        if node_id in self._given:
            return True
        return node_id not in self._refused and self._give(node)

    def why_not(self, node_id: str) -> str:
        """Why the engine cannot be asked about a reply, and what would help, in a sentence."""
        facts, chat = self._engine.facts, self._chat.conversation
        node = chat.nodes.get(node_id) if chat else None
        if self._engine.state is not EngineState.READY or facts is None:
            return translate("Kept", "No model is ready to be asked: open the reply's own.")
        if node is None or not node.model:
            return translate("Kept", "This text has no records: no model wrote it.")
        if facts.vocabulary != node.vocabulary:
            sentence = translate(
                "Kept", "{name} wrote this with another vocabulary: open it to ask."
            )
            return sentence.format(name=node.model)
        if not runs.read(node.run).settings or node.seed is None:
            return translate("Kept", "The settings this reply was written with were not kept.")
        return translate("Kept", "The model cannot read this reply's records.")

    def lost(self, node_id: str) -> None:
        """The engine has let go of a reply: it is given again at the next question."""
        self._given.discard(node_id)

    def _give(self, node: Node) -> bool:
        """False where too little is known of how the reply was made."""
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
        self._asked[self._engine.ask(request)] = node.id
        self._given.add(node.id)
        return True

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if isinstance(event, Hello) or not isinstance(event, Done | Failed):
            return
        node_id = self._asked.pop(event.id, None)
        if node_id is not None and isinstance(event, Failed):
            self._refused.add(node_id)
            self._given.discard(node_id)

    @Slot()
    def _forget(self) -> None:
        """What one engine was given, another does not have."""
        self._given.clear()
        self._refused.clear()
        self._asked.clear()
