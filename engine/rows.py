"""The logits after every token of a text, in little room: few tokens at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.logits import Logits
from engine.session import LARGEST_CHUNK, Aborted, Backend

ROOM_BYTES = 32 << 20  # of logits at once; llama.cpp and what reads them take as much again


def rows(
    backend: Backend, ids: Sequence[int], n_vocab: int, first: int = 0
) -> Iterator[list[Logits]]:
    """Evaluate tokens behind what the memory holds; yields, batch by batch, the logits after each
    of them from index `first` on, valid until the next batch. Raises Aborted, ComputeFailed."""
    for start in range(0, first, LARGEST_CHUNK):
        chunk = ids[start : min(start + LARGEST_CHUNK, first)]
        if not backend.evaluate(chunk, backend.length()):
            raise Aborted
    size = batch_size(n_vocab)
    for start in range(first, len(ids), size):
        block = backend.evaluate_each(ids[start : start + size], backend.length())
        if block is None:
            raise Aborted
        yield list(block)


def batch_size(n_vocab: int) -> int:
    """Tokens a batch, a power of two, so that their logits fit into ROOM_BYTES."""
    fits = max(ROOM_BYTES // (4 * n_vocab), 1)
    return min(1 << fits.bit_length() >> 1, LARGEST_CHUNK)
