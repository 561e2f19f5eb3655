"""Small chats to put into a store."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from desktop.core.conversation import Node, NodeState
from desktop.core.store import Store
from engine.chat import Role
from engine.records import How, TokenRecord


def message(
    text: str,
    parent: str | None = None,
    *,
    role: Role = Role.USER,
    state: NodeState = NodeState.COMPLETE,
) -> Node:
    """A message with a fresh id."""
    return Node(id=uuid.uuid4().hex, parent=parent, role=role, text=text, created_ms=1, state=state)


def reply(parent: str, text: str = "") -> Node:
    """A reply that is being written."""
    return message(text, parent, role=Role.ASSISTANT, state=NodeState.STREAMING)


def records(*pieces: str | bytes) -> list[TokenRecord]:
    """One record a piece; ids count from 100."""
    coded = [piece.encode() if isinstance(piece, str) else piece for piece in pieces]
    return [
        TokenRecord(100 + n, piece, -0.1 * n, n + 1, 0.3, None if n % 2 else 0.4, How.SAMPLED)
        for n, piece in enumerate(coded)
    ]


def chat_of(store: Store, texts: Sequence[str], title: str = "") -> str:
    """A new chat with messages of a person, one after another; its id."""
    chat_id, parent = store.new_chat(), None
    for text in texts:
        node = message(text, parent)
        store.add_node(chat_id, node)
        parent = node.id
    if title:
        store.set_title(chat_id, title)
    return chat_id
