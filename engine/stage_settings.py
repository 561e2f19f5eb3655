"""The settings of the sampler stages that few people touch. Neutral values leave a stage out."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta

from engine.declarations import number

Text: TypeAlias = Annotated[str, Meta(min_length=1, max_length=200)]

LONGEST_GRAMMAR = 64_000


class StageName(StrEnum):
    """The stages between the model's logits and the die."""

    LOGIT_BIAS = "logit_bias"
    PENALTIES = "penalties"
    DRY = "dry"
    NO_REPEAT_NGRAM = "no_repeat_ngram"
    TOP_N_SIGMA = "top_n_sigma"
    TOP_K = "top_k"
    TYPICAL = "typical"
    TOP_P = "top_p"
    MIN_P = "min_p"
    XTC = "xtc"
    TEMPERATURE = "temperature"
    GRAMMAR = "grammar"
    MIROSTAT = "mirostat"
    ADAPTIVE_P = "adaptive_p"
    BANNED_WORDS = "banned_words"


# llama.cpp's order. The other stages have their places: the grammar first, the rest last.
MOVABLE = (
    StageName.LOGIT_BIAS,
    StageName.PENALTIES,
    StageName.DRY,
    StageName.NO_REPEAT_NGRAM,
    StageName.TOP_N_SIGMA,
    StageName.TOP_K,
    StageName.TYPICAL,
    StageName.TOP_P,
    StageName.MIN_P,
    StageName.XTC,
    StageName.TEMPERATURE,
)


class Bias(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is added to the logit of a token: one id, or every token of a text."""

    token: Annotated[int, Meta(ge=0, le=2**31 - 1)] | Text
    bias: Annotated[float, Meta(ge=-100.0, le=100.0)]


class RepetitionSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What makes single tokens likelier, less likely or impossible."""

    logit_bias: Annotated[
        tuple[Bias, ...],
        Meta(
            max_length=1000,
            title="Logit bias",
            description="Is added to the logits of these tokens.",
        ),
    ] = ()
    frequency_penalty: Annotated[
        float,
        number(
            -2.0,
            2.0,
            0.05,
            "Frequency penalty",
            "Taken from a token's logit for each time it came recently; 0 takes nothing.",
            stage="penalties",
            basic=False,
        ),
    ] = 0.0
    presence_penalty: Annotated[
        float,
        number(
            -2.0,
            2.0,
            0.05,
            "Presence penalty",
            "Taken once from the logit of each token that came recently; 0 takes nothing.",
            stage="penalties",
            basic=False,
        ),
    ] = 0.0
    dry_multiplier: Annotated[
        float,
        number(
            0.0,
            5.0,
            0.05,
            "DRY multiplier",
            "Strength against tokens that go on with a repeated passage; 0 leaves them alone.",
            stage="dry",
            basic=False,
        ),
    ] = 0.0
    dry_base: Annotated[
        float,
        number(
            1.0,
            4.0,
            0.05,
            "DRY base",
            "How fast that grows with each token that the passage is longer.",
            stage="dry",
            basic=False,
        ),
    ] = 1.75
    dry_allowed_length: Annotated[
        int,
        number(
            1,
            20,
            1,
            "DRY allowed length",
            "Passages up to this length may be repeated.",
            unit="tokens",
            stage="dry",
            basic=False,
        ),
    ] = 2
    dry_last_n: Annotated[
        int,
        number(
            0,
            32768,
            64,
            "DRY window",
            "How many recent tokens DRY looks at.",
            unit="tokens",
            stage="dry",
            basic=False,
        ),
    ] = 4096
    dry_breakers: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=40)], ...],
        Meta(
            max_length=16,
            title="DRY breakers",
            description="A passage ends at each of these texts.",
        ),
    ] = ("\n", ":", '"', "*")
    no_repeat_ngram: Annotated[
        int,
        number(
            0,
            20,
            1,
            "No repeated n-gram",
            "No sequence of so many tokens comes twice; 0 lets all come.",
            unit="tokens",
            stage="no_repeat_ngram",
            basic=False,
        ),
    ] = 0
    banned_words: Annotated[
        tuple[Text, ...],
        Meta(
            max_length=200,
            title="Banned words",
            description="Never written, even across token borders.",
        ),
    ] = ()


