"""Logits after every token, a few tokens at a time."""

from __future__ import annotations

import pytest

from engine.rows import batch_size, rows
from engine.session import Aborted
from tests.fakes.backend import N_VOCAB, FakeBackend


@pytest.mark.parametrize(
    ("n_vocab", "size"), [(128_256, 64), (32_000, 256), (667, 512), (10**9, 1)]
)
def test_batches_fit_into_the_room(n_vocab: int, size: int) -> None:
    assert batch_size(n_vocab) == size


@pytest.mark.parametrize("first", [0, 3, 600])
def test_every_token_from_the_first_asked_has_its_logits(first: int) -> None:
    backend = FakeBackend()
    ids = [n % N_VOCAB for n in range(700)]
    found = [logits.argmax() for block in rows(backend, ids, N_VOCAB, first) for logits in block]
    assert found == [(id + 1) % N_VOCAB for id in ids[first:]]
    assert max(map(len, backend.evaluated)) <= 512


def test_they_go_on_behind_what_is_there() -> None:
    backend = FakeBackend()
    backend.evaluate([5, 6], 0)
    assert [len(block) for block in rows(backend, [7, 8], N_VOCAB)] == [2]
    assert backend.tokens == [5, 6, 7, 8]


@pytest.mark.parametrize(("first", "abort_at"), [(0, 0), (2, 0), (2, 1)])
def test_an_abort_ends_them(first: int, abort_at: int) -> None:
    backend = FakeBackend()
    backend.abort_at = abort_at
    with pytest.raises(Aborted):
        list(rows(backend, [1, 2, 3], N_VOCAB, first))


def test_an_empty_text_has_none() -> None:
    assert list(rows(FakeBackend(), [], N_VOCAB)) == []
