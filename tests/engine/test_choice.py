"""One choice after another: what is recorded of it, and what must never be chosen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from engine.choice import Chooser
from engine.die import Die
from engine.errors import InvalidRequest, NothingLeft
from engine.records import How, TokenRecord, TokenTrace
from engine.settings import SamplingSettings
from engine.stage_settings import MOVABLE, Bias

N_VOCAB = 60
END = 59
NEUTRAL: dict[str, Any] = {"temperature": 1.0, "top_k": 0, "top_p": 1.0, "min_p": 0.0}


class Letters:
    """Token n is the letter n modulo 26; the last one ends a turn."""

    native = None
    pieces = [bytes([97 + id % 26]) for id in range(END)] + [b"<end>"]

    def is_end(self, id: int) -> bool:
        return id == END

    def is_control(self, id: int) -> bool:
        return id == END

    def tokenize(self, text: str, parse_special: bool) -> list[int]:
        return [ord(letter) - 97 for letter in text]


@contextmanager
def choosing(seed: int = 1, past: tuple[int, ...] = (), **settings: Any) -> Iterator[Chooser]:
    chooser = Chooser(Letters(), SamplingSettings(**settings), seed, past)
    yield chooser
    chooser.close()


def chosen(logits: np.ndarray, position: int = 0, **settings: Any) -> TokenRecord:
    with choosing(**settings) as chooser:
        return chooser.choose(logits, position, 0.0)


def traced(record: TokenRecord) -> TokenTrace:
    assert record.trace is not None
    return record.trace


def noise(seed: int, spread: float = 2.0) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, spread, N_VOCAB).astype(np.float32)


def test_numbers_equal_float64() -> None:
    logits = noise(1)
    exact = logits.astype(np.float64)
    logprobs = exact - np.log(np.exp(exact).sum())
    record = chosen(logits, candidates=10)
    trace = traced(record)
    likeliest = np.argsort(-exact)[:10]
    assert trace.candidates == tuple(likeliest)
    assert trace.logprobs == pytest.approx(logprobs[likeliest], abs=1e-5)
    assert trace.tail_mass == pytest.approx(1 - np.exp(logprobs[likeliest]).sum(), abs=1e-5)
    assert record.logprob == pytest.approx(logprobs[record.id], abs=1e-5)
    assert trace.log_sum_exp == pytest.approx(np.log(np.exp(exact).sum()), abs=1e-5)
    found = (trace.maximum, trace.mean, trace.deviation)
    assert found == pytest.approx((exact.max(), exact.mean(), exact.std()), abs=1e-5)


def test_stages_tell_how_many_they_left_and_how_much_of_the_mass() -> None:
    logits = np.log(np.array([0.4, 0.3, 0.2, 0.1] + [1e-9] * (N_VOCAB - 4), np.float32))
    trace = traced(chosen(logits, **NEUTRAL | {"top_k": 3, "top_p": 0.7, "temperature": 0.5}))
    assert trace.stages == ("top_k", "top_p", "temperature")
    assert trace.left == (3, 2, 2)
    assert trace.kept == pytest.approx((0.9, 7 / 9, 1.0), abs=1e-5)
    assert trace.finals[:3] == pytest.approx((16 / 25, 9 / 25, 0), abs=1e-5)


def test_final_probabilities_and_rest_add_up() -> None:
    for count in (0, 5, 64, 1000):
        trace = traced(chosen(noise(2), **NEUTRAL | {"candidates": count}))
        assert len(trace.candidates) == len(trace.finals) == min(count, N_VOCAB)
        assert sum(trace.finals) + trace.rest_mass == pytest.approx(1, abs=1e-6)
        assert trace.rest == N_VOCAB - min(count, N_VOCAB)


def test_the_throw_falls_into_the_chosen_tokens_stretch() -> None:
    for position in range(200):
        record = chosen(noise(position), position, **NEUTRAL)
        trace = traced(record)
        assert record.u is not None
        assert trace.below <= record.u < trace.below + trace.final + 1e-12


def test_throws_depend_on_seed_and_position_only() -> None:
    for settings in ({}, NEUTRAL, {"top_k": 2}, {"banned_words": ("a", "b")}, {"mirostat": 2}):
        records = [chosen(noise(n), 7, seed=3, **settings) for n in range(3)]
        assert {record.u for record in records} == {Die(3).throw(7)}


def test_draws_follow_the_final_distribution() -> None:
    """Chi-square over 20,000 draws; 9 degrees of freedom, 0.999 quantile 27.9."""
    logits = noise(4, 1.0)
    n, counts = 20_000, np.zeros(N_VOCAB)
    with choosing(**NEUTRAL | {"top_k": 10, "temperature": 1.3, "candidates": 10}) as chooser:
        for position in range(n):
            record = chooser.choose(logits, position, 0.0)
            counts[record.id] += 1
    trace = traced(record)
    expected = n * np.array(trace.finals)
    found = counts[list(trace.candidates)]
    assert found.sum() == n
    assert ((found - expected) ** 2 / expected).sum() < 27.9


def test_xtc_acts_as_often_as_it_was_told_by_a_die_of_its_own() -> None:
    logits = np.zeros(N_VOCAB, np.float32)
    logits[:2] = 5, 4
    acted = 0
    with choosing(**NEUTRAL | {"xtc_probability": 0.3}) as chooser:
        for position in range(1000):
            trace = traced(chooser.choose(logits, position, 0.0))
            assert trace.xtc_throw == Die(1).throw(position, 1) != Die(1).throw(position)
            assert (trace.finals[0] == 0) == (trace.xtc_throw <= 0.3)
            acted += trace.finals[0] == 0
    assert 250 < acted < 350


def test_banned_words_are_never_written() -> None:
    words = ("ab", "c", "dea", "zz")
    with choosing(**NEUTRAL | {"banned_words": words}) as chooser:
        records = [chooser.choose(noise(n, 1.0), n, 0.0) for n in range(400)]
    text = b"".join(record.piece for record in records).decode()
    assert not any(word in text for word in words)
    redrawn = [r for r in records if r.how is How.BANNED_AND_REDRAWN]
    assert 5 < len(redrawn) < 100
    assert all(traced(r).stages[-1] == "banned_words" for r in redrawn)


def test_a_redraw_uses_the_same_throw_over_what_remains() -> None:
    record = chosen(noise(9), 5, **NEUTRAL)
    word = record.piece.decode()
    again = chosen(noise(9), 5, **NEUTRAL | {"banned_words": (word,)})
    assert (again.u, again.how) == (record.u, How.BANNED_AND_REDRAWN)
    trace = traced(again)
    assert again.u is not None
    assert trace.below <= again.u < trace.below + trace.final + 1e-12
    assert again.piece != record.piece


def test_a_banned_favourite_gives_way_to_the_next_best_also_without_a_die() -> None:
    logits = np.arange(N_VOCAB, dtype=np.float32)[::-1].copy()
    record = chosen(logits, temperature=0.0, banned_words=("a", "b"))
    assert (record.id, record.u, record.how) == (2, None, How.BANNED_AND_REDRAWN)
    assert set(traced(record).touched) <= {0, 1}


def test_nothing_left_is_told() -> None:
    logits = np.full(N_VOCAB, -np.inf, np.float32)
    logits[3] = 0
    with pytest.raises(NothingLeft):
        chosen(logits, banned_words=("d",))


def test_no_ngram_comes_twice() -> None:
    with choosing(past=(1, 2, 3), **NEUTRAL | {"no_repeat_ngram": 2}) as chooser:
        ids = [1, 2, 3]
        for n in range(300):
            ids.append(chooser.choose(noise(n, 0.5), n, 0.0).id)
    pairs = [pair for pair in pairwise(ids) if END not in pair]
    assert len(pairs) == len(set(pairs))


def test_what_was_changed_one_by_one_is_recorded() -> None:
    logits = noise(6)
    raw = logits.astype(np.float64) - np.log(np.exp(logits.astype(np.float64)).sum())
    lowest = [int(id) for id in np.argsort(logits)[:4]]
    settings = NEUTRAL | {"repeat_penalty": 1.2, "logit_bias": (Bias(lowest[3], 1.0),)}
    trace = traced(chosen(logits, past=tuple(lowest[:3]), candidates=5, **settings))
    assert trace.touched == tuple(sorted(lowest))
    assert trace.touched_logprobs == pytest.approx(raw[sorted(lowest)], abs=1e-5)


def test_bias_by_id_and_by_text() -> None:
    logits = np.zeros(N_VOCAB, np.float32)
    settings = NEUTRAL | {"logit_bias": (Bias(4, 60.0), Bias("c", 50.0), Bias("c", 50.0))}
    assert chosen(logits, **settings).id == 2
    with pytest.raises(InvalidRequest, match="no token 60"):
        chosen(logits, logit_bias=(Bias(N_VOCAB, 1.0),))


def test_stages_act_in_the_order_given_and_others_not_at_all() -> None:
    order = tuple(name for name in reversed(MOVABLE) if name != "min_p")
    trace = traced(chosen(noise(3), order=order))
    assert trace.stages == ("temperature", "top_p", "top_k")


@pytest.mark.parametrize("settings", [{"mirostat": 1}, {"mirostat": 2}, {"adaptive_target": 0.2}])
def test_the_state_before_each_token_is_recorded(settings: dict[str, Any]) -> None:
    with choosing(**NEUTRAL | settings) as chooser:
        states = [traced(chooser.choose(noise(n), n, 0.0)).state for n in range(5)]
    assert None not in states
    assert len(set(states)) == 5


def test_new_settings_hold_from_the_next_token() -> None:
    logits = noise(8)
    with choosing(past=(3,), **NEUTRAL) as chooser:
        first = chooser.choose(logits, 1, 0.0)
        chooser.replace(SamplingSettings(temperature=0, repeat_penalty=1.5), 4, (3, first.id))
        second = chooser.choose(logits, 2, 1.5)
    assert (first.settings, second.settings, second.at_ms) == (0, 4, 1.5)
    assert second.how is How.GREEDY
    assert traced(second).stages[0] == "penalties"


def test_a_word_begun_before_the_settings_changed_is_still_seen() -> None:
    logits = np.full(N_VOCAB, -50, np.float32)
    logits[[0, 1]] = 5, 4.9
    with choosing(temperature=0) as chooser:
        first = chooser.choose(logits, 0, 0.0)
        settings = SamplingSettings(temperature=0, banned_words=("aa",))
        chooser.replace(settings, 1, (first.id,))
        assert chooser.choose(logits, 1, 0.0).piece == b"b"
