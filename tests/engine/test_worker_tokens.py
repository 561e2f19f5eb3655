"""Questions about tokens on their way through the lanes, to an engine of words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.chat import Chat, Message, Role
from engine.findings import (
    Comparison,
    NextTable,
    PieceTable,
    ScoreTable,
    TokenList,
)
from engine.protocol import (
    Cancel,
    CompareContinuations,
    Done,
    Failed,
    Generate,
    Load,
    NextTokens,
    Pieces,
    Place,
    Render,
    Request,
    Score,
    Swap,
    Token,
    Tokenize,
)
from engine.records import How
from tests.engine.worker_talk import Talk

CHAT = Chat((Message("u", Role.USER, "hello there"),))


@pytest.fixture
def talk() -> Iterator[Talk]:
    talk = Talk()
    talk.say(Load(1, "tiny.gguf"))
    talk.end_of(1)
    yield talk
    talk.leave()


@pytest.mark.parametrize(
    ("request_", "kind"),
    [
        (Pieces(2, (0, 1)), PieceTable),
        (Tokenize(2, "two words"), TokenList),
        (Render(2, CHAT), TokenList),
        (NextTokens(2, Place(CHAT)), NextTable),
        (Score(2, "two words"), ScoreTable),
        (Score(2, chat=CHAT), ScoreTable),
        (CompareContinuations(2, Place(CHAT), ("yes", "no")), Comparison),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_question_is_answered_by_its_kind(talk: Talk, request_: Request, kind: type) -> None:
    talk.say(request_)
    end = talk.end_of(2)
    assert isinstance(end, Done)
    assert type(end.result) is kind


def test_the_side_lane_answers_while_a_reply_runs(talk: Talk) -> None:
    talk.say(Generate(2, Chat((Message("u", Role.USER, "forever"),))), Tokenize(3, "a b c"))
    end = talk.end_of(3)
    assert isinstance(end, Done)
    assert isinstance(end.result, TokenList)
    assert end.result.pieces == (b"a", b" b", b" c")
    assert not talk.ends(2)
    talk.say(Cancel(4, 2))
    talk.end_of(2)


def test_a_swap_is_a_reply_that_begins_with_its_token(talk: Talk) -> None:
    reply = Message("a", Role.ASSISTANT, "Once upon", (0, 1), "words")
    talk.say(Swap(2, Chat((*CHAT.messages, reply)), 1, 3))
    talk.end_of(2)
    records = [e.record for e in talk.events if isinstance(e, Token)]
    assert (records[0].id, records[0].how, records[0].u) == (3, How.FORCED, None)
    assert records[1].how is How.SAMPLED


@pytest.mark.parametrize(
    "request_", [Pieces(2, (10**6,)), Swap(2, CHAT, 0, 10**6), Swap(2, CHAT, 4, 0)], ids=repr
)
def test_nonsense_gets_a_sentence(talk: Talk, request_: Request) -> None:
    if isinstance(request_, Swap) and request_.keep:
        reply = Message("a", Role.ASSISTANT, "Once upon", (0, 1), "words")
        request_ = Swap(2, Chat((*CHAT.messages, reply)), request_.keep, request_.token)
    talk.say(request_)
    end = talk.end_of(2)
    assert isinstance(end, Failed)
    assert end.fault.kind == "InvalidRequest"
