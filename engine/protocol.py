"""The whole conversation between the window and an engine child: one JSON object a line, both ways.

The child speaks first: `Hello`. Each request carries an id and is answered by any number of
`Progress`, `Prompted` and `Token`, then by exactly one terminal event, `Done` or `Failed`. A
line that is no request is answered by `Failed` with id 0. `docs/protocol.md` is the page for
people; a test keeps it true."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta

from engine.errors import Fault, InvalidRequest
from engine.records import ContextUse, ModelFacts, RunSummary, TokenRecord
from engine.settings import LoadSettings, SamplingSettings

VERSION = 1

RequestId: TypeAlias = Annotated[int, Meta(ge=1, le=2**53 - 1)]  # JSON numbers are exact so far


class Role(StrEnum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class Overflow(StrEnum):
    """What to do when the chat outgrows the context window."""

    ROLL = "roll"  # the oldest whole turns leave
    STOP = "stop"  # fail with ContextFull


class TemplateChoice(StrEnum):
    """Which chat template turns messages into a prompt."""

    MODEL = "model"
    CHATML = "chatml"
    PLAIN = "plain"


class Capability(StrEnum):
    """What an engine can do; the window hides the rest."""

    CHAT = "chat"
    CONTINUE = "continue"
    MEASURE = "measure"
    LOGPROBS = "logprobs"
    CANDIDATES = "candidates"
    ADJUST = "adjust"
    GRAMMAR = "grammar"


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One message of a chat.

    `ids` are the recorded tokens of a reply (without its end token), valid for the vocabulary
    whose hash is `vocabulary`; they go back into the prompt as they are where the template
    prints `text` verbatim. A `pinned` message never leaves the window."""

    id: str
    role: Role
    text: str
    ids: tuple[int, ...] = ()
    vocabulary: str = ""
    pinned: bool = False


class Chat(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The messages from the system prompt to the last turn, and how they become a prompt.

    `memory_start`, the id of a message, says that the unpinned turns before it left the window
    earlier."""

    messages: tuple[Message, ...]
    template: TemplateChoice = TemplateChoice.MODEL
    overflow: Overflow = Overflow.ROLL
    memory_start: str = ""


class Load(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Load a model, once per process: `Progress` (share done), then `Done` with `ModelFacts`."""

    id: RequestId
    path: str
    settings: LoadSettings = LoadSettings()


class Generate(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Write the next reply, or go on with the last message where `continuing`.

    Answered by `Progress` (reading), `Prompted`, `Token`…, then `Done` with a `RunSummary`.
    """

    id: RequestId
    chat: Chat
    sampling: SamplingSettings = SamplingSettings()
    continuing: bool = False


class Measure(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    """Count the chat with an unsent draft, beside whatever runs; `Done` brings a `ContextUse`."""

    id: RequestId
    chat: Chat
    draft: str = ""
    max_tokens: Annotated[int, Meta(ge=0, le=2**53 - 1)] = 0


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


class Done(msgspec.Struct, frozen=True, tag=True):
    """The request ended well."""

    id: int
    result: ModelFacts | ContextUse | RunSummary | None = None


class Failed(msgspec.Struct, frozen=True, tag=True):
    """The request ended in an error that a person may read. Id 0: the line had none."""

    id: int
    fault: Fault


Request: TypeAlias = Load | Generate | Measure | Cancel | Adjust
Event: TypeAlias = Hello | Progress | Prompted | Token | Done | Failed

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
