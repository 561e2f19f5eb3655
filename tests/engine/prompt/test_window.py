"""What leaves the context window, and when."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.chat import Chat, Message, Overflow, Role
from engine.errors import ContextFull, MessageTooLong
from engine.prompt.tokens import Prompt
from engine.prompt.window import fit
from engine.records import Segment, SegmentKind

ROLES = {"s": Role.SYSTEM, "u": Role.USER, "a": Role.ASSISTANT}
OVERHEAD = 1  # a template that writes one token before each message


def chat(*messages: str, pinned: Sequence[str] = (), **changes: object) -> Chat:
    """Messages such as "u1:30": role, number, tokens."""
    made = tuple(
        Message(name, ROLES[name[0]], "x" * int(size), pinned=name in pinned)
        for name, size in (each.split(":") for each in messages)
    )
    return replace(Chat(made), **changes)


def build(chat: Chat, draft: int = 0) -> Prompt:
    """A token a letter, and the template's own before each message."""
    segments = []
    for m in chat.messages:
        segments.append(Segment(SegmentKind.TEMPLATE, OVERHEAD))
        segments.append(Segment(SegmentKind(m.role.value), len(m.text), m.id))
    if draft:
        segments.append(Segment(SegmentKind.DRAFT, draft))
    return Prompt(tuple(range(sum(s.tokens for s in segments))), tuple(segments))


def told(prompt: Prompt) -> list[str]:
    return [s.message for s in prompt.segments if s.message and s.tokens]


def test_a_chat_that_fits_stays_whole() -> None:
    prompt, start = fit(build, chat("s:10", "u1:20", "a1:20", "u2:20"), 80, 6)
    assert (told(prompt), start) == (["s", "u1", "a1", "u2"], "")


def test_whole_turns_leave_until_half_of_the_room_of_the_history_is_free() -> None:
    messages = ["s:9", *(f"{role}{n}:9" for n in range(1, 9) for role in "ua"), "u9:9"]
    prompt, start = fit(build, chat(*messages), 180, 40)
    # 20 must stay (system, u9), 120 are left for the history: 60 hold three turns of 20.
    assert start == "u6"
    assert told(prompt) == ["s", "u6", "a6", "u7", "a7", "u8", "a8", "u9"]


def test_what_left_earlier_stays_out() -> None:
    messages = ["s:9", "u1:9", "a1:40", "u2:9", "a2:9", "u3:9"]
    prompt, start = fit(build, chat(*messages, memory_start="u2"), 80, 10)
    assert (told(prompt), start) == (["s", "u2", "a2", "u3"], "u2")


def test_what_left_comes_back_whole_into_a_larger_window() -> None:
    messages = ["s:9", "u1:9", "a1:40", "u2:9", "a2:9", "u3:9"]
    prompt, start = fit(build, chat(*messages, memory_start="u2"), 1000, 10)
    assert (told(prompt), start) == (["s", "u1", "a1", "u2", "a2", "u3"], "")


def test_more_leaves_when_what_was_left_has_outgrown_the_window_again() -> None:
    messages = [*(f"{role}{n}:9" for n in range(1, 9) for role in "ua"), "u9:9"]
    prompt, start = fit(build, chat(*messages, memory_start="u3"), 100, 10)
    assert start == "u7"
    assert told(prompt) == ["u7", "a7", "u8", "a8", "u9"]


@pytest.mark.parametrize("unknown", ["", "gone"])
def test_a_start_that_is_no_message_of_this_branch_is_none(unknown: str) -> None:
    _, start = fit(build, chat("u1:9", "a1:9", "u2:9", memory_start=unknown), 100, 10)
    assert start == ""


def test_pinned_messages_never_leave() -> None:
    messages = ["u1:9", "a1:9", "u2:9", "a2:9", "u3:9", "a3:9", "u4:9"]
    prompt, start = fit(build, chat(*messages, pinned=["a1"]), 70, 10)
    assert (told(prompt), start) == (["a1", "u3", "a3", "u4"], "u3")


