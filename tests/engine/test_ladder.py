from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ladder import Ladder, Survivors
from engine.logits import likeliest, raw_statistics
from engine.settings import SamplingSettings

NEUTRAL: dict[str, Any] = {"temperature": 1, "top_k": 0, "top_p": 1, "min_p": 0}
ALL = SamplingSettings(**NEUTRAL)
LOGITS = np.log(np.array([0.1, 0.4, 0.2, 0.3], np.float32))


def survivors(
    settings: SamplingSettings, logits: np.ndarray = LOGITS, past: tuple[int, ...] = ()
) -> dict[int, float]:
    ladder = Ladder(settings, len(logits))
    ladder.remember(past)
    left: Survivors = ladder.walk(logits)
    ladder.close()
    return dict(zip(left.ids.tolist(), left.probabilities.tolist(), strict=True))


def test_nothing_set_is_the_models_own_distribution() -> None:
    assert survivors(ALL) == pytest.approx({0: 0.1, 1: 0.4, 2: 0.2, 3: 0.3})


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"top_k": 2}, {1: 4 / 7, 3: 3 / 7}),
        ({"top_p": 0.65}, {1: 4 / 7, 3: 3 / 7}),
        ({"top_p": 0.0}, {1: 1.0}),
        ({"min_p": 0.6}, {1: 4 / 7, 3: 3 / 7}),
        ({"min_p": 1.0}, {1: 1.0}),
        ({"temperature": 0.5}, {0: 1 / 30, 1: 16 / 30, 2: 4 / 30, 3: 9 / 30}),
        ({"temperature": 0.0}, {1: 1.0}),
        ({"temperature": 1e-40}, {1: 1.0}),
        # top-p looks at what top-k left, made to sum to one again
        ({"top_k": 2, "top_p": 0.5}, {1: 1.0}),
    ],
)
def test_each_stage_by_hand(settings: dict[str, float], expected: dict[int, float]) -> None:
    assert survivors(SamplingSettings(**NEUTRAL | settings)) == pytest.approx(expected, rel=1e-5)


def test_penalty_divides_positive_and_multiplies_negative_logits() -> None:
    logits = np.array([2, -2, 1], np.float32)
    penalised = survivors(SamplingSettings(**NEUTRAL, repeat_penalty=1.25), logits, (0, 1))
    expected = np.exp([2 / 1.25, -2 * 1.25, 1])
    assert list(penalised.values()) == pytest.approx(list(expected / expected.sum()), rel=1e-5)


def test_penalty_looks_back_as_far_as_it_was_told() -> None:
    settings = SamplingSettings(**NEUTRAL, repeat_penalty=1.5, repeat_last_n=2)
    past = (0, 1, 2)
    assert survivors(settings, past=past) == pytest.approx(survivors(settings, past=past[1:]))
    assert survivors(settings, past=past) != pytest.approx(survivors(settings, past=past[2:]))


def test_penalty_sees_the_reply_too() -> None:
    settings = SamplingSettings(temperature=0, repeat_penalty=1.5)
    logits = np.array([2, 1.9], np.float32)
    ladder = Ladder(settings, 2)
    assert ladder.walk(logits).ids == [0]
    ladder.accept(0)
    assert ladder.walk(logits).ids == [1]
    ladder.close()


def test_every_token_begins_anew() -> None:
    ladder = Ladder(SamplingSettings(top_k=1, temperature=1), 4)
    assert ladder.walk(LOGITS).ids == [1]
    assert ladder.walk(LOGITS[::-1]).ids == [2]
    ladder.close()


def test_forbidden_tokens_never_survive() -> None:
    assert survivors(ALL, np.array([0, -np.inf, 0], np.float32)) == {0: 0.5, 2: 0.5}


@given(st.integers(0, 1000), st.floats(0, 5), st.integers(0, 200), st.floats(0, 1), st.floats(0, 1))
def test_someone_always_survives(
    seed: int, temperature: float, top_k: int, top_p: float, min_p: float
) -> None:
    settings = SamplingSettings(temperature=temperature, top_k=top_k, top_p=top_p, min_p=min_p)
    logits = np.random.default_rng(seed).normal(0, 9, 50).astype(np.float32)
    probabilities = survivors(settings, logits).values()
    assert sum(probabilities) == pytest.approx(1)
    assert all(p >= 0 for p in probabilities)


@pytest.mark.parametrize("step", [0.0, 0.5, 3.0])  # 0: no equals; else the fewer the larger
@pytest.mark.parametrize("top_k", [1, 5, 40])
def test_the_likeliest_alone_give_what_all_give(top_k: int, step: float) -> None:
    """Bit for bit, also where equals stand at the border."""
    rng = np.random.default_rng(top_k)
    ladder = Ladder(SamplingSettings(top_k=top_k, top_p=0.9), 500)
    for _ in range(30):
        logits = rng.normal(0, 3, 500).astype(np.float32)
        logits = np.round(logits / step) * np.float32(step) if step else logits
        reach = raw_statistics(logits).log_sum_exp
        found, all_asked = (
            ladder.walk(logits, reach, likeliest=head) for head in (likeliest(logits, 64), None)
        )
        assert found.ids.tolist() == all_asked.ids.tolist()
        assert found.probabilities.tolist() == all_asked.probabilities.tolist()
        assert found.steps == all_asked.steps
    ladder.close()


def test_one_more_than_top_k_keeps_decides_where_it_stands_first() -> None:
    for settings, head in (
        (SamplingSettings(top_k=40), 41),
        (SamplingSettings(top_k=0), 0),
        (SamplingSettings(top_k=40, repeat_penalty=1.2), 0),
    ):
        ladder = Ladder(settings, 500)
        assert ladder.head == head
        ladder.close()
