"""How a model weighs a text that is given: every token of it, or several ways to go on.

A text longer than the window is read in windows that overlap by half, so that every token sees at
least half a window of what stands before it. Where the vocabulary begins texts with a token of its
own, every window begins with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from math import exp

import numpy as np

from engine.errors import ContextOverflow, InvalidRequest, PromptEmpty
from engine.findings import Comparison, Continuation, ScoreTable
from engine.loaded import Loaded
from engine.logits import Logits, rank, raw_statistics
from engine.place import read
from engine.protocol import CompareContinuations, Progress, Score
from engine.records import Segment
from engine.rows import rows
from engine.session import Aborted, Backend
from engine.task import Task
from engine.upcoming import keep_warm, prompt_at


@dataclass(slots=True)
class _Weights:
    """What is known of every token in order; of the first nothing."""

    logprobs: list[float | None] = field(default_factory=lambda: [None])
    ranks: list[int | None] = field(default_factory=lambda: [None])
    entropies: list[float | None] = field(default_factory=lambda: [None])
    best: list[int | None] = field(default_factory=lambda: [None])
    best_logprobs: list[float | None] = field(default_factory=lambda: [None])
    seen: list[int] = field(default_factory=lambda: [0])

    def add(self, logits: Logits, id: int, seen: int) -> None:
        """The token `id` came after these logits."""
        raw = raw_statistics(logits)
        self.logprobs.append(float(logits[id]) - raw.log_sum_exp)
        self.ranks.append(rank(logits, id))
        self.entropies.append(raw.entropy_nats)
        self.best.append(int(np.argmax(logits)))
        self.best_logprobs.append(raw.maximum - raw.log_sum_exp)
        self.seen.append(seen)

    @property
    def perplexity(self) -> float | None:
        """exp of the mean surprise."""
        known = [logprob for logprob in self.logprobs if logprob is not None]
        return exp(-sum(known) / len(known)) if known else None


def score(loaded: Loaded, request: Score, task: Task) -> ScoreTable | None:
    """Weigh a text or a chat; None where cancelled. PromptEmpty without any token."""
    ids, segments = _asked(loaded, request)
    weights = _Weights()
    try:
        with loaded.session.lent() as backend:
            for done in _weigh(loaded, backend, ids, weights):
                task.send(Progress(request.id, done, len(ids)))
                if task.cancelled():
                    return None
    except Aborted:
        return None
    return _table(loaded, ids, segments, weights)


def compare(loaded: Loaded, request: CompareContinuations, task: Task) -> Comparison | None:
    """Weigh continuations of one prompt, which is read once and stays; None where cancelled.

    ContextOverflow where one does not fit behind the prompt."""
    prompt = prompt_at(loaded, request.place, 0)
    keep_warm(loaded, request.place, prompt)
    if not read(loaded, prompt, task, request.id):
        return None
    first = loaded.session.logits().copy()
    found = []
    try:
        for text in request.continuations:
            ids = loaded.writing.after(prompt, request.place.chat.template, text)
            found.append(_continuation(loaded, first, text, ids))
            if task.cancelled():
                return None
    except Aborted:
        return None
    return Comparison(tuple(found), len(prompt.ids))


def _asked(loaded: Loaded, request: Score) -> tuple[Sequence[int], Sequence[Segment]]:
    if (request.text is None) == (request.chat is None):
        raise InvalidRequest(problem="either a text or a chat is to be scored")
    if request.chat is not None:
        prompt = loaded.writing.prompt(request.chat)
        ids, segments = prompt.ids, prompt.segments
    else:
        bos = loaded.model.bos_id
        lead = () if bos is None else (bos,)
        ids = (*lead, *loaded.model.tokenize(request.text or "", False))
        segments = ()
    if not ids:
        raise PromptEmpty
    return ids, segments


def _weigh(
    loaded: Loaded, backend: Backend, ids: Sequence[int], weights: _Weights
) -> Iterator[int]:
    """Read the text window by window; yields how many tokens are weighed."""
    bos = loaded.model.bos_id
    start = done = 0
    while done + 1 < len(ids):
        backend.clear()
        head = [bos] if start and bos is not None else []
        end = min(start + backend.n_ctx - len(head), len(ids) - 1)
        known = len(head) + done - start
        for block in rows(backend, [*head, *ids[start:end]], loaded.model.size, known):
            for logits in block:
                done += 1
                weights.add(logits, ids[done], done - start)
            yield done + 1
        start = done - backend.n_ctx // 2


def _table(
    loaded: Loaded, ids: Sequence[int], segments: Sequence[Segment], weights: _Weights
) -> ScoreTable:
    pieces = loaded.model.pieces
    return ScoreTable(
        ids=tuple(ids),
        pieces=tuple(pieces[id] for id in ids),
        logprobs=tuple(weights.logprobs),
        ranks=tuple(weights.ranks),
        entropies_nats=tuple(weights.entropies),
        best=tuple(weights.best),
        best_pieces=tuple(b"" if id is None else pieces[id] for id in weights.best),
        best_logprobs=tuple(weights.best_logprobs),
        kinds=tuple(chain.from_iterable(repeat(s.kind, s.tokens) for s in segments)),
        messages=tuple(chain.from_iterable(repeat(s.message, s.tokens) for s in segments)),
        seen=tuple(weights.seen),
        perplexity=weights.perplexity,
    )


def _continuation(loaded: Loaded, first: Logits, text: str, ids: tuple[int, ...]) -> Continuation:
    """One continuation behind what the session has read; `first` are the logits there."""
    window, whole = loaded.context.n_ctx, len(loaded.session) + len(ids)
    if whole > window:
        raise ContextOverflow(tokens=whole, window=window)
    logprobs = [_logprob(first, ids[0])]
    if len(ids) > 1:
        with loaded.session.beside() as backend:
            for block in rows(backend, ids[:-1], loaded.model.size):
                after = zip(block, ids[len(logprobs) :], strict=False)
                logprobs += [_logprob(logits, id) for logits, id in after]
    pieces = tuple(loaded.model.pieces[id] for id in ids)
    total = sum(logprobs)
    return Continuation(text, ids, pieces, tuple(logprobs), total, total / len(ids))


def _logprob(logits: Logits, id: int) -> float:
    return float(logits[id]) - raw_statistics(logits).log_sum_exp
