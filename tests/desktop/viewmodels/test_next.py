"""What would come next, asked while somebody looks and nobody else needs the engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop.viewmodels.next import NextModel
from engine.errors import ContextFull
from engine.protocol import Cancel, Done, NextTokens, Request
from tests.desktop.desk import Desk
from tests.fakes.words import COMING


class Watched:
    """A model of what comes next over a desk, and what it asked for."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.asked: list[Request] = []
        ask = desk.engine.ask

        def noted(request: Request) -> int:
            self.asked.append(request)
            return ask(request)

        desk.engine.ask = noted  # type: ignore[method-assign]
        self.next = NextModel(desk.chat, desk.replies, desk.engine, desk.sampling)
        self.next.watch("test", True, draft=True)

    @property
    def questions(self) -> list[NextTokens]:
        return [each for each in self.asked if isinstance(each, NextTokens)]

    def answered(self) -> None:
        self.desk.qtbot.waitUntil(lambda: self.next.table is not None)


@pytest.fixture
def watched(ready: Desk) -> Iterator[Watched]:
    made = Watched(ready)
    yield made
    made.next.watch("test", False)


def test_candidates_for_the_beginning_of_a_reply_are_known(watched: Watched) -> None:
    watched.desk.chat.set_system_prompt("Be kind.")
    watched.answered()
    assert watched.next.table is not None
    assert watched.next.table.pieces == COMING
    assert watched.questions[-1].place.keep is None


def test_the_draft_is_part_of_the_question(watched: Watched) -> None:
    watched.next.set_draft("Why is the sky")
    watched.answered()
    assert watched.questions[-1].place.draft == "Why is the sky"


def test_after_a_reply_its_last_token_is_gone_on_from(watched: Watched) -> None:
    watched.desk.say("say once upon a time")
    watched.answered()
    assert watched.questions[-1].place.keep == len(watched.desk.shown.path()[-1].ids) == 4
    assert watched.next.place is not None


def test_the_same_candidates_at_another_place_are_told_with_that_place(watched: Watched) -> None:
    watched.next.watch("test", True, draft=True)
    watched.answered()
    places: list[object] = []
    watched.next.changed.connect(lambda: places.append(watched.next.place))
    watched.next.set_draft("Why")
    watched.desk.qtbot.waitUntil(lambda: len(places) > 0)
    assert watched.next.place is not None
    assert watched.next.place.draft == "Why"


def test_without_a_watcher_nothing_is_asked(watched: Watched) -> None:
    watched.next.watch("test", False)
    watched.next.set_draft("words")
    watched.desk.say("say hello")
    assert watched.questions == []


def test_a_draft_is_not_read_for_those_who_look_at_the_chat_only(watched: Watched) -> None:
    watched.next.watch("pictures", True)
    watched.next.watch("test", False)
    watched.next.set_draft("words")
    watched.answered()
    assert [question.place.draft for question in watched.questions] == [""]
    watched.next.watch("pictures", False)


def test_typing_quickly_asks_once(watched: Watched) -> None:
    for end in range(1, 5):
        watched.next.set_draft("word"[:end])
    watched.answered()
    assert [question.place.draft for question in watched.questions] == ["word"]


def test_a_reply_under_way_is_told_instead_of_asked_past(watched: Watched) -> None:
    watched.desk.begin("forever")
    watched.next.refresh()
    watched.desk.qtbot.waitUntil(lambda: watched.next.problem == "A reply is being written.")
    assert watched.questions == []
    watched.desk.chat.stop()


def test_a_question_that_waits_is_given_up_for_a_reply(watched: Watched) -> None:
    watched.next._ask()
    watched.desk.begin("forever")
    kinds = [type(each) for each in watched.asked[:2]]
    assert kinds == [NextTokens, Cancel]
    watched.desk.chat.stop()


def test_an_answer_after_it_was_given_up_is_not_shown(watched: Watched) -> None:
    watched.next._ask()
    watched.next.watch("test", False)
    watched.desk.engine.received.emit(Done(watched.next._asked or 999_999))
    assert watched.next.table is None


def test_what_the_engine_refuses_is_told(watched: Watched) -> None:
    watched.answered()
    watched.next._ask()
    fault = ContextFull(tokens=9, window=8).fault
    from engine.protocol import Failed

    watched.desk.engine.received.emit(Failed(watched.next._asked, fault))
    assert watched.next.table is None
    assert watched.next.problem == fault.sentence
