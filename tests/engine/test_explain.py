"""The table of one choice: what it says of each candidate is what llama.cpp did to it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.findings import LadderTable, Yardstick
from engine.settings import SamplingSettings
from engine.stage_settings import MOVABLE, Bias, StageName
from tests.engine.test_choice import N_VOCAB, NEUTRAL, choosing, noise, traced

FALLING = np.log(np.array([0.4, 0.3, 0.2, 0.1] + [1e-9] * (N_VOCAB - 4), np.float32))


def told(logits: np.ndarray, position: int = 0, **settings: Any) -> LadderTable:
    past = settings.pop("past", ())
    with choosing(past=past, **settings) as chooser:
        return chooser.explain(logits, *chooser.throws(position))


def test_rows_are_the_likeliest_and_the_chosen_one() -> None:
    found = told(noise(1), **NEUTRAL | {"candidates": 5})
    likeliest = np.argsort(-noise(1))[:5].tolist()
    assert found.ids[:5] == tuple(likeliest)
    assert found.chosen in found.ids
    assert found.logprobs == tuple(sorted(found.logprobs, reverse=True))
    assert not found.from_record


def test_a_column_holds_every_rows_probability_after_its_stage() -> None:
    found = told(FALLING, **NEUTRAL | {"top_k": 3, "top_p": 0.7, "temperature": 0.5})
    assert found.stages == ("top_k", "top_p", "temperature")
    assert [column[:4] for column in found.probabilities] == [
        (pytest.approx(4 / 9), pytest.approx(3 / 9), pytest.approx(2 / 9), None),
        (pytest.approx(4 / 7), pytest.approx(3 / 7), None, None),
        (pytest.approx(16 / 25), pytest.approx(9 / 25), None, None),
    ]
    assert found.rest_left == (0, 0, 0)


@pytest.mark.parametrize(
    ("settings", "row", "measure", "value", "limit"),
    [
        ({"top_k": 2}, 2, Yardstick.PLACE, 3, 2),
        ({"top_p": 0.69}, 2, Yardstick.CUMULATIVE, 0.7, 0.69),
        ({"min_p": 0.6}, 3, Yardstick.SHARE, 0.25, 0.6),
        ({"temperature": 0.0}, 1, Yardstick.PLACE, 2, 1),
        ({"typical_p": 0.2}, 3, Yardstick.CUMULATIVE, 0.9, 0.2),
        ({"xtc_probability": 1.0, "xtc_threshold": 0.15}, 0, Yardstick.PROBABILITY, 0.4, 0.15),
        ({"mirostat": 2, "mirostat_tau": 1.0}, 2, Yardstick.SURPRISE_BITS, 2.3219, 2.0),
        ({"no_repeat_ngram": 1, "past": (1,)}, 1, Yardstick.REPETITION, 1, 1),
    ],
)
def test_what_was_cut_knows_the_deciding_comparison(
    settings: dict[str, Any], row: int, measure: Yardstick, value: float, limit: float
) -> None:
    cut = told(FALLING, **NEUTRAL | settings).cuts[row]
    assert cut is not None
    assert cut.measure is measure
    assert (cut.value, cut.limit) == pytest.approx((value, limit), abs=1e-4)


def test_a_banned_word_is_told_as_such() -> None:
    found = told(FALLING, **NEUTRAL | {"top_k": 2, "banned_words": ("a", "b")})
    assert found.stages == ("banned_words", "top_k")
    assert found.chosen in (2, 3)
    assert [cut and cut.measure for cut in found.cuts[:3]] == [Yardstick.FORBIDDEN] * 2 + [None]


def test_top_n_sigma_tells_its_bound() -> None:
    logits = noise(3)
    found = told(logits, **NEUTRAL | {"top_n_sigma": 1.0, "candidates": 60})
    bound = logits.max() - logits.std()
    for id, cut in zip(found.ids, found.cuts, strict=True):
        assert (cut is not None) == (logits[id] < bound)
        if cut:
            assert (cut.value, cut.limit) == pytest.approx((logits[id], bound), abs=1e-4)


def random_settings(rng: np.random.Generator) -> dict[str, Any]:
    """Stages in any order with any strength."""

    def pick(*values: float) -> float:
        return float(rng.choice(values))

    order = tuple(StageName(each) for each in rng.permutation(MOVABLE)[: int(pick(3, 11, 11))])
    return {
        "temperature": pick(0, 0.6, 1, 1.5),
        "top_k": int(pick(0, 5, 40)),
        "top_p": pick(1, 0.5, 0.95),
        "min_p": pick(0, 0.05, 0.2),
        "typical_p": pick(1, 1, 0.7),
        "top_n_sigma": pick(0, 0, 1.5),
        "xtc_probability": pick(0, 0, 0.5),
        "xtc_threshold": pick(0.05, 0.2),
        "repeat_penalty": pick(1, 1.2),
        "frequency_penalty": pick(0, 0.3),
        "dry_multiplier": pick(0, 0.8),
        "no_repeat_ngram": int(pick(0, 0, 2)),
        "logit_bias": (Bias(int(rng.integers(59)), pick(-3, 2)),) if pick(0, 0, 1) else (),
        "banned_words": ("ab", "c") if pick(0, 0, 1) else (),
        "mirostat": int(pick(0, 0, 0, 1, 2)),
        "adaptive_target": pick(-1, -1, -1, 0.3),
        "candidates": int(pick(0, 10, 60)),
        "order": order,
    }


@pytest.mark.parametrize("seed", range(150))
def test_the_last_column_is_the_records_final_distribution(seed: int) -> None:
    """Also which stages, how many they left, and the chosen token."""
    rng = np.random.default_rng(seed)
    settings, logits = random_settings(rng), noise(seed)
    past = tuple(rng.integers(0, 20, 40).tolist())
    SamplingSettings(**settings)
    with choosing(seed, past, **settings) as chooser:
        found = chooser.explain(logits, *chooser.throws(40))
        record = chooser.choose(logits, 40, 0.0)
    trace = traced(record)
    assert (found.chosen, found.u) == (record.id, record.u)
    assert found.stages == trace.stages
    last = found.probabilities[-1] if found.stages else None
    finals = dict(zip(trace.candidates, trace.finals, strict=True)) | {record.id: trace.final}
    for row, id in enumerate(found.ids if last else ()):
        assert last is not None
        assert (last[row] or 0.0) == pytest.approx(finals[id], abs=1e-6)
        assert (last[row] is None) == (found.cuts[row] is not None)
    for column, rest, left in zip(found.probabilities, found.rest_left, trace.left, strict=True):
        assert sum(p is not None for p in column) + rest == left
