"""The bookkeeping of a session, over a fake memory. Rounding: test_session_rounding.py."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import pytest

from engine.errors import ComputeFailed
from engine.records import MemoryKind
from engine.session import Aborted, Batch, Session
from tests.fakes.backend import FakeBackend

A = list(range(100, 200))
PLENTY = 1 << 20


def read(session: Session, ids: Sequence[int]) -> list[int]:
    return list(session.prefill(ids))


def agree(session: Session, backend: FakeBackend) -> bool:
    """The invariant: ids, plan and memory say the same."""
    replayed: list[int] = []
    for batch in session.plan:
        replayed[batch.start :] = batch.ids
    return list(session.ids) == backend.tokens == replayed


def anew(backend: FakeBackend) -> list[int]:
    """The tokens evaluated since the last call."""
    tokens = [id for call in backend.evaluated for id in call]
    backend.evaluated.clear()
    return tokens


@pytest.fixture
def backend() -> FakeBackend:
    return FakeBackend()


@pytest.fixture
def session(backend: FakeBackend) -> Session:
    return Session(backend, PLENTY)


def test_next_turn_evaluates_only_what_is_new(session: Session, backend: FakeBackend) -> None:
    assert read(session, A) == [0, 64, 99, 100]
    session.extend(200)
    anew(backend)
    assert session.reusable([*A, 200, 201, 202]) == 101
    assert read(session, [*A, 200, 201, 202]) == [101, 102, 103]
    assert anew(backend) == [201, 202]
    assert agree(session, backend)


def test_same_prompt_again_evaluates_its_last_token(session: Session, backend: FakeBackend) -> None:
    read(session, A)
    anew(backend)
    assert session.reusable(A) == 99
    assert read(session, A) == [99, 100]
    assert anew(backend) == A[-1:]
    assert session.logits().argmax() == A[-1] + 1


def test_a_shorter_prompt(session: Session, backend: FakeBackend) -> None:
    read(session, A)
    anew(backend)
    read(session, A[:30])
    assert (anew(backend), session.ids) == (A[29:30], tuple(A[:30]))
    assert agree(session, backend)


def test_returning_to_an_older_branch(session: Session, backend: FakeBackend) -> None:
    first, second = [*A, *range(40)], [*A[:50], *range(40, 80)]
    read(session, first)
    read(session, second)
    anew(backend)
    assert session.reusable([*first, 5]) == 140
    read(session, [*first, 5])
    assert anew(backend) == [5]
    assert session.reusable([*second, 6]) == 90
    read(session, [*second, 6])
    assert anew(backend) == [6]
    assert agree(session, backend)


def test_what_has_nothing_in_common_comes_back_too(session: Session, backend: FakeBackend) -> None:
    read(session, A)
    read(session, [1, 2, 3])
    anew(backend)
    read(session, [*A, 7])
    assert anew(backend) == [7]


def test_reusable_looks_only(session: Session, backend: FakeBackend) -> None:
    read(session, A)
    session.reusable([1, 2, 3])
    assert session.ids == tuple(A)
    assert session.reusable([1]) == 0


def test_a_short_tail_is_not_worth_keeping(session: Session, backend: FakeBackend) -> None:
    read(session, A)
    read(session, [*A[:90], 1])
    assert session.reusable(A) == 90


def test_checkpoints_keep_to_their_bytes(backend: FakeBackend) -> None:
    session = Session(backend, checkpoint_bytes=450)
    branches = [[n, *A] for n in range(4)]  # 202 bytes each
    for branch in branches:
        read(session, branch)
    reusable = [session.reusable([*branch, 0]) for branch in branches]
    assert reusable == [0, 101, 101, 101]


def test_the_least_recently_used_checkpoint_leaves(backend: FakeBackend) -> None:
    session = Session(backend, checkpoint_bytes=450)
    branches = [[n, *A] for n in range(4)]
    for n in (0, 1, 2, 0, 3):
        read(session, branches[n])
    assert [session.reusable([*branch, 0]) for branch in branches] == [101, 0, 101, 101]


def test_a_state_beyond_the_limit_is_never_copied(
    backend: FakeBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> bytes:
        raise AssertionError("it may need more memory than there is")

    monkeypatch.setattr(backend, "save", fail)
    session = Session(backend, checkpoint_bytes=100)
    read(session, A)
    read(session, [1, 2])
    assert session.reusable([*A, 0]) == 0


def test_a_checkpoint_that_does_not_come_back(session: Session, backend: FakeBackend) -> None:
    read(session, A)
    read(session, [1, 2, 3])
    backend.restores = False
    anew(backend)
    assert read(session, A)[0] == 0
    assert anew(backend) == A
    assert agree(session, backend)


class Clock:
    """Time passes only by evaluating, `seconds` a token."""

    def __init__(self, backend: FakeBackend, seconds: float) -> None:
        self._backend, self._seconds = backend, seconds

    def __call__(self) -> float:
        return sum(map(len, self._backend.evaluated)) * self._seconds


@pytest.mark.parametrize(
    ("seconds", "chunks"),
    [
        (0.0, [64, 512, 424, 1]),
        (0.25 / 512, [64, 512, 424, 1]),
        (0.25 / 300, [64, 256, 256, 256, 168, 1]),
        (0.25 / 100, [64] * 15 + [40, 1]),
        (1.0, [64] + [16] * 58 + [8, 1]),
    ],
)
def test_chunks_take_about_a_quarter_of_a_second(seconds: float, chunks: list[int]) -> None:
    backend = FakeBackend()
    session = Session(backend, 0, Clock(backend, seconds))
    standing = read(session, [1] * 1001)
    assert [len(call) for call in backend.evaluated] == chunks
    assert standing[-1] == 1001
    assert [b - a for a, b in itertools.pairwise(standing)] == chunks


def test_leaving_while_the_prompt_is_read(session: Session, backend: FakeBackend) -> None:
    chunks: Iterator[int] = session.prefill(A)
    assert [next(chunks), next(chunks)] == [0, 64]
    assert agree(session, backend)
    anew(backend)
    assert read(session, A) == [64, 99, 100]


@pytest.mark.parametrize("keeps", [0, 20])
def test_abort_while_the_prompt_is_read(session: Session, backend: FakeBackend, keeps: int) -> None:
    backend.abort_at, backend.abort_keeps = 1, keeps
    with pytest.raises(Aborted):
        read(session, A)
    assert session.ids == tuple(A[:64])
    assert agree(session, backend)


def test_abort_of_a_token(session: Session, backend: FakeBackend) -> None:
    read(session, A)
    backend.abort_at = len(backend.evaluated)
    with pytest.raises(Aborted):
        session.extend(1)
    assert agree(session, backend)
    anew(backend)
    session.extend(2)
    assert session.ids == (*A, 2)


def test_an_error_leaves_an_empty_memory(session: Session, backend: FakeBackend) -> None:
    read(session, A)
    backend.problem = ComputeFailed(reason="of a test")
    with pytest.raises(ComputeFailed):
        session.extend(1)
    assert session.ids == ()
    assert agree(session, backend)
    backend.problem = None
    assert read(session, A)[-1] == 100


def test_same_prompt_again_has_the_same_plan(session: Session) -> None:
    read(session, A)
    plan = session.plan
    for id in range(40):
        session.extend(id)
    read(session, A)
    assert session.plan == plan


def test_plan_tells_what_was_computed_together(session: Session) -> None:
    read(session, A[:70])
    session.extend(1)
    read(session, [*A[:66], 2, 3])
    assert session.plan == (
        Batch(0, tuple(A[:64])),
        Batch(64, tuple(A[64:69])),
        Batch(66, (2,)),
        Batch(67, (3,)),
    )


class TestMemoryThatCannotGoBack:
    @pytest.fixture
    def backend(self) -> FakeBackend:
        return FakeBackend(memory=MemoryKind.RECURRENT)

    def test_next_turn_goes_on(self, session: Session, backend: FakeBackend) -> None:
        read(session, A)
        session.extend(1)
        anew(backend)
        read(session, [*A, 1, 2, 3])
        assert anew(backend) == [2, 3]

    def test_regenerating_evaluates_one_token(self, session: Session, backend: FakeBackend) -> None:
        read(session, A)
        for id in range(40):
            session.extend(id)
        anew(backend)
        assert session.reusable(A) == 99
        assert read(session, A) == [99, 100]
        assert anew(backend) == A[-1:]
        assert agree(session, backend)

    def test_an_edited_reply_goes_back_to_its_prompt(
        self, session: Session, backend: FakeBackend
    ) -> None:
        read(session, A)
        for id in range(40):
            session.extend(id)
        edited = [*A, *range(20), 77, 78]
        anew(backend)
        assert session.reusable(edited) == 99
        read(session, edited)
        assert anew(backend) == edited[99:]
        read(session, [*A, *range(40), 5])
        assert anew(backend) == [5]
        assert agree(session, backend)

    def test_nothing_to_go_back_to(self, session: Session, backend: FakeBackend) -> None:
        read(session, A)
        anew(backend)
        assert session.reusable(A[:50]) == 0
        assert read(session, A[:50])[0] == 0
        assert anew(backend) == A[:50]

    def test_an_abort_spoils_the_state(self, session: Session, backend: FakeBackend) -> None:
        read(session, A)
        backend.abort_at = len(backend.evaluated)
        with pytest.raises(Aborted):
            session.extend(1)
        assert agree(session, backend)
        anew(backend)
        assert read(session, [*A, 1]) == [99, 100, 101]
        assert agree(session, backend)

    def test_single_token(self, session: Session, backend: FakeBackend) -> None:
        assert read(session, [3]) == [0, 1]
        assert read(session, [3]) == [0, 1]

    def test_many_small_states(self, session: Session, backend: FakeBackend) -> None:
        for n in range(40):
            read(session, [n, 1, 2])
        assert session.reusable([39, 1, 2, 3]) == 3
        assert session.reusable([20, 1, 2]) == 2
        assert session.reusable([2, 1, 2]) == 0


class TestSlidingWindow:
    @pytest.fixture
    def backend(self) -> FakeBackend:
        return FakeBackend(memory=MemoryKind.SLIDING, window=30)

    def test_within_the_window_it_goes_back(self, session: Session, backend: FakeBackend) -> None:
        read(session, A)
        anew(backend)
        assert read(session, [*A[:80], 1]) == [80, 81]
        assert anew(backend) == [1]

    def test_beyond_it_reads_anew_and_keeps_checkpoints_from_then_on(
        self, session: Session, backend: FakeBackend
    ) -> None:
        read(session, A)
        anew(backend)
        assert read(session, [*A[:50], 1])[0] == 0
        assert anew(backend) == [*A[:50], 1]
        assert agree(session, backend)
        for id in range(60):
            session.extend(id)
        anew(backend)
        assert read(session, [*A[:50], 1]) == [50, 51]
        assert anew(backend) == [1]
        assert agree(session, backend)


@pytest.mark.parametrize("memory", list(MemoryKind))
def test_what_was_lent_is_empty_and_what_was_read_comes_back(memory: MemoryKind) -> None:
    backend = FakeBackend(memory=memory)
    session = Session(backend, 1 << 20)
    assert list(session.prefill(range(100)))
    with session.lent() as memory_of_another:
        assert memory_of_another.length() == 0
        memory_of_another.evaluate([7, 8], 0)
    assert (len(session), backend.length()) == (0, 0)
    assert session.reusable(range(101)) == 100
    next(session.prefill(range(101)))
    assert agree(session, backend)
    assert len(session) == 100


def test_without_room_for_a_checkpoint_it_is_read_again() -> None:
    session = Session(FakeBackend(), 0)
    list(session.prefill(range(100)))
    with session.lent():
        pass
    assert session.reusable(range(101)) == 0


@pytest.mark.parametrize("memory", list(MemoryKind))
def test_tokens_beside_are_dropped_again(memory: MemoryKind) -> None:
    backend = FakeBackend(memory=memory)
    session = Session(backend, 0)
    list(session.prefill(range(50)))
    for _ in range(2):
        with session.beside() as behind:
            behind.evaluate([7, 8, 9], behind.length())
        assert backend.tokens == list(session.ids) == list(range(50))


def test_a_memory_that_failed_beside_is_forgotten() -> None:
    backend = FakeBackend()
    session = Session(backend, 0)
    list(session.prefill(range(50)))
    with session.beside() as behind:
        behind.clear()
    assert agree(session, backend)
    assert len(session) == 0
