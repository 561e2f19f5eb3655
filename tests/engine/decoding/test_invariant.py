"""Replies of all strategies after one another, ended anywhere: what the session says it has
evaluated is, bit for bit, what a fresh context has after the same plan."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.decoding.beam import beam_search
from engine.decoding.contrastive import contrastive_search
from engine.generate import generate
from engine.llama.context import Context
from engine.llama.model import Model
from engine.records import StopReason, TokenRecord
from engine.session import Aborted, Session
from engine.settings import LoadSettings, SamplingSettings
from engine.strategy_settings import Strategy
from tests.engine.test_session_rounding import Opener, fresh, quiet, tokens
from tests.models import tiny_chat_model


@pytest.fixture(scope="module")
def contexts() -> Iterator[Opener]:
    opener = Opener()
    yield opener
    opener.close()


class Walk:
    """A person who tries strategies and leaves where they like."""

    def __init__(self, model: Model, context: Context) -> None:
        self.context = context
        self.session = Session(context, 1 << 28, lambda: 0.0)
        self._model = model
        self._branches = [tokens(0, 530), tokens(1, 40)]

    def items(self, strategy: Strategy, prompt: list[int], seed: int) -> Any:
        model, context = self._model, self.context
        sampling = SamplingSettings(strategy=strategy, max_tokens=6, beam_width=3)
        branches = partial(model.open_sequences, context)
        if strategy is Strategy.BEAM:
            return beam_search(self.session, model, prompt, sampling, branches)
        if strategy is Strategy.CONTRASTIVE:
            return contrastive_search(context.n_ctx, model, prompt, sampling, branches)
        return generate(self.session, model, prompt, sampling, seed)

    def step(self, strategy: Strategy, branch: int, leave: str, after: int) -> None:
        prompt = self._branches[branch % len(self._branches)]
        items = self.items(strategy, prompt, after)
        begun = list(islice(items, after))
        if leave == "close":
            items.close()
        elif leave == "throw" and after and not isinstance(begun[-1], StopReason):
            assert isinstance(items.throw(Aborted()), TokenRecord | StopReason)
            begun += items
        else:
            if leave == "abort":
                self.context.request_abort()
            begun += items
            self.context.clear_abort()
        written = [item.id for item in begun if isinstance(item, TokenRecord)]
        self._branches.append([*prompt, *written, after])

    def goes_on(self) -> None:
        """One more turn, so that what was left behind would show."""
        for prompt in (self._branches[-1], self._branches[0]):
            list(self.session.prefill(prompt))
            assert list(self.session.ids) == prompt


leaving = st.sampled_from(["never", "close", "throw", "abort"])
steps = st.lists(
    st.tuples(st.sampled_from(Strategy), st.integers(0, 9), leaving, st.integers(0, 9)),
    min_size=2,
    max_size=5,
)


def check(architecture: str, contexts: Opener, walked: Any) -> None:
    with contexts(architecture) as context:
        load = LoadSettings(threads=1, context=context.n_ctx)
        model = Model.open(tiny_chat_model(architecture=architecture), load, lambda share: True)
        own = model.open_context(load)
        walk = Walk(model, own)
        for strategy, branch, leave, after in walked:
            walk.step(strategy, branch, leave, after)
            assert own.length() == len(walk.session)
            walk.goes_on()
            expected = fresh(contexts, walk.session.plan, architecture)
            assert np.array_equal(walk.session.logits(), expected)
        own.close()
        model.close()


@quiet(8)
@given(steps)
def test_plain_memory(contexts: Opener, walked: Any) -> None:
    check("llama", contexts, walked)


@pytest.mark.soak
@quiet(200)
@given(steps)
def test_plain_memory_many_times(contexts: Opener, walked: Any) -> None:
    check("llama", contexts, walked)


@pytest.mark.parametrize("architecture", ["gemma2", "mamba", "jamba"])
@quiet(3)
@given(steps)
def test_other_memories(architecture: str, contexts: Opener, walked: Any) -> None:
    check(architecture, contexts, walked)
