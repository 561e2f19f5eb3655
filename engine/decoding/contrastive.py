"""Contrastive search: a token that is likely, and whose state is unlike those that came before.

Su et al. 2022, "A contrastive framework for neural text generation": of the `contrastive_k`
likeliest tokens the one with the highest (1 - alpha) * p - alpha * s is taken, s being the greatest
cosine between the hidden state after the token (behind the last layer's norm) and that after any
token before it, those of the prompt included."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing

import numpy as np
import numpy.typing as npt

from engine.decoding.branches import Branches, Opener
from engine.decoding.rules import Rules
from engine.decoding.weighing import Weighed, Weigher, record, single
from engine.errors import NothingLeft
from engine.generate import HeldBack, Start
from engine.llama.sequences import Crowded
from engine.logits import Logits
from engine.records import Contrast, How, StopReason, TokenRecord
from engine.session import Aborted
from engine.settings import Adjusted, SamplingSettings
from engine.vocabulary import Vocabulary

_READ_BYTES = 32 << 20  # of logits: every token that is read becomes an output
_LARGEST_READ = 64

_FRESH = Start()

Item = int | TokenRecord | StopReason
States = npt.NDArray[np.float32]  # (tokens, width), each of length 1


def contrastive_search(
    n_ctx: int,
    vocabulary: Vocabulary,
    prompt: Sequence[int],
    sampling: SamplingSettings,
    open_branches: Opener,
    adjusted: Callable[[], Adjusted | None] = lambda: None,
    clock: Callable[[], float] = time.perf_counter,
    start: Start = _FRESH,
) -> Generator[Item]:
    """Read the prompt in branches of its own, which alone show hidden states, and write on.

    Yields what `generate` yields; the prompt is always read whole. A token has been evaluated when
    it comes, so that the last one lies within `n_ctx` too. Of settings that are replaced meanwhile
    the maximum length is obeyed. Raises as `generate`."""
    started = clock()
    with closing(_Search(vocabulary, sampling, prompt, n_ctx, start)) as search:
        held = HeldBack(sampling.stop, search.written)
        try:
            with closing(search.opened(open_branches)) as branches:
                yield from search.read(branches)
                yield from search.write(
                    branches, held, adjusted, lambda: (clock() - started) * 1000
                )
        except Aborted:
            yield from held.rest()
            yield StopReason.CANCELLED


class _Search:
    """One reply on its way; branch 0 holds it. Close it afterwards."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        sampling: SamplingSettings,
        prompt: Sequence[int],
        n_ctx: int,
        start: Start,
    ) -> None:
        self._vocabulary = vocabulary
        self._sampling = sampling
        self._prompt = len(prompt)
        self._ids = list(prompt)
        self._n_ctx = n_ctx
        self._past = _Past()
        self._forced = start.forced
        with ExitStack() as resources:
            self._weigher = resources.enter_context(closing(Weigher(vocabulary, sampling)))
            self._rules = Rules(vocabulary, sampling, prompt[len(prompt) - start.begun :])
            resources.callback(self._rules.close)
            if start.forced is not None:
                self._rules.require(start.forced)
            resources.pop_all()
        self.written = self._rules.written  # of the reply, before it is gone on with

    def close(self) -> None:
        """Free what llama.cpp holds; at most once."""
        self._weigher.close()
        self._rules.close()

    def opened(self, open_branches: Opener) -> Branches:
        """A branch for each candidate."""
        k = self._sampling.contrastive_k
        longest = self._n_ctx
        if self._sampling.max_tokens:
            longest = min(longest, self._prompt + self._sampling.max_tokens)
        fits = _READ_BYTES // (4 * len(self._vocabulary.pieces))
        return open_branches(k, longest + k, hidden=max(1, min(fits, _LARGEST_READ)))

    def read(self, branches: Branches) -> Iterator[int]:
        """Evaluate the prompt, as many tokens at once as the branches take."""
        yield 0
        done = 0
        while done < self._prompt:
            chunk = self._ids[done : done + branches.most]
            self._evaluate(branches, chunk, [0] * len(chunk), range(done, done + len(chunk)))
            self._past.add(_unit(branches.hidden()))
            done += len(chunk)
            if done == self._prompt:
                self._logits: Logits = branches.logits(len(chunk) - 1).copy()
            yield done

    def write(
        self,
        branches: Branches,
        held: HeldBack,
        adjusted: Callable[[], Adjusted | None],
        elapsed_ms: Callable[[], float],
    ) -> Iterator[TokenRecord | StopReason]:
        """The records, then the reason."""
        reason = None if self._room else StopReason.CONTEXT_FULL
        while reason is None:
            try:
                made = self._choose(branches, elapsed_ms)
            except Crowded:
                reason = StopReason.CONTEXT_FULL
                break
            yield from held.through(made)
            reason = StopReason.STOP_STRING if held.stopped else self._end(made, adjusted())
        if not held.stopped:
            yield from held.rest()
        yield reason

    @property
    def _room(self) -> int:
        return self._n_ctx - len(self._ids)

    def _end(self, made: TokenRecord, latest: Adjusted | None) -> StopReason | None:
        most = (latest[1] if latest else self._sampling).max_tokens
        if self._vocabulary.is_end(made.id):
            return StopReason.END_OF_TURN
        if 0 < most <= len(self._ids) - self._prompt:
            return StopReason.LENGTH
        return None if self._room else StopReason.CONTEXT_FULL

    def _choose(self, branches: Branches, elapsed_ms: Callable[[], float]) -> TokenRecord:
        """Compare the candidates and go on with the best; with the forced one in any case."""
        k, first = self._sampling.contrastive_k, len(self._ids) == self._prompt
        if first and self._forced is not None:
            weighed = self._weigher.forced(self._logits, self._ids, self._forced)
        else:
            weighed = self._weigher.weigh(self._logits, self._ids, self._rules, k)
        if not weighed.ids:
            raise NothingLeft
        states = self._tried(branches, weighed.ids)
        contrast = self._balanced(weighed, states)
        place = max(range(len(contrast.ids)), key=contrast.scores.__getitem__)
        self._take(branches, weighed.ids, place)
        self._past.add(states[place : place + 1])
        forced = first and self._forced is not None
        return record(
            self._vocabulary,
            weighed,
            weighed.ids[place],
            How.FORCED if forced else How.CONTRASTIVE,
            elapsed_ms(),
            self._sampling.candidates,
            None if forced else contrast,
        )

    def _balanced(self, weighed: Weighed, states: States) -> Contrast:
        """Confidence against likeness, as numbers of float32: what is recorded is what decided."""
        alpha = self._sampling.contrastive_alpha
        confidences = weighed.probabilities[list(weighed.ids)].astype(np.float64)
        penalties = self._past.nearest(states)
        scores = (1 - alpha) * confidences - alpha * penalties
        return Contrast(weighed.ids, single(confidences), single(penalties), single(scores))

    def _tried(self, branches: Branches, ids: Sequence[int]) -> States:
        """The states after each candidate, which stand in a branch each afterwards."""
        for branch in range(1, len(ids)):
            branches.copy(0, branch)
        position = len(self._ids)
        self._evaluate(branches, ids, range(len(ids)), [position] * len(ids))
        return _unit(branches.hidden())

    def _evaluate(
        self,
        branches: Branches,
        ids: Sequence[int],
        sequences: Sequence[int],
        positions: Sequence[int],
    ) -> None:
        if not branches.evaluate(ids, sequences, positions):
            raise Aborted

    def _take(self, branches: Branches, ids: Sequence[int], place: int) -> None:
        """The candidate at `place` becomes part of the reply, and its branch the first."""
        self._logits = branches.logits(place).copy()
        self._ids.append(ids[place])
        later = self._rules.after(ids[place])
        self._rules.close()
        self._rules = later
        for branch in range(len(ids)):
            if branch != place:
                branches.drop(branch)
        if place:
            branches.copy(place, 0)
            branches.drop(place)


class _Past:
    """The states of everything that stands there, in an array that grows by doubling."""

    def __init__(self) -> None:
        self._count = 0
        self._rows: States = np.empty((0, 0), np.float32)

    def add(self, states: States) -> None:
        """Those of the next tokens."""
        count = self._count + len(states)
        if count > len(self._rows):
            grown = np.empty((2 * count, states.shape[1]), np.float32)
            if self._count:
                grown[: self._count] = self._rows[: self._count]
            self._rows = grown
        self._rows[self._count : count] = states
        self._count = count

    def nearest(self, states: States) -> npt.NDArray[np.float64]:
        """For each of the states the greatest cosine with any of these, shape (len(states),)."""
        cosines: States = states @ self._rows[: self._count].T
        nearest: npt.NDArray[np.float32] = np.maximum.reduce(cosines, axis=1)
        return nearest.astype(np.float64)


def _unit(states: States) -> States:
    """Each row scaled to length 1; a row of zeros stays."""
    lengths = np.linalg.norm(states, axis=1, keepdims=True)
    scaled: States = states / np.maximum(lengths, np.finfo(np.float32).tiny)
    return scaled
