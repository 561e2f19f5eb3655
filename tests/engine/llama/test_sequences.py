"""Branches of a real model, and what is refused before llama.cpp would end the process."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import psutil
import pytest

from engine.errors import ComputeFailed, NoRoomBeside
from engine.llama.context import Context
from engine.llama.model import Model
from engine.llama.sequences import Crowded, Sequences
from engine.settings import LoadSettings
from tests.models import tiny_chat_model

LOAD = LoadSettings(threads=1, context=512)
PROMPT = list(range(20))


@pytest.fixture(scope="module")
def model() -> Iterator[Model]:
    made = Model.open(tiny_chat_model(), LOAD, lambda share: True)
    yield made
    made.close()


@pytest.fixture
def context(model: Model) -> Iterator[Context]:
    made = model.open_context(LOAD)
    yield made
    made.close()


@pytest.fixture
def branches(model: Model, context: Context) -> Iterator[Sequences]:
    assert context.evaluate(PROMPT, 0)
    made = model.open_sequences(context, 3, 256)
    assert made.restore(context.save())
    yield made
    made.close()


def test_branches_share_a_prompt_and_part(context: Context, branches: Sequences) -> None:
    for branch in (1, 2):
        branches.copy(0, branch)
    assert branches.evaluate([40, 41, 42], [0, 1, 2], [20, 20, 20])
    rows = [branches.logits(row).copy() for row in range(3)]
    for id, row in zip([40, 41, 42], rows, strict=True):
        assert context.evaluate([id], 20)
        assert np.allclose(row, context.logits(), atol=0.05)
        assert context.truncate(20)
    assert not np.allclose(rows[0], rows[1], atol=0.5)


def test_one_branch_alone_computes_what_a_context_does(
    context: Context, branches: Sequences
) -> None:
    for position, id in enumerate([40, 41, 42], start=20):
        assert branches.evaluate([id], [0], [position])
        assert context.evaluate([id], position)
        assert np.array_equal(branches.logits(0), context.logits())


def test_what_is_dropped_gives_its_room_to_another(branches: Sequences) -> None:
    def fill(branch: int) -> int:
        for n in range(300):
            try:
                assert branches.evaluate([n % 256], [branch], [20 + n])
            except Crowded:
                return n
        return 300

    branches.copy(0, 1)
    assert fill(0) == 236
    branches.drop(0)
    assert fill(1) == 236


def test_nothing_has_changed_where_there_is_no_room(branches: Sequences) -> None:
    for n in range(236):
        assert branches.evaluate([n], [0], [20 + n])
    with pytest.raises(Crowded):
        branches.evaluate([1], [0], [256])
    branches.drop(0)
    branches.copy(1, 0)
    assert branches.evaluate([7], [0], [0])


def test_the_abort_of_its_context_reaches_it(context: Context, branches: Sequences) -> None:
    context.request_abort()
    assert not branches.evaluate([1], [0], [20])
    context.clear_abort()


def test_llama_cpps_refusal_is_told(branches: Sequences) -> None:
    with pytest.raises(ComputeFailed, match="refused the tokens"):
        branches.evaluate([1], [0], [99])


@pytest.mark.parametrize(
    ("ids", "sequences"), [([1], [3]), ([1], [-1]), ([10**6], [0]), ([1] * 4, [0] * 4), ([], [])]
)
def test_what_would_end_the_process_is_stopped(
    branches: Sequences, ids: list[int], sequences: list[int]
) -> None:
    with pytest.raises((AssertionError, ValueError)):
        branches.evaluate(ids, sequences, [20] * len(ids))


@pytest.mark.parametrize("sequence", [-1, 3])
def test_there_is_no_other_branch(branches: Sequences, sequence: int) -> None:
    for act in (branches.drop, lambda other: branches.copy(0, other)):
        with pytest.raises(AssertionError):
            act(sequence)


def test_hidden_states_are_there_where_they_were_asked_for(model: Model, context: Context) -> None:
    made = model.open_sequences(context, 2, 256, hidden=16)
    assert made.most == 16
    assert made.evaluate(range(16), [0] * 16, range(16))
    states = made.hidden()
    assert states.shape == (16, 128)
    assert np.isfinite(states).all()
    assert len(np.unique(states.round(3), axis=0)) == 16
    assert context.evaluate(list(range(16)), 0)
    assert np.allclose(made.logits(15), context.logits(), atol=0.05)
    made.close()


def test_a_state_that_does_not_fit_is_not_taken(model: Model, context: Context) -> None:
    assert context.evaluate([n % 256 for n in range(400)], 0)
    made = model.open_sequences(context, 2, 256)
    assert not made.restore(context.save())
    made.close()


def test_too_little_memory_is_told(
    model: Model, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Little:
        available = 1000

    monkeypatch.setattr(psutil, "virtual_memory", Little)
    with pytest.raises(NoRoomBeside, match="shorter context"):
        model.open_sequences(context, 4, 4096)
