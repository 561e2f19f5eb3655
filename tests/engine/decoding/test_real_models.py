"""Searches in the memory of real models of every kind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np
import pytest

from engine.decoding.beam import beam_search
from engine.decoding.contrastive import contrastive_search
from engine.errors import ReplyStrays, TokenForbidden
from engine.findings import BeamStep, Fate
from engine.generate import Start, generate
from engine.llama.context import Context
from engine.llama.model import Model
from engine.logits import raw_statistics
from engine.records import How, StopReason, TokenRecord
from engine.session import Session
from engine.settings import LoadSettings, SamplingSettings
from engine.strategy_settings import Strategy
from tests.models import tiny_chat_model

ARCHITECTURES = ("llama", "gemma2", "mamba", "jamba", "gpt2")
LOAD = LoadSettings(threads=1, context=1024)
PROMPT = [id % 256 for id in range(40)]
FRESH = Start()
LONG = [id % 256 for id in range(560)]


class Machine:
    """One model with its context and a session."""

    def __init__(self, architecture: str, load: LoadSettings) -> None:
        path = tiny_chat_model(architecture=architecture, context=1024)
        self.model = Model.open(path, load, lambda share: True)
        self.context: Context = self.model.open_context(load)
        self.session = Session(self.context, 1 << 28, lambda: 0.0)
        self.open = partial(self.model.open_sequences, self.context)

    def greedy(self, prompt: list[int] = PROMPT, **chosen: Any) -> list[TokenRecord]:
        sampling = SamplingSettings(strategy=Strategy.GREEDY, **{"max_tokens": 16, **chosen})
        return records(generate(self.session, self.model, prompt, sampling, 1))

    def beam(self, prompt: list[int] = PROMPT, start: Start = FRESH, **chosen: Any) -> list[Any]:
        sampling = SamplingSettings(strategy=Strategy.BEAM, **{"max_tokens": 16, **chosen})
        return list(beam_search(self.session, self.model, prompt, sampling, self.open, start=start))

    def contrastive(
        self, prompt: list[int] = PROMPT, start: Start = FRESH, **chosen: Any
    ) -> list[Any]:
        sampling = SamplingSettings(strategy=Strategy.CONTRASTIVE, **{"max_tokens": 16, **chosen})
        n_ctx = self.context.n_ctx
        return list(contrastive_search(n_ctx, self.model, prompt, sampling, self.open, start=start))

    def close(self) -> None:
        self.context.close()
        self.model.close()


def records(items: Any) -> list[TokenRecord]:
    return [item for item in items if isinstance(item, TokenRecord)]


def ids(items: Any) -> list[int]:
    return [record.id for record in records(items)]


@contextmanager
def opened(architecture: str, load: LoadSettings = LOAD) -> Iterator[Machine]:
    machine = Machine(architecture, load)
    yield machine
    machine.close()


@pytest.fixture(scope="module", params=ARCHITECTURES)
def machine(request: pytest.FixtureRequest) -> Iterator[Machine]:
    with opened(request.param) as made:
        yield made


@pytest.fixture(scope="module")
def llama() -> Iterator[Machine]:
    with opened("llama") as made:
        yield made


@pytest.mark.parametrize("prompt", [PROMPT, LONG], ids=["short", "long"])
def test_one_beam_is_greedy_to_the_bit(machine: Machine, prompt: list[int]) -> None:
    greedy, found = machine.greedy(prompt), records(machine.beam(prompt, beam_width=1))
    assert [record.how for record in found] == [How.BEAM] * len(greedy)
    assert [(r.id, r.logprob, r.rank, r.entropy_nats) for r in found] == [
        (r.id, r.logprob, r.rank, r.entropy_nats) for r in greedy
    ]


def test_every_branch_is_what_it_says(machine: Machine) -> None:
    """Read again alone in a cleared context it weighs the same but for rounding, which other cells
    of the cache make larger than other batches do; another history would be far off."""
    steps = [i for i in machine.beam(beam_width=4, max_tokens=8) if isinstance(i, BeamStep)]
    nodes = {node.node: node for step in steps for node in step.nodes}
    for leaf in (node for node in steps[-1].nodes if node.fate is Fate.FINISHED):
        path = [leaf]
        while path[0].parent:
            path.insert(0, nodes[path[0].parent])
        fresh = Session(machine.context, 0, lambda: 0.0)
        machine.context.clear()
        list(fresh.prefill(PROMPT))
        for node in path:
            logits = fresh.logits()
            expected = float(logits[node.token]) - raw_statistics(logits).log_sum_exp
            assert node.logprob == pytest.approx(expected, abs=0.15)
            fresh.extend(node.token)
    machine.session = Session(machine.context, 1 << 28, lambda: 0.0)
    machine.context.clear()


def test_more_beams_score_better(machine: Machine) -> None:
    def mean(found: Any) -> float:
        return float(np.mean([record.logprob for record in records(found)]))

    assert mean(machine.beam(beam_width=8)) >= mean(machine.beam(beam_width=1))


def test_contrastive_without_penalty_is_greedy(machine: Machine) -> None:
    """A prompt this short rounds the same in all batches."""
    found = machine.contrastive(contrastive_alpha=0.0)
    assert ids(found) == ids(machine.greedy())
    assert [record.how for record in records(found)] == [How.CONTRASTIVE] * 16


def test_on_a_reproducible_load_it_is_greedy_to_the_bit_after_any_prompt() -> None:
    load = LoadSettings(threads=1, context=1024, reproducible=True)
    with opened("llama", load) as machine:
        greedy = machine.greedy(LONG)
        for found in (
            machine.contrastive(LONG, contrastive_alpha=0.0),
            machine.beam(LONG, beam_width=1),
        ):
            assert [(r.id, r.logprob) for r in records(found)] == [
                (r.id, r.logprob) for r in greedy
            ]


def test_penalties_are_cosines_of_the_models_states(machine: Machine) -> None:
    found = records(machine.contrastive(max_tokens=3))
    read = [*PROMPT, *ids(found)]
    branches = machine.open(1, 256, hidden=1)
    rows = []
    for position, id in enumerate(read):
        assert branches.evaluate([id], [0], [position])
        rows.append(branches.hidden()[0])
    branches.close()
    states = np.array(rows) / np.linalg.norm(rows, axis=1, keepdims=True)
    for place, record in enumerate(found, start=len(PROMPT)):
        assert record.trace is not None
        told = record.trace.contrast
        assert told is not None
        expected = float((states[:place] @ states[place]).max())
        assert told.penalties[told.ids.index(record.id)] == pytest.approx(expected, abs=5e-3)


def test_after_a_search_the_session_goes_on_as_if_nothing_had_been(machine: Machine) -> None:
    before = machine.greedy()
    machine.beam()
    machine.contrastive()
    assert machine.greedy()[0].logprob == before[0].logprob
    assert ids(machine.greedy()) == ids(before)


def test_the_window_ends_a_search(machine: Machine) -> None:
    prompt = [id % 256 for id in range(1016)]
    for found in (
        machine.beam(prompt, max_tokens=0, beam_width=3),
        machine.contrastive(prompt, max_tokens=0),
    ):
        assert found[-1] in (StopReason.CONTEXT_FULL, StopReason.END_OF_TURN)
        assert len(ids(found)) <= 9


def test_an_abort_of_the_session_ends_a_search(llama: Machine) -> None:
    for strategy in (beam_search, contrastive_search):
        first: Any = llama.session if strategy is beam_search else llama.context.n_ctx
        sampling = SamplingSettings()
        items = strategy(first, llama.model, PROMPT, sampling, llama.open)
        kind: Any = BeamStep if strategy is beam_search else TokenRecord
        assert next(item for item in items if isinstance(item, kind))
        llama.context.request_abort()
        rest = list(items)
        llama.context.clear_abort()
        assert rest[-1] is StopReason.CANCELLED
        assert len(llama.session) == llama.context.length()


GRAMMAR = 'root ::= ("yes" | "no" | "maybe") ("!" | "?")'


@pytest.mark.parametrize("width", [1, 4])
def test_beams_keep_to_a_grammar_each_at_its_own_place(llama: Machine, width: int) -> None:
    found = llama.beam(grammar=GRAMMAR, beam_width=width)
    assert found[-1] is StopReason.END_OF_TURN
    text = b"".join(record.piece for record in records(found)).decode()
    assert text[:-1] in ("yes", "no", "maybe")
    assert text[-1] in "!?"
    if width == 1:
        assert ids(found) == ids(llama.greedy(grammar=GRAMMAR))
    assert any("grammar" in r.trace.stages for r in records(found) if r.trace)


def test_contrastive_keeps_to_a_grammar(llama: Machine) -> None:
    found = llama.contrastive(grammar=GRAMMAR)
    text = b"".join(record.piece for record in records(found)).decode()
    assert text[:-1] in ("yes", "no", "maybe")
    assert found[-1] is StopReason.END_OF_TURN


@pytest.mark.parametrize("strategy", ["beam", "contrastive"])
def test_a_reply_that_has_begun_is_gone_on_with(llama: Machine, strategy: str) -> None:
    search = getattr(llama, strategy)
    begun = [*PROMPT, ord("n")]
    found = records(search(begun, Start(begun=1), grammar=GRAMMAR))
    assert b"".join(record.piece for record in found) in (b"o!", b"o?")
    with pytest.raises(ReplyStrays, match="token 1"):
        search([*PROMPT, ord("x")], Start(begun=1), grammar=GRAMMAR)


@pytest.mark.parametrize("strategy", ["beam", "contrastive"])
def test_a_forced_token_comes_first_whatever_its_probability(llama: Machine, strategy: str) -> None:
    search = getattr(llama, strategy)
    free = records(search())
    worst = 17 if free[0].id != 17 else 18
    found = records(search(PROMPT, Start(forced=worst), banned_words=("zzz",)))
    assert (found[0].id, found[0].how) == (worst, How.FORCED)
    assert found[0].rank > 1
    assert {record.how for record in found[1:]} == {How(strategy)}
    again = records(search([*PROMPT, worst], Start(begun=1), max_tokens=15))
    if strategy == "contrastive":
        assert ids(found[1:]) == ids(again)
    with pytest.raises(TokenForbidden):
        search(PROMPT, Start(forced=ord("x")), grammar=GRAMMAR)
    kept = records(search(PROMPT, Start(forced=ord("n")), grammar=GRAMMAR))
    assert b"".join(record.piece for record in kept) in (b"no!", b"no?")
