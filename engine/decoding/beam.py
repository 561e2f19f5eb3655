"""Beam search: the beginnings of a reply that are likeliest as a whole are followed side by side.

A reply's score is the sum of its tokens' log-probabilities, the one that ends it included, divided
by their number to the power of the length penalty, as in Hugging Face's transformers (Wu et al.
2016 divide by another function of the length). As there, a token that ends the reply counts where
it is among the `beam_width` best of its step, and the search is over once as many replies are
finished as there are beams and no beam scores above the worst of them. It is over earlier where no
beam can overtake the best finished one within the longest length allowed."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from copy import copy
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, count

import msgspec

from engine.decoding.branches import Branches, Opener
from engine.decoding.rules import Rules
from engine.decoding.weighing import Weighed, Weigher, record
from engine.errors import NoRoomBeside, NothingLeft
from engine.findings import BeamNode, BeamStep, Fate
from engine.generate import HeldBack, Start
from engine.llama.sequences import Crowded
from engine.logits import Logits
from engine.records import How, StopReason, TokenRecord
from engine.session import Aborted, Session
from engine.settings import Adjusted, SamplingSettings
from engine.stops import StopMatcher
from engine.vocabulary import Vocabulary, visible

# Beams share most of what they have written: beyond one reply of full length there is room for
# the last so many tokens of each.
_APART = 256

_FRESH = Start()

Item = int | BeamStep | TokenRecord | StopReason


def beam_search(
    session: Session,
    vocabulary: Vocabulary,
    prompt: Sequence[int],
    sampling: SamplingSettings,
    open_branches: Opener,
    adjusted: Callable[[], Adjusted | None] = lambda: None,
    clock: Callable[[], float] = time.perf_counter,
    start: Start = _FRESH,
) -> Generator[Item]:
    """Read the prompt in the session, search in branches of its own, then tell the best reply.

    Yields the number of prompt tokens that stand evaluated, then the steps of the tree, the records
    of the best reply, and one reason. Once aborted, by the backend or by throwing Aborted in, the
    best reply so far, and CANCELLED. The session keeps the prompt only. Of settings that are
    replaced meanwhile the maximum length is obeyed. Raises as `generate`."""
    started = clock()
    tree = _Tree(vocabulary, sampling, prompt, start, lambda: (clock() - started) * 1000)
    with closing(tree):
        reason = StopReason.CANCELLED
        try:
            yield from session.prefill(prompt)
            with closing(_opened(session, sampling, open_branches)) as branches:
                reason = yield from _search(tree, session, branches, sampling.max_tokens, adjusted)
        except Aborted:
            pass
        for each in tree.reply(sampling.stop):
            with suppress(Aborted):  # it comes whole: nothing is computed any more
                yield each
        yield reason


def _opened(session: Session, sampling: SamplingSettings, open_branches: Opener) -> Branches:
    """Branches of which the first holds the prompt."""
    width, most = sampling.beam_width, session.room
    if sampling.max_tokens:
        most = min(sampling.max_tokens, most)
    branches = open_branches(width, len(session) + min(width * most, most + width * _APART))
    if not branches.restore(session.state()):
        branches.close()
        raise NoRoomBeside
    return branches


def _search(
    tree: _Tree,
    session: Session,
    branches: Branches,
    max_tokens: int,
    adjusted: Callable[[], Adjusted | None],
) -> Generator[BeamStep, None, StopReason]:
    """Let the tree grow until it is done; why the best reply ends."""
    rows: Callable[[int], Logits] = partial(_only, session.logits)
    for depth in count(1):
        latest = adjusted()
        max_tokens = latest[1].max_tokens if latest else max_tokens
        longest = session.room + 1  # nothing is evaluated behind the last token
        limit = StopReason.CONTEXT_FULL
        if 0 < max_tokens <= longest:
            longest, limit = max(max_tokens, depth), StopReason.LENGTH
        yield tree.grow(rows, longest, limit)
        if tree.done:
            break
        try:
            tree.advance(branches)
        except Crowded:
            tree.cut(StopReason.CONTEXT_FULL)
            break
        rows = branches.logits
    return tree.reason


def _only(logits: Callable[[], Logits], row: int) -> Logits:
    """The prompt is a batch of one row."""
    assert row == 0
    return logits()


@dataclass(frozen=True, slots=True, eq=False)
class _Beam:
    """A beginning of a reply that is gone on with. `branch` holds it, or will."""

    node: int
    before: _Beam | None
    record: TokenRecord | None  # None before the first token
    total: float
    stops: StopMatcher
    rules: Rules
    branch: int = 0

    def path(self) -> list[TokenRecord]:
        """The records from the first token on."""
        found, beam = [], self
        while beam.record and beam.before:
            found.append(beam.record)
            beam = beam.before
        return found[::-1]


@dataclass(frozen=True, slots=True)
class _Option:
    """A token that a beam may go on with; the `best` one is always shown."""

    beam: _Beam
    weighed: Weighed
    id: int
    logprob: float
    best: bool

    @property
    def total(self) -> float:
        return self.beam.total + self.logprob


@dataclass(frozen=True, slots=True)
class _Reply:
    """A reply that could be told."""

    score: float
    node: int
    records: Callable[[], list[TokenRecord]]
    reason: StopReason


class _Tree:
    """The beams, and the replies that are finished. Close it afterwards."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        sampling: SamplingSettings,
        prompt: Sequence[int],
        start: Start,
        elapsed_ms: Callable[[], float],
    ) -> None:
        self._vocabulary = vocabulary
        self._sampling = sampling
        self._width = sampling.beam_width
        self._prompt = list(prompt)
        self._elapsed_ms = elapsed_ms
        self._finished: list[_Reply] = []  # the best first, at most as many as beams
        self._depth = self._nodes = 0
        self._forced = start.forced
        with ExitStack() as resources:
            self._weigher = resources.enter_context(closing(Weigher(vocabulary, sampling)))
            rules = Rules(vocabulary, sampling, prompt[len(prompt) - start.begun :])
            resources.callback(rules.close)
            if start.forced is not None:
                rules.require(start.forced)
            resources.pop_all()
        self._before = rules.written
        stops = StopMatcher(sampling.stop, self._before)
        self._beams = [_Beam(0, None, None, 0.0, stops, rules)]

    @property
    def done(self) -> bool:
        """Whether no beam is left to go on from."""
        return not self._beams

    @property
    def reason(self) -> StopReason:
        """Why the best of the finished replies ends."""
        return self._finished[0].reason

    def grow(self, rows: Callable[[int], Logits], longest: int, limit: StopReason) -> BeamStep:
        """Try what may follow the beams, whose logits are in the rows of their order, and keep the
        best; at the `longest` length they are finished by the `limit`. NothingLeft where nothing
        may come and no reply is finished."""
        self._depth += 1
        tried = (self._tried(beam, rows(row)) for row, beam in enumerate(self._beams))
        options = sorted(chain.from_iterable(tried), key=lambda option: -option.total)
        nodes: list[BeamNode] = []
        kept: list[_Beam] = []
        for place, option in enumerate(options):
            if place < 2 * self._width or len(kept) < self._width or option.best:
                nodes.append(self._node(option, place, kept))
        self._release()
        self._beams = kept
        if self._depth == longest:
            self.cut(limit)
            nodes = _in_place_of_kept(nodes, Fate.FINISHED)
        elif self._nothing_better(longest):
            self._release()
            nodes = _in_place_of_kept(nodes, Fate.DROPPED)
        if not self._beams and not self._finished:
            raise NothingLeft
        return BeamStep(self._depth, tuple(nodes), self._best().node)

    def cut(self, reason: StopReason) -> None:
        """The beams are replies now; none is gone on with."""
        self._finish(*(self._running(beam, reason) for beam in self._beams))
        self._release()

    def advance(self, branches: Branches) -> None:
        """Evaluate the beams' last tokens. Raises Aborted, Crowded, ComputeFailed."""
        self._beams = _housed(self._beams, self._width, branches)
        ids = [beam.record.id for beam in self._beams if beam.record]
        position = len(self._prompt) + self._depth - 1
        houses = [beam.branch for beam in self._beams]
        if not branches.evaluate(ids, houses, [position] * len(ids)):
            raise Aborted

    def reply(self, stops: Sequence[str]) -> Iterator[TokenRecord]:
        """The best reply as it is shown, without its stop string."""
        held = HeldBack(stops, self._before)
        for each in self._best().records():
            yield from held.through(each)
            if held.stopped:
                return
        yield from held.rest()

    def close(self) -> None:
        """Free what llama.cpp holds; at most once."""
        self._weigher.close()
        self._release()

    def _release(self) -> None:
        for beam in self._beams:
            beam.rules.close()
        self._beams = []

    def _nothing_better(self, longest: int) -> bool:
        """Whether enough replies are finished and no beam scores above the worst of them; or no
        beam can overtake the best of them at any length, because a sum can only fall."""
        if not self._beams or not self._finished:
            return False
        total = self._beams[0].total
        if len(self._finished) == self._width and self._score(total) <= self._finished[-1].score:
            return True
        bound = total / longest**self._sampling.length_penalty
        return self._weigher.lowers and bound <= self._finished[0].score

    def _tried(self, beam: _Beam, logits: Logits) -> Iterator[_Option]:
        past = [*self._prompt, *(each.id for each in beam.path())]
        if self._forced is not None and self._depth == 1:
            weighed = self._weigher.forced(logits, past, self._forced)
        else:
            weighed = self._weigher.weigh(logits, past, beam.rules, 2 * self._width)
        for place, (id, logprob) in enumerate(zip(weighed.ids, weighed.logprobs, strict=True)):
            yield _Option(beam, weighed, id, logprob, not place)

    def _node(self, option: _Option, place: int, kept: list[_Beam]) -> BeamNode:
        """Decide over an option, the one at `place` by score."""
        self._nodes += 1
        stops = copy(option.beam.stops)
        stops.feed(visible(self._vocabulary, option.id))
        reason = StopReason.STOP_STRING if stops.found else None
        if self._vocabulary.is_end(option.id):
            reason = StopReason.END_OF_TURN
        fate = Fate.DROPPED
        if reason and place < self._width:
            fate = Fate.FINISHED
            beam = self._beam(option, stops, option.beam.rules)
            self._finish(_Reply(self._score(option.total), self._nodes, beam.path, reason))
        elif not reason and len(kept) < self._width:
            fate = Fate.KEPT
            kept.append(self._beam(option, stops, option.beam.rules.after(option.id)))
        return BeamNode(
            node=self._nodes,
            parent=option.beam.node,
            token=option.id,
            piece=self._vocabulary.pieces[option.id],
            logprob=option.logprob,
            score=self._score(option.total),
            fate=fate,
        )

    def _beam(self, option: _Option, stops: StopMatcher, rules: Rules) -> _Beam:
        made = record(
            self._vocabulary,
            option.weighed,
            option.id,
            How.BEAM if self._forced is None or self._depth > 1 else How.FORCED,
            self._elapsed_ms(),
            self._sampling.candidates,
        )
        return _Beam(self._nodes, option.beam, made, option.total, stops, rules)

    def _score(self, total: float) -> float:
        return total / self._depth**self._sampling.length_penalty if self._depth else total

    def _running(self, beam: _Beam, reason: StopReason) -> _Reply:
        return _Reply(self._score(beam.total), beam.node, beam.path, reason)

    def _finish(self, *replies: _Reply) -> None:
        self._finished = sorted([*self._finished, *replies], key=lambda reply: -reply.score)
        del self._finished[self._width :]

    def _best(self) -> _Reply:
        """The best reply so far; one that is finished before its equals."""
        running = (self._running(beam, StopReason.CANCELLED) for beam in self._beams)
        return max((*self._finished, *running), key=lambda reply: reply.score)


def _in_place_of_kept(nodes: Sequence[BeamNode], fate: Fate) -> list[BeamNode]:
    """The nodes of a last step: what would have been kept has another fate."""
    return [msgspec.structs.replace(n, fate=fate) if n.fate is Fate.KEPT else n for n in nodes]


def _housed(beams: Sequence[_Beam], width: int, branches: Branches) -> list[_Beam]:
    """A branch for each beam: the first child stays in its parent's, the next ones copy it into
    those of beams that were dropped."""
    parents = [beam.before.branch if beam.before else 0 for beam in beams]
    free = [branch for branch in range(width) if branch not in parents]
    for branch in free:
        branches.drop(branch)
    housed: list[_Beam] = []
    for place, (beam, parent) in enumerate(zip(beams, parents, strict=True)):
        branch = parent
        if parent in parents[:place]:
            branch = free.pop(0)
            branches.copy(parent, branch)
        housed.append(replace(beam, branch=branch))
    return housed
