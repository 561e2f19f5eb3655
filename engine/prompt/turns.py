"""The turns of a chat as a template will be given them, in the shapes templates insist on.

A turn's content is made of parts, so that every character keeps its message even where two
messages share a turn: a system prompt folded into the first user turn, neighbours of one role
merged. Pure; knows no template and no token."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from engine.chat import Message, Role
from engine.records import SegmentKind

GLUE = "\n\n"  # between the parts of a turn


@dataclass(frozen=True, slots=True)
class Part:
    """The text of one message, or of the unsent draft. `ids` are those that may be used again."""

    kind: SegmentKind
    message: str
    text: str
    ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One entry of a template's `messages`."""

    role: Role
    parts: tuple[Part, ...]


def turns_of(messages: Iterable[Message], draft: str | None) -> tuple[Turn, ...]:
    """The messages in order, then the draft; blank system prompts are left out."""
    turns = [
        Turn(m.role, (Part(SegmentKind(m.role.value), m.id, m.text, m.ids),))
        for m in messages
        if m.role is not Role.SYSTEM or m.text.strip()
    ]
    if draft is not None:
        turns.append(Turn(Role.USER, (Part(SegmentKind.DRAFT, "", draft),)))
    if all(turn.role is Role.SYSTEM for turn in turns):
        turns.append(_nobody())
    return tuple(turns)


def folded(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """The system prompt at the head of the first user turn."""
    system = tuple(p for turn in turns if turn.role is Role.SYSTEM for p in turn.parts)
    rest = tuple(turn for turn in turns if turn.role is not Role.SYSTEM)
    if rest and rest[0].role is Role.USER:
        own = tuple(p for p in rest[0].parts if p.text or p.message or p.kind is SegmentKind.DRAFT)
        return (Turn(Role.USER, system + own), *rest[1:])
    return (Turn(Role.USER, system), *rest)


def alternating(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """Neighbours of one role merged, and a user's turn before an assistant that comes first."""
    merged = [
        Turn(role, tuple(p for turn in group for p in turn.parts))
        for role, group in groupby(turns, key=lambda turn: turn.role)
    ]
    first = next((i for i, turn in enumerate(merged) if turn.role is not Role.SYSTEM), 0)
    if merged[first].role is Role.ASSISTANT:
        merged.insert(first, _nobody())
    return tuple(merged)


def has_system(turns: tuple[Turn, ...]) -> bool:
    """Whether there is a system prompt to find a place for."""
    return any(turn.role is Role.SYSTEM for turn in turns)


def _nobody() -> Turn:
    """An empty user turn, for templates that cannot begin without one."""
    return Turn(Role.USER, (Part(SegmentKind.TEMPLATE, "", ""),))
