"""The ladder read from a record equals the one walked over all logits."""

from __future__ import annotations

from contextlib import closing

import numpy as np
import pytest

from engine.choice import Chooser
from engine.errors import NothingLeft
from engine.findings import LadderTable
from engine.recorded.table import recorded_table
from engine.settings import SamplingSettings
from tests.engine.recorded.replies import WORDS, noise, reading, settings, written

TOKENS = 10
SEEDS = range(40)


def near(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return a == pytest.approx(b, abs=1e-5, rel=1e-4)


def same(found: LadderTable, live: LadderTable) -> None:
    """All that is told, numbers within rounding; the live one may have the chosen token more."""
    assert found.from_record
    assert not live.from_record
    assert (found.ids, found.pieces, found.stages) == (live.ids, live.pieces, live.stages)
    assert (found.chosen, found.u) == (live.chosen, live.u)
    assert found.rest_left == live.rest_left
    assert all(map(near, found.rest_mass, live.rest_mass))
    assert all(map(near, found.logprobs, live.logprobs))
    for mine, theirs in zip(found.probabilities, live.probabilities, strict=True):
        assert all(map(near, mine, theirs))
    for cut, true in zip(found.cuts, live.cuts, strict=True):
        assert (cut is None) == (true is None)
        if cut and true:
            assert (cut.stage, cut.measure) == (true.stage, true.measure)
            assert near(cut.value, true.value)
            assert near(cut.limit, true.limit)


def compare(seed: int, own: bool, **told: bool) -> int:
    """How many tables the record proved."""
    rng = np.random.default_rng(seed)
    logits, prompt = noise(rng, TOKENS), rng.integers(0, 60, 40).tolist()
    candidates = int(rng.choice([5, 64, 300]))
    before = SamplingSettings(**settings(rng, **told), candidates=candidates)
    after = before if own else SamplingSettings(**settings(rng), candidates=candidates)
    try:
        records = written(logits, prompt, before, seed)
    except NothingLeft:
        return 0
    known = reading(records, prompt, before, seed)
    proved = 0
    for index in range(TOKENS):
        found = recorded_table(known, index, None if own else after)
        if found is None:
            continue
        proved += 1
        past = [*prompt, *(record.id for record in records[:index])]
        with closing(Chooser(WORDS, after, seed, past, index)) as chooser:
            state = records[index].trace.state if records[index].trace else None
            if state is not None:
                chooser.steer(state)
            throws = chooser.throws(len(past))
            same(found, chooser.explain(logits[index], *throws, records[index].id if own else None))
    return proved


def test_of_the_settings_in_force() -> None:
    proved = sum(compare(seed, own=True, steering=True, bans=True) for seed in SEEDS)
    assert proved > 0.3 * TOKENS * len(SEEDS)


def test_of_other_settings() -> None:
    proved = sum(compare(seed, own=False) for seed in SEEDS)
    assert proved > 0.3 * TOKENS * len(SEEDS)


def test_the_usual_settings_are_always_proved() -> None:
    rng = np.random.default_rng(1)
    logits, usual = noise(rng, 40), SamplingSettings()
    known = reading(written(logits, [1, 2], usual, 7), [1, 2], usual, 7)
    assert all(recorded_table(known, index) for index in range(40))
    colder = SamplingSettings(temperature=0.3, min_p=0.1)
    assert all(recorded_table(known, index, colder) for index in range(40))
