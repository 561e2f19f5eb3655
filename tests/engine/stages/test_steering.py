"""Mirostat and adaptive-p against llama.cpp's own, which draw for themselves."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.llama.library import api
from engine.settings import SamplingSettings
from engine.stages.steering import AdaptiveP, Mirostat, Steering, steering

N_VOCAB = 300


def softmax(logits: np.ndarray) -> np.ndarray:
    weights = np.exp(logits.astype(np.float64) - logits.max())
    return weights / weights.sum()


def theirs(sampler: Any, logits: np.ndarray) -> tuple[dict[int, float], int]:
    """What llama.cpp makes of the logits, and the token that it draws and learns from."""
    data = (api.llama_token_data * N_VOCAB)(
        *(api.llama_token_data(id, float(logit), 0) for id, logit in enumerate(logits))
    )
    array = api.llama_token_data_array(data, N_VOCAB, -1, False)
    api.llama_sampler_apply(sampler, ctypes.byref(array))
    left = {array.data[i].id: array.data[i].p for i in range(array.size)}
    chosen = array.data[array.selected].id
    api.llama_sampler_accept(sampler, chosen)
    return left, chosen


STEPS: dict[str, tuple[Callable[[], Any], Callable[[], Steering]]] = {
    "mirostat 1": (
        lambda: api.llama_sampler_init_mirostat(N_VOCAB, 7, 3.0, 0.2, 100),
        lambda: Mirostat(1, 3.0, 0.2),
    ),
    "mirostat 2": (
        lambda: api.llama_sampler_init_mirostat_v2(7, 3.0, 0.2),
        lambda: Mirostat(2, 3.0, 0.2),
    ),
    "adaptive-p": (
        lambda: api.llama_sampler_init_adaptive_p(0.3, 0.8, 7),
        lambda: AdaptiveP(0.3, 0.8),
    ),
}


@pytest.mark.parametrize("name", STEPS)
@pytest.mark.parametrize("spread", [0.5, 2.0, 6.0])
def test_the_same_distribution_after_the_same_tokens(name: str, spread: float) -> None:
    make_theirs, make_ours = STEPS[name]
    sampler, step = make_theirs(), make_ours()
    rng = np.random.default_rng(int(spread * 10))
    for _ in range(60):
        logits = rng.normal(0, spread, N_VOCAB).astype(np.float32)
        before = softmax(logits)
        after = step.reshape(before)
        left, chosen = theirs(sampler, logits)
        expected = np.zeros(N_VOCAB)
        expected[list(left)] = list(left.values())
        assert after == pytest.approx(expected, abs=2e-5)
        step.learn(float(before[chosen]), float(after[chosen]))
    api.llama_sampler_free(sampler)


@pytest.mark.parametrize("name", STEPS)
def test_a_single_token_always_stays(name: str) -> None:
    step = STEPS[name][1]()
    assert step.reshape(np.array([1.0])).tolist() == [1.0]


def test_neutral_settings_need_no_step() -> None:
    assert steering(SamplingSettings()) is None


def test_new_settings_of_the_same_kind_go_on_from_its_state() -> None:
    step = steering(SamplingSettings(mirostat=2, mirostat_tau=4.0))
    assert step is not None
    step.state = 5.5
    assert steering(SamplingSettings(mirostat=2, mirostat_tau=3.0), step).state == 5.5  # type: ignore[union-attr]
    other = steering(SamplingSettings(adaptive_target=0.4), step)
    assert other is not None
    assert other.state == 0.4
