"""How likely another word would have been: asked of the engine, or why it cannot be."""

from __future__ import annotations

import pytest

from desktop.viewmodels.kept import KeptReplies
from desktop.viewmodels.tokens import TokensModel
from desktop.viewmodels.word import WordModel
from engine.chat import Role
from engine.errors import InvalidRequest
from engine.findings import Odds
from engine.protocol import Done, Failed, LoadTrace, Probability, Request, TracePlace
from tests.desktop.desk import Desk, node

ODDS = Odds((7,), (b" blue",), (-1.5,), (2,), 0.0)


class Asked:
    """A word's model over a desk; questions are noted, and the test answers."""

    def __init__(self, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        self.desk = desk
        self.requests: list[Request] = []
        self.tokens = TokensModel(desk.chat, desk.replies, desk.store, desk.root)
        kept = KeptReplies(desk.engine, desk.store, desk.chat, desk.root)
        self.model = WordModel(self.tokens, desk.replies, desk.engine, kept, desk.root)
        self.said = desk.say("hello")
        monkeypatch.setattr(desk.engine, "ask", self._ask)

    def _ask(self, request: Request) -> int:
        self.requests.append(request)
        return 1000 + len(self.requests)

    def answer(self, odds: Odds = ODDS) -> None:
        self.desk.engine.received.emit(Done(1000 + len(self.requests), odds))


@pytest.fixture
def asked(ready: Desk, monkeypatch: pytest.MonkeyPatch) -> Asked:
    return Asked(ready, monkeypatch)


def test_a_word_is_asked_for_in_place_of_the_chosen_token(asked: Asked) -> None:
    asked.tokens.choose(asked.said, 2)
    asked.model.ask(" blue")
    given, question = asked.requests
    assert isinstance(given, LoadTrace)
    assert question == Probability(1, TracePlace(asked.said, 2), " blue")
    assert asked.model.open
    with asked.desk.qtbot.waitSignal(asked.model.changed):
        asked.answer()
    assert asked.model.odds == ODDS
    assert not asked.model.open


def test_the_answer_goes_with_the_token(asked: Asked) -> None:
    asked.tokens.choose(asked.said, 2)
    asked.model.ask(" blue")
    asked.answer()
    with asked.desk.qtbot.waitSignal(asked.model.changed):
        asked.tokens.step(1)
    assert asked.model.odds is None


def test_an_answer_that_comes_too_late_is_not_taken(asked: Asked) -> None:
    asked.tokens.choose(asked.said, 2)
    asked.model.ask(" blue")
    late = 1000 + len(asked.requests)
    asked.tokens.step(1)
    asked.desk.engine.received.emit(Done(late, ODDS))
    assert asked.model.odds is None


def test_a_refusal_is_told_and_forgotten_with_the_token(asked: Asked) -> None:
    asked.tokens.choose(asked.said, 2)
    asked.model.ask(" blue")
    fault = InvalidRequest(problem="the text is empty").fault
    asked.desk.engine.received.emit(Failed(1000 + len(asked.requests), fault))
    assert "the text is empty" in asked.model.problem
    asked.tokens.step(1)
    assert asked.model.problem == ""


def test_nothing_is_asked_without_a_word_or_a_token(asked: Asked) -> None:
    asked.model.ask(" blue")
    asked.tokens.choose(asked.said, 0)
    asked.model.ask("")
    assert asked.requests == []


def test_why_another_model_cannot_be_asked_is_told(ready: Desk) -> None:
    with pytest.MonkeyPatch.context() as patch:
        asked = Asked(ready, patch)
    asked.tokens.choose(asked.said, 0)
    ready.load("other")
    asked.model.ask(" blue")
    assert "another vocabulary" in asked.model.problem


def test_without_a_model_it_says_to_open_one(desk: Desk) -> None:
    kept = KeptReplies(desk.engine, desk.store, desk.chat, desk.root)
    assert "No model is ready" in kept.why_not("r")


def test_why_a_reply_cannot_be_asked_about(ready: Desk) -> None:
    kept = KeptReplies(ready.engine, ready.store, ready.chat, ready.root)
    chat = ready.shown.id
    ready.store.add_node(chat, node("hand", None, "By hand", role=Role.ASSISTANT))
    old = node("old", "hand", "Old", role=Role.ASSISTANT, model="tiny", vocabulary="words")
    ready.store.add_node(chat, old)
    ready.chat.open(chat)
    assert "no model wrote it" in kept.why_not("hand")
    assert not kept.has("old")
    assert "were not kept" in kept.why_not("old")
