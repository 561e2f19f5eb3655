"""The whole conversation between the window and an engine child: one JSON object a line, both ways.

The child speaks first: `Hello`. Each request carries an id and is answered by any number of
`Progress`, `Prompted`, `Token` and `Beams`, then by exactly one terminal event, `Done` or `Failed`.
A line that is no request is answered by `Failed` with id 0. `docs/protocol.md` is the page for
people; a test keeps it true."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta

from engine.chat import Chat
from engine.errors import Fault, InvalidRequest
from engine.findings import (
    BeamStep,
    Comparison,
    ImpactTable,
    LadderTable,
    NextTable,
    Odds,
    PieceTable,
    ReplayTable,
    ScoreTable,
    TokenList,
    Verdict,
)
from engine.records import ContextUse, ModelFacts, Plan, RunSummary, TokenRecord
from engine.settings import LoadSettings, SamplingSettings

VERSION = 1

RequestId: TypeAlias = Annotated[int, Meta(ge=1, le=2**53 - 1)]  # JSON numbers are exact so far
Count: TypeAlias = Annotated[int, Meta(ge=0, le=2**53 - 1)]
TokenId: TypeAlias = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Text: TypeAlias = Annotated[str, Meta(min_length=1, max_length=100_000)]
Document: TypeAlias = Annotated[str, Meta(max_length=1_000_000)]  # a second's work to tokenise


class Capability(StrEnum):
    """What an engine can do; the window hides the rest."""

    CHAT = "chat"
    CONTINUE = "continue"
    MEASURE = "measure"
    LOGPROBS = "logprobs"
    CANDIDATES = "candidates"
    ADJUST = "adjust"
    GRAMMAR = "grammar"
    SWAP = "swap"
    NEXT_TOKENS = "next_tokens"
    LADDER = "ladder"
    WHAT_IF = "what_if"
    SCORE = "score"
    TOKENS = "tokens"
    REPLAY = "replay"
    BEAM = "beam"
    CONTRASTIVE = "contrastive"


class Load(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Load a model, once per process: `Progress` (share done), then `Done` with `ModelFacts`.

    A `template` takes the place of the model's own, unless it is empty."""

    id: RequestId
    path: str
    settings: LoadSettings = LoadSettings()
    template: Document = ""


