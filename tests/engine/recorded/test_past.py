"""What stood before each token, against counting by hand."""

from __future__ import annotations

import numpy as np
import pytest

from engine.ladder import Ladder
from engine.recorded.past import Past
from engine.settings import SamplingSettings

TOKENS = np.random.default_rng(5).integers(0, 7, 80).tolist()
STARTS = np.arange(20, 80, 7)


def past() -> Past:
    return Past(TOKENS, STARTS)


@pytest.mark.parametrize("window", [1, 5, 64, 500])
def test_counts_within_the_window(window: int) -> None:
    ids = np.tile(np.arange(-1, 9, dtype=np.int32), (len(STARTS), 1))
    found, distinct = past().counts(ids, window), past().distinct(window)
    for row, start in enumerate(STARTS.tolist()):
        before = TOKENS[max(start - window, 0) : start]
        assert found[row].tolist() == [before.count(id) for id in ids[row].tolist()]
        assert distinct[row] == len(set(before))


def test_n_grams_that_would_come_again() -> None:
    for row, forbidden in enumerate(past().forbidden(3, lambda id: id == 6)):
        before = TOKENS[: STARTS[row]]
        again = {
            before[at + 2]
            for at in range(len(before) - 2)
            if before[at : at + 2] == before[-2:] and before[at + 2] != 6
        }
        assert set(forbidden) == again


@pytest.mark.parametrize("allowed", [1, 2, 3])
def test_what_dry_takes_is_what_its_own_sampler_takes_from_everybody(allowed: int) -> None:
    sampling = SamplingSettings(
        dry_multiplier=0.8,
        dry_allowed_length=allowed,
        dry_last_n=50,
        temperature=1,
        top_k=0,
        top_p=1,
        min_p=0,
    )
    for row, taken in enumerate(past().repeated(sampling)):
        ladder = Ladder(sampling, 9)
        ladder.remember(TOKENS[: STARTS[row]])
        left = ladder.walk(np.zeros(9, np.float32))
        ladder.close()
        logits = np.zeros(9)
        for id, amount in taken.items():
            logits[id] -= amount
        expected = np.exp(logits) / np.exp(logits).sum()
        probabilities = np.zeros(9)
        probabilities[left.ids] = left.probabilities
        assert probabilities == pytest.approx(expected, abs=1e-6)
