"""What the engine tells: about a token, a prompt, a model, a run. Frozen values, no behaviour."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from engine.errors import Fault
from engine.settings import SamplingSettings
from engine.stage_settings import StageName


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
    BANNED_AND_REDRAWN = "banned_and_redrawn"
    FORCED = "forced"
    BEAM = "beam"
    CONTRASTIVE = "contrastive"


class Contrast(msgspec.Struct, frozen=True):
    """What contrastive search balanced at one token (Su et al. 2022), candidate by candidate.

    `confidences` are their probabilities after the stages that touch single tokens, `penalties`
    the greatest cosine between the hidden state after the candidate and that after any token
    before it. `scores` = (1 - alpha) * confidence - alpha * penalty; the highest was taken."""

    ids: tuple[int, ...]
    confidences: tuple[float, ...]
    penalties: tuple[float, ...]
    scores: tuple[float, ...]


class TokenTrace(msgspec.Struct, frozen=True):
    """What stood behind the choice of one token. Logarithms are natural, of raw probabilities.

    `candidates` are the likeliest before any stage, `finals` what the stages made of their
    probabilities, 0 where a stage cut them; `tail_mass` is the raw probability of all others,
    `rest` of which survived with `rest_mass` together. Each stage of `stages` left `left`
    candidates with the share `kept` of the probability that it found. The die fell between
    `below` and `below + final`. `touched` are the tokens, not among the candidates, whose logits
    penalties, bias, n-grams or bans changed one by one. `maximum`, `mean` and `deviation` are
    those of the finite logits. `xtc_throw` is XTC's own die; `state` what mirostat (mu) or
    adaptive-p (its mean) remembered before this token; `contrast` what contrastive search found."""

    log_sum_exp: float
    maximum: float
    mean: float
    deviation: float
    candidates: tuple[int, ...]
    logprobs: tuple[float, ...]
    finals: tuple[float, ...]
    tail_mass: float
    rest: int
    rest_mass: float
    stages: tuple[StageName, ...]
    left: tuple[int, ...]
    kept: tuple[float, ...]
    final: float
    below: float
    touched: tuple[int, ...] = ()
    touched_logprobs: tuple[float, ...] = ()
    xtc_throw: float | None = None
    state: float | None = None
    contrast: Contrast | None = None


class TokenRecord(msgspec.Struct, frozen=True):
    """One generated token, as it was chosen.

    `piece` is what the token adds to the text, in bytes (part of a character, perhaps; empty
    for a control token; shortened where a stop string cuts into it). `logprob` is the natural
    logarithm of the raw probability: softmax of the model's logits at temperature 1, before any
    stage. `rank` 1 is the likeliest. `u` in [0, 1) is the die's throw; None where none was
    thrown. `settings` counts how often the settings had been replaced in this reply; `at_ms` is
    the time since it was asked for. Records of before there was a trace have neither it nor a time.
    """

    id: int
    piece: bytes
    logprob: float
    rank: int
    entropy_nats: float
    u: float | None
    how: How
    settings: int = 0
    at_ms: float | None = None
    trace: TokenTrace | None = None


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
    batch_invariant: bool = False  # found by trying: batches make no difference, not in a bit


class Plan(msgspec.Struct, frozen=True):
    """How a reply's tokens, prompt included, were evaluated: rounding depends on it.

    Batch `i` began at position `starts[i]` and had `counts[i]` tokens; a later one may begin inside
    an earlier one, whose rest it replaced. `prompt` is a hash of the prompt's ids, hex."""

    starts: tuple[int, ...]
    counts: tuple[int, ...]
    prompt: str
    threads: int
    flash_attention: bool
    key_type: str
    value_type: str


class RunSummary(msgspec.Struct, frozen=True, tag=True):
    """A reply that ended. `seed` is the one the dice were thrown with; `settings` are those that
    were in force, in the order of the records' numbers."""

    reason: StopReason
    seed: int
    prompt_tokens: int
    cached_tokens: int
    generated_tokens: int
    prompt_ms: float
    first_token_ms: float
    generate_ms: float
    plan: Plan | None = None
    settings: tuple[SamplingSettings, ...] = ()
