"""Stage by stage must come to the same as llama.cpp's own chain in one go."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from engine.ladder import Ladder
from engine.llama.library import api
from engine.llama.samplers import FARTHEST, Candidates, SamplerChain
from engine.settings import SamplingSettings
from engine.stage_settings import MOVABLE, Bias, StageName

S = StageName
FORBIDDING = (S.TOP_N_SIGMA, S.TEMPERATURE)  # they leave candidates in with -inf
FRAGILE = (S.TYPICAL, S.TEMPERATURE)  # they would count these


def sampler(name: StageName, settings: SamplingSettings, n_vocab: int) -> Any:
    """llama.cpp's own, with every setting handed over as it is."""
    s = settings
    pairs = [api.llama_logit_bias(each.token, each.bias) for each in s.logit_bias]
    make = {
        S.LOGIT_BIAS: lambda: api.llama_sampler_init_logit_bias(
            n_vocab, len(pairs), (api.llama_logit_bias * len(pairs))(*pairs)
        ),
        S.PENALTIES: lambda: api.llama_sampler_init_penalties(
            n_vocab, s.repeat_last_n, s.repeat_penalty, s.frequency_penalty, s.presence_penalty
        ),
        S.DRY: lambda: api.llama_sampler_init_dry(
            None, s.dry_multiplier, s.dry_base, s.dry_allowed_length, s.dry_last_n, None, 0
        ),
        S.TOP_N_SIGMA: lambda: api.llama_sampler_init_top_n_sigma(s.top_n_sigma),
        S.TOP_K: lambda: api.llama_sampler_init_top_k(s.top_k),
        S.TYPICAL: lambda: api.llama_sampler_init_typical(s.typical_p, 0),
        S.TOP_P: lambda: api.llama_sampler_init_top_p(s.top_p, 0),
        S.MIN_P: lambda: api.llama_sampler_init_min_p(s.min_p, 0),
        S.XTC: lambda: api.llama_sampler_init_xtc(s.xtc_probability, s.xtc_threshold, 0, 1),
        S.TEMPERATURE: lambda: api.llama_sampler_init_temp_ext(
            s.temperature, s.dynamic_temperature, s.dynamic_exponent
        ),
    }
    return make[name]()


def goes(order: tuple[StageName, ...], wide: bool) -> list[list[StageName]]:
    """The stages in as few chains as can be: -inf, and what float32 gives no probability, is
    dropped only before what would count it. `wide`: the logits may lie so far apart. A bias ends a
    chain, because llama.cpp's leaves candidates marked as sorted that no longer are."""
    chains: list[list[StageName]] = [[]]
    forbidden = False
    for name in order:
        if (name in FRAGILE and forbidden) or (name is S.TYPICAL and wide):
            chains.append([])
            forbidden = False
        chains[-1].append(name)
        if name is S.LOGIT_BIAS:
            chains.append([])
        forbidden = forbidden or name in FORBIDDING
    return chains


def of_llama(
    settings: SamplingSettings, logits: np.ndarray, past: Iterable[int]
) -> dict[int, float]:
    """Tokens and probabilities over which llama.cpp itself would throw its die."""
    n_vocab = len(logits)
    entries = [api.llama_token_data(id, float(logit), 0) for id, logit in enumerate(logits)]
    wide = 2 * np.ptp(logits) + 20 > FARTHEST * max(settings.temperature, 0.05)
    *firsts, last = chains = goes(settings.order, bool(wide))
    is_sorted = False
    for number, names in enumerate((*firsts, [*last, "dist"])):
        chain = api.llama_sampler_chain_init(api.llama_sampler_chain_default_params())
        for name in names:
            made = api.llama_sampler_init_dist(1) if name == "dist" else None
            api.llama_sampler_chain_add(chain, made or sampler(S(name), settings, n_vocab))
        for id in past:
            api.llama_sampler_accept(chain, id)
        data = (api.llama_token_data * len(entries))(*entries)
        array = api.llama_token_data_array(data, len(entries), -1, is_sorted)
        api.llama_sampler_apply(chain, ctypes.byref(array))
        left = [array.data[i] for i in range(array.size)]
        following = chains[number + 1 : number + 2]
        floor = (
            max(e.logit for e in left) - FARTHEST
            if [S.TYPICAL] in [c[:1] for c in following]
            else -np.inf
        )
        entries = [api.llama_token_data(e.id, e.logit, e.p) for e in left if e.logit > floor]
        is_sorted = array.sorted and S.LOGIT_BIAS not in names
        api.llama_sampler_free(chain)
    return {e.id: e.p for e in entries if e.p > 0}


