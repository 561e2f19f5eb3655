"""An evaluation plan says what was evaluated together, and is followed exactly."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.errors import InvalidRequest
from engine.llama.context import Arithmetic
from engine.plan import digest, followed, plan_of, same_arithmetic
from engine.records import MemoryKind, Plan
from engine.session import Aborted, Batch, Session
from tests.fakes.backend import FakeBackend

ARITHMETIC = Arithmetic(2, True, "f16", "f16")


def plan(*batches: tuple[int, int]) -> Plan:
    return plan_of([Batch(start, (1,) * count) for start, count in batches], (), ARITHMETIC)


def test_it_tells_batches_prompt_and_arithmetic() -> None:
    told = plan_of([Batch(0, (5, 6)), Batch(2, (7,))], (5, 6), ARITHMETIC)
    assert (told.starts, told.counts) == ((0, 2), (2, 1))
    assert told.prompt == digest((5, 6)) != digest((5, 7))
    assert same_arithmetic(told, ARITHMETIC)
    assert not same_arithmetic(replace(told, threads=1), ARITHMETIC)


def test_batches_are_evaluated_as_they_were_and_cut_where_the_next_begins() -> None:
    backend = FakeBackend()
    ids = [10, 11, 12, 13, 14, 15]
    ends = list(followed(backend, ids, plan((0, 4), (2, 3), (5, 1))))
    assert ends == [5, 6]
    assert backend.evaluated == [[10, 11, 12, 13], [12, 13, 14], [15]]
    assert backend.tokens == ids


def test_what_was_replaced_and_is_not_known_any_more_is_filled() -> None:
    backend = FakeBackend()
    list(followed(backend, [10, 11, 12], plan((0, 6), (2, 1))))
    assert backend.evaluated == [[10, 11, 12, 0, 0, 0], [12]]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 8)), min_size=1, max_size=6))
def test_following_a_session_s_plan_leaves_its_memory(turns: list[tuple[int, int]]) -> None:
    """Whatever was read, gone back to and written before."""
    session = Session(FakeBackend(), 1 << 20, lambda: 0.0)
    ids: list[int] = []
    for keep, more in turns:
        ids = [*ids[:keep], *(len(turns) + keep + n for n in range(more))]
        list(session.prefill(ids))
        session.extend(more)
        ids.append(more)
    again = FakeBackend()
    told = plan_of(session.plan, ids, ARITHMETIC)
    *_, last = followed(again, ids, told)
    assert (last, again.tokens) == (len(ids), ids)
    assert [len(each) for each in again.evaluated] == [len(b.ids) for b in session.plan]


@pytest.mark.parametrize(
    "wrong",
    [
        plan((0, 4)),
        plan((0, 6)),
        plan((1, 4)),
        plan((0, 2), (3, 2)),
        plan((0, 5), (-1, 6)),
        plan((0, 0), (0, 5)),
        plan((0, 513), (0, 5)),
        plan((0, 500), (500, 200), (0, 5)),
        plan(),
        Plan((0,), (5, 5), "", 1, True, "f16", "f16"),
    ],
)
def test_a_plan_that_cannot_have_been_is_refused(wrong: Plan) -> None:
    backend = FakeBackend(n_ctx=600)
    with pytest.raises(InvalidRequest):
        list(followed(backend, [1, 2, 3, 4, 5], wrong))
    assert backend.evaluated == []


def test_going_back_where_the_memory_cannot_is_refused() -> None:
    backend: Any = FakeBackend(memory=MemoryKind.RECURRENT)
    with pytest.raises(InvalidRequest):
        list(followed(backend, [1, 2, 3], plan((0, 3), (1, 2))))


def test_an_abort_ends_it() -> None:
    backend = FakeBackend()
    backend.abort_at = 1
    with pytest.raises(Aborted):
        list(followed(backend, [1, 2, 3], plan((0, 2), (2, 1))))
