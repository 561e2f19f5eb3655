"""The chat that is shown: its entries, and what a person can do to it. No widgets.

Every change makes a branch; the store keeps all of them.
"""

from __future__ import annotations

import uuid
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from desktop.core.conversation import Conversation, Node
from desktop.core.entry import Entry
from desktop.core.prompting import chat_for
from desktop.core.store import Store, StoreError
from desktop.core.titles import title_for
from desktop.viewmodels.engine import EngineModel
from desktop.viewmodels.replies import Replies, Reply
from desktop.viewmodels.sampling import SamplingModel
from engine.protocol import Chat, Overflow, Role, TemplateChoice


class ChatModel(QObject):
    """Shows one conversation at a time; its replies run on when another is opened."""

    changed = Signal()  # the entries, the system prompt or what can be done
    text_added = Signal(str, str)  # node id, text
    titled = Signal(str)  # chat id; its title or place in the list is another
    refused = Signal(object)  # Fault: the last request of this chat failed
    store_failed = Signal(str)

    def __init__(
        self,
        store: Store,
        engine: EngineModel,
        replies: Replies,
        sampling: SamplingModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._engine = engine
        self._replies = replies
        self._sampling = sampling
        self._conversation: Conversation | None = None
        self.template = TemplateChoice.MODEL
        replies.started.connect(self._on_reply_changed)
        replies.progressed.connect(self._on_reply_changed)
        replies.text_added.connect(self._on_text_added)
        replies.ended.connect(self._on_reply_ended)
        replies.failed.connect(self._on_reply_failed)

    @property
    def conversation(self) -> Conversation | None:
        """The conversation as it is stored; None before the first is opened."""
        return self._conversation

    @property
    def reply(self) -> Reply | None:
        """The reply under way at the end of the shown branch."""
        tip = self._conversation.tip if self._conversation else None
        return self._replies.running(tip) if tip else None

    def open(self, chat_id: str) -> None:
        """Show another chat."""
        conversation = self._store.load(chat_id)
        for reply in self._replies.in_chat(chat_id):
            shown = conversation.tip
            conversation = (
                conversation.add(reply.node)
                if reply.node.parent == shown
                else (
                    replace(conversation, nodes={**conversation.nodes, reply.node.id: reply.node})
                )
            )
        self._conversation = conversation
        self.changed.emit()

    def entries(self) -> tuple[Entry, ...]:
        """What the transcript shows, from the first message to the tip."""
        if self._conversation is None:
            return ()
        path = self._conversation.path()
        start = next((n.memory_start for n in reversed(path) if n.memory_start), "")
        return tuple(self._entry(node, node.id == start) for node in path)

    def chat(self) -> Chat | None:
        """The shown branch as the engine counts it."""
        if self._conversation is None:
            return None
        path = self._conversation.path()
        running = self.reply
        nodes = path[:-1] if running else path
        return chat_for(self._conversation, nodes, self.template)

    def send(self, text: str) -> None:
        """Add a message of the person and ask for a reply."""
        conversation = self._conversation
        if conversation is None or not text.strip() or self.reply is not None:
            return
        first = not conversation.nodes
        self._add(self._message(Role.USER, text, conversation.tip))
        self.set_draft("")
        if first and not conversation.title_by_person:
            self._title(title_for(text))
        self._ask()

    def edit(self, node_id: str, text: str) -> None:
        """Another version of a message; one of the person's is answered anew."""
        conversation = self._conversation
        if conversation is None or not text.strip():
            return
        old = conversation.nodes[node_id]
        if text == old.text:
            return
        self._add(replace(self._message(old.role, text, old.parent), pinned=old.pinned))
        if old.role is Role.USER:
            self._ask()

    def regenerate(self, node_id: str) -> None:
        """Another version of a reply; of a message of the person, another answer to it."""
        conversation = self._conversation
        if conversation is None:
            return
        node = conversation.nodes[node_id]
        self._move(node.parent if node.role is Role.ASSISTANT else node_id)
        self._ask()

    def continue_reply(self, node_id: str) -> None:
        """Go on with a cut reply, as a version of its own; or answer an unanswered message."""
        conversation = self._conversation
        if conversation is None:
            return
        node = conversation.nodes[node_id]
        if node.role is Role.ASSISTANT:
            self._ask(continued=node)
        else:
            self._move(node_id)
            self._ask()

    def delete(self, node_id: str) -> None:
        """Leave one message out; what followed goes on without it, as a branch."""
        if self._conversation is None or self.reply is not None:
            return
        before = self._conversation
        after = before.without(node_id, lambda: uuid.uuid4().hex)
        for node in after.nodes.values():
            if node.id not in before.nodes:
                self._keep_copy(before, node)
        self._move(after.tip, after)

    def choose_version(self, node_id: str, step: int) -> None:
        """Walk to the previous (-1) or next (+1) version of a message."""
        if self._conversation is not None:
            after = self._conversation.choose(node_id, step)
            self._move(after.tip, after)

    def show_followers(self) -> None:
        """Go to what once followed the last message shown."""
        if self._conversation is not None and (followers := self._conversation.followers()):
            after = self._conversation.choose(followers[-1], 0)
            self._move(after.tip, after)

    def toggle_pin(self, node_id: str) -> None:
        """A pinned message never leaves the context window."""
        if self._conversation is not None:
            node = self._conversation.nodes[node_id]
            node = replace(node, pinned=not node.pinned)
            self._guarded(lambda: self._store.set_pinned(node.id, node.pinned))
            self._conversation = self._conversation.replace_node(node)
            self.changed.emit()

    def stop(self) -> None:
        """End the reply under way."""
        if self.reply is not None:
            self._replies.stop(self.reply.node.id)

    def set_system_prompt(self, text: str) -> None:
        """Of this chat, from its next reply on."""
        if self._conversation is not None and text != self._conversation.system_prompt:
            chat_id = self._conversation.id
            self._guarded(lambda: self._store.set_system_prompt(chat_id, text))
            self._conversation = replace(self._conversation, system_prompt=text)
            self.changed.emit()

    def set_overflow(self, overflow: Overflow) -> None:
        """What to do when this chat outgrows the window."""
        if self._conversation is not None:
            chat_id = self._conversation.id
            self._guarded(lambda: self._store.set_overflow(chat_id, overflow))
            self._conversation = replace(self._conversation, overflow=overflow)
            self.changed.emit()

    def set_draft(self, text: str) -> None:
        """Keep the unsent message with its chat."""
        if self._conversation is not None and text != self._conversation.draft:
            chat_id = self._conversation.id
            self._guarded(lambda: self._store.set_draft(chat_id, text))
            self._conversation = replace(self._conversation, draft=text)

    def _ask(self, continued: Node | None = None) -> None:
        conversation = self._conversation
        if conversation is None or self._replies.in_chat(conversation.id):
            return
        nodes = conversation.path_to(continued.id) if continued else conversation.path()
        if not nodes:
            return
        chat = chat_for(conversation, nodes, self.template)
        node = self._replies.start(conversation.id, chat, self._sampling.settings, continued)
        self._conversation = conversation.add(node)
        self.changed.emit()

    def _add(self, node: Node) -> None:
        assert self._conversation is not None
        conversation = self._conversation
        self._guarded(lambda: self._store.add_node(conversation.id, node))
        self._conversation = conversation.add(node)
        self.titled.emit(conversation.id)
        self.changed.emit()

    def _move(self, tip: str | None, conversation: Conversation | None = None) -> None:
        """Show the branch that ends at `tip`."""
        assert self._conversation is not None
        chat_id = self._conversation.id
        self._guarded(lambda: self._store.set_tip(chat_id, tip))
        self._conversation = replace(conversation or self._conversation, tip=tip)
        self.changed.emit()

    def _title(self, title: str) -> None:
        assert self._conversation is not None
        chat_id = self._conversation.id
        self._guarded(lambda: self._store.set_title(chat_id, title))
        self._conversation = replace(self._conversation, title=title)
        self.titled.emit(chat_id)

    def _guarded(self, change: object) -> None:
        """Store a change; a full disk is told and the window goes on."""
        try:
            change()
        except StoreError as error:
            self.store_failed.emit(str(error))
