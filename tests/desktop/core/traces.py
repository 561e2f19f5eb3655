"""Records with what stood behind the choice, small enough to read."""

from __future__ import annotations

import math
import struct

import msgspec

from engine.records import TokenRecord, TokenTrace
from engine.stage_settings import StageName


def single(value: float) -> float:
    """As float32 holds it, so that storing changes nothing."""
    return float(struct.unpack("f", struct.pack("f", value))[0])


def trace(count: int = 4, first_id: int = 500) -> TokenTrace:
    """`count` candidates of falling probability, the likeliest with −0.5 nats; top-k left two."""
    logprobs = tuple(single(-0.5 - place) for place in range(count))
    share = math.exp(logprobs[0]) + math.exp(logprobs[1])
    finals = tuple(
        single(math.exp(logprob) / share) if place < 2 else 0.0
        for place, logprob in enumerate(logprobs)
    )
    return TokenTrace(
        log_sum_exp=10.0,
        maximum=9.5,
        mean=0.0,
        deviation=2.0,
        candidates=tuple(range(first_id, first_id + count)),
        logprobs=logprobs,
        finals=finals,
        tail_mass=0.058,
        rest=0,
        rest_mass=0.0,
        stages=(StageName.TOP_K, StageName.TEMPERATURE),
        left=(2, 2),
        kept=(share, 1.0),
        final=finals[1],
        below=finals[0],
    )


def traced(record: TokenRecord, count: int = 4) -> TokenRecord:
    """The record of the second candidate of such a trace."""
    found = trace(max(count, 2))
    return msgspec.structs.replace(record, trace=found)
