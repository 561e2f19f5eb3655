"""Shares among continuations."""

from __future__ import annotations

import math

import pytest

from desktop.core.comparing import chat_of, shares
from engine.chat import TemplateChoice
from engine.findings import Continuation


def of(total: float) -> Continuation:
    return Continuation("text", (1,), (b"text",), (total,), total, total)


def test_shares_are_the_probabilities_if_one_must_come() -> None:
    assert shares([of(math.log(0.03)), of(math.log(0.01))]) == pytest.approx((0.75, 0.25))
    assert shares([of(-2000.0), of(-2000.0)]) == (0.5, 0.5)  # no underflow
    assert shares([]) == ()


def test_a_prompt_is_one_message_with_or_without_the_template() -> None:
    assert chat_of("Hi", raw=True).template is TemplateChoice.RAW
    assert chat_of("Hi", raw=False).template is TemplateChoice.MODEL
    assert [message.text for message in chat_of("Hi", raw=True).messages] == ["Hi"]