def random_case(rng: np.random.Generator) -> tuple[SamplingSettings, np.ndarray, list[int]]:
    def pick(*values: float) -> float:
        return float(rng.choice(values))

    n_vocab = int(pick(3, 50, 1500))
    order = [S(name) for name in rng.permutation([n for n in MOVABLE if n != S.NO_REPEAT_NGRAM])]
    biased = rng.choice(n_vocab, min(n_vocab, 4), replace=False).tolist()
    settings = SamplingSettings(
        temperature=pick(0, 0.05, 0.8, 1, 1.7, 5),
        top_k=int(pick(0, 1, 5, 40, 200)),
        top_p=pick(0, 0.3, 0.95, 1),
        min_p=pick(0, 0.01, 0.2, 1),
        repeat_penalty=pick(1, 1.1, 1.5),
        repeat_last_n=int(pick(0, 3, 64)),
        frequency_penalty=pick(0, 0, -1.5, 0.4),
        presence_penalty=pick(0, 0, -0.5, 2),
        dry_multiplier=pick(0, 0, 0.8),
        dry_base=pick(1, 1.75, 3),
        dry_allowed_length=int(pick(1, 2, 4)),
        dry_last_n=int(pick(0, 20, 100)),
        top_n_sigma=pick(0, 0, 0.5, 2),
        typical_p=pick(1, 1, 0.5, 0.95),
        xtc_probability=pick(0, 0, 1),
        xtc_threshold=pick(0.01, 0.1, 0.3),
        logit_bias=tuple(Bias(id, pick(-5, 0.5, 3)) for id in biased[: int(pick(0, 0, 4))]),
        order=tuple(order[: int(pick(0, 3, 10, 10))]),
    )
    if settings.temperature > 0.1 and pick(0, 0, 1):
        delta = pick(0.1, settings.temperature - 0.05)
        exponent = pick(0.5, 1, 2)
        settings = replace(settings, dynamic_temperature=delta, dynamic_exponent=exponent)
    logits = rng.normal(pick(-5, 0, 5), pick(0.1, 2, 8), n_vocab).astype(np.float32)
    return settings, logits, rng.integers(0, min(n_vocab, 12), 100).tolist()


def check(seed: int) -> None:
    settings, logits, past = random_case(np.random.default_rng(seed))
    bias = {each.token: each.bias for each in settings.logit_bias}
    ladder = Ladder(settings, len(logits), bias=bias)  # type: ignore[arg-type] # ids only
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


def after(settings: dict[str, Any], p: list[float], past: tuple[int, ...] = ()) -> list[float]:
    """The distribution that one stage alone makes of another, by token, 0 where it was cut."""
    neutral = {"temperature": 1.0, "top_k": 0, "top_p": 1.0, "min_p": 0.0}
    ladder = Ladder(SamplingSettings(**neutral | settings), len(p))
    ladder.remember(past)
    left = ladder.walk(np.log(np.array(p, np.float32)))
    ladder.close()
    result = np.zeros(len(p))
    result[left.ids] = left.probabilities
    return result.tolist()


FALLING = [0.4, 0.3, 0.2, 0.1]
RISING = [0.1, 0.2, 0.3, 0.4]
EVEN4, EVEN5 = [0.25] * 4, [0.2] * 5


