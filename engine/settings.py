"""Every setting, declared once: type, default, range, unit, words.

The sampling panel, the protocol's checks and the documentation read these declarations;
nothing else repeats them. Values are frozen: make changed copies with `msgspec.structs.replace`.
"""

from __future__ import annotations

import functools
import math
from typing import Annotated, Any, get_args, get_type_hints

import msgspec
from msgspec import Meta

from engine.errors import InvalidSetting


class Setting(msgspec.Struct, frozen=True):
    """The declaration of one setting, as a panel shows it."""

    name: str
    label: str
    help: str
    default: Any
    low: float
    high: float
    step: float
    unit: str
    stage: str  # the sampler stage it belongs to; empty where it is none
    lowest: str  # a word for the lowest value where it is no quantity; else empty


def _number(
    low: float,
    high: float,
    step: float,
    label: str,
    help: str,
    *,
    unit: str = "",
    stage: str = "",
    lowest: str = "",
) -> Meta:
    extra = {"step": step, "unit": unit, "stage": stage, "lowest": lowest}
    return Meta(ge=low, le=high, title=label, description=help, extra=extra)


class SamplingSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the next token is chosen and when a reply ends. Defaults are llama.cpp's."""

    temperature: Annotated[
        float,
        _number(
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
        _number(0, 200, 1, "Top-k", "Keeps the k likeliest tokens; 0 keeps all.", stage="top_k"),
    ] = 40
    top_p: Annotated[
        float,
        _number(
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
        _number(
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
        _number(
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
        _number(
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
        _number(
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
        _number(
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
        tuple[Annotated[str, Meta(min_length=1, max_length=200)], ...],
        Meta(
            max_length=16,
            title="Stop strings",
            description="Ends a reply before any of these texts.",
        ),
    ] = ()

    def __post_init__(self) -> None:
        _check(self)


class LoadSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a model is loaded."""

    context: Annotated[
        int,
        _number(
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
        _number(
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
        _number(
            -1,
            1000,
            1,
            "GPU layers",
            "Layers computed on the graphics card, where there is one; -1 means all.",
            lowest="all",
        ),
    ] = -1

    def __post_init__(self) -> None:
        _check(self)


@functools.cache
def declared(kind: type[msgspec.Struct]) -> tuple[Setting, ...]:
    """The numeric settings of a settings class, in the order they are declared."""
    hints = get_type_hints(kind, include_extras=True)
    return tuple(
        _setting(f.name, get_args(hints[f.name])[1], f.default)
        for f in msgspec.structs.fields(kind)
        if get_args(hints[f.name])[1].ge is not None
    )


def _setting(name: str, meta: Meta, default: object) -> Setting:
    extra = meta.extra or {}
    return Setting(
        name,
        meta.title or name,
        meta.description or "",
        default,
        float(meta.ge or 0.0),
        float(meta.le or 0.0),
        extra["step"],
        extra["unit"],
        extra["stage"],
        extra["lowest"],
    )


def _check(settings: msgspec.Struct) -> None:
    """Refuse what is out of range wherever it was built; msgspec itself checks only decoding."""
    for s in declared(type(settings)):
        value = getattr(settings, s.name)
        if math.isnan(value) or not s.low <= value <= s.high:
            raise InvalidSetting(name=s.label, value=value, low=s.low, high=s.high)
