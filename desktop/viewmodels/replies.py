"""The replies being written, in whatever chat: from the request to the last token on disk.

Knows the engine and the store, not which chat is shown. Every token is handed to the views within a
frame and to the store within half a second; a reply that ends for whatever reason keeps its text.
"""

from __future__ import annotations

import codecs
import os
import time
from dataclasses import dataclass, field, replace
from functools import partial
from typing import assert_never

import msgspec
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from desktop.core import run as runs
from desktop.core.conversation import Node, NodeState
from desktop.core.store import Store
from desktop.core.trace import ids_written
from desktop.viewmodels.backlog import Backlog
from desktop.viewmodels.engine import EngineModel, EngineState
from desktop.viewmodels.told import told
from engine.chat import Chat, Role, TemplateChoice
from engine.errors import Fault
from engine.protocol import (
    Adjust,
    Beams,
    Cancel,
    Done,
    Event,
    Failed,
    Generate,
    Hello,
    Progress,
    Prompted,
    Swap,
    Token,
)
from engine.records import ContextUse, RunSummary, StopReason, TokenRecord
from engine.settings import SamplingSettings

BY_ITSELF = (StopReason.END_OF_TURN, StopReason.STOP_STRING)
FRAME_MS = 33
SAVE_MS = 400


@dataclass(slots=True)
class Reply:
    """One reply on its way. `node` is what the conversation shows of it."""

    chat_id: str
    node: Node
    request: Generate | Swap
    records: list[TokenRecord]  # begins with those of the reply that this one goes on with
    earlier: int  # how many those are
    shown: int  # records whose text the node holds
    before: runs.Run | None = None  # of the reply that this one goes on with
    saved: int = 0  # records handed to the store
    request_id: int = 0
    stored: bool = False  # the node is handed to the store
    continued: Node | None = None  # what it goes on with
    use: ContextUse | None = None
    read: tuple[float, float] = (0.0, 0.0)
    started: float = 0.0
    decoder: codecs.IncrementalDecoder = field(
        default_factory=lambda: codecs.getincrementaldecoder("utf-8")("backslashreplace")
    )

    @property
    def waiting(self) -> bool:
        """No engine has been asked yet: the model is still loading."""
        return self.request_id == 0

    @property
    def generated(self) -> int:
        """Tokens of this reply so far, without those it goes on with."""
        return len(self.records) - self.earlier

    def run(self, summary: RunSummary) -> str:
        """How it was made, as it is stored."""
        run = runs.of(summary, self.request.sampling)
        return runs.written(runs.joined(self.before, run) if self.before else run)

    def adds_nothing(self, reason: StopReason) -> bool:
        """Whether, ended so, it would only repeat the reply that it goes on with."""
        if self.continued is None or self.stored:
            return False
        return reason not in BY_ITSELF or not self.continued.cut

    @property
    def tokens_per_second(self) -> float:
        """Of this reply so far; 0 before its second token."""
        elapsed = time.monotonic() - self.started
        return self.generated / elapsed if self.generated > 1 and elapsed > 0 else 0.0


