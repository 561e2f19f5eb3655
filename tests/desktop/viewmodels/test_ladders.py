"""The walks behind choices: the engine gets the records once, then one question a token."""

from __future__ import annotations

import pytest

from desktop.viewmodels.kept import KeptReplies
from desktop.viewmodels.ladders import LaddersModel
from engine.errors import InvalidRequest
from engine.protocol import Done, Failed, Ladder, LoadTrace, Request, TracePlace
from tests.desktop.core.test_ladder import TABLE
from tests.desktop.desk import Desk


class Asked:
    """The engine's ear: notes what it is asked, and answers when told to."""

    def __init__(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        self._desk = desk
        self.requests: list[Request] = []
        monkeypatch.setattr(desk.engine, "ask", self._ask)

    def _ask(self, request: Request) -> int:
        self.requests.append(request)
        return 1000 + len(self.requests)

    def wait(self, count: int) -> None:
        self._desk.qtbot.waitUntil(lambda: len(self.requests) == count)

    def answer(self) -> None:
        self._desk.engine.received.emit(Done(1000 + len(self.requests), TABLE))

    def refuse(self) -> None:
        fault = InvalidRequest(problem="unknown").fault
        self._desk.engine.received.emit(Failed(1000 + len(self.requests), fault))


@pytest.fixture
def model(ready: Desk) -> LaddersModel:
    kept = KeptReplies(ready.engine, ready.store, ready.chat, ready.root)
    return LaddersModel(ready.engine, kept, ready.replies, ready.root)


def test_the_records_are_given_once_and_each_token_is_asked_for(
    ready: Desk, model: LaddersModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ready.say("hello")
    asked = Asked(ready, monkeypatch)
    assert model.ladder(said, 2) is None
    asked.wait(2)
    given = asked.requests[0]
    assert isinstance(given, LoadTrace)
    assert given.trace == said
    assert given.records == ready.store.trace(said)
    assert [message.text for message in given.chat.messages] == ["hello"]
    assert given.settings == (ready.sampling.settings,)
    assert given.seed == ready.shown.nodes[said].seed
    assert asked.requests[1] == Ladder(1, TracePlace(said, 2))
    with ready.qtbot.waitSignal(model.arrived) as arrived:
        asked.answer()
    assert arrived.args == [said, 2]
    assert model.ladder(said, 2) == TABLE
    model.ladder(said, 3)
    asked.wait(3)
    assert asked.requests[2] == Ladder(1, TracePlace(said, 3))


def test_who_walks_fast_asks_for_the_last_token_only(
    ready: Desk, model: LaddersModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ready.say("hello")
    asked = Asked(ready, monkeypatch)
    for number in range(4):
        model.ladder(said, number)
    asked.wait(2)
    assert asked.requests[1] == Ladder(1, TracePlace(said, 3))


def test_a_reply_that_cannot_be_explained_is_not_asked_about_again(
    ready: Desk, model: LaddersModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ready.say("hello")
    asked = Asked(ready, monkeypatch)
    model.ladder(said, 0)
    asked.wait(2)
    asked.refuse()
    model.ladder(said, 1)
    assert not model.waits
    model.ladder(said, -1)
    assert not model.waits


def test_what_is_not_known_to_this_model_is_not_asked(
    ready: Desk, model: LaddersModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ready.say("hello")
    ready.load("other")
    asked = Asked(ready, monkeypatch)
    model.ladder(said, 0)
    ready.qtbot.waitUntil(lambda: not model.waits)
    assert asked.requests == []


def test_another_engine_gets_the_records_again(
    ready: Desk, model: LaddersModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ready.say("hello")
    asked = Asked(ready, monkeypatch)
    model.ladder(said, 0)
    asked.wait(2)
    ready.engine.ready.emit(ready.engine.facts)
    model.ladder(said, 1)
    asked.wait(4)
    assert isinstance(asked.requests[2], LoadTrace)
