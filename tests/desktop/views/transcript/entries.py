"""Messages for the tests of the transcript."""

from __future__ import annotations

from desktop.core.entry import Entry
from engine.chat import Role

LONG = "A sentence that is long enough to need more than a line of the column it stands in. " * 6


def asked(node: str, text: str = "Why is the sky blue?", **changes: object) -> Entry:
    return _entry(node, Role.USER, "You", text, changes)


def replied(node: str, text: str = "Because of scattering.", **changes: object) -> Entry:
    return _entry(node, Role.ASSISTANT, "Tiny", text, changes)


def talk(count: int) -> list[Entry]:
    """`count` messages in turn, with the ids "0", "1" …, each some lines long."""
    return [
        (replied if place % 2 else asked)(str(place), f"Message {place}. {LONG}")
        for place in range(count)
    ]


def _entry(node: str, role: Role, author: str, text: str, changes: dict[str, object]) -> Entry:
    values: dict[str, object] = {
        "node_id": node,
        "role": role,
        "author": author,
        "text": text,
        "opens_thinking": False,
        "streaming": False,
        "version": 1,
        "versions": 1,
    }
    return Entry(**(values | changes))  # type: ignore[arg-type]
