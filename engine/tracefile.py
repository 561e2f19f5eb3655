"""A reply and how each of its tokens was chosen, as a file. docs/trace.md is the page for people.

Pure: values to bytes and back. What a file of a stranger says is checked here, so that whoever
takes its records may store and show them like those of an engine."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal, Self, TypeAlias

import msgspec
from msgspec import Meta

from engine.chat import Chat, Role
from engine.errors import Told
from engine.findings import TokenList
from engine.records import (
    How,
    MemoryKind,
    ModelFacts,
    Plan,
    RunSummary,
    SegmentKind,
    StopReason,
    TokenRecord,
    TokenTrace,
)
from engine.settings import SamplingSettings
from engine.stage_settings import StageName

VERSION = 1
LARGEST = 1 << 29  # bytes of a file that is read at all

# Limits within which a record can be stored: 32 bits, and single precision for logarithms.
Id: TypeAlias = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Rank: TypeAlias = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Number: TypeAlias = Annotated[float, Meta(ge=-1e38, le=1e38)]
Share: TypeAlias = Annotated[float, Meta(ge=0.0, le=1.000001)]
Hex: TypeAlias = Annotated[str, Meta(max_length=131_070, pattern="^([0-9a-f]{2})*$")]
Seed: TypeAlias = Annotated[int, Meta(ge=0, le=2**53 - 1)]


class TraceUnreadable(Told):
    """The file is no trace, or not one that this version can read."""

    template = "{name} is no trace that can be opened: {reason}."


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


class _Head(msgspec.Struct):
    """As much of a file as says whether this version can read it."""

    format: str
    version: int


def made(
    run: Run,
    chat: Chat,
    prompt: TokenList | None,
    records: Sequence[TokenRecord],
    model: Model,
    pieces: Mapping[int, bytes],
) -> TraceFile:
    """The trace of a reply. `chat` ends before it; `pieces` are the texts of candidates as far as
    they are known (see `ids_of`)."""
    return TraceFile(
        model=model,
        settings=run.settings,
        seed=run.seed,
        reason=run.reason,
        prompt=None if prompt is None else _prompt(prompt),
        tokens=tuple(_tokens(records, pieces)),
        timings=run.timings,
        chat=chat,
        later_settings=run.later_settings,
        plan=run.plan,
    )


def ids_of(records: Sequence[TokenRecord]) -> set[int]:
    """The tokens whose pieces a trace of these records shows."""
    return {id for record in records if record.trace for id in record.trace.candidates}


def encode(trace: TraceFile) -> bytes:
    """As JSON, a token a line."""
    head = msgspec.json.encode(msgspec.structs.replace(trace, tokens=()))
    whole = msgspec.json.decode(head, type=dict[str, msgspec.Raw])
    lines = b",\n  ".join(map(msgspec.json.encode, trace.tokens))
    whole["tokens"] = msgspec.Raw(b"[\n  " + lines + b"\n ]" if lines else b"[]")
    fields = (b'"' + name.encode() + b'": ' + bytes(value) for name, value in whole.items())
    return b"{\n " + b",\n ".join(fields) + b"\n}\n"


def read(content: bytes, name: str) -> TraceFile:
    """The trace in a file called `name`. Raises TraceUnreadable."""
    if len(content) > LARGEST:
        raise TraceUnreadable(name=name, reason=f"it is larger than {LARGEST >> 20} MB")
    try:
        head = msgspec.json.decode(content, type=_Head)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as problem:
        raise TraceUnreadable(name=name, reason="it is another kind of file") from problem
    if head.format != "tessera-trace":
        raise TraceUnreadable(name=name, reason="it is another kind of file")
    if head.version > VERSION:
        reason = f"a newer version wrote it ({head.version}, and this one knows {VERSION})"
        raise TraceUnreadable(name=name, reason=reason)
    try:
        trace = msgspec.json.decode(content, type=TraceFile)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError) as problem:
        raise TraceUnreadable(name=name, reason=_short(problem)) from problem
    if reason := _contradiction(trace):
        raise TraceUnreadable(name=name, reason=reason)
    return trace


def records(trace: TraceFile) -> tuple[TokenRecord, ...]:
    """The reply's records, equal to those that the trace was made of."""
    return tuple(map(_record, trace.tokens))


def all_settings(trace: TraceFile) -> tuple[SamplingSettings, ...]:
    """Those in force one after the other; a record's `settings` is an index of them."""
    return (trace.settings, *trace.later_settings)


