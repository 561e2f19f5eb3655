"""Words that are too long to be kept whole where lines are broken. Plain text, no Qt.

For each line that it breaks out of a word Qt reads the whole rest of it: minutes for a word of a
megabyte, as a paste can bring one."""

from __future__ import annotations

LONGEST = 2000  # letters


def has_endless_word(text: str) -> bool:
    """Whether lines should end anywhere in this text."""
    return len(text) > LONGEST and max(map(len, text.split()), default=0) > LONGEST
