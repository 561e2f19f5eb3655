"""Where lines may end anywhere, because a word would take Qt too long."""

from __future__ import annotations

import pytest

from desktop.views.long_words import LONGEST, has_endless_word


@pytest.mark.parametrize(
    ("text", "endless"),
    [
        ("", False),
        ("word " * LONGEST, False),
        ("w" * LONGEST, False),
        ("w" * (LONGEST + 1), True),
        ("a line\n" + "w" * 5000 + "\nanother", True),
    ],
)
def test_only_a_word_that_nobody_reads_is_endless(text: str, endless: bool) -> None:
    assert has_endless_word(text) == endless
