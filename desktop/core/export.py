"""A chat as a file for others: Markdown of the branch that is shown, JSON of all branches.

`docs/export.md` is the page for people; a test keeps it true."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Literal

import msgspec

from desktop.core.conversation import Conversation, Node, NodeState
from desktop.core.thinking import split
from engine.chat import Role

VERSION = 1
LONGEST_NAME = 200  # bytes; most file systems take 255 with the ending

_NUMBERED = (f"{port}{number}" for port in ("COM", "LPT") for number in range(1, 10))
_DEVICES = {"CON", "PRN", "AUX", "NUL", *_NUMBERED}  # which Windows takes for itself


class Words(msgspec.Struct, frozen=True):
    """The words that Markdown adds, for the caller to translate."""

    untitled: str = "Chat"
    system: str = "System prompt"
    you: str = "You"
    assistant: str = "Assistant"
    thinking: str = "Thinking"
    interrupted: str = "Interrupted"


class ExportedMessage(msgspec.Struct, frozen=True):
    """One message; `created` is UTC, the other fields are those of a Node."""

    id: str
    parent: str | None
    role: Role
    text: str
    created: datetime
    state: str
    reason: str = ""
    note: str = ""
    model: str = ""
    vocabulary: str = ""
    seed: int | None = None
    ids: tuple[int, ...] = ()
    opens_thinking: bool = False
    memory_start: str = ""
    pinned: bool = False


class ExportedChat(msgspec.Struct, frozen=True):
    """A whole chat; `shown` is the id of the last message of the branch that is shown."""

    title: str
    system_prompt: str
    overflow: str
    shown: str | None
    messages: tuple[ExportedMessage, ...]
    format: Literal["tessera-chat"] = "tessera-chat"
    version: int = VERSION


def to_json(conversation: Conversation) -> str:
    """All branches, indented, ending in a line break."""
    chat = ExportedChat(
        title=conversation.title,
        system_prompt=conversation.system_prompt,
        overflow=conversation.overflow.value,
        shown=conversation.tip,
        messages=tuple(_exported(node) for node in conversation.nodes.values()),
    )
    return msgspec.json.format(msgspec.json.encode(chat), indent=2).decode() + "\n"


def to_markdown(conversation: Conversation, words: Words | None = None) -> str:
    """The branch that is shown; texts stand as they were written."""
    words = words or Words()
    parts = [f"# {conversation.title or words.untitled}"]
    if conversation.system_prompt.strip():
        parts += [f"## {words.system}", conversation.system_prompt.strip()]
    for node in conversation.path():
        parts += _markdown(node, words)
    return "\n\n".join(parts) + "\n"


def file_name(conversation: Conversation, ending: str, untitled: str = "Chat") -> str:
    """A name for the file that every system accepts."""
    name = re.sub(r'[\x00-\x1f<>:"/\\|?*]+', " ", conversation.title)
    name = name.encode(errors="ignore")[:LONGEST_NAME].decode(errors="ignore").strip(" .…")
    name = " ".join(name.split()) or untitled
    return f"{name}_.{ending}" if name.upper() in _DEVICES else f"{name}.{ending}"


def _exported(node: Node) -> ExportedMessage:
    return ExportedMessage(
        id=node.id,
        parent=node.parent,
        role=node.role,
        text=node.text,
        created=datetime.fromtimestamp(node.created_ms / 1000, UTC),
        state=node.state.value,
        reason=node.reason,
        note=node.note,
        model=node.model,
        vocabulary=node.vocabulary,
        seed=node.seed,
        ids=node.ids,
        opens_thinking=node.opens_thinking,
        memory_start=node.memory_start,
        pinned=node.pinned,
    )


def _markdown(node: Node, words: Words) -> list[str]:
    author = words.you if node.role is Role.USER else node.model or words.assistant
    parts = [f"## {author}"]
    if node.role is Role.USER:
        parts.append(node.text.strip("\n"))
    else:
        for part in split(node.text, node.opens_thinking):
            text = part.text.strip("\n")
            parts.append(_quoted(f"*{words.thinking}*\n\n{text}") if part.thinking else text)
    if node.state is not NodeState.COMPLETE:
        parts.append(f"*{words.interrupted}*")
    return parts


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))
