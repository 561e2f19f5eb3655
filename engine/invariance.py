"""Whether a load computes the same, to the bit, however its tokens are batched.

llama.cpp has other kernels for one token, for few and for many, and for many cells of its memory;
whether they agree depends on the types of weights, keys and values. So it is tried."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.session import Backend

MANY = 64  # from so many tokens on, attention is computed in tiles
APART = (7, 1)  # the last of them once more, in two batches
FULL = 512  # cells, from which on single tokens share out the work otherwise
SMALL_BYTES = 600 << 20  # of weights that read so many tokens within a few seconds


def batch_invariant(backend: Backend, n_vocab: int, *, thorough: bool) -> bool:
    """Whether the batches made no difference, behind nothing and, where `thorough`, behind a long
    text too. The memory is empty afterwards.

    Reads 72 tokens, and 584 more where those showed none."""
    ids = [(7919 * place + 11) % n_vocab for place in range(FULL + MANY)]
    try:
        found = _agree(backend, ids[-MANY:], 0)
        if found and thorough and backend.n_ctx >= len(ids):
            found = _agree(backend, ids, FULL)
    finally:
        backend.clear()
    return found


def _agree(backend: Backend, ids: Sequence[int], before: int) -> bool:
    if len(ids) > backend.n_ctx:
        return False
    backend.clear()
    end = len(ids) - sum(APART)
    if not _evaluate(backend, ids, (before, MANY)):
        return False
    together = backend.logits().copy()
    if not backend.truncate(end):
        backend.clear()
        _evaluate(backend, ids, (before, end - before))
    return _evaluate(backend, ids, APART) and np.array_equal(together, backend.logits())


def _evaluate(backend: Backend, ids: Sequence[int], counts: Sequence[int]) -> bool:
    """The next tokens in batches of these sizes; False if aborted."""
    for count in filter(None, counts):
        place = backend.length()
        if not backend.evaluate(ids[place : place + count], place):
            return False
    return True
