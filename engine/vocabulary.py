"""Tokens as a choice knows them, and what settings say of them in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from engine.errors import InvalidRequest
from engine.json_schema import grammar_of
from engine.llama.grammar import Grammar
from engine.settings import SamplingSettings
from engine.stage_settings import Bias

# Marks that some models make control tokens although a reader wants to see what they mark.
_THINKING = (b"<think>", b"</think>")


class Vocabulary(Protocol):
    """What a choice needs to know of tokens; `pieces` are the bytes of every id, `native` is
    llama.cpp's vocabulary, None where there is none: then without grammars and DRY's breakers."""

    @property
    def pieces(self) -> Sequence[bytes]: ...

    @property
    def native(self) -> Any: ...

    def is_end(self, id: int) -> bool: ...

    def is_control(self, id: int) -> bool: ...

    def tokenize(self, text: str, parse_special: bool) -> list[int]: ...


def visible(vocabulary: Vocabulary, id: int) -> bytes:
    """What a token adds to a reply's text."""
    piece = vocabulary.pieces[id]
    silent = vocabulary.is_control(id) or vocabulary.is_end(id)
    return b"" if silent and piece not in _THINKING else piece


def grammar_for(sampling: SamplingSettings, vocabulary: Vocabulary) -> Grammar | None:
    """The grammar that the settings name, to be closed; None where they name none."""
    if sampling.grammar and sampling.json_schema:
        raise InvalidRequest(problem="a grammar and a JSON schema were given; one of them decides")
    text = sampling.grammar or (sampling.json_schema and grammar_of(sampling.json_schema))
    return Grammar(text, vocabulary.native, len(vocabulary.pieces)) if text else None


def bias_by_id(given: Sequence[Bias], vocabulary: Vocabulary) -> dict[int, float]:
    """What is added to each id; several for one id add up. InvalidRequest for an id beyond the
    vocabulary."""
    result: dict[int, float] = {}
    for each in given:
        ids = (
            vocabulary.tokenize(each.token, False) if isinstance(each.token, str) else [each.token]
        )
        for id in ids:
            if id >= len(vocabulary.pieces):
                raise InvalidRequest(problem=f"there is no token {id} in the vocabulary")
            result[id] = result.get(id, 0.0) + each.bias
    return result