class StageSettings(RepetitionSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rarer ways to cut and to reshape the distribution, and what is recorded of it."""

    top_n_sigma: Annotated[
        float,
        number(
            0.0,
            5.0,
            0.05,
            "Top-n-sigma",
            "Keeps logits within so many deviations of the highest; 0 keeps all.",
            stage="top_n_sigma",
            basic=False,
        ),
    ] = 0.0
    typical_p: Annotated[
        float,
        number(
            0.0,
            1.0,
            0.01,
            "Typical",
            "Keeps the tokens of most usual surprise that together reach this; 1 keeps all.",
            stage="typical",
            basic=False,
        ),
    ] = 1.0
    xtc_probability: Annotated[
        float,
        number(
            0.0,
            1.0,
            0.01,
            "XTC probability",
            "How often the likeliest choices are excluded; 0 never.",
            stage="xtc",
            basic=False,
        ),
    ] = 0.0
    xtc_threshold: Annotated[
        float,
        number(
            0.0,
            0.5,
            0.01,
            "XTC threshold",
            "Of the tokens at least this likely, XTC leaves only the least likely one.",
            stage="xtc",
            basic=False,
        ),
    ] = 0.1
    dynamic_temperature: Annotated[
        float,
        number(
            0.0,
            5.0,
            0.05,
            "Dynamic temperature",
            "Moves the temperature by up to this much with the entropy; 0 keeps it still.",
            stage="temperature",
            basic=False,
        ),
    ] = 0.0
    dynamic_exponent: Annotated[
        float,
        number(
            0.1,
            5.0,
            0.05,
            "Dynamic exponent",
            "How the dynamic temperature follows the entropy; 1 in proportion.",
            stage="temperature",
            basic=False,
        ),
    ] = 1.0
    mirostat: Annotated[
        int,
        number(
            0,
            2,
            1,
            "Mirostat",
            "Holds the surprise near a target by its version 1 or 2; 0 does not.",
            stage="mirostat",
            basic=False,
        ),
    ] = 0
    mirostat_tau: Annotated[
        float,
        number(
            0.0,
            10.0,
            0.1,
            "Mirostat target",
            "The surprise that mirostat aims at.",
            unit="bits",
            stage="mirostat",
            basic=False,
        ),
    ] = 5.0
    mirostat_eta: Annotated[
        float,
        number(
            0.0,
            1.0,
            0.01,
            "Mirostat rate",
            "How fast mirostat corrects itself.",
            stage="mirostat",
            basic=False,
        ),
    ] = 0.1
    adaptive_target: Annotated[
        float,
        number(
            -1.0,
            1.0,
            0.05,
            "Adaptive-p target",
            "Prefers tokens about this likely; below 0 it does nothing.",
            stage="adaptive_p",
            lowest="off",
            basic=False,
        ),
    ] = -1.0
    adaptive_decay: Annotated[
        float,
        number(
            0.0,
            0.99,
            0.01,
            "Adaptive-p decay",
            "How long adaptive-p remembers what it chose.",
            stage="adaptive_p",
            basic=False,
        ),
    ] = 0.9
    grammar: Annotated[
        str,
        Meta(
            max_length=LONGEST_GRAMMAR,
            title="Grammar",
            description="GBNF that the whole reply follows.",
        ),
    ] = ""
    json_schema: Annotated[
        str,
        Meta(
            max_length=LONGEST_GRAMMAR,
            title="JSON schema",
            description="The reply is JSON of this schema.",
        ),
    ] = ""
    order: Annotated[
        tuple[StageName, ...],
        Meta(
            max_length=len(MOVABLE),
            title="Order of the stages",
            description="The stages that act, in this order.",
        ),
    ] = MOVABLE
    candidates: Annotated[
        int,
        number(
            0,
            1000,
            16,
            "Recorded candidates",
            "How many of the likeliest tokens are recorded with each choice.",
            unit="tokens",
            basic=False,
        ),
    ] = 64
