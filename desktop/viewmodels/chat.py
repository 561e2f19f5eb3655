"""What a person can do to the chat that is shown. No widgets.

Every change makes a branch; the store keeps all of them.
"""

from __future__ import annotations

import os
import time
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Slot

from desktop.core.conversation import Conversation, Node, NodeState
from desktop.core.errors import StoreError
from desktop.core.prompting import chat_for
from desktop.core.titles import title_for
from desktop.viewmodels.shown import ShownChat
from desktop.viewmodels.told import told
from engine.chat import Overflow, Role, TemplateChoice

translate = QCoreApplication.translate


class ChatModel(ShownChat):
    """Changes the chat that is shown; every change makes a branch."""

    def use_template(self, template: TemplateChoice) -> None:
        """How the messages become a prompt from now on, also of replies that still wait."""
        self._template = template
        self._replies.use_template(template)
        self.changed.emit()

    def send(self, text: str) -> bool:
        """Add a message of the person and ask for a reply; False while one is under way. In a
        notebook no text at all means: write on."""
        if not self._may_change():
            return False
        conversation = self._shown
        if not text.strip():
            return self._write_on()
        untitled = not conversation.nodes and not conversation.title_by_person
        self._add(_message(Role.USER, text, conversation.tip))
        self.set_draft("")
        self.save_draft()
        if untitled:
            self._title(title_for(text))
        self._ask()
        return True

    def _write_on(self) -> bool:
        if not self._shown.raw or self._shown.tip is None:
            return False
        self._ask()
        return True

    def edit(self, node_id: str, text: str) -> None:
        """Another version of a message; one of the person's is answered anew."""
        if not text.strip() or not self._may_change():
            return
        old = self._shown.nodes[node_id]
        if text != old.text:
            self._add(replace(_message(old.role, text, old.parent), pinned=old.pinned))
            if old.role is Role.USER:
                self._ask()

    def regenerate(self, node_id: str) -> None:
        """Another version of a reply; of a message of the person, another answer to it."""
        if self._may_change():
            node = self._shown.nodes[node_id]
            if node.seed is not None and node.seed == self._sampling.settings.seed:
                self.seed_repeated.emit(node.seed)
            self._move(node.parent if node.role is Role.ASSISTANT else node_id)
            self._ask()

    def regenerate_last(self) -> None:
        """Another version of what the shown branch ends with."""
        if self._may_change() and self._shown.tip is not None:
            self.regenerate(self._shown.tip)

    def continue_reply(self, node_id: str) -> None:
        """Go on with a cut reply, as a version of its own; or answer an unanswered message."""
        if not self._may_change():
            return
        node = self._shown.nodes[node_id]
        if node.role is Role.ASSISTANT:
            self._ask(continued=node)
        else:
            self.regenerate(node_id)

    @Slot(str, int, int)
    def swap(self, node_id: str, keep: int, token: int) -> None:
        """Another version of a reply: its first `keep` tokens, then `token`, and on from there."""
        if not self._may_change():
            return
        old = self._shown.nodes[node_id]
        if not old.ids or old.vocabulary != self._replies.vocabulary:
            self.not_swapped.emit(_why_not(old, self._replies.vocabulary))
            return
        self.asking.emit()
        chat = self._shown
        asked = chat_for(chat, chat.path_to(node_id), self._template)
        settings = self._sampling.settings
        try:
            node = self._replies.swap(chat.id, asked, settings, old, keep, token)
        except StoreError as error:
            self.store_failed.emit(told(error))
            return
        self._show(chat.add(node))
        versions = self._shown.versions(node_id)
        self.version_kept.emit(versions.index(node_id) + 1, len(versions))

    def try_again(self) -> None:
        """Ask once more for what the end of the chat waits for."""
        if self._may_change() and self._shown.tip is not None:
            self.continue_reply(self._shown.tip)

    def delete(self, node_id: str) -> None:
        """Leave one message out; what followed goes on without it, as a branch."""
        if not self._may_change():
            return
        before = self._shown.tip
        originals = iter(self._followers(node_id))
        after = self._shown.without(node_id, lambda: os.urandom(16).hex())
        for copy in after.path():
            if copy.id not in self._shown.nodes:
                self._store_copy(copy, next(originals))
        self._move(after.tip, after)
        self.left_out.emit(before)

    def choose_version(self, node_id: str, step: int) -> None:
        """Walk to the previous (-1) or next (+1) version of a message."""
        if self._may_change():
            after = self._shown.choose(node_id, step)
            self._move(after.tip, after)

    def show_node(self, node_id: str) -> None:
        """Show the branch that a message is in, if it is not in the shown one."""
        if node_id not in {node.id for node in self._shown.path()}:
            self.choose_version(node_id, 0)

    def show_followers(self) -> None:
        """Go to what was once written after the last message shown."""
        if self._may_change() and (followers := self._shown.followers()):
            self.choose_version(followers[-1], 0)

    def toggle_pin(self, node_id: str) -> None:
        """A pinned message never leaves the context window; one being written cannot be pinned."""
        if self._replies.running(node_id):
            return
        node = self._shown.nodes[node_id]
        node = replace(node, pinned=not node.pinned)
        self._backlog.store(lambda: self._store.set_pinned(node.id, node.pinned))
        self._show(self._shown.replace_node(node))

    def stop(self) -> None:
        """End the reply under way."""
        if self.reply is not None:
            self._replies.stop(self.reply.node.id)

    def set_system_prompt(self, text: str) -> None:
        """Of this chat, from its next reply on."""
        chat = self._shown
        if text != chat.system_prompt:
            self._backlog.store(lambda: self._store.set_system_prompt(chat.id, text))
            self._show(replace(chat, system_prompt=text))

    def begin_raw(self, raw: bool) -> None:
        """Let an empty chat be a notebook, or a chat again."""
        chat = self._conversation
        if chat is not None and not chat.nodes and not chat.system_prompt and raw != chat.raw:
            self._backlog.store(lambda: self._store.set_raw(chat.id, raw))
            self._show(replace(chat, raw=raw))

    def set_overflow(self, overflow: Overflow) -> None:
        """What happens when this chat outgrows the context window."""
        chat = self._shown
        self._backlog.store(lambda: self._store.set_overflow(chat.id, overflow))
        self._show(replace(chat, overflow=overflow))

    def set_draft(self, text: str) -> None:
        """Keep the unsent message with its chat."""
        if self._conversation is not None and text != self._conversation.draft:
            self._conversation = replace(self._conversation, draft=text)
            self._draft.change(text)

    def _may_change(self) -> bool:
        """Whether the shown chat may change: told where a reply under way stands against it."""
        chat = self._conversation
        if chat is not None and self._replies.in_chat(chat.id):
            self.declined.emit(
                translate("Chat", "A reply is being written here. Wait for its end, or stop it.")
            )
            return False
        return chat is not None

    def _followers(self, node_id: str) -> tuple[Node, ...]:
        path = self._shown.path()
        return path[[node.id for node in path].index(node_id) + 1 :]

    def _ask(self, continued: Node | None = None) -> None:
        self.asking.emit()
        chat = self._shown
        nodes = chat.path_to(continued.id) if continued else chat.path()
        asked = chat_for(chat, nodes, self._template)
        if not nodes:
            return
        try:
            node = self._replies.start(chat.id, asked, self._sampling.settings, continued)
        except StoreError as error:
            self.store_failed.emit(told(error))
        else:
            self._show(chat.add(node))

    def _add(self, node: Node) -> None:
        chat = self._shown
        self._backlog.store(lambda: self._store.add_node(chat.id, node))
        self._show(chat.add(node))
        self.listed.emit(chat.id)

    def _store_copy(self, copy: Node, original: Node) -> None:
        chat = self._shown
        self._backlog.store(lambda: self._store.add_node(chat.id, copy))
        self._backlog.store(lambda: self._store.copy_trace(original.id, copy.id))

    def _move(self, tip: str | None, chat: Conversation | None = None) -> None:
        """Show the branch that ends at `tip`."""
        chat = replace(chat or self._shown, tip=tip)
        self._backlog.store(lambda: self._store.set_tip(chat.id, tip))
        self._show(chat)

    def _title(self, title: str) -> None:
        chat = self._shown
        self._backlog.store(lambda: self._store.set_title(chat.id, title, by_person=False))
        self._show(replace(chat, title=title))
        self.listed.emit(chat.id)


def _why_not(old: Node, vocabulary: str) -> str:
    """Why no token of a reply can be swapped now."""
    if not old.ids:
        return translate(
            "Chat", "No token can be swapped here: part of this text was written by hand."
        )
    if not vocabulary:
        return translate("Chat", "Open a model first: it goes on from the token you choose.")
    return translate(
        "Chat",
        "The model in use has other tokens than the one that wrote this. Open {model} to swap.",
    ).format(model=old.model or translate("Chat", "that model"))


def _message(role: Role, text: str, parent: str | None) -> Node:
    return Node(
        id=os.urandom(16).hex(),
        parent=parent,
        role=role,
        text=text,
        created_ms=int(time.time() * 1000),
        state=NodeState.COMPLETE,
    )
