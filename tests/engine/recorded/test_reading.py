"""What a record says that another setting would have changed is what really would have come."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace

from engine.die import Die
from engine.errors import NothingLeft
from engine.recorded.partial import NONE
from engine.recorded.verdict import verdict
from engine.records import How
from engine.settings import SamplingSettings
from engine.stage_settings import Bias
from tests.engine.recorded.replies import WORDS, noise, reading, settings, truly, written

TOKENS = 20
USUAL = SamplingSettings()


def compare(seed: int, **told: bool) -> tuple[int, int]:
    """Never a wrong answer; how many tokens there were, and how many are undecided."""
    rng = np.random.default_rng(seed)
    logits, prompt = noise(rng, TOKENS), rng.integers(0, 60, 40).tolist()
    candidates = int(rng.choice([0, 5, 30, 64, 300]))
    before = SamplingSettings(**settings(rng), candidates=candidates)
    after = SamplingSettings(**settings(rng, **told))
    try:
        records = written(logits, prompt, before, seed)
    except NothingLeft:
        return 0, 0
    found = reading(records, prompt, before, seed).choices(after)
    truth = truly(logits, records, prompt, after, seed)
    for at, (mine, true) in enumerate(zip(found.tolist(), truth, strict=False)):
        assert mine in (NONE, true), f"seed {seed}, token {at}: {after}"
    return TOKENS, int(np.count_nonzero(found == NONE))


def test_other_settings_never_get_a_wrong_answer() -> None:
    tokens, undecided = np.sum([compare(seed) for seed in range(90)], axis=0).tolist()
    assert 0 < undecided < 0.75 * tokens


def test_nor_with_banned_words_and_stages_that_remember() -> None:
    for seed in range(5000, 5060):
        compare(seed, steering=True, bans=True)


@pytest.mark.soak
def test_other_settings_never_get_a_wrong_answer_many_times() -> None:
    for seed in range(10_000, 13_000):
        compare(seed, steering=bool(seed % 2), bans=bool(seed % 3))


@pytest.mark.parametrize("seed", range(40))
def test_the_same_settings_change_nothing(seed: int) -> None:
    """Neither by being the same, nor where the stages are followed as if they were others."""
    rng = np.random.default_rng(seed)
    logits, prompt = noise(rng, TOKENS), rng.integers(0, 60, 40).tolist()
    same = SamplingSettings(**settings(rng, steering=True, bans=True))
    try:
        records = written(logits, prompt, same, seed)
    except NothingLeft:
        return
    known = reading(records, prompt, same, seed)
    ids = [record.id for record in records]
    assert known.choices(same).tolist() == ids
    idle = replace(same, seed=9, max_tokens=7, stop=("x",), candidates=3)
    assert known.choices(idle).tolist() == ids
    followed = known.some_choices(np.arange(TOKENS), same)
    assert all(mine in (NONE, id) for mine, id in zip(followed.tolist(), ids, strict=True))


@pytest.mark.parametrize(
    "other",
    [
        {"temperature": 0.2},
        {"temperature": 0.0},
        {"temperature": 1.8},
        {"top_p": 0.5},
        {"min_p": 0.2},
        {"top_k": 10},
        {"repeat_penalty": 1.2},
        {"typical_p": 0.8},
        {"xtc_probability": 0.5},
        {"top_n_sigma": 1.0},
        {"dry_multiplier": 2.0, "dry_allowed_length": 1},
        {"logit_bias": tuple(Bias(id, -3.0) for id in range(50))},
        {"banned_words": ("e",)},
        {"dynamic_temperature": 0.4},
    ],
)
def test_a_slider_moved_from_the_usual_settings_leaves_next_to_nothing_open(
    other: dict[str, Any],
) -> None:
    rng = np.random.default_rng(7)
    logits, prompt = noise(rng, 300), rng.integers(0, 60, 40).tolist()
    records = written(logits, prompt, USUAL, 3)
    found = reading(records, prompt, USUAL, 3).choices(replace(USUAL, **other))
    assert np.count_nonzero(found == NONE) <= 6
    assert np.count_nonzero(found != [record.id for record in records]) > 2


def test_dice_that_were_not_thrown_fall_as_they_would_have() -> None:
    rng = np.random.default_rng(2)
    logits, prompt = noise(rng, TOKENS), [1, 2, 3]
    greedy = replace(USUAL, temperature=0.0)
    records = written(logits, prompt, greedy, 11)
    assert {record.u for record in records} == {None}
    found = reading(records, prompt, greedy, 11)
    throws = found.throws(np.arange(TOKENS), USUAL)
    assert throws.tolist() == [Die(11).throw(3 + n) for n in range(TOKENS)]
    truth = truly(logits, records, prompt, USUAL, 11)
    assert [mine for mine in found.choices(USUAL).tolist() if mine != NONE]
    pairs = zip(found.choices(USUAL).tolist(), truth, strict=True)
    assert all(mine in (NONE, true) for mine, true in pairs)


def test_what_was_forced_stays() -> None:
    rng = np.random.default_rng(2)
    records = written(noise(rng, TOKENS), [1], USUAL, 11)
    records[3] = replace(records[3], id=299, how=How.FORCED)
    found = reading(records, [1], USUAL, 11).choices(replace(USUAL, temperature=0.0))
    assert found[3] == 299


def test_the_first_divergence_is_certain_and_preceded_by_agreement_only() -> None:
    recorded = np.array([1, 2, 3, 4])
    told = [
        verdict(recorded, np.array(chosen), WORDS)
        for chosen in ([1, 2, 3, 4], [1, 5, 3, 6], [1, NONE, 5, 4], [1, 2, NONE, 9])
    ]
    assert [each.first_divergence for each in told] == [-1, 1, -1, -1]
    assert [each.changed for each in told] == [0, 2, 1, 1]
    assert [each.undecided for each in told] == [0, 0, 1, 1]
    assert told[1].pieces == (b"b", b"f", b"d", b"g")
    assert told[2].pieces[1] == b""
