"""How full the context window is: the chat with its unsent draft, counted by the engine."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.viewmodels.chat import ChatModel
from desktop.viewmodels.engine import EngineModel, EngineState
from desktop.viewmodels.sampling import SamplingModel
from engine.protocol import Done, Event, Failed, Hello, Measure
from engine.records import ContextUse, Segment, SegmentKind

DEBOUNCE_MS = 120
GROWTH_MS = 250  # between two looks at a reply that grows: numbers that one can read


class ContextModel(QObject):
    """Asks for one count at a time, after a pause in typing; a running reply is added to it."""

    changed = Signal()

    def __init__(
        self,
        chat: ChatModel,
        engine: EngineModel,
        sampling: SamplingModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._chat = chat
        self._engine = engine
        self._sampling = sampling
        self._draft = ""
        self._use: ContextUse | None = None
        self._asked = 0  # id of the count under way
        self._stale = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(DEBOUNCE_MS)
        self._pause.timeout.connect(self._measure)
        self._growth = QTimer(self)
        self._growth.setSingleShot(True)
        self._growth.setInterval(GROWTH_MS)
        self._growth.timeout.connect(self.changed)
        chat.changed.connect(self.refresh)
        chat.text_added.connect(self._on_text_added)
        sampling.changed.connect(self.refresh)
        engine.changed.connect(self._on_engine_changed)
        engine.received.connect(self._on_event)

    @property
    def use(self) -> ContextUse | None:
        """The latest count and what the running reply has added; None without a model."""
        reply = self._chat.reply
        if reply is None or reply.use is None:
            return self._use
        written = Segment(SegmentKind.ASSISTANT, reply.generated, reply.node.id)
        return msgspec.structs.replace(reply.use, segments=(*reply.use.segments, written))

    @property
    def draft_tokens(self) -> int:
        """Tokens of the unsent message."""
        segments = self._use.segments if self._use else ()
        return sum(s.tokens for s in segments if s.kind is SegmentKind.DRAFT)

    def set_draft(self, text: str) -> None:
        """The unsent message is another."""
        if text != self._draft:
            self._draft = text
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Count again, soon."""
        self._stale = True
        if self._engine.state is EngineState.READY and not self._asked:
            self._pause.start()

    @Slot()
    def _measure(self) -> None:
        chat = self._chat.chat()
        if chat is None or self._engine.state is not EngineState.READY or self._asked:
            return
        if self._is_told_by_reply():
            return  # stale, until its end
        self._stale = False
        limit = self._sampling.settings.max_tokens
        self._asked = self._engine.ask(Measure(1, chat, self._draft, limit))

    def _is_told_by_reply(self) -> bool:
        reply = self._chat.reply
        return reply is not None and reply.use is not None and not self._draft

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if not self._asked or isinstance(event, Hello) or event.id != self._asked:
            return
        if isinstance(event, Done) and isinstance(event.result, ContextUse):
            self._use = event.result
        elif not isinstance(event, Failed):
            return
        self._asked = 0
        self.changed.emit()
        if self._stale:
            self._pause.start()

    @Slot(str, str)
    def _on_text_added(self, _node_id: str, _text: str) -> None:
        if not self._growth.isActive():
            self._growth.start()

    @Slot()
    def _on_engine_changed(self) -> None:
        if self._engine.state is not EngineState.READY:
            self._pause.stop()
            self._asked, self._use = 0, None
            self.changed.emit()
        elif self._use is None:
            self.refresh()
