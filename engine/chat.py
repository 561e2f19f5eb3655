"""A chat as the engine is given it: messages, and how they become a prompt. Frozen values."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class Role(StrEnum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class Overflow(StrEnum):
    """What to do when the chat outgrows the context window."""

    ROLL = "roll"  # the oldest whole turns leave
    STOP = "stop"  # fail with ContextFull


class TemplateChoice(StrEnum):
    """Which chat template turns messages into a prompt."""

    MODEL = "model"
    CHATML = "chatml"
    PLAIN = "plain"
    RAW = "raw"  # none: the texts one after the other


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One message of a chat.

    `ids` are the recorded tokens of a reply (without its end token), valid for the vocabulary
    whose hash is `vocabulary`; they go back into the prompt as they are where the template
    prints `text` verbatim. A `pinned` message never leaves the window."""

    id: str
    role: Role
    text: str
    ids: tuple[int, ...] = ()
    vocabulary: str = ""
    pinned: bool = False


class Chat(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The messages from the system prompt to the last turn, and how they become a prompt.

    `memory_start`, the id of a message, says that the unpinned turns before it left the window
    earlier."""

    messages: tuple[Message, ...]
    template: TemplateChoice = TemplateChoice.MODEL
    overflow: Overflow = Overflow.ROLL
    memory_start: str = ""
