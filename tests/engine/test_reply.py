"""A reply on its way, without a model: what cancelling leaves of it."""

from __future__ import annotations

from collections.abc import Generator

from engine.records import How, StopReason, TokenRecord
from engine.reply import until_cancelled
from engine.session import Aborted

RECORD = TokenRecord(1, b"a", -1.0, 1, 1.0, 0.5, How.SAMPLED)


def test_a_cancelled_reply_keeps_what_it_held_back() -> None:
    def items() -> Generator[int | TokenRecord | StopReason]:
        try:
            yield 3
            yield RECORD
        except Aborted:
            yield RECORD
            yield RECORD
            yield StopReason.CANCELLED

    answers = iter([False, True, True, True, True])
    passed = list(until_cancelled(lambda: next(answers), items()))
    assert passed == [3, RECORD, RECORD, RECORD, StopReason.CANCELLED]
