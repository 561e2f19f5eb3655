"""What analyses find about tokens: tables, ladders, comparisons. Frozen values, no behaviour.

Lists of one kind belong together element by element. Logarithms are natural, of raw
probabilities, unless a field says otherwise."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from engine.records import SegmentKind, TokenRecord
from engine.stage_settings import StageName


class Yardstick(StrEnum):
    """What a stage compares before it cuts a candidate, and how it was then."""

    PLACE = "place"  # by falling probability, 1 the first; above the limit
    CUMULATIVE = "cumulative"  # what those before it have together; at or above the limit
    SHARE = "share"  # of the likeliest one's probability; below the limit
    LOGIT = "logit"  # below the limit
    PROBABILITY = "probability"  # at or above the limit
    SURPRISE_BITS = "surprise_bits"  # above the limit
    REPETITION = "repetition"  # it would complete an n-gram of this length again
    FORBIDDEN = "forbidden"  # by a grammar or a banned word; nothing is measured


class Cut(msgspec.Struct, frozen=True):
    """The comparison that dropped a candidate: its `value`, and the stage's `limit`."""

    stage: StageName
    measure: Yardstick
    value: float
    limit: float


class LadderTable(msgspec.Struct, frozen=True, tag=True):
    """The walk of the likeliest candidates through the stages at one position.

    A row is a candidate, `ids` falling by raw probability, the chosen token always among them. A
    column of `stages` holds, in `probabilities`, every row's probability after that stage; None
    from the stage on that cut it, which `cuts` explains (None for survivors). `rest_left` and
    `rest_mass` are the number and probability of all other tokens after each stage.
    `from_record`: read from the record; else the position was evaluated again."""

    ids: tuple[int, ...]
    pieces: tuple[bytes, ...]
    logprobs: tuple[float, ...]
    stages: tuple[StageName, ...]
    probabilities: tuple[tuple[float | None, ...], ...]  # [stage][row]
    cuts: tuple[Cut | None, ...]
    rest_left: tuple[int, ...]
    rest_mass: tuple[float, ...]
    chosen: int
    u: float | None
    from_record: bool


class NextTable(msgspec.Struct, frozen=True, tag=True):
    """What would come next after a prefix: the record that a reply would begin with, the texts of
    its candidates, and the number of tokens that stand before it."""

    record: TokenRecord
    pieces: tuple[bytes, ...]
    position: int
    ladder: LadderTable | None = None


class Verdict(msgspec.Struct, frozen=True, tag=True):
    """A recorded reply under other settings, by the same dice, one token at a time on its own
    text. `tokens` are those that would have been chosen: the recorded one where nothing changes,
    -1 where the record cannot tell. `first_divergence` is the index of the first certain change
    that only certain agreement precedes, -1 where there is none. `pieces` are the texts of
    `tokens`, empty for -1."""

    tokens: tuple[int, ...]
    pieces: tuple[bytes, ...]
    first_divergence: int
    changed: int
    undecided: int


class StageImpact(msgspec.Struct, frozen=True):
    """What one stage did over a whole reply: at how many tokens it acted at all, how many
    candidates it cut there on average, how many choices would have been others without it, and at
    how many the record cannot tell."""

    stage: StageName
    acted: int
    cut_mean: float
    changed: int
    undecided: int


class ImpactTable(msgspec.Struct, frozen=True, tag=True):
    """What each stage did over a reply of so many tokens, in the order of the stages."""

    tokens: int
    stages: tuple[StageImpact, ...]


class Odds(msgspec.Struct, frozen=True, tag=True):
    """How likely a text was at a position, token by token: each one given those before it.

    `removed_by` is the stage that would have cut the first token, None where it survives with the
    probability `final`."""

    ids: tuple[int, ...]
    pieces: tuple[bytes, ...]
    logprobs: tuple[float, ...]
    ranks: tuple[int, ...]
    final: float
    removed_by: Cut | None = None


