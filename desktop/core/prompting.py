"""From a conversation to the chat that the engine is asked to go on with."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.core.conversation import Conversation, Node
from engine.chat import Chat, Message, Role, TemplateChoice

SYSTEM_ID = "system"  # the id of the system prompt's message; nodes have hex ids


def chat_for(conversation: Conversation, nodes: Sequence[Node], template: TemplateChoice) -> Chat:
    """The messages from the system prompt through `nodes`, a stretch of a path from its root. A
    notebook has neither system prompt nor template."""
    messages = [_message(node) for node in nodes]
    if conversation.raw:
        template = TemplateChoice.RAW
    elif conversation.system_prompt.strip():
        messages.insert(0, Message(SYSTEM_ID, Role.SYSTEM, conversation.system_prompt))
    return Chat(tuple(messages), template, conversation.overflow, memory_start(nodes))


def memory_start(nodes: Sequence[Node]) -> str:
    """Where the window began when the latest of these was generated; empty if it held all."""
    generated = (node for node in reversed(nodes) if node.model)
    return next((node.memory_start for node in generated), "")


def _message(node: Node) -> Message:
    return Message(node.id, node.role, node.text, node.ids, node.vocabulary, node.pinned)
