"""Scores against the plain way: float64 softmax over logits that were evaluated one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from engine.chat import Chat, TemplateChoice
from engine.errors import ContextOverflow, InvalidRequest, PromptEmpty
from engine.findings import Comparison, ScoreTable
from engine.local import LocalEngine
from engine.protocol import (
    CompareContinuations,
    Generate,
    Load,
    Measure,
    Place,
    Progress,
    Render,
    Score,
    Tokenize,
)
from engine.records import SegmentKind
from engine.settings import LoadSettings, SamplingSettings
from tests.engine.asking import ask
from tests.engine.replies import Reply, spoken
from tests.models import tiny_chat_model

KINDS = ("llama", "gemma2", "mamba", "jamba", "gpt2")
WINDOW = 256
TEXT = "the people find water and look for a way to come home, 你好 🙂"
SAMPLING = SamplingSettings(max_tokens=40, seed=3, candidates=6)


@pytest.fixture(scope="module", params=KINDS)
def engine(request: pytest.FixtureRequest) -> Iterator[LocalEngine]:
    yield from opened(architecture=request.param)


@pytest.fixture(scope="module")
def beginning() -> Iterator[LocalEngine]:
    """A vocabulary that begins texts with a token of its own."""
    yield from opened(vocabulary="spm")


def opened(**model: Any) -> Iterator[LocalEngine]:
    engine = LocalEngine()
    ask(engine, Load(1, str(tiny_chat_model(**model)), LoadSettings(context=WINDOW)))
    yield engine
    engine.close()


def plainly(engine: LocalEngine, ids: list[int]) -> list[np.ndarray]:
    """Log-probabilities after each token, evaluated one by one."""
    found = []
    with engine._required().session.lent() as memory:
        for place, id in enumerate(ids):
            memory.evaluate([id], place)
            logits = memory.logits().astype(np.float64)
            found.append(logits - np.logaddexp.reduce(logits))
    return found


def test_every_token_is_weighed_given_those_before_it(engine: LocalEngine) -> None:
    table: ScoreTable = ask(engine, Score(2, TEXT))
    ids = list(ask(engine, Tokenize(3, TEXT)).ids)
    assert list(table.ids) == ids
    expected = plainly(engine, ids)
    for place in range(1, len(ids)):
        before = expected[place - 1]
        assert table.logprobs[place] == pytest.approx(before[ids[place]], abs=0.05)
        entropy = -float((np.exp(before) * before).sum())
        assert table.entropies_nats[place] == pytest.approx(entropy, abs=0.05)
        best = table.best[place]
        assert best is not None
        assert before[best] == pytest.approx(before.max(), abs=0.05)
        assert table.best_logprobs[place] == pytest.approx(before.max(), abs=0.05)
        assert table.best_pieces[place] == engine._required().model.pieces[best]
        assert (table.ranks[place] == 1) == (best == ids[place])
    known = [p for p in table.logprobs if p is not None]
    assert table.perplexity == pytest.approx(np.exp(-np.mean(known)))
    assert table.seen == tuple(range(len(ids)))


def test_of_the_first_token_nothing_is_known(engine: LocalEngine) -> None:
    table = ask(engine, Score(2, TEXT))
    first = (table.logprobs, table.ranks, table.entropies_nats, table.best, table.best_logprobs)
    assert [each[0] for each in first] == [None] * 5
    alone = ask(engine, Score(2, "a"))
    assert (alone.logprobs, alone.perplexity) == ((None,), None)


def test_a_token_that_begins_texts_stands_before_the_first(beginning: LocalEngine) -> None:
    table = ask(beginning, Score(2, "a b"))
    assert table.ids[0] == beginning._required().model.bos_id
    assert table.logprobs[0] is None
    assert None not in table.logprobs[1:]


@pytest.mark.parametrize("template", [TemplateChoice.MODEL, TemplateChoice.RAW])
def test_a_chat_is_weighed_as_it_is_rendered(engine: LocalEngine, template: TemplateChoice) -> None:
    chat = spoken("hello", "hi there", template=template)
    table, rendered = ask(engine, Score(2, chat=chat)), ask(engine, Render(3, chat))
    assert (table.ids, table.kinds, table.messages) == (
        rendered.ids,
        rendered.kinds,
        rendered.messages,
    )
    assert (SegmentKind.TEMPLATE in table.kinds) == (template is TemplateChoice.MODEL)


def test_a_longer_text_is_read_in_windows_that_overlap(engine: LocalEngine) -> None:
    text = f"{TEXT} " * 40
    table = ask(engine, Score(2, text))
    count = len(table.ids)
    assert count > 3 * WINDOW
    assert len(table.logprobs) == len(table.seen) == count
    assert table.seen[: WINDOW + 1] == tuple(range(WINDOW + 1))
    assert min(table.seen[WINDOW:]) > WINDOW // 2
    assert max(table.seen) == WINDOW
    place = WINDOW + 5
    before = list(table.ids[place - table.seen[place] : place])
    expected = plainly(engine, before)[-1][table.ids[place]]
    assert table.logprobs[place] == pytest.approx(expected, abs=0.3)  # rounding of batches


def test_every_window_begins_as_texts_do(beginning: LocalEngine) -> None:
    table = ask(beginning, Score(2, f"{TEXT} " * 12))
    place = WINDOW + 5
    seen = list(table.ids[place - table.seen[place] : place])
    bos = beginning._required().model.bos_id
    assert bos is not None
    expected = plainly(beginning, [bos, *seen])[-1][table.ids[place]]
    assert table.logprobs[place] == pytest.approx(expected, abs=0.3)  # rounding of batches


def test_the_chat_is_at_hand_afterwards(engine: LocalEngine) -> None:
    reply = Reply(engine, Generate(2, spoken("hello"), SAMPLING))
    chat = reply.in_chat(engine._required().facts)
    before = ask(engine, Measure(3, chat, "more")).cached
    ask(engine, Score(4, TEXT))
    ask(engine, CompareContinuations(5, Place(chat), ("yes", "no")))
    ask(engine, CompareContinuations(5, Place(chat, 7), ("yes", "no")))
    assert before > reply.summary.prompt_tokens
    assert ask(engine, Measure(3, chat, "more")).cached >= before
    assert Reply(engine, Generate(6, chat, SAMPLING)).summary.cached_tokens >= before


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        (Score(2), InvalidRequest),
        (Score(2, "text", spoken("hello")), InvalidRequest),
        (Score(2, ""), PromptEmpty),
        (Score(2, chat=Chat((), TemplateChoice.RAW)), PromptEmpty),
        (CompareContinuations(2, Place(Chat((), TemplateChoice.RAW)), ("a",)), PromptEmpty),
        (CompareContinuations(2, Place(spoken("hello")), ("far too long " * 90,)), ContextOverflow),
        (CompareContinuations(2, Place(spoken("hello"), 2), ("a",)), InvalidRequest),
    ],
)
def test_nonsense_is_refused(engine: LocalEngine, request_: Any, problem: type) -> None:
    with pytest.raises(problem):
        ask(engine, request_)
    assert isinstance(ask(engine, Score(3, "still here")), ScoreTable)


def test_progress_is_told_and_cancelling_ends_it(engine: LocalEngine) -> None:
    told: list[Any] = []
    ask(engine, Score(2, f"{TEXT} " * 12), send=told.append)
    assert {type(event) for event in told} == {Progress}
    assert told[-1].done == told[-1].total
    assert ask(engine, Score(2, TEXT), cancelled=lambda: True) is None
    place = Place(spoken("never read"))
    assert ask(engine, CompareContinuations(2, place, ("a",)), cancelled=lambda: True) is None
    engine.abort()
    assert ask(engine, Score(2, TEXT)) is None
    assert ask(engine, CompareContinuations(2, place, ("a",))) is None
    engine.resume()
    assert isinstance(ask(engine, Score(2, TEXT)), ScoreTable)


class TestContinuations:
    """How likely each of several is."""

    def test_each_token_is_weighed_behind_the_prompt(self, engine: LocalEngine) -> None:
        raw = spoken("the people find", template=TemplateChoice.RAW)
        texts = (" water", " a way to come home", "x")
        found: Comparison = ask(engine, CompareContinuations(2, Place(raw), texts))
        prompt = list(ask(engine, Render(3, raw)).ids)
        assert found.prompt_tokens == len(prompt)
        for text, each in zip(texts, found.continuations, strict=True):
            assert each.text == text
            assert b"".join(each.pieces).decode() == text
            expected = plainly(engine, [*prompt, *each.ids])[len(prompt) - 1 : -1]
            logprobs = [row[id] for row, id in zip(expected, each.ids, strict=True)]
            assert each.logprobs == pytest.approx(logprobs, abs=0.05)
            assert each.total == pytest.approx(sum(each.logprobs))
            assert each.mean == pytest.approx(each.total / len(each.ids))

    def test_the_prompt_is_read_once(self, engine: LocalEngine) -> None:
        place = Place(spoken("a prompt that is long enough to tell"))
        ask(engine, CompareContinuations(2, place, ("yes", "no", "perhaps so")))
        read: list[Any] = []
        ask(engine, CompareContinuations(2, place, ("no",)), send=read.append)
        assert read[0].done == read[0].total - 1

    def test_they_make_no_control_tokens(self, engine: LocalEngine) -> None:
        place = Place(spoken("hello"))
        (each,) = ask(engine, CompareContinuations(2, place, ("<|im_end|>",))).continuations
        model = engine._required().model
        assert not any(model.is_control(id) for id in each.ids)
        assert b"".join(each.pieces) == b"<|im_end|>"