def test_stop_and_ask() -> None:
    full = chat("u1:40", "a1:40", "u2:40", overflow=Overflow.STOP)
    with pytest.raises(ContextFull, match="needs 123 of 100 tokens"):
        fit(build, full, 100, 10)


def test_the_last_turn_may_use_what_was_reserved_for_the_reply() -> None:
    long = chat("u1:9", "a1:9", "u2:90", overflow=Overflow.ROLL)
    prompt, start = fit(build, long, 100, 50)
    assert (told(prompt), start) == (["u2"], "u2")


def test_a_message_larger_than_the_window_is_told_with_both_numbers() -> None:
    with pytest.raises(MessageTooLong, match=r"has 500 tokens.*room for 88\b"):
        fit(build, chat("s:9", "u1:9", "a1:9", "u2:500"), 100, 10)


def test_a_draft_larger_than_the_window_is_told_too() -> None:
    with pytest.raises(MessageTooLong, match=r"has 500 tokens.*room for 89\b"):
        fit(lambda c: build(c, draft=500), chat("s:9", "u1:9", "a1:9"), 100, 10)


def test_a_system_prompt_that_fills_the_window_is_not_blamed_on_the_message() -> None:
    with pytest.raises(ContextFull):
        fit(build, chat("s:200", "u1:9"), 100, 10)


def test_an_empty_chat_whose_template_fills_the_window_is_full() -> None:
    template = Prompt(tuple(range(50)), (Segment(SegmentKind.TEMPLATE, 50),))
    with pytest.raises(ContextFull):
        fit(lambda chat: template, chat(), 40, 10)


def test_with_a_draft_every_turn_may_leave() -> None:
    prompt, _ = fit(lambda c: build(c, draft=60), chat("s:9", "u1:30", "a1:30"), 100, 10)
    assert told(prompt) == ["s"]


@settings(deadline=None, derandomize=True)
@given(
    sizes=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=12),
    last=st.integers(0, 60),
    window=st.integers(30, 300),
    reserve=st.integers(0, 300),
)
def test_what_fits_is_a_suffix_of_whole_turns(
    sizes: list[tuple[int, int]], last: int, window: int, reserve: int
) -> None:
    turns = [(f"u{n}:{u}", f"a{n}:{a}") for n, (u, a) in enumerate(sizes)]
    full = chat("s:5", *(m for turn in turns for m in turn), f"u99:{last}")
    try:
        prompt, start = fit(build, full, window, min(reserve, window // 2))
    except MessageTooLong:
        assert 5 + last + 2 * OVERHEAD >= window
        return
    names = [m.id for m in full.messages]
    begun = names.index(start) if start else 1
    assert len(prompt.ids) < window
    assert names[begun].startswith("u")
    assert told(prompt) == [m.id for m in (full.messages[0], *full.messages[begun:]) if m.text]


@settings(deadline=None, derandomize=True)
@given(steps=st.lists(st.integers(1, 30), min_size=1, max_size=40))
def test_a_growing_chat_leaves_rarely(steps: list[int]) -> None:
    """Between two departures the prompt's beginning stays as it is, so the cache holds."""
    messages: list[str] = []
    starts = [""]
    for n, size in enumerate(steps):
        messages.append(f"u{n}:{size}")
        prompt, start = fit(build, chat(*messages, memory_start=starts[-1]), 200, 20)
        if start != starts[-1]:
            assert len(prompt.ids) <= size + OVERHEAD + (200 - 20 - size) // 2 + 1
        starts.append(start)
        messages.append(f"a{n}:{size}")


def test_it_is_told_how_many_tokens_left() -> None:
    messages = ["s:9", *(f"{role}{n}:9" for n in range(1, 9) for role in "ua"), "u9:9"]
    full = chat(*messages)
    prompt, start = fit(build, full, 180, 40)
    assert len(prompt.ids) + prompt.left == len(build(full).ids)
    later, _ = fit(build, replace(full, memory_start=start), 180, 40)
    assert later.left == prompt.left
    assert fit(build, full, 1000, 40)[0].left == 0
