"""How full the context window is, as the bar under the composer follows it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from desktop.viewmodels.context import ContextModel
from engine.records import SegmentKind
from tests.desktop.desk import Desk
from tests.fakes.engine import WORDS


@pytest.fixture
def context(desk: Desk) -> ContextModel:
    model = desk.add_context()
    desk.load()
    desk.new_chat()
    return model


def tokens(context: ContextModel, kind: SegmentKind) -> int:
    segments = context.use.segments if context.use else ()
    return sum(segment.tokens for segment in segments if segment.kind is kind)


def test_without_a_model_there_is_no_count(desk: Desk) -> None:
    context = desk.add_context()
    desk.new_chat()
    context.set_draft("three small words")
    assert (context.use, context.draft_tokens) == (None, 0)


def test_the_draft_is_counted_as_it_is_typed(context: ContextModel, qtbot: QtBot) -> None:
    for text in ("three", "three small", "three small words"):
        context.set_draft(text)
    qtbot.waitUntil(lambda: context.draft_tokens == 3)
    context.set_draft("")
    qtbot.waitUntil(lambda: context.draft_tokens == 0)


def test_a_count_under_way_is_followed_by_one_of_what_changed(
    context: ContextModel, qtbot: QtBot
) -> None:
    seen: list[int] = []
    context.changed.connect(lambda: seen.append(context.draft_tokens))
    context.set_draft("one")
    with qtbot.waitSignal(context.changed):
        pass
    context.set_draft("one two")
    qtbot.waitUntil(lambda: context.draft_tokens == 2)
    assert seen[-1] == 2


def test_a_model_that_comes_counts_what_waits(desk: Desk, qtbot: QtBot) -> None:
    context = desk.add_context()
    desk.new_chat()
    context.set_draft("two words")
    desk.load()
    qtbot.waitUntil(lambda: context.draft_tokens == 2)
    assert context.use is not None
    assert context.use.window == 512


def test_messages_and_system_prompt_are_counted(
    desk: Desk, context: ContextModel, qtbot: QtBot
) -> None:
    desk.chat.set_system_prompt("Be very brief.")
    desk.say("hello there")
    qtbot.waitUntil(lambda: tokens(context, SegmentKind.ASSISTANT) == len(WORDS.split()))
    assert tokens(context, SegmentKind.SYSTEM) == 3
    assert tokens(context, SegmentKind.USER) == 2


def test_a_running_reply_grows_in_the_count(desk: Desk, context: ContextModel) -> None:
    desk.chat.send("hello")
    reply = desk.chat.reply
    assert reply is not None
    seen: list[int] = []
    context.changed.connect(lambda: seen.append(tokens(context, SegmentKind.ASSISTANT)))
    desk.qtbot.waitUntil(lambda: len(WORDS.split()) in seen)
    desk.answered()


def test_another_chat_is_counted_anew(desk: Desk, context: ContextModel, qtbot: QtBot) -> None:
    desk.say("a long message of eight words it is")
    qtbot.waitUntil(lambda: tokens(context, SegmentKind.USER) == 8)
    desk.new_chat()
    qtbot.waitUntil(lambda: tokens(context, SegmentKind.USER) == 0)


def test_the_length_limit_is_the_reserve(desk: Desk, context: ContextModel, qtbot: QtBot) -> None:
    desk.sampling.choose("max_tokens", 64)
    qtbot.waitUntil(lambda: context.use is not None and context.use.reserve == 64)


def test_a_dead_engine_takes_its_count_along(
    desk: Desk, context: ContextModel, qtbot: QtBot
) -> None:
    context.set_draft("two words")
    qtbot.waitUntil(lambda: context.draft_tokens == 2)
    desk.say("die")
    assert context.use is None
    desk.engine.start_again()
    qtbot.waitUntil(lambda: context.draft_tokens == 2)


def test_a_draft_that_stays_the_same_is_not_counted_again(
    context: ContextModel, qtbot: QtBot
) -> None:
    context.set_draft("two words")
    qtbot.waitUntil(lambda: context.draft_tokens == 2)
    context.set_draft("two words")
    assert not [timer for timer in context.findChildren(QTimer) if timer.isActive()]
