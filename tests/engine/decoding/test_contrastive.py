"""Contrastive search against its definition, over minds and states that can be worked out."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.decoding.contrastive import contrastive_search
from engine.errors import NothingLeft
from engine.generate import Start, generate
from engine.logits import Logits
from engine.records import Contrast, How, StopReason, TokenRecord
from engine.session import Aborted, Session
from engine.settings import SamplingSettings
from engine.strategy_settings import Strategy
from tests.engine.decoding.small import PROMPT, Alphabet, ids, text
from tests.fakes.branches import BranchOpener, Mind, MindBackend, noise, state_after

quick = settings(derandomize=True, deadline=None, max_examples=25)


def contrastive(**chosen: Any) -> SamplingSettings:
    return SamplingSettings(**{"strategy": Strategy.CONTRASTIVE, "max_tokens": 8, **chosen})


class Found:
    """What a search came to."""

    def __init__(
        self,
        mind: Mind,
        size: int,
        n_ctx: int = 4096,
        prompt: Sequence[int] = PROMPT,
        opener: BranchOpener | None = None,
        adjusted: Any = lambda: None,
        **chosen: Any,
    ) -> None:
        self.opener = opener or BranchOpener(mind)
        items = contrastive_search(
            n_ctx, Alphabet(size), prompt, contrastive(**chosen), self.opener, adjusted
        )
        *self.items, self.reason = items
        self.read = [item for item in self.items if isinstance(item, int)]
        self.records = [item for item in self.items if isinstance(item, TokenRecord)]
        assert all(each.closed for each in self.opener.opened)


def balanced(record: TokenRecord) -> Contrast:
    assert record.trace is not None
    assert record.trace.contrast is not None
    return record.trace.contrast


def softmax(logits: Logits) -> np.ndarray:
    weights = np.exp(logits.astype(np.float64))
    found: np.ndarray = weights / weights.sum()
    return found


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))


@quick
@given(st.integers(0, 10**6), st.sampled_from([0.0, 0.3, 0.6, 1.0]), st.integers(1, 6))
def test_every_choice_is_that_of_the_definition(seed: int, alpha: float, k: int) -> None:
    mind = noise(10, seed)
    found = Found(mind, 10, contrastive_alpha=alpha, contrastive_k=k)
    read = list(PROMPT)
    for record in found.records:
        p = softmax(mind(read))
        candidates = np.argsort(-p, kind="stable")[:k].tolist()
        past = [state_after(read[: n + 1]) for n in range(len(read))]
        penalties = [max(cosine(state_after([*read, c]), h) for h in past) for c in candidates]
        scores = [
            (1 - alpha) * p[c] - alpha * s for c, s in zip(candidates, penalties, strict=True)
        ]
        told = balanced(record)
        assert list(told.ids) == candidates
        assert told.confidences == pytest.approx(p[candidates], abs=1e-5)
        assert told.penalties == pytest.approx(penalties, abs=1e-5)
        assert told.scores == pytest.approx(scores, abs=1e-5)
        assert record.id == candidates[int(np.argmax(scores))]
        assert (record.how, record.u) == (How.CONTRASTIVE, None)
        read.append(record.id)


STAGES = (
    {},
    {"banned_words": ("ab", "cd", "e")},
    {"no_repeat_ngram": 2},
    {"repeat_penalty": 1.4, "frequency_penalty": 0.8},
    {"stop": ("abc", "d", "fe")},
)


@quick
@given(st.integers(0, 10**6), st.sampled_from(STAGES))
def test_without_penalty_it_is_greedy(seed: int, stages: dict[str, Any]) -> None:
    mind = noise(7, seed)
    found = Found(mind, 7, contrastive_alpha=0.0, **stages)
    sampling = SamplingSettings(strategy=Strategy.GREEDY, max_tokens=8, **stages)
    *items, reason = generate(Session(MindBackend(mind), 0), Alphabet(7), PROMPT, sampling, 1)
    records = [item for item in items if isinstance(item, TokenRecord)]
    assert (ids(found.records), text(found.records)) == (ids(records), text(records))
    assert found.reason is reason
    for mine, theirs in zip(found.records, records, strict=True):
        assert (mine.logprob, mine.rank) == (theirs.logprob, theirs.rank)


def test_nothing_but_the_penalty_counts_where_alpha_is_one() -> None:
    for record in Found(noise(10, 4), 10, contrastive_alpha=1.0, contrastive_k=6).records:
        told = balanced(record)
        assert told.penalties[told.ids.index(record.id)] == min(told.penalties)


def loop(read: Sequence[int]) -> Logits:
    """After a comes a again, a little less often b."""
    found = np.full(6, -9, np.float32)
    found[[0, 1]] = 1.0, 0.5
    return found


def test_it_breaks_a_loop_that_greedy_would_not_leave() -> None:
    prompt = [0, 0, 0]
    assert text(Found(loop, 6, prompt=prompt, contrastive_alpha=0.0).records) == "a" * 8
    freed = Found(loop, 6, prompt=prompt, contrastive_alpha=0.6, contrastive_k=2).records
    assert text(freed)[0] == "b"
    first = balanced(freed[0])
    assert first.penalties[0] == pytest.approx(1)  # the state after a was there already
    assert first.confidences[0] > first.confidences[1]
    assert first.scores[0] < first.scores[1]


def test_the_prompt_is_read_in_small_batches_and_told() -> None:
    found = Found(noise(8, 1), 8, prompt=[0, 1, 2] * 50)
    assert found.read == [0, 64, 128, 150]


def ending(*tokens: int) -> Mind:
    def logits(read: Sequence[int]) -> Logits:
        found = np.zeros(8, np.float32)
        place = len(read) - len(PROMPT)
        found[tokens[place] if place < len(tokens) else 0] = 30
        return found

    return logits


def test_it_ends_like_any_reply() -> None:
    plain = {"contrastive_alpha": 0.2, "max_tokens": 0}
    ended = Found(ending(2, 3, 7), 8, **plain)
    assert (ids(ended.records), ended.reason) == ([2, 3, 7], StopReason.END_OF_TURN)
    stopped = Found(ending(2, 3, 4, 5, 6), 8, stop=("de",), **plain)
    assert (text(stopped.records), stopped.reason) == ("c", StopReason.STOP_STRING)
    limited = Found(ending(2, 3, 4), 8, **plain | {"max_tokens": 2})
    assert (text(limited.records), limited.reason) == ("cd", StopReason.LENGTH)


def test_a_stop_string_may_begin_in_what_was_written_before() -> None:
    sampling, start = contrastive(stop=("acd",), contrastive_alpha=0.1), Start(begun=1)
    mind = ending(2, 3, 4)
    *found, reason = contrastive_search(
        99, Alphabet(8), PROMPT, sampling, BranchOpener(mind), start=start
    )
    assert not [item for item in found if isinstance(item, TokenRecord)]
    assert reason is StopReason.STOP_STRING


@pytest.mark.parametrize(("n_ctx", "written"), [(3, ""), (5, "cd")])
def test_no_longer_than_the_window(n_ctx: int, written: str) -> None:
    found = Found(ending(2, 3, 4), 8, n_ctx, contrastive_alpha=0.2, max_tokens=0)
    assert (text(found.records), found.reason) == (written, StopReason.CONTEXT_FULL)


def test_no_room_for_the_candidates_ends_it() -> None:
    opener = BranchOpener(noise(8, 1), cells=len(PROMPT) + 6)
    found = Found(noise(8, 1), 8, opener=opener, max_tokens=0)
    assert found.reason is StopReason.CONTEXT_FULL
    assert len(found.records) == 3  # the fourth token's four candidates find two places


def test_fewer_candidates_than_asked_for() -> None:
    found = Found(noise(5, 2), 5, banned_words=("a", "b", "c"), contrastive_k=4)
    assert all(set(balanced(record).ids) <= {3, 4} for record in found.records)


def test_nothing_left_is_told() -> None:
    def forbidding(read: Sequence[int]) -> Logits:
        return np.array([0, 0, -np.inf], np.float32)

    with pytest.raises(NothingLeft):
        Found(forbidding, 3, banned_words=("a", "b"))


def test_a_replaced_limit_holds_from_the_next_token() -> None:
    looks = count()

    def adjusted() -> tuple[int, SamplingSettings] | None:
        return (1, contrastive(max_tokens=4)) if next(looks) >= 2 else None

    found = Found(ending(2, 3, 4, 5, 6, 5), 8, adjusted=adjusted, contrastive_alpha=0.1)
    assert (text(found.records), found.reason) == ("cdef", StopReason.LENGTH)


@pytest.mark.parametrize(("call", "written"), [(1, ""), (2, ""), (4, "cd")])
def test_an_aborted_search_keeps_what_it_has(call: int, written: str) -> None:
    mind = ending(2, 3, 4, 5)
    opener = BranchOpener(mind, abort_at=call)
    found = Found(mind, 8, opener=opener, contrastive_alpha=0.1, stop=("deX",))
    assert (text(found.records), found.reason) == (written, StopReason.CANCELLED)


def test_cancelled_from_outside_it_tells_what_was_held_back() -> None:
    mind = ending(2, 3, 4, 5)
    opener = BranchOpener(mind)
    sampling = contrastive(contrastive_alpha=0.1, stop=("cdX",))
    items = contrastive_search(99, Alphabet(8), PROMPT, sampling, opener)
    reading = next(item for item in items if item == len(PROMPT))
    assert reading == 3
    assert items.throw(Aborted()) is StopReason.CANCELLED
    assert opener.opened[0].closed


def test_leaving_early_gives_the_memory_back() -> None:
    opener = BranchOpener(noise(8, 1))
    items = contrastive_search(99, Alphabet(8), PROMPT, contrastive(), opener)
    assert next(item for item in items if isinstance(item, TokenRecord))
    items.close()
    assert [each.closed for each in opener.opened] == [True]
