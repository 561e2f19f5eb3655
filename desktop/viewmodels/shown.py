"""The chat that is shown: its messages, and the reply under way in it. No widgets."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from desktop.core.conversation import Conversation, Node
from desktop.core.entry import Entry
from desktop.core.errors import StoreError
from desktop.core.prompting import chat_for
from desktop.core.store import Store
from desktop.viewmodels.backlog import Backlog
from desktop.viewmodels.draft import Draft
from desktop.viewmodels.entries import entries_of
from desktop.viewmodels.replies import Replies, Reply
from desktop.viewmodels.sampling import SamplingModel
from desktop.viewmodels.told import told
from engine.chat import Chat, TemplateChoice
from engine.errors import Fault


class ShownChat(QObject):
    """Shows one conversation at a time; its replies run on when another is opened."""

    leaving = Signal()  # another chat is about to be shown: hand on what was typed into this one
    asking = Signal()  # a reply is about to be asked for: hand on what belongs to the question
    changed = Signal()  # the entries, the system prompt or what can be done
    text_added = Signal(str, str)  # node id, text
    listed = Signal(str)  # chat id; its title or its place in the list is another
    refused = Signal(object)  # Fault: the last request of this chat failed
    declined = Signal(str)  # a sentence: not while a reply is being written
    left_out = Signal(str)  # the tip of the branch that has the message that was just deleted
    version_kept = Signal(int, int)  # the old version's number, and how many there are now
    not_swapped = Signal(str)  # a sentence: why a token cannot be swapped
    seed_repeated = Signal(int)  # a new version of a reply is made with the seed of the old one
    store_failed = Signal(str)  # a sentence

    def __init__(
        self,
        store: Store,
        backlog: Backlog,
        replies: Replies,
        sampling: SamplingModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._backlog = backlog
        self._replies = replies
        self._sampling = sampling
        self._conversation: Conversation | None = None
        self._draft = Draft(store, backlog, self)
        self._template = TemplateChoice.MODEL
        replies.progressed.connect(self._on_progressed)
        replies.text_added.connect(self._on_text_added)
        replies.ended.connect(self._on_ended)
        replies.failed.connect(self._on_failed)

    @property
    def conversation(self) -> Conversation | None:
        """The chat that is shown; None before the first is opened."""
        return self._conversation

    @property
    def template(self) -> TemplateChoice:
        """How the messages become a prompt."""
        return self._template

    @property
    def reply(self) -> Reply | None:
        """The reply under way at the end of the shown branch."""
        tip = self._conversation.tip if self._conversation else None
        return self._replies.running(tip) if tip else None

    def open(self, chat_id: str) -> None:
        """Show another chat, with the replies that run in it; one that cannot be read is told."""
        self.leaving.emit()
        self.save_draft()
        try:
            conversation = self._store.load(chat_id)
        except StoreError as error:
            self.store_failed.emit(told(error))
            return
        for reply in self._replies.in_chat(chat_id):
            if reply.node.id not in conversation.nodes and reply.node.parent in conversation.nodes:
                conversation = conversation.add(reply.node)
        self._draft.begin(chat_id, conversation.draft)
        self._show(conversation)

    def entries(self) -> tuple[Entry, ...]:
        """What the transcript shows, from the first message to the tip."""
        if self._conversation is None:
            return ()
        return entries_of(self._conversation, self._replies.running, self._replies.model_awaited)

    def chat(self) -> Chat | None:
        """The shown branch as the engine counts it, without the reply under way."""
        if self._conversation is None:
            return None
        path = self._conversation.path()
        nodes = path[:-1] if self.reply else path
        return chat_for(self._conversation, nodes, self._template)

    def chat_before(self, node_id: str) -> Chat | None:
        """The messages before one of the shown chat, as they were put before the engine."""
        if self._conversation is None or node_id not in self._conversation.nodes:
            return None
        parent = self._conversation.nodes[node_id].parent
        nodes = self._conversation.path_to(parent)
        return chat_for(self._conversation, nodes, self._template)

    @Slot()
    def save_draft(self) -> None:
        """Put the unsent message on disk now."""
        self._draft.save()

    @property
    def _shown(self) -> Conversation:
        assert self._conversation is not None, "no chat is open"
        return self._conversation

    def _show(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self.changed.emit()

    @Slot(str)
    def _on_progressed(self, node_id: str) -> None:
        if self._conversation is not None and node_id in self._conversation.nodes:
            self.changed.emit()

    @Slot(str, str)
    def _on_text_added(self, node_id: str, text: str) -> None:
        if self._conversation is not None and node_id in self._conversation.nodes:
            self.text_added.emit(node_id, text)

    @Slot(str, object)
    def _on_ended(self, node_id: str, node: Node | None) -> None:
        chat = self._conversation
        if chat is None or node_id not in chat.nodes:
            return
        if node is not None and node.id == node_id:
            self._show(chat.replace_node(node))
            return
        kept = {id: other for id, other in chat.nodes.items() if id != node_id}
        before = node.id if node else chat.nodes[node_id].parent
        self._show(replace(chat, nodes=kept, tip=before if chat.tip == node_id else chat.tip))

    @Slot(str, object)
    def _on_failed(self, chat_id: str, fault: Fault) -> None:
        if self._conversation is not None and self._conversation.id == chat_id:
            self.refused.emit(fault)
