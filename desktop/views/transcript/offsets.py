"""Positions in text as Qt counts them: UTF-16 units, two for an emoji, where Python counts one."""

from __future__ import annotations


def qt_length(text: str) -> int:
    """The length of `text` in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def qt_slice(text: str, start: int, end: int) -> str:
    """`text` from `start` to `end`, both in UTF-16 units."""
    if text.isascii():
        return text[start:end]
    return text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * end].decode(
        "utf-16-le", "replace"
    )