class ScoreTable(msgspec.Struct, frozen=True, tag=True):
    """Every token of a text as the model weighs it, given those before it.

    The first token has nothing before it unless the vocabulary begins texts with a token of its
    own: its numbers are then None, as are those of every token that starts a prompt. `seen` is how
    many of the tokens before each the model saw: all of them, unless the text is longer than the
    window. `best` is the likeliest token in its place. `kinds` and `messages` tell where each came
    from in a chat. `perplexity` is exp of the mean negative log-probability of the tokens that have
    one, None where none has."""

    ids: tuple[int, ...]
    pieces: tuple[bytes, ...]
    logprobs: tuple[float | None, ...]
    ranks: tuple[int | None, ...]
    entropies_nats: tuple[float | None, ...]
    best: tuple[int | None, ...]
    best_pieces: tuple[bytes, ...]
    best_logprobs: tuple[float | None, ...]
    kinds: tuple[SegmentKind, ...]
    messages: tuple[str, ...]
    seen: tuple[int, ...]
    perplexity: float | None


class Continuation(msgspec.Struct, frozen=True):
    """One continuation of a prompt: its tokens and their log-probabilities, summed and averaged."""

    text: str
    ids: tuple[int, ...]
    pieces: tuple[bytes, ...]
    logprobs: tuple[float, ...]
    total: float
    mean: float


class Comparison(msgspec.Struct, frozen=True, tag=True):
    """Continuations of one prompt, in the order they were asked."""

    continuations: tuple[Continuation, ...]
    prompt_tokens: int


class TokenList(msgspec.Struct, frozen=True, tag=True):
    """A text, or a rendered chat, in tokens.

    `starts` and `ends` are byte offsets in `text`; a token whose bytes do not stand there as they
    are (white space that the tokeniser adds or drops) covers what it stands for. `types` are
    llama.cpp's words: normal, control, user_defined, unknown, byte, unused. `kinds` and
    `messages` say where each came from; for a plain text they are empty."""

    text: str
    ids: tuple[int, ...]
    pieces: tuple[bytes, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    types: tuple[str, ...]
    kinds: tuple[SegmentKind, ...] = ()
    messages: tuple[str, ...] = ()


class PieceTable(msgspec.Struct, frozen=True, tag=True):
    """The bytes of the tokens that were asked for, in their order, and what vocabulary they are
    of."""

    vocabulary: str
    pieces: tuple[bytes, ...]


class ReplayTable(msgspec.Struct, frozen=True, tag=True):
    """A recorded reply evaluated again. `own_plan`: with the batches it was written with; then
    every difference is told as one. `differing` are the indices whose log-probability is not the
    same to the bit, `largest` the greatest difference among them; `other_choices` are the indices
    at which the same dice would now fall on another token. `prompt_differs`: the prompt could not
    be made the same again (its template tells the date, perhaps). `load_differs`: the model is not
    loaded as it was then (threads, flash attention, types of keys and values), which rounds
    otherwise, too."""

    tokens: int
    own_plan: bool
    differing: tuple[int, ...]
    largest: float
    other_choices: tuple[int, ...]
    prompt_differs: bool = False
    load_differs: bool = False


class Fate(StrEnum):
    """What became of a token that a beam search tried."""

    KEPT = "kept"  # a beam goes on from it
    DROPPED = "dropped"  # others score higher
    FINISHED = "finished"  # it ends a reply, by itself or by a limit


class BeamNode(msgspec.Struct, frozen=True):
    """A token that was tried in a beam search, as a node of its tree.

    `parent` is the node that it would follow, 0 the prompt. `logprob` is what it adds: its raw
    log-probability, changed by what touches single tokens; `score` that of all tokens up to it,
    summed and divided by their number to the power of the length penalty."""

    node: int
    parent: int
    token: int
    piece: bytes
    logprob: float
    score: float
    fate: Fate


class BeamStep(msgspec.Struct, frozen=True):
    """One step of a beam search: the tokens that were tried at the place `depth` of the reply, from
    1, by falling score; always the best of each beam among them. `best` is the node that ends the
    best reply so far, finished or not."""

    depth: int
    nodes: tuple[BeamNode, ...]
    best: int
