"""A reply and how each of its tokens was chosen, as a file. docs/trace.md is the page for people.

Pure: values to bytes and back. What a file of a stranger says is checked here, so that whoever
takes its records may store and show them like those of an engine."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from engine.chat import Chat, Role
from engine.errors import Told
from engine.findings import TokenList
from engine.records import Contrast, TokenRecord, TokenTrace
from engine.settings import SamplingSettings
from engine.traced import (
    VERSION,
    Candidate,
    Distribution,
    Model,
    Prompt,
    Run,
    Span,
    Stage,
    Token,
    Touched,
    TraceFile,
    Tried,
)

LARGEST = 1 << 29  # bytes of a file that is read at all


class TraceUnreadable(Told):
    """The file is no trace, or not one that this version can read."""

    template = "{name} is no trace that can be opened: {reason}."


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
    found = trace.contrast
    tried = map(Tried, found.ids, found.confidences, found.penalties, found.scores) if found else ()
    return Distribution(touched=touched, contrast=tuple(tried), **own)


_OWN_SHAPE = ("touched", "contrast")
_COPIED = tuple(name for name in Distribution.__struct_fields__ if name not in _OWN_SHAPE)


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
        contrast=_contrast(numbers.contrast) if numbers.contrast else None,
        **{name: getattr(numbers, name) for name in _COPIED},
    )


def _contrast(tried: Sequence[Tried]) -> Contrast:
    return Contrast(
        tuple(each.id for each in tried),
        tuple(each.confidence for each in tried),
        tuple(each.penalty for each in tried),
        tuple(each.score for each in tried),
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
