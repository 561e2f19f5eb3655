"""What a trace file holds: a reply and how each of its tokens was chosen. Frozen values.

docs/trace.md is the page for people. Limits are those within which a record can be stored."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self, TypeAlias

import msgspec
from msgspec import Meta

from engine.chat import Chat
from engine.records import How, MemoryKind, ModelFacts, Plan, RunSummary, SegmentKind, StopReason
from engine.settings import SamplingSettings
from engine.stage_settings import StageName

VERSION = 1

# Limits within which a record can be stored: 32 bits, and single precision for logarithms.
Id: TypeAlias = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Rank: TypeAlias = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Number: TypeAlias = Annotated[float, Meta(ge=-1e38, le=1e38)]
Share: TypeAlias = Annotated[float, Meta(ge=0.0, le=1.000001)]
Hex: TypeAlias = Annotated[str, Meta(max_length=131_070, pattern="^([0-9a-f]{2})*$")]
Seed: TypeAlias = Annotated[int, Meta(ge=0, le=2**53 - 1)]


class Model(msgspec.Struct, frozen=True):
    """The model that wrote the reply; what is not known is null."""

    name: str
    vocabulary: str
    file: str | None = None
    architecture: str | None = None
    quantisation: str | None = None
    parameters: int | None = None
    size_bytes: int | None = None
    vocabulary_size: int | None = None
    context_trained: int | None = None
    context: int | None = None
    threads: int | None = None
    device: str | None = None
    memory: MemoryKind | None = None

    @classmethod
    def of(cls, facts: ModelFacts) -> Self:
        """Of a loaded model; of its path only the file's name."""
        known = {name: getattr(facts, name) for name in cls.__struct_fields__ if name != "file"}
        return cls(file=Path(facts.path).name, **known)


class Span(msgspec.Struct, frozen=True):
    """Where a token of the prompt stands in its text, in bytes of UTF-8, and where it came from."""

    start: int
    end: int
    type: str
    kind: SegmentKind | None = None
    message: str = ""


class Prompt(msgspec.Struct, frozen=True):
    """What the model read before the reply."""

    text: str
    ids: tuple[Id, ...]
    spans: tuple[Span, ...]


class Candidate(msgspec.Struct, frozen=True):
    """One of the likeliest tokens before any stage."""

    id: Id
    text: str | None
    logprob: Number
    final: Share | None


class Stage(msgspec.Struct, frozen=True):
    """A stage that acted."""

    name: StageName
    left: Id
    kept: Share


class Touched(msgspec.Struct, frozen=True):
    """A token beyond the candidates whose logit a stage changed."""

    id: Id
    logprob: Number


class Tried(msgspec.Struct, frozen=True):
    """A candidate as contrastive search balanced it."""

    id: Id
    confidence: Share
    penalty: Number
    score: Number


class Distribution(msgspec.Struct, frozen=True):
    """The numbers of the whole distribution."""

    log_sum_exp: Number
    maximum: Number
    mean: Number
    deviation: Number
    tail_mass: Share
    rest: Id
    rest_mass: Share
    final: Share
    below: Share
    touched: Annotated[tuple[Touched, ...], Meta(max_length=65_535)] = ()
    xtc_throw: Share | None = None
    state: Number | None = None
    contrast: Annotated[tuple[Tried, ...], Meta(max_length=1000)] = ()


class Token(msgspec.Struct, frozen=True):
    """One token of the reply."""

    id: Id
    text: str
    bytes_hex: Hex
    logprob: Number
    rank: Rank
    entropy_nats: Number
    u: Share | None
    how: How
    candidates: Annotated[tuple[Candidate, ...], Meta(max_length=1000)] = ()
    stages: Annotated[tuple[Stage, ...], Meta(max_length=100)] = ()
    distribution: Distribution | None = None
    settings: Annotated[int, Meta(ge=0, le=2**32 - 1)] = 0
    at_ms: Number | None = None


class Timings(msgspec.Struct, frozen=True):
    """How long it took; what is not known is null."""

    prompt_ms: float | None = None
    first_token_ms: float | None = None
    generate_ms: float | None = None
    tokens_per_second: float | None = None


class Run(msgspec.Struct, frozen=True):
    """The reply as a whole, as far as it is known."""

    settings: SamplingSettings
    later_settings: tuple[SamplingSettings, ...] = ()
    seed: Seed | None = None
    reason: StopReason | None = None
    plan: Plan | None = None
    timings: Timings = Timings()

    @classmethod
    def of(cls, summary: RunSummary, asked: SamplingSettings) -> Self:
        """Of a reply that ended; `asked` are the settings it began with."""
        later = summary.settings[1:]
        return cls(
            summary.settings[0] if summary.settings else asked,
            later,
            summary.seed,
            summary.reason,
            summary.plan,
            timings_of(summary),
        )


class TraceFile(msgspec.Struct, frozen=True):
    """The whole file."""

    model: Model
    settings: SamplingSettings
    seed: Seed | None
    reason: StopReason | None
    prompt: Prompt | None
    tokens: tuple[Token, ...]
    timings: Timings
    chat: Chat
    later_settings: tuple[SamplingSettings, ...] = ()
    plan: Plan | None = None
    format: Literal["tessera-trace"] = "tessera-trace"
    version: int = VERSION


def timings_of(summary: RunSummary) -> Timings:
    """Of a reply that ended."""
    between = summary.generated_tokens - 1
    speed = between / summary.generate_ms * 1000 if between > 0 < summary.generate_ms else None
    return Timings(summary.prompt_ms, summary.first_token_ms, summary.generate_ms, speed)
