"""What was balanced, as columns."""

from __future__ import annotations

import msgspec
import pytest

from desktop.core.contrasts import contrast_at, pack_contrasts, unpack_contrasts
from engine.records import Contrast, TokenTrace

PLAIN = TokenTrace(0, 0, 0, 0, (), (), (), 1, 0, 0, (), (), (), 1, 0)
ONE = Contrast((4,), (0.5,), (0.25,), (0.125,))
TWO = Contrast((7, 2**31 - 1), (0.5, 0.25), (-1.0, 1.0), (0.0, -0.75))


def balancing(contrast: Contrast | None) -> TokenTrace:
    return msgspec.structs.replace(PLAIN, contrast=contrast)


@pytest.mark.parametrize(
    "found", [[ONE], [None, TWO, None, ONE], [TWO, ONE, TWO], [None] * 300 + [ONE]]
)
def test_what_is_unpacked_equals_what_was_packed(found: list[Contrast | None]) -> None:
    packed = pack_contrasts([balancing(each) for each in found])
    assert unpack_contrasts(packed, len(found)) == found
    assert [contrast_at(packed, place) for place in range(len(found))] == found


def test_records_without_a_trace_balanced_nothing() -> None:
    packed = pack_contrasts([None, balancing(ONE)])
    assert unpack_contrasts(packed, 2) == [None, ONE]


def test_replies_of_other_strategies_take_no_room() -> None:
    assert pack_contrasts([None, balancing(None)]) is None
    assert unpack_contrasts(None, 2) == [None, None]
    assert contrast_at(None, 1) is None


def test_a_candidate_takes_sixteen_bytes() -> None:
    packed = pack_contrasts([balancing(TWO)] * 1000)
    assert packed is not None
    assert len(packed) < 2 * 16 * 1000 + 2 * 1000 + 50
