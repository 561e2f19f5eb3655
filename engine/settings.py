"""Every setting of a reply and of a load, in the words of the panel.

Values are frozen: make changed copies with `msgspec.structs.replace`."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta

from engine.declarations import check, number
from engine.errors import StageMisplaced
from engine.stage_settings import MOVABLE, Text
from engine.strategy_settings import StrategySettings


class SamplingSettings(StrategySettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the next token is chosen and when a reply ends. Defaults are llama.cpp's."""

    temperature: Annotated[
        float,
        number(
            0.0,
            5.0,
            0.05,
            "Temperature",
            "Divides the logits: below 1 safer, above 1 wilder, 0 always the likeliest token.",
            stage="temperature",
        ),
    ] = 0.8
    top_k: Annotated[
        int,
        number(0, 200, 1, "Top-k", "Keeps the k likeliest tokens; 0 keeps all.", stage="top_k"),
    ] = 40
    top_p: Annotated[
        float,
        number(
            0.0,
            1.0,
            0.01,
            "Top-p",
            "Keeps the likeliest tokens that together reach this probability; 1 keeps all.",
            stage="top_p",
        ),
    ] = 0.95
    min_p: Annotated[
        float,
        number(
            0.0,
            1.0,
            0.01,
            "Min-p",
            "Drops tokens less likely than this share of the likeliest; 0 keeps all.",
            stage="min_p",
        ),
    ] = 0.05
    repeat_penalty: Annotated[
        float,
        number(
            1.0,
            1.5,
            0.01,
            "Repeat penalty",
            "Makes tokens that came recently less likely; 1 leaves them alone.",
            stage="penalties",
        ),
    ] = 1.0
    repeat_last_n: Annotated[
        int,
        number(
            0,
            2048,
            16,
            "Repeat window",
            "How many recent tokens the repeat penalty looks at.",
            unit="tokens",
            stage="penalties",
        ),
    ] = 64
    seed: Annotated[
        int,
        number(
            -1,
            2**32 - 1,
            1,
            "Seed",
            "The same seed throws the same dice; -1 draws a new one.",
            lowest="random",
        ),
    ] = -1
    max_tokens: Annotated[
        int,
        number(
            0,
            32768,
            64,
            "Maximum length",
            "Ends a reply after this many tokens; 0 sets no limit.",
            unit="tokens",
            lowest="no limit",
        ),
    ] = 0
    stop: Annotated[
        tuple[Text, ...],
        Meta(
            max_length=16,
            title="Stop strings",
            description="Ends a reply before any of these texts.",
        ),
    ] = ()

    def __post_init__(self) -> None:
        check(self)
        for place, stage in enumerate(self.order):
            if stage in self.order[:place] or stage not in MOVABLE:
                raise StageMisplaced(name=stage)


# The values at which every stage leaves the distribution as it is.
NEUTRAL = {
    "temperature": 1.0,
    "top_k": 0,
    "top_p": 1.0,
    "min_p": 0.0,
    "repeat_penalty": 1.0,
    "frequency_penalty": 0.0,
    "presence_penalty": 0.0,
    "dry_multiplier": 0.0,
    "no_repeat_ngram": 0,
    "top_n_sigma": 0.0,
    "typical_p": 1.0,
    "xtc_probability": 0.0,
    "dynamic_temperature": 0.0,
    "mirostat": 0,
    "adaptive_target": -1.0,
}

Adjusted: TypeAlias = tuple[int, SamplingSettings]  # how often replaced, and the latest


class LoadSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a model is loaded."""

    context: Annotated[
        int,
        number(
            0,
            1_048_576,
            256,
            "Context window",
            "Tokens the model sees at once; 0 takes what it was trained for, up to 8,192.",
            unit="tokens",
            lowest="automatic",
        ),
    ] = 0
    threads: Annotated[
        int,
        number(
            0,
            256,
            1,
            "Threads",
            "Processor cores that compute; 0 chooses for this machine.",
            lowest="automatic",
        ),
    ] = 0
    gpu_layers: Annotated[
        int,
        number(
            -1,
            1000,
            1,
            "GPU layers",
            "Layers computed on the graphics card, where there is one; -1 means all.",
            lowest="all",
        ),
    ] = -1
    reproducible: Annotated[
        bool,
        Meta(
            title="Reproducible",
            description="Computes so that, with most models, the same seed writes the same reply "
            "however the text before it was read; perhaps a little slower.",
        ),
    ] = False

    def __post_init__(self) -> None:
        check(self)
