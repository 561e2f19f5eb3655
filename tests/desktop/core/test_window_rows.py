"""The context window as rows: what is cached, what is read next, what leaves first."""

from __future__ import annotations

from desktop.core.window_rows import first_to_leave, rows_of
from engine.chat import Message, Role
from engine.records import ContextUse, Segment, SegmentKind

KIND = SegmentKind


def said(id: str, role: Role, pinned: bool = False) -> Message:
    return Message(id, role, id, pinned=pinned)


CHAT = (
    said("system", Role.SYSTEM),
    said("u1", Role.USER),
    said("a1", Role.ASSISTANT),
    said("u2", Role.USER),
)
USE = ContextUse(
    100,
    (
        Segment(KIND.TEMPLATE, 2),
        Segment(KIND.SYSTEM, 8, "system"),
        Segment(KIND.USER, 10, "u1"),
        Segment(KIND.ASSISTANT, 20, "a1"),
        Segment(KIND.USER, 5, "u2"),
        Segment(KIND.DRAFT, 0),
    ),
    cached=30,
)


def test_what_is_cached_ends_inside_a_message() -> None:
    rows = rows_of(USE, CHAT, rolls=True)
    assert [(row.tokens, row.cached, row.to_read) for row in rows] == [
        (2, 2, 0),
        (8, 8, 0),
        (10, 10, 0),
        (20, 10, 10),
        (5, 0, 5),
    ]


def test_the_oldest_turn_leaves_first_unless_the_chat_stops_instead() -> None:
    leaving = [row.message for row in rows_of(USE, CHAT, rolls=True) if row.leaves]
    assert leaving == ["u1", "a1"]
    assert not any(row.leaves for row in rows_of(USE, CHAT, rolls=False))


def test_pinned_messages_stay_and_so_does_the_last_turn() -> None:
    pinned = (CHAT[0], said("u1", Role.USER, pinned=True), *CHAT[2:])
    assert first_to_leave(pinned) == ("a1",)
    assert first_to_leave(CHAT[3:]) == ()
    assert first_to_leave(()) == ()


def test_a_turn_that_has_left_is_not_the_next_to_leave() -> None:
    left = ContextUse(100, (Segment(KIND.USER, 5, "u2"), Segment(KIND.USER, 5, "u3")))
    rows = rows_of(left, (*CHAT, said("u3", Role.USER)), rolls=True)
    assert [row.message for row in rows if row.leaves] == ["u2"]
