"""What a session computes is, bit for bit, what a fresh context computes in the same batches.

With real contexts: head size 64 and more than 512 cells, because llama.cpp rounds differently for
one token, for a few and for many, and from 512 cells on."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.llama.context import Context
from engine.llama.model import Model
from engine.logits import Logits
from engine.records import MemoryKind
from engine.session import Aborted, Batch, Session
from engine.settings import LoadSettings
from tests.models import tiny_chat_model

N_CTX = 1536
N_TOKENS = 256
PLENTY = 1 << 28

ARCHITECTURES = {
    "llama": MemoryKind.PLAIN,
    "gemma2": MemoryKind.SLIDING,
    "mamba": MemoryKind.RECURRENT,
    "jamba": MemoryKind.RECURRENT,
}


class Opener:
    """Opens contexts of tiny models, which are loaded once."""

    def __init__(self) -> None:
        self._models: dict[tuple[str, int], Model] = {}

    @contextmanager
    def __call__(self, architecture: str, threads: int = 1) -> Iterator[Context]:
        load = LoadSettings(threads=threads, context=N_CTX)
        key = architecture, threads
        if key not in self._models:
            path = tiny_chat_model(architecture=architecture)
            self._models[key] = Model.open(path, load, lambda share: True)
        context = self._models[key].open_context(load)
        try:
            yield context
        finally:
            context.close()

    def close(self) -> None:
        for model in self._models.values():
            model.close()


@pytest.fixture(scope="module")
def contexts() -> Iterator[Opener]:
    opener = Opener()
    yield opener
    opener.close()


def fresh(contexts: Opener, plan: Sequence[Batch], architecture: str, threads: int = 1) -> Logits:
    """The logits after a plan, followed in a context of its own."""
    with contexts(architecture, threads) as context:
        for batch in plan:
            assert context.truncate(batch.start)
            assert context.evaluate(batch.ids, batch.start)
        return context.logits().copy()


def tokens(seed: int, n: int) -> list[int]:
    return [int(id) for id in np.random.default_rng(seed).integers(0, N_TOKENS, n)]


def uneven_clock() -> Callable[[], float]:
    """Chunks of all sizes: the machine seems fast and slow by turns."""
    times = itertools.accumulate(itertools.cycle([0.0, 0.06, 0.0, 0.01, 0.0, 0.9, 0.0, 0.3]))
    return lambda: next(times)


class Walk:
    """A person who writes, edits, goes back and cancels, step by step."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.session = Session(context, PLENTY, uneven_clock())
        self.branches: list[list[int]] = [tokens(0, 530)]
        self.read(self.branches[0])

    def read(self, ids: Sequence[int]) -> None:
        list(self.session.prefill(ids))
        assert list(self.session.ids) == list(ids)

    def step(self, kind: str, branch: int, seed: int) -> None:
        """Do it from one of the branches so far; what results is a branch too."""
        rng = np.random.default_rng(seed)
        ids = self.branches[branch % len(self.branches)]
        new = tokens(seed, int(rng.integers(1, 200)))
        if kind == "edit":
            ids = ids[: int(rng.integers(1, len(ids)))]
        elif kind == "shorten":
            ids, new = ids[: int(rng.integers(2, len(ids)))], []
        elif kind == "return":
            new = new[:1]
        ids = [*ids, *new][: N_CTX - 20]
        if kind == "cancel":
            self.cancel(ids, int(rng.integers(0, 3)))
        self.read(ids)
        self.write(ids, int(rng.integers(0, 20)) if kind != "return" else 0)

    def cancel(self, ids: list[int], chunks: int) -> None:
        """Begin to read; stop after some chunks, the next one being aborted while it runs."""
        reading = self.session.prefill(ids)
        list(itertools.islice(reading, chunks))
        self.context.request_abort()
        with suppress(Aborted):  # not raised where nothing was left to read
            list(reading)
        self.context.clear_abort()
        assert len(self.session) == self.context.length()

    def write(self, ids: list[int], count: int) -> None:
        for id in tokens(len(ids), count):
            self.session.extend(id)
            ids.append(id)
        self.branches.append(ids)


kinds = st.sampled_from(["turn", "edit", "shorten", "return", "cancel"])
steps = st.lists(st.tuples(kinds, st.integers(0, 9), st.integers(0, 9999)), min_size=2, max_size=6)


def check_walk(
    contexts: Opener, walked: list[tuple[str, int, int]], architecture: str, threads: int = 1
) -> None:
    with contexts(architecture, threads) as context:
        assert context.memory is ARCHITECTURES[architecture]
        walk = Walk(context)
        for kind, branch, seed in walked:
            walk.step(kind, branch, seed)
            assert context.length() == len(walk.session)
            expected = fresh(contexts, walk.session.plan, architecture, threads)
            assert np.array_equal(walk.session.logits(), expected)


def quiet(examples: int) -> settings:
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


@quiet(20)
@given(steps)
def test_plain_memory(contexts: Opener, walked: list[tuple[str, int, int]]) -> None:
    check_walk(contexts, walked, "llama")


@pytest.mark.soak
@quiet(250)
@given(steps)
def test_plain_memory_many_times(contexts: Opener, walked: list[tuple[str, int, int]]) -> None:
    check_walk(contexts, walked, "llama")


@quiet(3)
@given(steps)
def test_two_threads(contexts: Opener, walked: list[tuple[str, int, int]]) -> None:
    check_walk(contexts, walked, "llama", threads=2)


@pytest.mark.parametrize("architecture", ["gemma2", "mamba", "jamba"])
@quiet(6)
@given(steps)
def test_other_memories(
    contexts: Opener, architecture: str, walked: list[tuple[str, int, int]]
) -> None:
    """Contexts keep sliding windows in full size, so that these go back like a plain memory.
    Recurrent states come back whole from checkpoints, and the plan with them."""
    check_walk(contexts, walked, architecture)


def test_other_batches_round_otherwise(contexts: Opener) -> None:
    """So the equality above is not a matter of course."""
    ids = tuple(tokens(1, 600))
    whole = [Batch(0, ids[:512]), Batch(512, ids[512:])]
    singly = [Batch(0, ids[:512]), *(Batch(at, ids[at : at + 1]) for at in range(512, 600))]
    assert not np.array_equal(fresh(contexts, whole, "llama"), fresh(contexts, singly, "llama"))


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_turning_between_branches_reads_only_what_is_new(
    contexts: Opener, architecture: str
) -> None:
    prompt, other = tokens(1, 540), tokens(2, 40)
    with contexts(architecture) as context:
        session = Session(context, PLENTY)
        list(session.prefill(prompt))
        for id in other:
            session.extend(id)
        first = [*prompt, *other]
        assert next(session.prefill(prompt)) == 539  # regenerate
        list(session.prefill([*prompt, *tokens(3, 60)]))
        assert next(session.prefill([*first, 1, 2])) == 580
        list(session.prefill([*first, 1, 2]))
        assert list(session.ids) == [*first, 1, 2]
        back_to = 539 if context.memory is MemoryKind.RECURRENT else 570  # a checkpoint, or a cut
        assert next(session.prefill([*first[:570], 3])) == back_to
