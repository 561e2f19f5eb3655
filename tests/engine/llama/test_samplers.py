"""Stage by stage must come to the same as llama.cpp's own chain in one go."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest

from engine.ladder import Ladder
from engine.llama.library import api
from engine.llama.samplers import Candidates, SamplerChain
from engine.settings import SamplingSettings


def of_llama(
    settings: SamplingSettings, logits: np.ndarray, past: Iterable[int]
) -> dict[int, float]:
    """Tokens and probabilities over which llama.cpp itself would throw its die.

    Built here anew, with every sampler and llama.cpp's own array and selection, as its
    common/sampling.cpp does."""
    n_vocab = len(logits)
    chain = api.llama_sampler_chain_init(api.llama_sampler_chain_default_params())
    for sampler in (
        api.llama_sampler_init_penalties(
            n_vocab, settings.repeat_last_n, settings.repeat_penalty, 0.0, 0.0
        ),
        api.llama_sampler_init_top_k(settings.top_k),
        api.llama_sampler_init_top_p(settings.top_p, 0),
        api.llama_sampler_init_min_p(settings.min_p, 0),
        api.llama_sampler_init_temp(settings.temperature),
        api.llama_sampler_init_dist(1),
    ):
        api.llama_sampler_chain_add(chain, sampler)
    for id in past:
        api.llama_sampler_accept(chain, id)
    data = (api.llama_token_data * n_vocab)(
        *(api.llama_token_data(id, float(logit), 0) for id, logit in enumerate(logits))
    )
    array = api.llama_token_data_array(data, n_vocab, -1, False)
    api.llama_sampler_apply(chain, ctypes.byref(array))
    result = {array.data[i].id: array.data[i].p for i in range(array.size)}
    api.llama_sampler_free(chain)
    return {id: p for id, p in result.items() if p > 0}


def random_case(rng: np.random.Generator) -> tuple[SamplingSettings, np.ndarray, list[int]]:
    def pick(*values: float) -> float:
        return float(rng.choice(values))

    settings = SamplingSettings(
        temperature=pick(0, 0.05, 0.8, 1, 1.7, 5),
        top_k=int(pick(0, 1, 5, 40, 200)),
        top_p=pick(0, 0.3, 0.95, 1),
        min_p=pick(0, 0.01, 0.2, 1),
        repeat_penalty=pick(1, 1.1, 1.5),
        repeat_last_n=int(pick(0, 3, 64)),
    )
    n_vocab = int(pick(3, 50, 1500))
    logits = rng.normal(pick(-5, 0, 5), pick(0.1, 2, 10), n_vocab).astype(np.float32)
    return settings, logits, rng.integers(0, n_vocab, 100).tolist()


def check(seed: int) -> None:
    settings, logits, past = random_case(np.random.default_rng(seed))
    ladder = Ladder(settings, len(logits))
    ladder.remember(past)
    ours = ladder.walk(logits)
    ladder.close()
    theirs = of_llama(settings, logits, past)
    # Their softmax is in float32: what it rounds to nothing, ours may still list.
    likely = {
        id: p
        for id, p in zip(ours.ids.tolist(), ours.probabilities.tolist(), strict=True)
        if id in theirs or p > 1e-37
    }
    assert likely == pytest.approx(theirs, rel=1e-4, abs=1e-6), f"seed {seed}, {settings}"


@pytest.mark.parametrize("block", range(5))
def test_equal_to_llamas_own_chain(block: int) -> None:
    for seed in range(block * 100, block * 100 + 100):
        check(seed)


@pytest.mark.soak
def test_equal_to_llamas_own_chain_many_times() -> None:
    for seed in range(1000, 11_000):
        check(seed)


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({}, ["top_k", "top_p", "min_p", "temperature"]),
        ({"repeat_penalty": 1.1}, ["penalties", "top_k", "top_p", "min_p", "temperature"]),
        (
            {"repeat_penalty": 1.1, "repeat_last_n": 0, "top_k": 0},
            ["top_p", "min_p", "temperature"],
        ),
        ({"top_p": 1.0, "min_p": 0.0, "temperature": 1.0}, ["top_k"]),
        ({"top_k": 0, "top_p": 1.0, "min_p": 0.0, "temperature": 0.0}, ["temperature"]),
    ],
)
def test_what_does_nothing_is_left_out(settings: dict[str, Any], names: list[str]) -> None:
    chain = SamplerChain(SamplingSettings(**settings), 10)
    assert [stage.name for stage in chain.stages] == names
    chain.close()


def test_candidates_are_a_view_of_what_samplers_wrote() -> None:
    candidates = Candidates(4)
    candidates.fill(np.array([1, 4, 2, 3], np.float32))
    chain = SamplerChain(SamplingSettings(top_k=3, top_p=1, min_p=0, temperature=2), 4)
    for stage in chain.stages:
        stage.apply(candidates)
    left = candidates.left()
    assert sorted(zip(left["id"].tolist(), left["logit"].tolist(), strict=True)) == [
        (1, 2.0), (2, 1.0), (3, 1.5)
    ]  # fmt: skip
    chain.close()


def test_a_beginning_that_was_moved_forward_is_followed() -> None:
    """As XTC does, which drops the likeliest by moving the pointer."""
    candidates = Candidates(4)
    candidates.fill(np.array([4, 3, 2, 1], np.float32))
    sampler = api.llama_sampler_init_xtc(1.0, 0.1, 0, 1)
    api.llama_sampler_apply(sampler, ctypes.byref(candidates.native))
    api.llama_sampler_free(sampler)
    assert 0 not in candidates.left()["id"]
    assert len(candidates.left()) == candidates.native.size < 4
