"""Bit-equality holds for equal batch boundaries only, so both sides repeat the same ones."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from engine.errors import ComputeFailed
from engine.llama.context import Context
from engine.llama.library import api
from engine.llama.model import Model
from engine.logits import Logits
from engine.records import MemoryKind
from engine.settings import LoadSettings
from tests.models import WINDOW, tiny_chat_model

SETTINGS = LoadSettings(context=1024, threads=1)
GOES_BACK = ("llama", "gemma2", "gpt2")
CANNOT = ("mamba", "jamba")


@pytest.fixture(scope="module", params=GOES_BACK + CANNOT)
def model(request: pytest.FixtureRequest) -> Iterator[Model]:
    path = tiny_chat_model(architecture=request.param, layers=4)
    model = Model.open(path, SETTINGS, lambda share: True)
    yield model
    model.close()


@pytest.fixture
def context(model: Model) -> Iterator[Context]:
    context = model.open_context(SETTINGS)
    yield context
    context.close()


def _tokens(count: int, seed: int = 7) -> list[int]:
    rng = np.random.default_rng(seed)
    return [int(token) for token in rng.integers(0, 256, count)]


def _evaluate(context: Context, *batches: Sequence[int]) -> Logits:
    for batch in batches:
        assert context.evaluate(batch, context.length())
    return context.logits().copy()


goes_back = pytest.mark.parametrize("model", GOES_BACK, indirect=True)
cannot_go_back = pytest.mark.parametrize("model", CANNOT, indirect=True)


@goes_back
def test_after_cutting_the_tail_logits_equal_a_fresh_evaluation(context: Context) -> None:
    start, tail, other = _tokens(600), _tokens(200, 8), _tokens(40, 9)
    fresh = _evaluate(context, start, other, [5])
    context.clear()
    _evaluate(context, start, tail, [6])
    assert context.truncate(len(start))
    assert context.length() == len(start)
    assert np.array_equal(_evaluate(context, other, [5]), fresh)


@goes_back
def test_a_sliding_window_goes_back_beyond_its_window(context: Context) -> None:
    start, other = _tokens(WINDOW // 2), _tokens(30, 9)
    fresh = _evaluate(context, start, other)
    context.clear()
    _evaluate(context, start, _tokens(WINDOW * 10, 8), *([token] for token in _tokens(20)))
    assert context.truncate(len(start))
    assert np.array_equal(_evaluate(context, other), fresh)


@cannot_go_back
def test_a_recurrent_memory_says_that_it_cannot_go_back(context: Context) -> None:
    start, more = _tokens(60), _tokens(20, 8)
    undisturbed = _evaluate(context, start, more)
    context.clear()
    _evaluate(context, start)
    assert not context.truncate(30)
    assert context.length() == len(start)
    assert np.array_equal(_evaluate(context, more), undisturbed)


def test_truncating_to_what_is_there_changes_nothing_and_to_nothing_clears(
    context: Context,
) -> None:
    _evaluate(context, _tokens(10))
    assert context.truncate(10)
    assert context.truncate(99)
    assert context.length() == 10
    assert context.truncate(0)
    assert context.length() == 0


def test_a_restored_state_goes_on_as_if_nothing_had_been_between(context: Context) -> None:
    start, other = _tokens(600), _tokens(100, 8)
    undisturbed = _evaluate(context, start, other)
    context.clear()
    _evaluate(context, start)
    state = context.save()
    assert abs(len(state) - context.state_bytes()) < 64
    context.clear()
    _evaluate(context, _tokens(300, 9))
    assert context.restore(state)
    assert context.length() == len(start)
    assert np.array_equal(_evaluate(context, other), undisturbed)


@goes_back
def test_a_restored_state_can_be_cut(context: Context) -> None:
    start, other = _tokens(600), _tokens(100, 8)
    fresh = _evaluate(context, start[:300], other)
    context.clear()
    _evaluate(context, start[:300], start[300:])
    state = context.save()
    context.clear()
    _evaluate(context, _tokens(300, 9))
    assert context.restore(state)
    assert context.truncate(300)
    assert np.array_equal(_evaluate(context, other), fresh)


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happened_before_logits_equal_a_fresh_evaluation(
    context: Context, seed: int
) -> None:
    """Random batches, restored states and cut tails, against the same batches from the start."""
    dice = random.Random(seed)
    batches = [_tokens(dice.choice([1, 2, 17, 64, 130]), i) for i in range(dice.randint(1, 4))]
    _evaluate(context, *batches)
    state = context.save()
    _evaluate(context, _tokens(dice.choice([10, 100, 200]), 50))
    assert context.restore(state)
    for step in range(3):
        kept = dice.randint(1, len(batches))
        if context.truncate(sum(map(len, batches[:kept]))):
            del batches[kept:]
        more = [_tokens(size, 60 + step) for size in (dice.choice([1, 3, 64, 70]), 1, 1)]
        logits = _evaluate(context, *more)
        batches += more
    context.clear()
    assert np.array_equal(_evaluate(context, *batches), logits)


def test_a_state_that_is_none_leaves_an_empty_memory_that_works(context: Context) -> None:
    start = _tokens(50)
    fresh = _evaluate(context, start)
    state = context.save()
    assert not context.restore(state[: len(state) // 2])
    assert context.length() == 0
    assert not context.restore(b"")
    assert np.array_equal(_evaluate(context, start), fresh)


def test_an_abort_ends_an_evaluation_and_the_context_lives(context: Context) -> None:
    start, more = _tokens(40), _tokens(30, 8)
    fresh = _evaluate(context, start, more)
    context.clear()
    _evaluate(context, start)
    context.request_abort()
    assert not context.evaluate(more, len(start))
    assert context.length() == (0 if context.memory is MemoryKind.RECURRENT else len(start))
    context.clear_abort()
    again = [start, more] if context.length() == 0 else [more]
    assert np.array_equal(_evaluate(context, *again), fresh)


def test_an_abort_from_another_thread_ends_a_running_evaluation(context: Context) -> None:
    running = threading.Event()
    ended = []

    def evaluate_until_aborted() -> None:
        while context.evaluate([1], context.length()):
            running.set()
            if context.length() == context.n_ctx:
                context.clear()
        ended.append(True)

    thread = threading.Thread(target=evaluate_until_aborted)
    thread.start()
    assert running.wait(60)
    context.request_abort()
    thread.join(60)
    assert ended


def test_more_than_one_batch_leaves_the_last_tokens_logits(context: Context) -> None:
    tokens = _tokens(700)
    in_steps = _evaluate(context, tokens[:512], tokens[512:])
    context.clear()
    assert np.array_equal(_evaluate(context, tokens), in_steps)


def test_what_llama_would_abort_on_is_refused(context: Context) -> None:
    with pytest.raises(AssertionError, match="more than the context holds"):
        context.evaluate(_tokens(context.n_ctx + 1), 0)
    with pytest.raises(AssertionError, match="or nothing"):
        context.evaluate([], 0)
    with pytest.raises(AssertionError, match="another vocabulary"):
        context.evaluate([-1], 0)
    with pytest.raises(AssertionError, match="in order"):
        context.evaluate([1], 5)


def test_what_llama_cannot_compute_is_told_and_leaves_an_empty_memory(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    _evaluate(context, _tokens(10))
    with monkeypatch.context() as patch:
        patch.setattr(api, "llama_decode", lambda handle, batch: -2)
        with pytest.raises(ComputeFailed, match="not enough memory"):
            context.evaluate([1], 10)
    assert context.length() == 0
    _evaluate(context, _tokens(10))
