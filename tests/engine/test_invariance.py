"""Whether batches make a difference is found by trying; where they make none, nothing does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from engine.invariance import FULL, MANY, batch_invariant
from engine.local import LocalEngine
from engine.logits import Logits
from engine.protocol import Generate, Load, Score, Swap
from engine.records import MemoryKind, ModelFacts
from engine.settings import LoadSettings, SamplingSettings
from tests.engine.asking import ask
from tests.engine.replies import Reply, spoken
from tests.fakes.backend import N_VOCAB, FakeBackend
from tests.models import tiny_chat_model

SAMPLING = SamplingSettings(max_tokens=24, seed=5, candidates=4, temperature=1.2)
LONG = "the people find water and look for a way to come home " * 36


class Rounding(FakeBackend):
    """A last digit depends on the last batch's length, `from_cell` on."""

    from_cell = 0

    def logits(self) -> Logits:
        logits = super().logits()
        if len(self.tokens) > self.from_cell:
            logits[0] += np.float32(1e-6) * len(self.evaluated[-1])
        return logits


class RoundingFar(Rounding):
    from_cell = FULL


@pytest.mark.parametrize("memory", list(MemoryKind))
@pytest.mark.parametrize(
    ("kind", "thorough", "found"),
    [
        (FakeBackend, True, True),
        (Rounding, False, False),
        (Rounding, True, False),
        (RoundingFar, False, True),
        (RoundingFar, True, False),
    ],
)
def test_it_is_tried_near_and_far(
    kind: type[FakeBackend], thorough: bool, found: bool, memory: MemoryKind
) -> None:
    backend = kind(memory=memory)
    assert batch_invariant(backend, N_VOCAB, thorough=thorough) is found
    assert backend.tokens == []


def test_it_reads_little_where_it_knows_at_once() -> None:
    backend = Rounding()
    batch_invariant(backend, N_VOCAB, thorough=True)
    assert sum(map(len, backend.evaluated)) == MANY + 8


def test_a_window_too_short_to_try_is_not_called_so() -> None:
    assert not batch_invariant(FakeBackend(n_ctx=MANY - 1), N_VOCAB, thorough=True)
    assert batch_invariant(FakeBackend(n_ctx=MANY), N_VOCAB, thorough=True)


def test_an_abort_finds_nothing() -> None:
    backend = FakeBackend()
    backend.abort_at = 0
    assert not batch_invariant(backend, N_VOCAB, thorough=False)


def opened(architecture: str = "llama", **settings: Any) -> LocalEngine:
    engine = LocalEngine()
    path = tiny_chat_model(architecture=architecture, endless=architecture == "llama")
    ask(engine, Load(1, str(path), LoadSettings(context=1024, **settings)))
    return engine


def facts(engine: LocalEngine) -> ModelFacts:
    return engine._required().facts


@pytest.fixture(scope="module")
def reproducible() -> Iterator[LocalEngine]:
    engine = opened(reproducible=True, threads=1)
    yield engine
    engine.close()


@pytest.mark.parametrize("architecture", ["llama", "gemma2", "jamba", "gpt2"])
def test_a_load_says_whether_batches_matter(architecture: str) -> None:
    for reproducible in (False, True):
        engine = opened(architecture, reproducible=reproducible, threads=1)
        plan = Reply(engine, Generate(2, spoken("hello"), SAMPLING)).summary.plan
        assert plan is not None
        expected = "q8_0" if reproducible else "f16"
        assert (plan.key_type, plan.value_type, plan.flash_attention) == (expected, expected, True)
        assert facts(engine).batch_invariant is reproducible
        engine.close()


def ways(engine: LocalEngine) -> Iterator[Reply]:
    """The same reply to a prompt of more than 512 tokens, come to in many ways."""
    chat = spoken(LONG)
    whole = Reply(engine, Generate(2, chat, SAMPLING))
    yield whole
    yield Reply(engine, Generate(3, chat, SAMPLING))
    Reply(engine, Generate(4, spoken(LONG[:300]), SAMPLING))  # an edit, and back
    yield Reply(engine, Generate(5, chat, SAMPLING))
    looks = iter(range(1000))
    Reply(engine, Generate(6, chat, SAMPLING), lambda: next(looks) > 12)
    yield Reply(engine, Generate(7, chat, SAMPLING))
    Reply(engine, Generate(8, whole.in_chat(facts(engine), "and now?"), SAMPLING))
    yield Reply(engine, Generate(9, chat, SAMPLING))
    ask(engine, Score(10, "something else"))
    yield Reply(engine, Generate(11, chat, SAMPLING))


def test_on_such_a_load_a_reply_is_the_same_whatever_came_before(
    reproducible: LocalEngine,
) -> None:
    whole, *others = ways(reproducible)
    assert whole.summary.prompt_tokens > FULL
    for other in others:
        assert other.numbers == whole.numbers


@pytest.mark.parametrize("keep", [0, 1, 11, 23])
def test_and_a_swap_to_the_same_token_changes_nothing(reproducible: LocalEngine, keep: int) -> None:
    whole = Reply(reproducible, Generate(2, spoken(LONG), SAMPLING))
    chat = whole.in_chat(facts(reproducible))
    rest = replace(SAMPLING, max_tokens=24 - keep)
    swapped = Reply(reproducible, Swap(3, chat, keep, whole.ids[keep], rest))
    assert [n[:2] for n in swapped.numbers] == [n[:2] for n in whole.numbers[keep:]]
    assert swapped.numbers[1:] == whole.numbers[keep + 1 :]


def test_and_another_load_and_two_threads_write_the_same(reproducible: LocalEngine) -> None:
    short = replace(SAMPLING, max_tokens=6)
    whole = Reply(reproducible, Generate(2, spoken(LONG), short))
    for threads in (1, 2):
        engine = opened(reproducible=True, threads=threads)
        assert Reply(engine, Generate(2, spoken(LONG), short)).numbers == whole.numbers
        engine.close()


def test_by_the_same_plan_any_load_writes_the_same() -> None:
    engine = opened(threads=1)
    chat = spoken(LONG)
    replies = [Reply(engine, Generate(2, chat, SAMPLING)) for _ in range(3)]
    plans = {(r.summary.plan.starts, r.summary.plan.counts) for r in replies if r.summary.plan}
    assert len(plans) == 1
    assert len({tuple(r.numbers) for r in replies}) == 1
    engine.close()


@pytest.mark.soak
@pytest.mark.parametrize("threads", [1, 2])
def test_a_hundred_of_a_hundred_replies_are_the_same(threads: int) -> None:
    engine = opened(threads=threads)
    Reply(engine, Generate(2, spoken(LONG), SAMPLING))
    replies = {
        tuple(Reply(engine, Generate(3, spoken(LONG), SAMPLING)).numbers) for _ in range(100)
    }
    assert len(replies) == 1
    engine.close()
