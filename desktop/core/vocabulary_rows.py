"""A text's tokens as values to look at: pieces, bytes, ids, and what the counts come to."""

from __future__ import annotations

from desktop.core.tokens import Origin, Tokens
from engine.findings import TokenList


def tokens_of(name: str, listed: TokenList) -> Tokens:
    """The tokens of a tokenised text under a name of their own; nothing is known but their ids."""
    tokens = Tokens(name)
    for id, piece, kind in zip(listed.ids, listed.pieces, listed.types, strict=True):
        origin = Origin.CONTROL if kind == "control" else Origin.WRITTEN
        tokens.add_prompted(id, piece, origin)
    tokens.finish()
    return tokens


def bytes_per_token(listed: TokenList) -> float | None:
    """How many bytes of UTF-8 a token stands for on average; None without tokens."""
    return len(listed.text.encode()) / len(listed.ids) if listed.ids else None
