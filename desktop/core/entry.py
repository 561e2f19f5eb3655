"""One message as the transcript shows it: all it needs to know of the conversation's tree."""

from __future__ import annotations

from dataclasses import dataclass

from engine.chat import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A message of the path that is shown.

    `version` counts from 1 to `versions`, its siblings in the order they were made.
    `opens_thinking`: the template had already written the opening tag of a thinking block.
    `note` is a sentence under the message ("Stopped."); `can_continue` puts a button beside it.
    `memory_starts`: what stands before this message left the context window.
    `retokenised`: its recorded tokens do not hold: the template changed the text, or the model has
    another vocabulary."""

    node_id: str
    role: Role
    author: str
    text: str
    opens_thinking: bool
    streaming: bool
    version: int
    versions: int
    note: str = ""
    can_continue: bool = False
    pinned: bool = False
    memory_starts: bool = False
    retokenised: bool = False
