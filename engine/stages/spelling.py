"""Whether bytes are still on their way to be UTF-8."""

from __future__ import annotations

import codecs

_LOOKED_AT = 1000  # bytes from the end


def spells(text: bytes) -> bool:
    """Whether the text's last characters are whole, or one that can still become whole."""
    start = max(len(text) - _LOOKED_AT, 0)
    while start < len(text) and text[start] & 0xC0 == 0x80:
        start += 1
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(text[start:])
        begun = decoder.getstate()[0]
        if len(begun) > 1:  # after two bytes any continuation makes a character, or none does
            (begun + b"\x80\x80")[: 3 if begun[0] < 0xF0 else 4].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