class Replies(QObject):
    """Starts replies, follows them, stores them."""

    started = Signal(str)  # chat id; a reply in it is asked for, perhaps waiting
    progressed = Signal(str)  # node id; more of its prompt is read
    tokens_added = Signal(str, object)  # node id, their records; just before their text
    text_added = Signal(str, str)  # node id, text; at most once a frame
    # Node id; the Node as it is kept. Nothing came of it: the one it went on with, or None.
    ended = Signal(str, object)
    added_nothing = Signal(str)  # chat id; a reply had ended by itself, and was asked to go on
    left = Signal(str)  # chat id; the reply in it has ended
    failed = Signal(str, object)  # chat id, Fault

    def __init__(
        self, engine: EngineModel, store: Store, backlog: Backlog, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._store = store
        self._backlog = backlog
        self._replies: dict[str, Reply] = {}
        self._by_request: dict[int, Reply] = {}
        self._frame = self._timer(FRAME_MS, self._show)
        self._saving = self._timer(SAVE_MS, self._save)
        engine.received.connect(self._on_event)
        engine.died.connect(self._on_died)
        # Queued, so that what follows from a model being ready (its template) comes first.
        engine.changed.connect(self._ask_waiting, Qt.ConnectionType.QueuedConnection)

    def _timer(self, interval_ms: int, slot: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval_ms)
        timer.timeout.connect(slot)
        return timer

    def start(
        self,
        chat_id: str,
        chat: Chat,
        sampling: SamplingSettings,
        continued: Node | None = None,
    ) -> Node:
        """Ask for a reply to `chat`, or for more of `continued`; gives the node it will fill.

        Raises StoreError where the tokens of `continued` cannot be read."""
        parent = continued.parent if continued else chat.messages[-1].id
        node = _begun(parent, continued.text if continued else "", continued)
        request = Generate(1, chat, sampling, continuing=continued is not None)
        earlier = list(self._store.trace(continued.id)) if continued else []
        count = len(earlier)
        before = runs.read(continued.run) if continued else None
        reply = Reply(chat_id, node, request, earlier, count, shown=count, before=before)
        reply.continued = continued
        return self._begin(reply)

    def swap(
        self,
        chat_id: str,
        chat: Chat,
        sampling: SamplingSettings,
        old: Node,
        keep: int,
        token: int,
    ) -> Node:
        """Ask for a reply that begins as `old`, the last message of `chat`, with `keep` of its
        tokens, and goes on with another one; gives the node it will fill.

        Raises StoreError where the tokens of `old` cannot be read."""
        kept = list(self._store.trace(old.id))[:keep]
        request = Swap(1, chat, keep, token, sampling)
        node, before = _begun(old.parent, "", old), runs.read(old.run)
        reply = Reply(chat_id, node, request, kept, keep, shown=keep, before=before)
        text = reply.decoder.decode(b"".join(record.piece for record in kept))
        reply.node = replace(reply.node, text=text)
        return self._begin(reply)

    def _begin(self, reply: Reply) -> Node:
        self._replies[reply.node.id] = reply
        self._ask_waiting()
        self.started.emit(reply.chat_id)
        return reply.node

    @property
    def vocabulary(self) -> str:
        """The hash of the vocabulary in which replies are written now; empty without a model."""
        facts = self._engine.facts
        return facts.vocabulary if facts else ""

    def use_template(self, template: TemplateChoice) -> None:
        """How the messages of replies that still wait become a prompt."""
        for reply in [r for r in self._replies.values() if r.waiting]:
            chat = msgspec.structs.replace(reply.request.chat, template=template)
            reply.request = msgspec.structs.replace(reply.request, chat=chat)

    def stop(self, node_id: str) -> None:
        """End a reply; what is there stays."""
        reply = self._replies.get(node_id)
        if reply is None:
            return
        if reply.waiting:
            self._end(reply, None)
        else:
            self._engine.ask(Cancel(1, reply.request_id))

    def adjust(self, sampling: SamplingSettings) -> None:
        """From the next token on, every reply under way follows these settings."""
        for reply in self._replies.values():
            if reply.waiting:
                reply.request = msgspec.structs.replace(reply.request, sampling=sampling)
            else:
                self._engine.ask(Adjust(1, reply.request_id, sampling))

    @Slot(str)
    def stop_in_chat(self, chat_id: str) -> None:
        """End whatever is being written in a chat."""
        for reply in self.in_chat(chat_id):
            self.stop(reply.node.id)

    def running(self, node_id: str) -> Reply | None:
        """The reply under way with this node id, if it is one."""
        return self._replies.get(node_id)

    def in_chat(self, chat_id: str) -> tuple[Reply, ...]:
        """The replies under way in a chat."""
        return tuple(r for r in self._replies.values() if r.chat_id == chat_id)

    @property
    def idle(self) -> bool:
        """Whether no reply is under way."""
        return not self._replies

    @property
    def model_awaited(self) -> bool:
        """Whether a model is on its way, for which replies can wait."""
        return self._engine.state is EngineState.LOADING

    def close(self) -> None:
        """Put on disk what is not yet there; the window is closing."""
        self._show()
        self._save()

    @Slot()
    def _ask_waiting(self) -> None:
        """Ask for what waits, once a model is there; until then tell what it waits for."""
        for reply in [r for r in self._replies.values() if r.waiting]:
            if self._engine.state is EngineState.READY:
                reply.request_id = self._engine.ask(reply.request)
                self._by_request[reply.request_id] = reply
            self.progressed.emit(reply.node.id)

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        reply = self._by_request.get(event.id) if not isinstance(event, Hello) else None
        if reply is None:
            return
        match event:
            case Prompted():
                self._on_prompted(reply, event)
            case Progress():
                reply.read = (event.done, event.total)
                self.progressed.emit(reply.node.id)
            case Token():
                self._on_token(reply, event.record)
            case Done():
                self._on_done(reply, event)
            case Failed():
                self._on_failed(reply, event.fault)
            case Hello() | Beams():
                pass
            case _:
                assert_never(event)

    def _on_prompted(self, reply: Reply, event: Prompted) -> None:
        facts = self._engine.facts
        reply.use = event.use
        reply.node = replace(
            reply.node,
            model=facts.name if facts else "",
            vocabulary=facts.vocabulary if facts else "",
            opens_thinking=reply.node.opens_thinking or event.opens_thinking,
            memory_start=event.use.memory_start,
        )
        if reply.continued is None:
            self._store_node(reply)
        self.progressed.emit(reply.node.id)

    def _store_node(self, reply: Reply) -> None:
        """The node goes to disk with the text that no recorded token brings."""
        begun = replace(reply.node, text="") if reply.earlier else reply.node
        self._backlog.store(lambda: self._store.add_node(reply.chat_id, begun))
        reply.stored = True
        self._save()

    def _on_token(self, reply: Reply, record: TokenRecord) -> None:
        if not reply.generated:
            reply.started = time.monotonic()
        if reply.before is not None:
            number = record.settings + len(reply.before.settings)
            record = msgspec.structs.replace(record, settings=number)
        reply.records.append(record)
        if not reply.stored and record.piece:
            self._store_node(reply)
        if not self._frame.isActive():
            self._frame.start()
        if not self._saving.isActive():
            self._saving.start()

    def _on_done(self, reply: Reply, event: Done) -> None:
        if isinstance(event.result, RunSummary):
            reason, run = event.result.reason, reply.run(event.result)
            reply.node = replace(reply.node, seed=event.result.seed, run=run)
            nothing = reply.adds_nothing(reason)
            self._end(reply, None if nothing else reason.value)
            if nothing and reason in BY_ITSELF:
                self.added_nothing.emit(reply.chat_id)

    def _on_failed(self, reply: Reply, fault: Fault) -> None:
        self._end(reply, "failed" if reply.stored else None, told(fault))
        self.failed.emit(reply.chat_id, fault)

    @Slot(object)
    def _on_died(self, fault: Fault) -> None:
        for reply in [r for r in self._replies.values() if not r.waiting]:
            self._end(reply, "died" if reply.stored else None, told(fault))

    def _end(self, reply: Reply, reason: str | None, note: str = "") -> None:
        """Close a reply; with no reason nothing came of it, and nothing is kept."""
        self._show()
        state = NodeState.INTERRUPTED if reason == "died" else NodeState.COMPLETE
        text = reply.node.text + reply.decoder.decode(b"", final=True)
        ids = ids_written(reply.records, text)
        reply.node = replace(
            reply.node, text=text, state=state, reason=reason or "", note=note, ids=ids
        )
        if reason is not None:
            if not reply.stored:
                self._store_node(reply)
            self._save()
            self._backlog.store(partial(self._store.finish_node, reply.node))
        self._replies.pop(reply.node.id, None)
        self._by_request.pop(reply.request_id, None)
        self.ended.emit(reply.node.id, reply.continued if reason is None else reply.node)
        self.left.emit(reply.chat_id)

    @Slot()
    def _show(self) -> None:
        self._frame.stop()
        for reply in self._replies.values():
            fresh = reply.records[reply.shown :]
            if fresh:
                reply.shown += len(fresh)
                text = reply.decoder.decode(b"".join(record.piece for record in fresh))
                reply.node = replace(reply.node, text=reply.node.text + text)
                self.tokens_added.emit(reply.node.id, fresh)
                self.text_added.emit(reply.node.id, text)
                if reply.shown == len(fresh) + reply.earlier:
                    self.progressed.emit(reply.node.id)

    @Slot()
    def _save(self) -> None:
        self._saving.stop()
        for reply in self._replies.values():
            unsaved = reply.records[reply.saved :]
            if unsaved and reply.stored:
                reply.saved += len(unsaved)
                self._backlog.store_more(partial(self._store.append_tokens, reply.node.id, unsaved))


def _begun(parent: str | None, text: str, like: Node | None) -> Node:
    """The node of a reply that begins now, thinking where `like` did."""
    return Node(
        id=os.urandom(16).hex(),
        parent=parent,
        role=Role.ASSISTANT,
        text=text,
        created_ms=int(time.time() * 1000),
        state=NodeState.STREAMING,
        opens_thinking=like.opens_thinking if like else False,
    )
