from __future__ import annotations

import numpy as np
import pytest

from engine.die import Die, draw, stretch

IDS = np.array([30, 10, 20], np.int32)
P = np.array([0.25, 0.25, 0.5])


@pytest.mark.parametrize(
    ("u", "id"), [(0.0, 20), (0.499, 20), (0.5, 10), (0.749, 10), (0.75, 30), (1 - 2**-53, 30)]
)
def test_likelier_first_and_equals_by_lower_id(u: float, id: int) -> None:
    assert draw(IDS, P, u).id == id


def test_order_of_arrival_does_not_matter() -> None:
    order = [2, 0, 1]
    for u in np.linspace(0, 1, 50, endpoint=False):
        assert draw(IDS[order], P[order], u).id == draw(IDS, P, u).id


def test_every_token_has_its_stretch() -> None:
    """Against the plain way: sort, add up, look where u falls."""
    rng = np.random.default_rng(5)
    ids = rng.permutation(40).astype(np.int32)
    weights = rng.integers(1, 5, 40) / 128.0  # many equals, sums without rounding
    order = sorted(range(40), key=lambda i: (-weights[i], ids[i]))
    reach = np.cumsum(weights[order])
    for u in rng.random(500):
        place = next(i for i in range(40) if reach[i] > u * reach[-1])
        assert draw(ids, weights, u).id == ids[order[place]]


def test_rounded_sum_still_gives_a_token() -> None:
    assert draw(IDS, P * (1 - 1e-9), 1 - 2**-53).id == 30


def test_throw_depends_on_seed_and_position_only() -> None:
    die = Die(7)
    forth = [die.throw(position) for position in range(50)]
    assert [Die(7).throw(position) for position in reversed(range(50))] == forth[::-1]
    assert len({*forth, *(Die(8).throw(position) for position in range(50))}) == 100


def test_throws_are_numpys_philox_forever() -> None:
    """Stored replies are replayed with these numbers."""
    raw = np.random.Philox(key=2**32 - 1, counter=1234).random_raw()
    assert Die(2**32 - 1).throw(1234) == (int(raw) >> 11) / 2**53
    assert Die(1).throw(5) == 0.9719207784869555


def test_another_lane_is_another_die() -> None:
    assert Die(1).throw(5, 1) not in {Die(1).throw(5), Die(1).throw(6), Die(2).throw(5)}
    die = Die(1)
    die.throw(5, 1)
    assert die.throw(5) == Die(1).throw(5)


def test_a_landing_tells_its_stretch() -> None:
    rng = np.random.default_rng(8)
    weights = rng.random(30)
    ids = np.arange(30, dtype=np.int32)
    for u in rng.random(200):
        fell = draw(ids, weights, u)
        assert fell.below <= u < fell.below + fell.probability
        assert fell.probability == pytest.approx(weights[fell.id] / weights.sum())


def test_the_stretch_of_a_token_is_where_a_throw_lands_on_it() -> None:
    for u in np.linspace(0, 1, 40, endpoint=False):
        landing = draw(IDS, P, u)
        assert stretch(IDS, P, landing.id) == landing
    assert stretch(IDS, P, 99).probability == 0


def test_draws_follow_the_distribution() -> None:
    """Chi-square over 100,000 draws; 7 degrees of freedom, 0.999 quantile 24.3."""
    p = np.array([0.35, 0.25, 0.15, 0.1, 0.06, 0.04, 0.03, 0.02])
    ids = np.arange(8, dtype=np.int32)
    die = Die(42)
    n = 100_000
    counts = np.bincount(
        [draw(ids, p, die.throw(position)).id for position in range(n)], minlength=8
    )
    assert ((counts - n * p) ** 2 / (n * p)).sum() < 24.3
