"""Banned words and grammars, token by token along a recorded reply.

As in `engine.choice`, they judge what was drawn; where they turn it down, the same throw falls over
what remains."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from typing import TypeAlias

import numpy as np

from engine.llama.grammar import Grammar
from engine.recorded.landing import landings
from engine.recorded.partial import NONE, Partial
from engine.settings import SamplingSettings
from engine.stages.bans import BannedWords
from engine.stages.spelling import spells
from engine.vocabulary import Vocabulary, grammar_for, visible

_REMEMBERED_BYTES = 1000

Forbid: TypeAlias = Callable[[Partial], None]


class Judge:
    """Stands where the reply stands; close it afterwards."""

    def __init__(self, sampling: SamplingSettings, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._bans = BannedWords(sampling.banned_words)
        self._resources = ExitStack()
        self._grammar: Grammar | None = grammar_for(sampling, vocabulary)
        if self._grammar:
            self._resources.enter_context(closing(self._grammar))
        self._written = b""
        self.lost = False  # the reply strays from the grammar: nothing more can be said

    def close(self) -> None:
        """Free what llama.cpp holds; at most once."""
        self._resources.close()

    def go_on(self, id: int) -> None:
        """The reply's next token."""
        if self._grammar and not self.lost:
            self.lost = not self._fits(id)
            if not self.lost:
                self._grammar.accept(id)
        piece = visible(self._vocabulary, id)
        self._bans.accept(piece)
        self._written = (self._written + piece)[-_REMEMBERED_BYTES:]

    def settle(
        self, drawn: int, left: Partial, u: float, again: Callable[[Forbid], Partial]
    ) -> int:
        """What comes of the token drawn from what the stages `left`, a single row; NONE where that
        is not certain. `again` lets them act anew on what is not forbidden."""
        throws, bound = np.array([u]), False
        banned: list[int] = []
        while drawn != NONE and not self.lost:
            if self._bans.completed_by(visible(self._vocabulary, drawn)):
                banned.append(drawn)
            elif self._fits(drawn):
                return drawn
            elif not bound:
                bound = True
                left = again(lambda raw: self._forbid(raw, banned))
                drawn = int(landings(left, throws)[0])
                continue
            left.drop(left.ids == drawn)
            drawn = int(landings(left, throws)[0])
        return NONE

    def _forbid(self, raw: Partial, banned: Sequence[int]) -> None:
        """Only what the grammar lets through, of those who are not listed perhaps nobody."""
        assert self._grammar is not None
        allowed = {id for id in raw.ids[0].tolist() if id != NONE and self._grammar.allows(id)}
        raw.drop((raw.ids != NONE) & ~np.isin(raw.ids, list(allowed - {*banned})))
        raw.tail.least[:], raw.tail.low[:] = 0, -np.inf
        raw.unsure |= raw.ids[:, 0] == NONE
        raw.untouched = False

    def _fits(self, id: int) -> bool:
        if self._grammar is None:
            return True
        silent = self._vocabulary.is_control(id) and not self._vocabulary.is_end(id)
        text = self._written + visible(self._vocabulary, id)
        return not silent and spells(text) and self._grammar.allows(id)