class Generate(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Write the next reply, or go on with the last message where `continuing`.

    Answered by `Progress` (reading), `Prompted`, `Token`…, then `Done` with a `RunSummary`. The
    engine keeps what it recorded under the name `trace`, unless that is empty."""

    id: RequestId
    chat: Chat
    sampling: SamplingSettings = SamplingSettings()
    continuing: bool = False
    trace: str = ""


class Place(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Between two tokens: at the beginning of the next reply to `chat` (with an unsent `draft` of
    the person), or, with `keep`, after so many tokens of the reply that is its last message."""

    chat: Chat
    keep: Count | None = None
    draft: str = ""


class TracePlace(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Before the token `index` of a reply whose records the engine keeps under `trace`."""

    trace: str
    index: Count


class Swap(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Write a reply that begins with the first `keep` tokens of the chat's last message, a reply,
    then with `token`, whatever its probability, and goes on from there.

    Where the last message is no reply, a new one begins with `token`, and `keep` is 0. Answered as
    `Generate`; the first `Token` is the forced one."""

    id: RequestId
    chat: Chat
    keep: Count
    token: TokenId
    sampling: SamplingSettings = SamplingSettings()
    trace: str = ""


class NextTokens(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """The candidates for what comes next; `Done` brings a `NextTable`, with all stages of the
    ladder where `ladder`. Writes nothing."""

    id: RequestId
    place: Place
    sampling: SamplingSettings = SamplingSettings()
    ladder: bool = False


class Ladder(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """How a recorded choice came about, stage by stage; `Done` brings a `LadderTable`.

    Under other settings than those then in force where `sampling` is given. Answered from the
    record, beside whatever runs, where that proves it; else the position is evaluated again."""

    id: RequestId
    place: TracePlace
    sampling: SamplingSettings | None = None


class WhatIf(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """What a recorded reply's dice would have chosen under other settings; `Done` brings a
    `Verdict`. `reread` evaluates the reply again to decide what the record cannot tell."""

    id: RequestId
    trace: str
    sampling: SamplingSettings
    reread: bool = False


class Impact(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """What each stage did over a recorded reply; `Done` brings an `ImpactTable`."""

    id: RequestId
    trace: str


class Probability(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """How likely a text is, or was, at a position; `Done` brings `Odds`.

    Without `sampling`, the stages are those then in force; at a `Place`, the usual ones."""

    id: RequestId
    place: Place | TracePlace
    text: Text
    sampling: SamplingSettings | None = None


class Score(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Weigh every token of a text, or of the whole rendered chat; `Progress`, then `Done` with a
    `ScoreTable`. Exactly one of the two is given."""

    id: RequestId
    text: Document | None = None
    chat: Chat | None = None


class CompareContinuations(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Weigh several continuations of one prompt, which is read once; `Done` brings a
    `Comparison`."""

    id: RequestId
    place: Place
    continuations: Annotated[tuple[Text, ...], Meta(min_length=1, max_length=64)]


class Tokenize(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """A text in tokens, beside whatever runs; `Done` brings a `TokenList`. Literals of control
    tokens count as such where `special`."""

    id: RequestId
    text: Document
    special: bool = False


class Render(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """A chat as it is put before the model, in tokens, beside whatever runs; `Done` brings a
    `TokenList`."""

    id: RequestId
    chat: Chat
    draft: str = ""
    continuing: bool = False
    max_tokens: Count = 0


class Pieces(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """The bytes of some tokens, beside whatever runs; `Done` brings a `PieceTable`."""

    id: RequestId
    ids: Annotated[tuple[TokenId, ...], Meta(max_length=100_000)]


class Replay(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Evaluate a recorded reply again in a cleared context, with the batches that it was written
    with (`own_plan`) or with today's; `Done` brings a `ReplayTable`."""

    id: RequestId
    trace: str
    own_plan: bool = True


class LoadTrace(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Give the engine a stored reply's records back, under the name `trace`. Answered by `Done`.

    `chat` ends before the reply, with the `memory_start` of that time. `settings` are those in
    force, in the order of the records' numbers; `plan` is that of its `RunSummary`."""

    id: RequestId
    trace: str
    chat: Chat
    records: tuple[TokenRecord, ...]
    settings: tuple[SamplingSettings, ...]
    seed: Count
    plan: Plan | None = None


class Measure(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Count the chat with an unsent draft, beside whatever runs; `Done` brings a `ContextUse`."""

    id: RequestId
    chat: Chat
    draft: str = ""
    max_tokens: Count = 0


class Cancel(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """End request `target` as soon as possible; overtakes everything. Answered by `Done`."""

    id: RequestId
    target: RequestId


class Adjust(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Replace the settings of reply `target` from its next token on; overtakes everything.

    The stages and the maximum length change; seed, stop strings, grammar and schema stay. The
    records carry how often that happened. Answered by `Done`."""

    id: RequestId
    target: RequestId
    sampling: SamplingSettings


Result: TypeAlias = (
    ModelFacts
    | ContextUse
    | RunSummary
    | NextTable
    | LadderTable
    | Verdict
    | ImpactTable
    | Odds
    | ScoreTable
    | Comparison
    | TokenList
    | PieceTable
    | ReplayTable
)


class Device(msgspec.Struct, frozen=True):
    """A device llama.cpp can compute on; memory in bytes."""

    name: str
    description: str
    kind: str
    memory_free: int
    memory_total: int


class Hello(msgspec.Struct, frozen=True, tag=True):
    """The child's first words."""

    protocol: int
    llama: str
    capabilities: tuple[Capability, ...]
    devices: tuple[Device, ...]


class Progress(msgspec.Struct, frozen=True, tag=True):
    """How far a load (share of the weights) or the reading of a prompt (tokens) has come."""

    id: int
    done: float
    total: float


class Prompted(msgspec.Struct, frozen=True, tag=True):
    """What the prompt of a run consists of, sent before it is read.

    `opens_thinking`: the template has already written the opening tag of a thinking block.
    """

    id: int
    use: ContextUse
    opens_thinking: bool = False


class Token(msgspec.Struct, frozen=True, tag=True):
    """One token of the reply."""

    id: int
    record: TokenRecord


class Beams(msgspec.Struct, frozen=True, tag=True):
    """How the tree of a beam search grew, before any `Token` of its reply is known."""

    id: int
    step: BeamStep


class Done(msgspec.Struct, frozen=True, tag=True):
    """The request ended well."""

    id: int
    result: Result | None = None


class Failed(msgspec.Struct, frozen=True, tag=True):
    """The request ended in an error that a person may read. Id 0: the line had none."""

    id: int
    fault: Fault


# What is worked on beside whatever runs, unless it turns out to need the model's memory of tokens.
SideJob: TypeAlias = (
    Measure | Tokenize | Render | Pieces | LoadTrace | Ladder | WhatIf | Impact | Probability
)
Job: TypeAlias = (
    Load | Generate | Swap | NextTokens | Score | CompareContinuations | Replay | SideJob
)
Request: TypeAlias = Job | Cancel | Adjust
Event: TypeAlias = Hello | Progress | Prompted | Token | Beams | Done | Failed

_encoder = msgspec.json.Encoder()
_requests: msgspec.json.Decoder[Request] = msgspec.json.Decoder(Request)
_events: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def encode(message: Request | Event) -> bytes:
    """One message as one line of UTF-8 JSON."""
    return _encoder.encode(message) + b"\n"


def decode_request(line: bytes) -> Request:
    """The request of one line; InvalidRequest (or InvalidSetting) says what is wrong with it."""
    try:
        return _requests.decode(line)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as problem:
        raise InvalidRequest(problem=str(problem)) from problem


def decode_event(line: bytes) -> Event:
    """The event of one line; msgspec.MsgspecError if it is none."""
    return _events.decode(line)
