"""Continuations of one prompt weighed against each other."""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.chat import Chat, Message, Role, TemplateChoice
from engine.findings import Continuation


def shares(continuations: Sequence[Continuation]) -> tuple[float, ...]:
    """The probability of each if one of them must come: softmax of their log-probabilities."""
    best = max((each.total for each in continuations), default=0.0)
    weights = [math.exp(each.total - best) for each in continuations]
    whole = sum(weights)
    return tuple(weight / whole for weight in weights)


def chat_of(prompt: str, raw: bool) -> Chat:
    """A prompt as a chat: one message under the model's template, or as it is where `raw`."""
    template = TemplateChoice.RAW if raw else TemplateChoice.MODEL
    return Chat((Message("prompt", Role.USER, prompt),), template=template)
