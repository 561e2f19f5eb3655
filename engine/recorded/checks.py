"""Records that come from outside: whether they are such as this model could have made."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from engine.errors import InvalidRequest
from engine.records import TokenRecord, TokenTrace

_LARGEST = 2**31 - 1
_FARTHEST = 1e6  # no logit is; sums of exponentials stay numbers


def check(records: Sequence[TokenRecord], settings: int, n_vocab: int) -> None:
    """InvalidRequest where a number cannot be; `settings` are known, `n_vocab` tokens exist."""
    for place, record in enumerate(records):
        trace = record.trace
        problem = _of_record(record, settings, n_vocab) or (trace and _of_trace(trace, n_vocab))
        if problem:
            raise InvalidRequest(problem=f"in record {place + 1}, {problem}")


def _of_record(record: TokenRecord, settings: int, n_vocab: int) -> str:
    if not 0 <= record.id < n_vocab:
        return f"there is no token {record.id} in the vocabulary"
    if not 0 <= record.settings < settings:
        return f"there are no settings {record.settings}"
    if not 1 <= record.rank <= n_vocab:
        return "the rank is none"
    if record.u is not None and not 0 <= record.u < 1:
        return "the throw is none"
    return _far(record.logprob, record.entropy_nats)


def _of_trace(trace: TokenTrace, n_vocab: int) -> str:
    together = (
        (trace.candidates, trace.logprobs, trace.finals),
        (trace.touched, trace.touched_logprobs),
        (trace.stages, trace.left, trace.kept),
    )
    if any(len({len(each) for each in lists}) > 1 for lists in together):
        return "lists that belong together are not of one length"
    listed = (*trace.candidates, *trace.touched)
    if len(set(listed)) < len(listed) or not all(0 <= id < n_vocab for id in listed):
        return "a candidate comes twice or is not in the vocabulary"
    if any(not 0 <= count <= _LARGEST for count in (*trace.left, trace.rest)):
        return "a number of candidates is none"
    if list(trace.logprobs) != sorted(trace.logprobs, reverse=True):
        return "the candidates are not in their order"
    if trace.xtc_throw is not None and not 0 <= trace.xtc_throw < 1:
        return "XTC's throw is none"
    numbers = (trace.log_sum_exp, trace.maximum, trace.mean, trace.deviation, trace.tail_mass)
    more = (trace.final, trace.below, trace.rest_mass, trace.state or 0.0)
    return _far(*numbers, *more, *trace.logprobs, *trace.finals, *trace.touched_logprobs)


def _far(*numbers: float) -> str:
    if all(isfinite(number) and abs(number) <= _FARTHEST for number in numbers):
        return ""
    return "a number is too far from 0"
