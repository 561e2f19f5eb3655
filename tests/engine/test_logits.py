from __future__ import annotations

import numpy as np
import pytest

from engine.errors import ModelComputesNaN
from engine.logits import likeliest, rank, raw_statistics


@pytest.mark.parametrize("n_vocab", [2, 512, 128_256])
@pytest.mark.parametrize("spread", [0.0, 1.0, 12.0, 300.0])
def test_equal_to_float64(n_vocab: int, spread: float) -> None:
    rng = np.random.default_rng(n_vocab)
    logits = (rng.standard_normal(n_vocab) * spread + 5).astype(np.float32)
    exact = logits.astype(np.float64)
    log_sum_exp = exact.max() + np.log(np.exp(exact - exact.max()).sum())
    p = np.exp(exact - log_sum_exp)
    entropy = -(p[p > 0] * np.log(p[p > 0])).sum()
    raw = raw_statistics(logits)
    assert raw.log_sum_exp == pytest.approx(log_sum_exp, abs=1e-5)
    assert raw.entropy_nats == pytest.approx(entropy, abs=1e-5)


def test_forbidden_tokens_weigh_nothing() -> None:
    raw = raw_statistics(np.array([1, -np.inf, 1], np.float32))
    assert raw.entropy_nats == pytest.approx(np.log(2))
    assert raw.log_sum_exp == pytest.approx(1 + np.log(2))


def test_one_certain_token_has_no_entropy() -> None:
    assert raw_statistics(np.array([0, 500], np.float32)).entropy_nats == 0


@pytest.mark.parametrize("bad", [[1, np.nan, 2], [1, np.inf], [-np.inf, -np.inf]])
def test_what_is_no_distribution_is_told(bad: list[float]) -> None:
    with pytest.raises(ModelComputesNaN):
        raw_statistics(np.array(bad, np.float32))


def test_logits_stay_as_they_were() -> None:
    logits = np.array([1, 2, 3], np.float32)
    raw_statistics(logits)
    assert logits.tolist() == [1, 2, 3]


def test_rank_counts_from_one_and_equals_share() -> None:
    logits = np.array([1, 3, 3, 0], np.float32)
    for count in range(5):
        head = likeliest(logits, count)
        assert [rank(logits, id, head) for id in range(4)] == [3, 1, 1, 4]


@pytest.mark.parametrize("n_vocab", [1, 3, 100, 5000, 128_256])
@pytest.mark.parametrize("count", [0, 1, 64, 1000])
def test_the_likeliest_are_found_equals_by_lower_id(n_vocab: int, count: int) -> None:
    rng = np.random.default_rng(count)
    logits = rng.integers(0, 500, n_vocab).astype(np.float32)  # many equals
    order = np.lexsort((np.arange(n_vocab), -logits))
    assert likeliest(logits, count).tolist() == order[:count].tolist()


@pytest.mark.parametrize("count", [2, 3, 50])
def test_the_forbidden_are_never_likely(count: int) -> None:
    logits = np.full(1000, -np.inf, np.float32)
    logits[[7, 900]] = 1, 2
    assert likeliest(logits, count).tolist() == [900, 7]


def test_maximum_mean_and_deviation_are_of_the_finite_ones() -> None:
    raw = raw_statistics(np.array([1, -np.inf, 3, 5], np.float32))
    assert (raw.maximum, raw.mean) == (5, 3)
    assert raw.deviation == pytest.approx(np.std([1, 3, 5]), rel=1e-6)
