"""Token records as columns."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.trace import ids_of, pack, record_at, text_of, unpack
from engine.records import Contrast, How, TokenRecord, TokenTrace
from engine.stage_settings import StageName


def _with_touched(trace: TokenTrace) -> TokenTrace:
    return msgspec.structs.replace(trace, touched_logprobs=(-1.5,) * len(trace.touched))


_numbers = st.floats(allow_nan=False, width=64)
_singles = st.lists(st.floats(allow_nan=False, width=32), min_size=3, max_size=3).map(tuple)
_three_ids = st.lists(st.integers(0, 2**31 - 1), min_size=3, max_size=3).map(tuple)
_stages = st.lists(st.sampled_from(StageName), min_size=2, max_size=2).map(tuple)
_contrasts = st.builds(Contrast, _three_ids, _singles, _singles, _singles)
_traces = st.builds(
    TokenTrace,
    log_sum_exp=_numbers,
    maximum=_numbers,
    mean=_numbers,
    deviation=_numbers,
    candidates=_three_ids,
    logprobs=_singles,
    finals=_singles,
    tail_mass=_numbers,
    rest=st.integers(0, 2**31),
    rest_mass=_numbers,
    stages=_stages,
    left=st.just((7, 5)),
    kept=st.tuples(_numbers, _numbers),
    final=_numbers,
    below=_numbers,
    touched=_three_ids | st.just(()),
    xtc_throw=st.none() | _numbers,
    state=st.none() | _numbers,
    contrast=st.none() | _contrasts,
)
_records = st.builds(
    TokenRecord,
    id=st.integers(0, 2**31 - 1),
    piece=st.binary(max_size=70),
    logprob=_numbers,
    rank=st.integers(1, 2**31 - 1),
    entropy_nats=_numbers,
    u=st.none() | st.floats(0, 1, exclude_max=True),
    how=st.sampled_from(How),
    settings=st.integers(0, 2**32 - 1),
    at_ms=st.none() | _numbers,
    trace=st.none() | _traces.map(_with_touched),
)


def record(id: int, piece: bytes) -> TokenRecord:
    return TokenRecord(id, piece, -0.5, 1, 0.25, 0.5, How.SAMPLED)


@given(st.lists(_records, max_size=20))
@settings(derandomize=True, deadline=None)
def test_what_is_unpacked_equals_what_was_packed(records: list[TokenRecord]) -> None:
    columns = pack(records)
    assert unpack(columns) == tuple(records)
    assert columns.count == len(records)


def test_records_of_before_have_neither_trace_nor_time() -> None:
    columns = pack([record(1, b"a"), record(2, b"b")])
    old = msgspec.structs.replace(columns, settings=None, times=None, traces=None, contrasts=None)
    assert unpack(old) == unpack(columns)


def test_every_stage_can_be_stored() -> None:
    names = tuple(StageName)
    zeros = (0,) * len(names)
    trace = TokenTrace(0, 0, 0, 0, (), (), (), 1, 0, 0, names, zeros, zeros, 1, 0)
    (again,) = unpack(pack([msgspec.structs.replace(record(1, b"a"), trace=trace)]))
    assert again.trace == trace


def test_a_token_takes_few_bytes() -> None:
    columns = pack([record(1, b" the")] * 1000)
    size = sum(len(column) for column in vars_of(columns))
    assert size <= 52 * 1000


def vars_of(columns: object) -> list[bytes]:
    names = ("ids", "lengths", "pieces", "logprobs", "ranks", "entropies", "throws", "hows")
    names += ("settings", "times")
    return [getattr(columns, name) for name in names]


def test_a_character_may_span_tokens_and_chunks() -> None:
    earth = "🌍".encode()
    assert text_of([b"a" + earth[:2], earth[2:]]) == "a🌍"
    assert text_of([earth[:2]]) == "\\xf0\\x9f"


def test_ids_spell_the_text_without_the_end_token() -> None:
    chunks = [pack([record(5, b"Hel"), record(6, b"lo")]), pack([record(7, b"!"), record(2, b"")])]
    assert ids_of(chunks, "Hello!") == (5, 6, 7)


def test_a_silent_token_in_the_middle_stays() -> None:
    chunks = [pack([record(5, b"a"), record(9, b""), record(6, b"b")])]
    assert ids_of(chunks, "ab") == (5, 9, 6)


def test_ids_that_spell_something_else_are_none() -> None:
    assert ids_of([pack([record(5, b"Hello")])], "My Hello") == ()
    assert ids_of([], "Hello") == ()


@given(st.lists(_records, min_size=1, max_size=8))
@settings(max_examples=60)
def test_one_record_is_found_without_the_others(records: list[TokenRecord]) -> None:
    columns = pack(records)
    assert [record_at(columns, place) for place in range(len(records))] == records


def test_one_record_of_before_there_were_traces_is_found() -> None:
    old = msgspec.structs.replace(pack([record(7, b"x")]), settings=None, times=None, traces=None)
    assert record_at(old, 0) == record(7, b"x")
