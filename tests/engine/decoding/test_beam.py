"""Beam search over minds that can be tried out whole."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.decoding.beam import beam_search
from engine.errors import InvalidRequest, NoRoomBeside, NothingLeft
from engine.findings import BeamNode, BeamStep, Fate
from engine.generate import Start, generate
from engine.logits import Logits
from engine.records import How, StopReason, TokenRecord
from engine.session import Aborted, Session
from engine.settings import SamplingSettings
from engine.stage_settings import Bias
from engine.strategy_settings import Strategy
from tests.engine.decoding.small import PROMPT, Alphabet, ids, text
from tests.fakes.branches import BranchOpener, Mind, MindBackend, noise

quick = settings(derandomize=True, deadline=None, max_examples=25)


def beam(**chosen: Any) -> SamplingSettings:
    return SamplingSettings(**{"strategy": Strategy.BEAM, "max_tokens": 8, **chosen})


class Found:
    """What a search came to, every item looked at."""

    def __init__(
        self,
        mind: Mind,
        size: int,
        n_ctx: int = 4096,
        opener: BranchOpener | None = None,
        adjusted: Any = lambda: None,
        **chosen: Any,
    ) -> None:
        self.opener = opener or BranchOpener(mind)
        self.session = Session(MindBackend(mind, n_ctx), 0)
        items = beam_search(
            self.session, Alphabet(size), PROMPT, beam(**chosen), self.opener, adjusted
        )
        *self.items, self.reason = items
        self.steps = [item for item in self.items if isinstance(item, BeamStep)]
        self.records = [item for item in self.items if isinstance(item, TokenRecord)]
        self.nodes = {node.node: node for step in self.steps for node in step.nodes}
        assert list(self.session.ids) == PROMPT
        assert all(each.closed for each in self.opener.opened)

    def path(self, node: BeamNode) -> list[BeamNode]:
        """The nodes from the first token to this one."""
        found = [node]
        while found[0].parent:
            found.insert(0, self.nodes[found[0].parent])
        return found


def greedy(mind: Mind, size: int, **chosen: Any) -> tuple[list[TokenRecord], StopReason]:
    sampling = SamplingSettings(**{"strategy": Strategy.GREEDY, "max_tokens": 8, **chosen})
    *items, reason = generate(Session(MindBackend(mind), 0), Alphabet(size), PROMPT, sampling, 1)
    assert isinstance(reason, StopReason)
    return [item for item in items if isinstance(item, TokenRecord)], reason


def log_softmax(logits: Logits) -> np.ndarray:
    exact = logits.astype(np.float64)
    return exact - np.log(np.exp(exact).sum())


def replies(size: int, length: int) -> list[tuple[int, ...]]:
    """Every reply of at most `length` tokens that ends, or is as long as it may be."""
    end = size - 1
    letters = [
        tuple(word) for n in range(length + 1) for word in itertools.product(range(end), repeat=n)
    ]
    return [(*word, end) for word in letters if len(word) < length] + [
        word for word in letters if len(word) == length
    ]


def score(mind: Mind, reply: tuple[int, ...], penalty: float) -> float:
    total = sum(float(log_softmax(mind([*PROMPT, *reply[:n]]))[id]) for n, id in enumerate(reply))
    return total / len(reply) ** penalty


@quick
@given(st.integers(0, 10**6), st.sampled_from([(3, 5), (4, 3)]), st.sampled_from([0.0, 0.7, 1, 2]))
def test_a_width_that_covers_the_tree_finds_what_trying_all_finds(
    seed: int, shape: tuple[int, int], penalty: float
) -> None:
    size, length = shape
    mind = noise(size, seed, 1.0)
    found = Found(mind, size, beam_width=16, length_penalty=penalty, max_tokens=length)
    best = max(replies(size, length), key=lambda reply: score(mind, reply, penalty))
    assert tuple(ids(found.records)) == best
    assert found.nodes[found.steps[-1].best].score == pytest.approx(
        score(mind, best, penalty), abs=1e-5
    )


STAGES = (
    {},
    {"banned_words": ("ab", "cd", "e")},
    {"no_repeat_ngram": 2},
    {"repeat_penalty": 1.4, "frequency_penalty": 0.8, "presence_penalty": -0.4},
    {"dry_multiplier": 2.0, "dry_allowed_length": 1},
    {"stop": ("abc", "d", "fe")},
)


@quick
@given(st.integers(0, 10**6), st.sampled_from(STAGES))
def test_one_beam_is_greedy(seed: int, stages: dict[str, Any]) -> None:
    mind = noise(7, seed)
    found = Found(mind, 7, beam_width=1, **stages)
    records, reason = greedy(mind, 7, **stages)
    assert (ids(found.records), text(found.records)) == (ids(records), text(records))
    assert found.reason is reason
    for mine, theirs in zip(found.records, records, strict=True):
        assert (mine.logprob, mine.rank, mine.entropy_nats) == (
            theirs.logprob,
            theirs.rank,
            theirs.entropy_nats,
        )
        assert mine.trace is not None
        assert theirs.trace is not None
        assert mine.trace.candidates == theirs.trace.candidates
        assert mine.trace.logprobs == theirs.trace.logprobs
        assert (mine.how, mine.u) == (How.BEAM, None)


def test_one_beam_with_a_bias_is_greedy_with_it() -> None:
    for seed in range(20):
        bias = (Bias("b", 1.5), Bias("c", -1.0))
        found = Found(noise(7, seed), 7, beam_width=1, logit_bias=bias)
        assert ids(found.records) == ids(greedy(noise(7, seed), 7, logit_bias=bias)[0])


def test_what_makes_the_dice_wilder_changes_nothing() -> None:
    """Temperature and what cuts the distribution are for the die; a search throws none."""
    mind = noise(9, 3)
    plain = Found(mind, 9)
    wild = Found(mind, 9, temperature=3.0, top_k=1, top_p=0.1, xtc_probability=1.0, mirostat=2)
    assert plain.steps == wild.steps


def test_a_score_below_greedys_is_explained_by_the_drop_of_its_beginning() -> None:
    below = 0
    for seed in range(40):
        mind = noise(30, seed)
        found = Found(mind, 30, beam_width=2, length_penalty=0.0, max_tokens=14)
        reply = tuple(ids(greedy(mind, 30, max_tokens=14)[0]))
        best = found.nodes[found.steps[-1].best]
        if best.score < score(mind, reply, 0.0) - 1e-6:
            below += 1
            dropped = [
                [each.token for each in found.path(node)]
                for node in found.nodes.values()
                if node.fate is Fate.DROPPED
            ]
            assert any(list(reply[: len(path)]) == path for path in dropped)
    assert below >= 2  # a correct search can fare worse than greedy


@quick
@given(st.integers(0, 10**6), st.integers(1, 6), st.sampled_from([0.0, 1.0, 1.5]))
def test_the_tree_tells_the_whole_search(seed: int, width: int, penalty: float) -> None:
    mind = noise(9, seed)
    found = Found(mind, 9, beam_width=width, length_penalty=penalty)
    alive = {0}
    for depth, step in enumerate(found.steps, start=1):
        assert step.depth == depth
        assert {node.parent for node in step.nodes} == alive  # the best of each is always there
        scores = [node.score for node in step.nodes]
        assert scores == sorted(scores, reverse=True)
        alive = {node.node for node in step.nodes if node.fate is Fate.KEPT}
        assert len(alive) <= width
        for node in step.nodes:
            path = found.path(node)
            tokens = [each.token for each in path]
            assert len(path) == depth
            assert node.score == pytest.approx(score(mind, tuple(tokens), penalty), abs=1e-5)
            assert node.piece == Alphabet(9).pieces[node.token]
            if node.token == 8:
                assert node.fate is not Fate.KEPT
    told = [each.token for each in found.path(found.nodes[found.steps[-1].best])]
    assert told == ids(found.records)
    logprobs = [record.logprob for record in found.records]
    assert sum(logprobs) / len(told) ** penalty == pytest.approx(
        found.nodes[found.steps[-1].best].score
    )


def test_kept_ones_score_above_dropped_ones() -> None:
    for seed in range(20):
        for step in Found(noise(9, seed), 9, beam_width=3).steps:
            kept = [n.score for n in step.nodes if n.fate is Fate.KEPT]
            dropped = [n.score for n in step.nodes if n.fate is Fate.DROPPED and n.token != 8]
            assert min(kept, default=9) >= max(dropped, default=-99)


def chain(*tokens: int, size: int = 8, then: int = 0) -> Mind:
    """A mind that is nearly sure of these tokens after the prompt, one after another."""

    def logits(read: Any) -> Logits:
        found = np.zeros(size, np.float32)
        place = len(read) - len(PROMPT)
        found[tokens[place] if place < len(tokens) else then] = 9
        return found

    return logits


def test_the_end_of_the_turn_is_part_of_the_reply() -> None:
    found = Found(chain(2, 3, 7), 8, n_ctx=20, max_tokens=0)
    assert (ids(found.records), text(found.records)) == ([2, 3, 7], "cd")
    assert found.reason is StopReason.END_OF_TURN


def test_it_is_over_when_no_beam_can_overtake() -> None:
    found = Found(chain(2, 3, 7), 8, length_penalty=0.0, max_tokens=100)
    assert len(found.steps) == 3
    assert {node.fate for node in found.steps[-1].nodes} == {Fate.FINISHED, Fate.DROPPED}
    unsure = Found(chain(2, 3, 7), 8, length_penalty=3.0, max_tokens=100)
    assert len(unsure.steps) > 3  # length counts so much that a longer one still could


def test_no_longer_than_allowed() -> None:
    found = Found(chain(2, 3, 4), 8, max_tokens=2)
    assert (text(found.records), found.reason) == ("cd", StopReason.LENGTH)
    assert len(found.steps) == 2


@pytest.mark.parametrize(("n_ctx", "count"), [(3, 1), (5, 3)])
def test_no_longer_than_the_window(n_ctx: int, count: int) -> None:
    found = Found(chain(2, 3, 4, 5), 8, n_ctx, max_tokens=0)
    assert (len(found.records), found.reason) == (count, StopReason.CONTEXT_FULL)


def test_no_more_branches_than_fit() -> None:
    mind = noise(9, 1)
    found = Found(mind, 9, opener=BranchOpener(mind, cells=len(PROMPT) + 9), max_tokens=0)
    assert found.reason is StopReason.CONTEXT_FULL
    assert found.records


def test_a_stop_string_ends_a_reply_and_is_not_shown() -> None:
    found = Found(chain(2, 3, 4, 5, 6), 8, stop=("de",))
    assert (text(found.records), found.reason) == ("c", StopReason.STOP_STRING)


def test_what_only_began_like_a_stop_string_is_shown() -> None:
    found = Found(chain(2, 3, 7), 8, stop=("dX",))
    assert text(found.records) == "cd"


def test_a_stop_string_may_begin_in_what_was_written_before() -> None:
    mind, start = chain(2, 3, 4), Start(begun=1)
    session = Session(MindBackend(mind), 0)
    sampling = beam(stop=("acd",))
    *found, reason = beam_search(
        session, Alphabet(8), PROMPT, sampling, BranchOpener(mind), start=start
    )
    assert not [item for item in found if isinstance(item, TokenRecord)]
    assert reason is StopReason.STOP_STRING


def test_banned_words_are_avoided_in_every_branch() -> None:
    words = ("ab", "cc", "d")
    for seed in range(15):
        found = Found(noise(6, seed), 6, beam_width=3, banned_words=words)
        assert not any(word in text(found.records) for word in words)
        for node in found.nodes.values():
            if node.fate is Fate.KEPT:
                spelt = b"".join(each.piece for each in found.path(node)).decode()
                assert not any(word in spelt for word in words)
        used = [r.trace.stages for r in found.records if r.trace]
        assert all(set(stages) <= {"banned_words"} for stages in used)


def test_what_a_ban_took_is_told_and_shared_out() -> None:
    found = Found(chain(2, 3), 8, beam_width=1, banned_words=("c",), max_tokens=1)
    (record,) = found.records
    assert record.trace is not None
    assert (record.id, record.trace.stages, record.trace.left) == (0, ("banned_words",), (7,))
    assert record.trace.final == pytest.approx(1 / 7)
    assert record.trace.kept[0] == pytest.approx(7 / (7 + np.exp(9)), rel=1e-5)
    assert (record.rank, sum(record.trace.finals)) == (2, pytest.approx(1))


def test_nothing_left_is_told() -> None:
    with pytest.raises(NothingLeft):
        Found(
            lambda read: np.array([0, 0, 0, -np.inf], np.float32), 4, banned_words=("a", "b", "c")
        )


def test_a_replaced_limit_holds_from_the_next_step() -> None:
    latest: list[tuple[int, SamplingSettings]] = []
    looks = itertools.count()

    def adjusted() -> tuple[int, SamplingSettings] | None:
        if next(looks) == 2:
            latest.append((1, beam(max_tokens=4, beam_width=9, strategy=Strategy.SAMPLE)))
        return latest[-1] if latest else None

    found = Found(chain(2, 3, 4, 5, 6, 2, 3), 8, adjusted=adjusted, max_tokens=0)
    assert (text(found.records), found.reason) == ("cdef", StopReason.LENGTH)
    assert {record.settings for record in found.records} == {0}


@pytest.mark.parametrize("call", [1, 3])
def test_an_aborted_search_tells_the_best_so_far(call: int) -> None:
    mind = chain(2, 3, 4, 5)
    found = Found(mind, 8, opener=BranchOpener(mind, abort_at=call))
    assert text(found.records) == "cde"[:call]
    assert found.reason is StopReason.CANCELLED


def test_an_abort_while_the_prompt_is_read_tells_nothing() -> None:
    backend = MindBackend(noise(8, 1))
    backend.abort_at = 0
    opener = BranchOpener(noise(8, 1))
    items = list(beam_search(Session(backend, 0), Alphabet(8), PROMPT, beam(), opener))
    assert items == [0, StopReason.CANCELLED]


def test_cancelled_from_outside_it_tells_the_best_so_far() -> None:
    mind = chain(2, 3, 4, 5)
    items = beam_search(
        Session(MindBackend(mind), 0), Alphabet(8), PROMPT, beam(), BranchOpener(mind)
    )
    steps = (item for item in items if isinstance(item, BeamStep))
    next(steps), next(steps)
    first = items.throw(Aborted())
    rest = list(items)
    assert isinstance(first, TokenRecord)
    assert (first.piece, rest[0].piece, rest[1]) == (b"c", b"d", StopReason.CANCELLED)  # type: ignore[union-attr]


def test_a_reply_that_is_being_told_is_told_whole() -> None:
    mind = chain(2, 3, 7)
    items = beam_search(
        Session(MindBackend(mind), 0), Alphabet(8), PROMPT, beam(), BranchOpener(mind)
    )
    first = next(item for item in items if isinstance(item, TokenRecord))
    second = items.throw(Aborted())
    assert [each.id for each in (first, second)] == [2, 3]  # type: ignore[union-attr]
    assert list(items)[-1] is StopReason.END_OF_TURN


def test_leaving_early_gives_the_memory_back() -> None:
    mind = noise(9, 1)
    opener, session = BranchOpener(mind), Session(MindBackend(mind), 0)
    items = beam_search(session, Alphabet(9), PROMPT, beam(), opener)
    assert next(item for item in items if isinstance(item, BeamStep))
    items.close()
    assert [each.closed for each in opener.opened] == [True]
    assert list(session.ids) == PROMPT


def test_memory_that_cannot_be_had_is_told() -> None:
    mind = noise(9, 1)
    opener = BranchOpener(mind, restores=False)
    with pytest.raises(NoRoomBeside, match="fewer beams"):
        Found(mind, 9, opener=opener)
    assert [each.closed for each in opener.opened] == [True]


def test_room_is_asked_for_what_the_reply_can_take_at_most() -> None:
    asked: list[tuple[int, int]] = []
    mind = noise(9, 1)

    def opening(count: int, cells: int, *, hidden: int = 0) -> Any:
        asked.append((count, cells))
        return BranchOpener(mind)(count, cells, hidden=hidden)

    for limit in (2, 0):
        session = Session(MindBackend(mind, 2000), 0)
        items = beam_search(session, Alphabet(9), PROMPT, beam(max_tokens=limit), opening)
        next(item for item in items if isinstance(item, BeamStep))
        items.close()
    assert asked == [(4, 3 + 4 * 2), (4, 3 + 1997 + 4 * 256)]


def test_a_bias_beyond_the_vocabulary_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="no token 99"):
        Found(noise(9, 1), 9, logit_bias=(Bias(99, 1.0),))