@pytest.mark.parametrize(
    ("settings", "p", "past", "expected"),
    [
        ({"temperature": 0.0}, RISING, (), [0, 0, 0, 1]),
        ({"top_k": 1}, RISING, (), [0, 0, 0, 1]),
        ({"top_k": 3}, RISING, (), [0, 0.22222, 0.33333, 0.44444]),
        ({"top_p": 0.0}, RISING, (), [0, 0, 0, 1]),
        ({"top_p": 0.7}, RISING, (), [0, 0, 0.428571, 0.571429]),
        ({"top_p": 0.8}, RISING, (), [0, 0.22222, 0.33333, 0.44444]),
        ({"min_p": 0.26}, RISING, (), [0, 0.2 / 0.9, 0.3 / 0.9, 0.4 / 0.9]),
        ({"min_p": 0.51}, RISING, (), [0, 0, 0.3 / 0.7, 0.4 / 0.7]),
        ({"min_p": 0.76}, RISING, (), [0, 0, 0, 1]),
        ({"xtc_threshold": 0.09}, FALLING, (), [0, 0, 0, 1]),
        ({"xtc_threshold": 0.19}, FALLING, (), [0, 0, 2 / 3, 1 / 3]),
        ({"xtc_threshold": 0.29}, FALLING, (), [0, 0.3 / 0.6, 0.2 / 0.6, 0.1 / 0.6]),
        ({"xtc_threshold": 0.39}, FALLING, (), FALLING),
        ({"typical_p": 0.5}, [0.97, 0.01, 0.01, 0.01], (), [1, 0, 0, 0]),
        ({"typical_p": 0.5}, [0.4, 0.2, 0.2, 0.2], (), [0, 1 / 3, 1 / 3, 1 / 3]),
        ({"top_n_sigma": 1.0}, RISING, (), [0, 0, 0.428571, 0.571429]),
        ({"top_n_sigma": 0.0}, RISING, (), RISING),
        ({"top_n_sigma": 3.0}, RISING, (), RISING),
        ({"dry_last_n": 4}, EVEN4, (0, 1), EVEN4),
        (
            {"dry_last_n": 5},
            EVEN4,
            (0, 1, 2, 0, 1),
            [0.296923, 0.296923, 0.109232, 0.296923],
        ),
        (
            {"dry_last_n": 5, "dry_multiplier": 2.0},
            EVEN5,
            (0, 1, 2, 0, 1),
            [0.241818, 0.241818, 0.032727, 0.241818, 0.241818],
        ),
        ({"dry_last_n": 7, "dry_allowed_length": 4}, EVEN5, (0, 1, 2, 3, 4, 0, 1), EVEN5),
    ],
)
def test_vectors_of_llama_cpps_own_test(
    settings: dict[str, Any], p: list[float], past: tuple[int, ...], expected: list[float]
) -> None:
    """The numbers of its tests/test-sampling.cpp, those within our ranges."""
    rest: dict[str, Any] = {}
    if "xtc_threshold" in settings:
        rest["xtc_probability"] = 0.99
    if "dry_last_n" in settings:
        rest |= {"dry_multiplier": 1.0, "dry_base": 1.1, "dry_allowed_length": 2}
    assert after(rest | settings, p, past) == pytest.approx(expected, abs=1e-5)


def test_frequency_counts_and_presence_does_not() -> None:
    settings = {"frequency_penalty": 2.0, "presence_penalty": 1.0}
    weights = np.exp([-2.0 * 3 - 1, -2.0 - 1, 0.0])
    thirds = [1 / 3] * 3
    assert after(settings, thirds, (0, 1, 0, 0)) == pytest.approx(weights / weights.sum(), rel=1e-5)


@pytest.mark.parametrize("exponent", [0.1, 1.0, 5.0])
def test_a_dynamic_temperature_near_nothing_leaves_the_likeliest(exponent: float) -> None:
    settings = {"temperature": 0.5, "dynamic_temperature": 5.0, "dynamic_exponent": exponent}
    assert after(settings, [1e-30, 1.0, 1e-30]) == [0, 1, 0]


def test_typical_survives_what_has_no_probability() -> None:
    ladder = Ladder(SamplingSettings(typical_p=0.5, temperature=1, top_k=0, top_p=1, min_p=0), 3000)
    logits = np.random.default_rng(3).normal(0, 200, 3000).astype(np.float32)
    assert ladder.walk(logits).ids.tolist() == [int(logits.argmax())]
    ladder.close()


def test_a_bias_after_a_cut_is_seen_by_the_next_cut() -> None:
    order = (S.MIN_P, S.TOP_P, S.LOGIT_BIAS, S.TOP_K)
    settings = SamplingSettings(order=order, min_p=0.01, top_p=0.99, top_k=1)
    ladder = Ladder(settings, 4, bias={0: 5.0})
    assert ladder.walk(np.log(np.array(RISING, np.float32))).ids.tolist() == [0]
    ladder.close()
