"""What other settings would have made of a reply: asked, told, gone on with."""

from __future__ import annotations

import pytest

from desktop.viewmodels.kept import KeptReplies
from desktop.viewmodels.tokens import TokensModel
from desktop.viewmodels.whatif import WhatIfModel
from engine.errors import TraceUnknown
from engine.findings import ImpactTable, StageImpact, Verdict
from engine.protocol import Cancel, Done, Failed, Impact, LoadTrace, Request, Swap, WhatIf
from engine.stage_settings import StageName
from tests.desktop.desk import Desk


class Asked:
    """A model over a desk whose questions about kept replies are answered by the test."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.requests: dict[int, Request] = {}
        ask = desk.engine.ask
        self._next = 1_000_000

        def noted(request: Request) -> int:
            if isinstance(request, LoadTrace | WhatIf | Impact):
                self._next += 1
                number = self._next
            else:
                number = ask(request)
            self.requests[number] = request
            return number

        desk.engine.ask = noted  # type: ignore[method-assign]
        tokens = TokensModel(desk.chat, desk.replies, desk.store, desk.root)
        kept = KeptReplies(desk.engine, desk.store, desk.chat, desk.root)
        self.tokens = tokens
        self.model = WhatIfModel(
            desk.chat, desk.replies, desk.engine, desk.sampling, tokens, kept, desk.root
        )

    def of(self, kind: type[Request]) -> list[int]:
        return [number for number, request in self.requests.items() if isinstance(request, kind)]

    def question(self, count: int = 1) -> int:
        self.desk.qtbot.waitUntil(lambda: len(self.of(WhatIf)) >= count)
        return self.of(WhatIf)[-1]

    def answer(self, number: int, result: Verdict | ImpactTable | None) -> None:
        self.desk.engine.received.emit(Done(number, result))


@pytest.fixture
def asked(ready: Desk) -> Asked:
    made = Asked(ready)
    ready.say("say once upon a time")
    return made


def verdict(asked: Asked, *, other: int = 77, at: int = 1) -> Verdict:
    node = asked.desk.shown.path()[-1]
    tokens = tuple(other if n == at else id for n, id in enumerate(node.ids))
    pieces = tuple(b" else" if n == at else b"" for n in range(len(tokens)))
    return Verdict(tokens, pieces, at, 1, 0)


def test_other_settings_ask_about_the_last_reply(asked: Asked) -> None:
    asked.desk.sampling.choose("temperature", 1.5)
    question = asked.requests[asked.question()]
    assert isinstance(question, WhatIf)
    assert question.trace == asked.desk.shown.path()[-1].id
    assert question.sampling.temperature == 1.5
    given = asked.requests[asked.of(LoadTrace)[0]]
    assert isinstance(given, LoadTrace)
    assert len(given.records) == 4


def test_a_reply_is_given_to_the_engine_once(asked: Asked) -> None:
    asked.desk.sampling.choose("temperature", 1.5)
    asked.answer(asked.question(), verdict(asked))
    asked.desk.sampling.choose("temperature", 1.6)
    asked.question(2)
    assert len(asked.of(LoadTrace)) == 1


def test_what_would_be_another_is_told(asked: Asked) -> None:
    asked.desk.sampling.choose("temperature", 1.5)
    asked.answer(asked.question(), verdict(asked))
    node = asked.desk.shown.path()[-1].id
    assert asked.model.verdict is not None
    assert asked.model.differing() == (node, frozenset({1}))
    asked.model.go_there()
    assert asked.tokens.chosen == (node, 1)


def test_the_settings_in_force_tell_nothing(asked: Asked) -> None:
    asked.desk.sampling.choose("temperature", 1.5)
    asked.answer(asked.question(), verdict(asked))
    asked.desk.sampling.reset("temperature")
    asked.desk.qtbot.waitUntil(lambda: asked.model.verdict is None)
    assert asked.model.differing()[1] == frozenset()


def test_another_seed_or_length_changes_no_token_that_is_there(asked: Asked) -> None:
    asked.desk.sampling.choose("seed", 99)
    asked.desk.sampling.choose("max_tokens", 7)
    asked.model._ask()
    assert asked.of(WhatIf) == []


def test_of_several_changes_the_latest_is_asked(asked: Asked) -> None:
    asked.desk.sampling.choose("temperature", 1.5)
    first = asked.question()
    asked.desk.sampling.choose("temperature", 1.6)
    asked.model._ask()
    asked.desk.sampling.choose("temperature", 1.7)
    asked.model._ask()
    asked.answer(first, verdict(asked))
    last = asked.requests[asked.question(2)]
    assert len(asked.of(WhatIf)) == 2
    assert isinstance(last, WhatIf)
    assert last.sampling.temperature == 1.7


def test_going_on_makes_a_version_from_the_divergence(asked: Asked) -> None:
    other = asked.desk.shown.path()[-1].ids[0]
    asked.desk.sampling.choose("temperature", 1.5)
    asked.answer(asked.question(), verdict(asked, other=other, at=2))
    asked.model.go_on()
    swap = asked.requests[asked.of(Swap)[0]]
    assert isinstance(swap, Swap)
    assert (swap.keep, swap.token, swap.sampling.temperature) == (2, other, 1.5)
    asked.desk.answered()


def test_the_rest_is_decided_by_reading_again(asked: Asked) -> None:
    asked.desk.sampling.choose("temperature", 1.5)
    asked.answer(asked.question(), verdict(asked))
    asked.model.decide()
    last = asked.requests[asked.question(2)]
    assert isinstance(last, WhatIf)
    assert last.reread


def test_a_dismissed_verdict_comes_back_with_the_next_change(asked: Asked) -> None:
    asked.desk.sampling.choose("temperature", 1.5)
    asked.answer(asked.question(), verdict(asked))
    asked.model.dismiss()
    assert asked.model.verdict is None
    asked.desk.sampling.choose("temperature", 1.6)
    asked.answer(asked.question(2), verdict(asked))
    assert asked.model.verdict is not None


def test_records_the_engine_let_go_of_are_given_again_once(asked: Asked) -> None:
    asked.desk.sampling.choose("temperature", 1.5)
    lost = Failed(asked.question(), TraceUnknown(name="x").fault)
    asked.desk.engine.received.emit(lost)
    assert len(asked.of(LoadTrace)) == 2
    asked.desk.engine.received.emit(Failed(asked.question(2), lost.fault))
    assert len(asked.of(WhatIf)) == 2


def test_what_the_stages_did_is_asked_when_a_reply_is_there(asked: Asked) -> None:
    asked.desk.qtbot.waitUntil(lambda: bool(asked.of(Impact)))
    table = ImpactTable(4, (StageImpact(StageName.TOP_K, 4, 10.0, 1, 0),))
    asked.answer(asked.of(Impact)[-1], table)
    assert asked.model.impact == table
    asked.desk.new_chat()
    assert asked.model.impact is None


def test_nothing_is_asked_while_a_reply_is_written(asked: Asked) -> None:
    asked.desk.begin("forever")
    asked.desk.sampling.choose("temperature", 1.5)
    asked.model._ask()
    assert asked.of(WhatIf) == []
    asked.desk.chat.stop()
    asked.desk.answered()


def test_another_setting_does_not_wait_for_a_reply_that_is_read_again(asked: Asked) -> None:
    asked.desk.sampling.choose("temperature", 1.5)
    asked.answer(asked.question(), verdict(asked))
    asked.model.decide()
    reading = asked.question(2)
    asked.desk.sampling.choose("temperature", 1.6)
    question = asked.requests[asked.question(3)]
    assert isinstance(question, WhatIf)
    assert not question.reread
    assert asked.requests[asked.of(Cancel)[-1]] == Cancel(1, reading)


def test_a_reply_does_not_wait_for_another_that_is_read_again(asked: Asked) -> None:
    asked.desk.sampling.choose("temperature", 1.5)
    asked.answer(asked.question(), verdict(asked))
    asked.model.decide()
    reading = asked.question(2)
    asked.desk.begin()
    assert asked.requests[asked.of(Cancel)[0]] == Cancel(1, reading)
    asked.desk.chat.stop()
    asked.desk.answered()
