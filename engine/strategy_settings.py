"""By which strategy the next token is found, and what only some strategies look at."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from engine.declarations import number
from engine.stage_settings import StageSettings


class Strategy(StrEnum):
    """How a reply is found among all that could be written."""

    SAMPLE = "sample"  # the die falls on what the stages leave
    GREEDY = "greedy"  # the likeliest of what the stages leave
    BEAM = "beam"  # the reply that is likeliest as a whole, among those that are tried
    CONTRASTIVE = "contrastive"  # likely, and unlike what stands there already


class StrategySettings(StageSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The strategy and its numbers, which the others leave alone."""

    strategy: Annotated[
        Strategy,
        Meta(title="Strategy", description="How the tokens of a reply are found."),
    ] = Strategy.SAMPLE
    beam_width: Annotated[
        int,
        number(
            1,
            16,
            1,
            "Beams",
            "How many beginnings of a reply are followed side by side.",
            strategy=Strategy.BEAM,
        ),
    ] = 4
    length_penalty: Annotated[
        float,
        number(
            0.0,
            3.0,
            0.1,
            "Length penalty",
            "A reply's log-probability is divided by its length to this power: 0 favours short "
            "replies, 1 weighs the mean of a token, more favours long ones.",
            strategy=Strategy.BEAM,
        ),
    ] = 1.0
    contrastive_alpha: Annotated[
        float,
        number(
            0.0,
            1.0,
            0.05,
            "Degeneration penalty",
            "How much a token loses for being like one that came before; 0 takes the likeliest.",
            strategy=Strategy.CONTRASTIVE,
        ),
    ] = 0.6
    contrastive_k: Annotated[
        int,
        number(
            1,
            16,
            1,
            "Compared candidates",
            "How many of the likeliest tokens are compared.",
            unit="tokens",
            strategy=Strategy.CONTRASTIVE,
        ),
    ] = 4