def timings_of(summary: RunSummary) -> Timings:
    """Of a reply that ended."""
    between = summary.generated_tokens - 1
    speed = between / summary.generate_ms * 1000 if between > 0 < summary.generate_ms else None
    return Timings(summary.prompt_ms, summary.first_token_ms, summary.generate_ms, speed)


def _prompt(prompt: TokenList) -> Prompt:
    count = len(prompt.ids)
    spans = zip(
        prompt.starts,
        prompt.ends,
        prompt.types,
        prompt.kinds or (None,) * count,
        prompt.messages or ("",) * count,
        strict=True,
    )
    return Prompt(prompt.text, prompt.ids, tuple(Span(*each) for each in spans))


def _tokens(records: Sequence[TokenRecord], pieces: Mapping[int, bytes]) -> Iterator[Token]:
    texts = {id: piece.decode("utf-8", "backslashreplace") for id, piece in pieces.items()}
    for record, text in zip(records, _texts([r.piece for r in records]), strict=True):
        trace = record.trace
        yield Token(
            id=record.id,
            text=text,
            bytes_hex=record.piece.hex(),
            logprob=record.logprob,
            rank=record.rank,
            entropy_nats=record.entropy_nats,
            u=record.u,
            how=record.how,
            candidates=tuple(_candidates(trace, texts)) if trace else (),
            stages=tuple(map(Stage, trace.stages, trace.left, trace.kept)) if trace else (),
            distribution=_distribution(trace) if trace else None,
            settings=record.settings,
            at_ms=record.at_ms,
        )


def _texts(pieces: Sequence[bytes]) -> Iterator[str]:
    """What each piece adds to the text: a character stands where its last byte came; bytes that
    never become one as `\\xNN` where that is known."""
    decoder = codecs.getincrementaldecoder("utf-8")("backslashreplace")
    for number, piece in enumerate(pieces, 1):
        yield decoder.decode(piece, final=number == len(pieces))


def _candidates(trace: TokenTrace, texts: Mapping[int, str]) -> Iterator[Candidate]:
    for id, logprob, final in zip(trace.candidates, trace.logprobs, trace.finals, strict=True):
        yield Candidate(id, texts.get(id), logprob, final or None)


def _distribution(trace: TokenTrace) -> Distribution:
    own = {name: getattr(trace, name) for name in _COPIED}
    touched = tuple(map(Touched, trace.touched, trace.touched_logprobs))
    return Distribution(touched=touched, **own)


_COPIED = tuple(name for name in Distribution.__struct_fields__ if name != "touched")


def _record(token: Token) -> TokenRecord:
    return TokenRecord(
        id=token.id,
        piece=bytes.fromhex(token.bytes_hex),
        logprob=token.logprob,
        rank=token.rank,
        entropy_nats=token.entropy_nats,
        u=token.u,
        how=token.how,
        settings=token.settings,
        at_ms=token.at_ms,
        trace=_trace(token, token.distribution) if token.distribution else None,
    )


def _trace(token: Token, numbers: Distribution) -> TokenTrace:
    return TokenTrace(
        candidates=tuple(each.id for each in token.candidates),
        logprobs=tuple(each.logprob for each in token.candidates),
        finals=tuple(each.final or 0.0 for each in token.candidates),
        stages=tuple(each.name for each in token.stages),
        left=tuple(each.left for each in token.stages),
        kept=tuple(each.kept for each in token.stages),
        touched=tuple(each.id for each in numbers.touched),
        touched_logprobs=tuple(each.logprob for each in numbers.touched),
        **{name: getattr(numbers, name) for name in _COPIED},
    )


def _contradiction(trace: TraceFile) -> str:
    """What cannot be, although every part of the file is what it should be; empty if nothing."""
    known = 1 + len(trace.later_settings)
    if any(token.settings >= known for token in trace.tokens):
        return "a token was chosen by settings that it does not hold"
    ids = [message.id for message in trace.chat.messages]
    if len(set(ids)) != len(ids):
        return "two of its messages have the same id"
    late = (message.role for message in trace.chat.messages[1:])
    if Role.SYSTEM in late:
        return "a system prompt stands in the middle of its chat"
    if trace.prompt and len(trace.prompt.ids) != len(trace.prompt.spans):
        return "its prompt has not a span for each token"
    if any(token.candidates and not token.distribution for token in trace.tokens):
        return "a token has candidates without their distribution"
    return ""


def _short(problem: Exception) -> str:
    """msgspec's words, without a stranger's text of any length."""
    return " ".join(str(problem).split())[:200].rstrip(".")
