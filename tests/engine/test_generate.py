"""The loop over a fake memory that predicts the last token plus one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np
import pytest

from engine.die import Die, draw
from engine.errors import ModelComputesNaN
from engine.generate import Start, generate
from engine.ladder import Ladder
from engine.llama.model import Model
from engine.logits import Logits
from engine.records import How, MemoryKind, StopReason, TokenRecord
from engine.session import Session
from engine.settings import LoadSettings, SamplingSettings
from tests.fakes.backend import N_VOCAB, FakeBackend
from tests.models import tiny_chat_model

END = 299
THINK = 290
PROMPT = [7, 3, 100]


class Letters:
    """Token n is the letter n modulo 26; the last ten are control tokens."""

    native = None

    def __init__(self, **pieces: bytes) -> None:
        self.pieces = [bytes([97 + id % 26]) for id in range(290)]
        self.pieces += [b"<think>", b"</think>", *(b"<|%d|>" % id for id in range(292, N_VOCAB))]
        for name, piece in pieces.items():
            self.pieces[int(name.removeprefix("t"))] = piece

    def is_end(self, id: int) -> bool:
        return id == END

    def is_control(self, id: int) -> bool:
        return id >= THINK

    def tokenize(self, text: str, parse_special: bool) -> list[int]:
        return [ord(letter) - 97 for letter in text]


class Flat(FakeBackend):
    """Every token alike, but a little different each time."""

    def logits(self) -> Logits:
        rng = np.random.default_rng(sum(self.tokens))
        return rng.normal(0, 0.1, N_VOCAB).astype(np.float32)


Item = int | TokenRecord | StopReason


def run(
    backend: FakeBackend | None = None,
    prompt: list[int] = PROMPT,
    vocabulary: Letters | None = None,
    seed: int = 1,
    **settings: object,
) -> tuple[list[TokenRecord], StopReason]:
    sampling = SamplingSettings(**{"temperature": 0.0, **settings})  # type: ignore[arg-type]
    session = Session(backend or FakeBackend(), 0)
    *items, reason = generate(session, vocabulary or Letters(), prompt, sampling, seed)
    records = [item for item in items if isinstance(item, TokenRecord)]
    assert all(type(item) is int for item in items[: len(items) - len(records)])
    assert isinstance(reason, StopReason)
    return records, reason


def text(records: list[TokenRecord]) -> bytes:
    return b"".join(record.piece for record in records)


def test_prompt_then_records_then_one_reason() -> None:
    session = Session(FakeBackend(), 0)
    sampling = SamplingSettings(temperature=0, max_tokens=2)
    *standing, first, second, reason = generate(session, Letters(), PROMPT, sampling, 1)
    assert standing == [0, 2, 3]
    assert isinstance(first, TokenRecord)
    assert isinstance(second, TokenRecord)
    assert (first.id, second.id, reason) == (101, 102, StopReason.LENGTH)


def test_end_of_turn_comes_as_a_silent_record() -> None:
    records, reason = run(prompt=[297])
    assert [(r.id, r.piece) for r in records] == [(298, b""), (END, b"")]
    assert reason is StopReason.END_OF_TURN


def test_end_counts_even_as_the_last_token_allowed() -> None:
    assert run(prompt=[298], max_tokens=1)[1] is StopReason.END_OF_TURN


def test_marks_of_thinking_stay_text_and_other_control_tokens_are_silent() -> None:
    records, _ = run(prompt=[289], max_tokens=3)
    assert [r.piece for r in records] == [b"<think>", b"</think>", b""]


def test_context_full_after_the_token_that_no_longer_fits() -> None:
    records, reason = run(FakeBackend(n_ctx=5))
    assert ([r.id for r in records], reason) == ([101, 102, 103], StopReason.CONTEXT_FULL)


def test_a_prompt_that_fills_the_context_still_gets_a_token() -> None:
    records, reason = run(FakeBackend(n_ctx=3))
    assert ([r.id for r in records], reason) == ([101], StopReason.CONTEXT_FULL)


def test_record_tells_what_the_model_thought_before_sampling() -> None:
    (record,), _ = run(max_tokens=1, temperature=0.5, top_k=1)
    log_sum_exp = np.log(np.exp(10) + N_VOCAB - 1)
    p = np.exp(np.array([10.0] + [0.0] * (N_VOCAB - 1)) - log_sum_exp)
    assert record.logprob == pytest.approx(10 - log_sum_exp, abs=1e-5)
    assert record.entropy_nats == pytest.approx(-(p * np.log(p)).sum(), abs=1e-5)
    assert (record.rank, record.how) == (1, How.SAMPLED)


def test_greedy_throws_no_die() -> None:
    (record,), _ = run(max_tokens=1)
    assert (record.u, record.how) == (None, How.GREEDY)


def test_sampled_token_is_where_the_die_fell_over_the_last_stage() -> None:
    backend = Flat()
    records, _ = run(backend, temperature=1.5, top_k=50, max_tokens=20, seed=9)
    ladder = Ladder(SamplingSettings(temperature=1.5, top_k=50), N_VOCAB)
    ids = [*PROMPT, *(r.id for r in records)]
    for place, record in enumerate(records, start=len(PROMPT)):
        backend.tokens = ids[:place]
        left = ladder.walk(backend.logits())
        assert record.u == Die(9).throw(place)
        assert record.id == draw(left.ids, left.probabilities, record.u).id
    ladder.close()


def test_same_seed_same_reply_and_another_seed_another() -> None:
    def reply(seed: int) -> list[int]:
        records, _ = run(Flat(), temperature=1.0, top_k=0, max_tokens=30, seed=seed)
        return [r.id for r in records]

    assert reply(3) == reply(3)
    assert reply(3) != reply(4)


def test_repeat_penalty_sees_prompt_and_reply() -> None:
    class Pair(FakeBackend):
        def logits(self) -> Logits:
            logits = np.full(N_VOCAB, -9, np.float32)
            logits[[7, 8]] = 3, 2.9
            return logits

    plain, _ = run(Pair(), max_tokens=2)
    penalised, _ = run(Pair(), max_tokens=2, repeat_penalty=1.2)
    assert [r.id for r in plain] == [7, 7]
    assert penalised[0].id == 8  # the prompt has a 7
    assert penalised[0].rank == 2  # the model itself would have said 7


def test_settings_replaced_meanwhile_hold_from_the_next_token() -> None:
    cold, limited = SamplingSettings(temperature=0), SamplingSettings(temperature=0, max_tokens=4)
    latest: list[tuple[int, SamplingSettings]] = []
    session = Session(Flat(), 0)
    items = generate(
        session,
        Letters(),
        PROMPT,
        SamplingSettings(top_k=0, temperature=3.0),
        1,
        lambda: latest[-1] if latest else None,
        lambda: 0.0,
    )
    records = []
    for item in items:
        if isinstance(item, TokenRecord):
            records.append(item)
            latest += {2: [(1, cold)], 3: [(2, limited)]}.get(len(records), [])
    assert [r.settings for r in records] == [0, 0, 1, 2]
    assert [r.how for r in records] == [How.SAMPLED] * 2 + [How.GREEDY] * 2
    assert item is StopReason.LENGTH


def test_a_token_tells_when_it_was_chosen() -> None:
    session = Session(FakeBackend(), 0)
    clock = iter(range(100))
    sampling = SamplingSettings(temperature=0, max_tokens=3)
    items = generate(session, Letters(), PROMPT, sampling, 1, clock=lambda: next(clock) / 8)
    assert [i.at_ms for i in items if isinstance(i, TokenRecord)] == [125, 250, 375]


def test_damaged_weights_are_told() -> None:
    class Broken(FakeBackend):
        def logits(self) -> Logits:
            return np.full(N_VOCAB, np.nan, np.float32)

    with pytest.raises(ModelComputesNaN):
        run(Broken())


def test_stop_string_over_token_borders_shows_nothing_of_it() -> None:
    # From 100 on the tokens say x y z a b c …
    records, reason = run(stop=("zab",))
    assert (text(records), reason) == (b"xy", StopReason.STOP_STRING)
    assert [r.id for r in records] == [101, 102]


def test_the_token_that_straddles_the_stop_string_is_shortened() -> None:
    records, reason = run(
        vocabulary=Letters(t102=b"hello\n\nUs", t103=b"er: "), stop=("\n\nUser:",)
    )
    assert [(r.id, r.piece) for r in records] == [(101, b"x"), (102, b"hello")]
    assert reason is StopReason.STOP_STRING


def test_stop_string_of_characters_cut_in_two() -> None:
    smile = "🙂".encode()
    records, reason = run(vocabulary=Letters(t102=b"y" + smile[:2], t103=smile[2:]), stop=("🙂",))
    assert (text(records), reason) == (b"xy", StopReason.STOP_STRING)


@pytest.mark.parametrize(
    ("settings", "prompt", "reason"),
    [
        ({"max_tokens": 3}, PROMPT, StopReason.LENGTH),
        ({}, [286], StopReason.END_OF_TURN),
    ],
)
def test_what_only_began_like_a_stop_string_is_shown_in_the_end(
    settings: dict[str, Any], prompt: list[int], reason: StopReason
) -> None:
    last = b"a"
    vocabulary = Letters(t103=last, t289=last, t290=b"", t291=b"")
    records, why = run(vocabulary=vocabulary, prompt=prompt, stop=(" abc", "a!"), **settings)
    assert (text(records)[-1:], why) == (last, reason)


def test_records_wait_no_longer_than_they_must() -> None:
    session = Session(FakeBackend(), 0)
    sampling = SamplingSettings(temperature=0, max_tokens=9, stop=("yzX",))
    items = generate(session, Letters(), PROMPT, sampling, 1)
    records = (item for item in items if isinstance(item, TokenRecord))
    evaluated = [(record.piece, len(session) - len(PROMPT)) for record in islice(records, 4)]
    assert evaluated == [(b"x", 0), (b"y", 3), (b"z", 3), (b"a", 3)]


def test_a_token_enters_the_memory_only_when_asked_past() -> None:
    backend = FakeBackend()
    session = Session(backend, 0)
    items = generate(session, Letters(), PROMPT, SamplingSettings(temperature=0), 1)
    for item in items:
        if isinstance(item, TokenRecord) and item.id == 103:
            break
    assert backend.tokens == list(session.ids) == [*PROMPT, 101, 102]
    items.close()  # type: ignore[attr-defined]
    assert backend.tokens == list(session.ids) == [*PROMPT, 101, 102]


def aborted(backend: FakeBackend, call: int, **settings: object) -> list[Item]:
    backend.abort_at = call
    session = Session(backend, 0)
    sampling = SamplingSettings(**{"temperature": 0.0, **settings})  # type: ignore[arg-type]
    items: Iterator[Item] = generate(session, Letters(), PROMPT, sampling, 1)
    result = list(items)
    assert list(session.ids) == backend.tokens
    return result


@pytest.mark.parametrize("memory", list(MemoryKind))
def test_abort_while_reading(memory: MemoryKind) -> None:
    assert aborted(FakeBackend(memory=memory), 0) == [0, StopReason.CANCELLED]


def test_abort_while_writing_keeps_what_was_chosen() -> None:
    *_, last, reason = aborted(FakeBackend(), 3, stop=("yzX",))
    assert isinstance(last, TokenRecord)
    assert (last.id, reason) == (102, StopReason.CANCELLED)


@pytest.fixture(scope="module")
def model() -> Iterator[Model]:
    load = LoadSettings(threads=1, context=1024)
    model = Model.open(tiny_chat_model(), load, lambda share: True)
    yield model
    model.close()


def replies(model: Model, seeds: list[int], leave_after: int = 40) -> list[list[TokenRecord]]:
    """Replies of a real model to one prompt of 560 tokens, one after another in one session."""
    prompt = [id % 256 for id in range(560)]
    sampling = SamplingSettings(max_tokens=40, top_k=0, repeat_penalty=1.1)
    context = model.open_context(LoadSettings(threads=1, context=1024))
    session = Session(context, 1 << 28, lambda: 0.0)
    result = []
    for seed in seeds:
        items = generate(session, model, prompt, sampling, seed, clock=lambda: 0.0)
        records = (item for item in items if isinstance(item, TokenRecord))
        result.append(list(islice(records, leave_after)))
        assert len(session) == context.length()
    context.close()
    return result


def test_a_real_model_repeats_itself_with_the_same_seed_to_the_bit(model: Model) -> None:
    first, other, again = replies(model, [5, 6, 5])
    assert len(first) == 40
    assert first == again == replies(model, [5])[0]
    assert [r.id for r in first] != [r.id for r in other]


def test_leaving_a_real_reply_early_changes_nothing_for_the_next(model: Model) -> None:
    (start,), (whole,) = replies(model, [5], leave_after=7), replies(model, [5])
    assert start == whole[:7]
    assert replies(model, [5, 5], leave_after=20)[1] == whole[:20]


def test_the_dice_know_what_left_the_window() -> None:
    """A branch of which two tokens left throws the dice of the whole branch."""
    sampling = SamplingSettings(temperature=5, max_tokens=4)
    whole = generate(Session(FakeBackend(), 0), Letters(), [1, 2, *PROMPT], sampling, 1)
    rest = generate(Session(FakeBackend(), 0), Letters(), PROMPT, sampling, 1, start=Start(left=2))
    thrown, again = ([i.u for i in items if isinstance(i, TokenRecord)] for items in (whole, rest))
    assert thrown == again
    assert len(set(thrown)) == 4


def test_a_forced_token_whose_text_may_be_a_stop_string_waits_too() -> None:
    sampling = SamplingSettings(temperature=0, max_tokens=9, stop=("ef",))
    items = list(
        generate(Session(FakeBackend(), 0), Letters(), PROMPT, sampling, 1, start=Start(forced=4))
    )
    assert items[-1] is StopReason.STOP_STRING
    assert not any(isinstance(item, TokenRecord) for item in items)


def test_mirostat_learns_nothing_from_what_it_cut() -> None:
    sampling = SamplingSettings(mirostat=2, mirostat_tau=0.1, max_tokens=3, temperature=1)
    items = generate(
        Session(FakeBackend(), 0), Letters(), PROMPT, sampling, 1, start=Start(forced=4)
    )
    traces = [i.trace for i in items if isinstance(i, TokenRecord)]
    assert traces[0] is not None
    assert traces[1] is not None
    assert (traces[0].final, traces[1].state) == (0.0, traces[0].state)
