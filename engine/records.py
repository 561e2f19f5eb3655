"""What the engine tells: about a token, a prompt, a model, a run. Frozen values, no behaviour."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from engine.errors import Fault


class StopReason(StrEnum):
    """Why a reply ended."""

    END_OF_TURN = "end_of_turn"
    STOP_STRING = "stop_string"
    LENGTH = "length"
    CONTEXT_FULL = "context_full"
    CANCELLED = "cancelled"


class How(StrEnum):
    """How a token was chosen."""

    SAMPLED = "sampled"
    GREEDY = "greedy"


class TokenRecord(msgspec.Struct, frozen=True):
    """One generated token, as it was chosen.

    `piece` is what the token adds to the text, in bytes (part of a character, perhaps; empty
    for a control token; shortened where a stop string cuts into it). `logprob` is the natural
    logarithm of the raw probability: softmax of the model's logits at temperature 1, before any
    stage. `rank` 1 is the likeliest. `u` in [0, 1) is the die's throw; None where none was
    thrown."""

    id: int
    piece: bytes
    logprob: float
    rank: int
    entropy_nats: float
    u: float | None
    how: How


class SegmentKind(StrEnum):
    """What a stretch of the prompt is."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TEMPLATE = "template"
    DRAFT = "draft"


class Segment(msgspec.Struct, frozen=True):
    """Consecutive tokens of the prompt from one source; `message` is empty for the template."""

    kind: SegmentKind
    tokens: int
    message: str = ""


class ContextUse(msgspec.Struct, frozen=True, tag=True):
    """The prompt as it stands in the context window, in order, counted in tokens.

    `cached` tokens at its beginning need no evaluation. `memory_start` is the id of the first
    message after those that left the window, empty while none has. `retokenised` lists replies
    whose recorded ids could not be used again. `system_folded`: the template has no place for a
    system prompt, so it stands at the head of the first user message."""

    window: int
    segments: tuple[Segment, ...]
    cached: int = 0
    reserve: int = 0
    memory_start: str = ""
    retokenised: tuple[str, ...] = ()
    system_folded: bool = False

    @property
    def used(self) -> int:
        """Tokens of the whole prompt."""
        return sum(s.tokens for s in self.segments)


class MemoryKind(StrEnum):
    """What the model's memory of earlier tokens can do."""

    PLAIN = "plain"  # any tail can be dropped
    SLIDING = "sliding"  # far tokens are gone in some layers
    RECURRENT = "recurrent"  # no token can be dropped, only a saved state restored


class TemplateFacts(msgspec.Struct, frozen=True):
    """Whether the model brings a chat template that works, found by rendering a probe at load."""

    present: bool
    fault: Fault | None = None
    system_folded: bool = False


class ModelFacts(msgspec.Struct, frozen=True, tag=True):
    """A loaded model, as the window shows it. Texts come from the file: show them as plain text."""

    name: str
    path: str
    architecture: str
    quantisation: str
    parameters: int
    size_bytes: int
    vocabulary: str  # hash of all pieces and their types, hex
    vocabulary_size: int
    context_trained: int
    context: int
    threads: int
    device: str
    memory: MemoryKind
    template: TemplateFacts
    recommended: dict[str, float] = {}  # of general.sampling.*, named as in SamplingSettings
    load_ms: float = 0.0


class RunSummary(msgspec.Struct, frozen=True, tag=True):
    """A reply that ended. `seed` is the one the dice were thrown with."""

    reason: StopReason
    seed: int
    prompt_tokens: int
    cached_tokens: int
    generated_tokens: int
    prompt_ms: float
    first_token_ms: float
    generate_ms: float
