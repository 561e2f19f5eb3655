"""How a reply's tokens were evaluated, as a value, and the same evaluation once more.

Rounding depends on which tokens were evaluated together, so the same numbers, to the bit, come
only by the same batches: docs/decisions/0001-branches-as-checkpoints.md."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterator, Sequence

from engine.errors import InvalidRequest
from engine.llama.context import BATCH, Arithmetic
from engine.records import Plan
from engine.session import Aborted, Backend, Batch

_FILLER = 0  # stands for a token that was evaluated and then replaced: its neighbours do not see it


def plan_of(batches: Sequence[Batch], prompt: Sequence[int], arithmetic: Arithmetic) -> Plan:
    """The batches of a session, as a reply's summary tells them."""
    return Plan(
        starts=tuple(batch.start for batch in batches),
        counts=tuple(len(batch.ids) for batch in batches),
        prompt=digest(prompt),
        threads=arithmetic.threads,
        flash_attention=arithmetic.flash_attention,
        key_type=arithmetic.key_type,
        value_type=arithmetic.value_type,
    )


def digest(ids: Sequence[int]) -> str:
    """A hash of tokens, hex."""
    return hashlib.blake2b(array("i", ids).tobytes(), digest_size=16).hexdigest()


def same_arithmetic(plan: Plan, arithmetic: Arithmetic) -> bool:
    """Whether what rounding depends on besides the batches is as it was."""
    return arithmetic == Arithmetic(
        plan.threads, plan.flash_attention, plan.key_type, plan.value_type
    )


def followed(backend: Backend, ids: Sequence[int], plan: Plan) -> Iterator[int]:
    """Evaluate tokens by a plan, in an empty memory. Yields how many stand evaluated where the
    logits are those that there were then: after each batch that none later begins inside.

    Raises InvalidRequest for a plan that does not fit the tokens or the memory, Aborted,
    ComputeFailed."""
    require_fitting(plan, len(ids), backend.n_ctx)
    ends = [start + count for start, count in zip(plan.starts, plan.counts, strict=True)]
    for place, (start, end) in enumerate(zip(plan.starts, ends, strict=True)):
        if backend.length() > start and not backend.truncate(start):
            raise InvalidRequest(problem="the plan goes back where this model's memory cannot")
        tokens = [*ids[start:end], *(_FILLER for _ in range(end - max(len(ids), start)))]
        if not backend.evaluate(tokens, start):
            raise Aborted
        if place + 1 == len(ends) or plan.starts[place + 1] == end:
            yield end


def require_fitting(plan: Plan, tokens: int, window: int) -> None:
    """InvalidRequest for batches that cannot have been those of so many tokens."""
    length = 0
    fits = len(plan.starts) == len(plan.counts)
    for start, count in zip(plan.starts, plan.counts, strict=False):
        fits = fits and 0 <= start <= length and 0 < count <= BATCH and start + count <= window
        length = start + count
    if not fits or length != tokens:
        raise InvalidRequest(problem="the plan is not that of this reply")
