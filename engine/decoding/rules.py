"""What a text that is being written forbids as its next token; one copy for each branch.

The same rules as `engine.choice` keeps to: banned words, the grammar, bytes that spell nothing."""

from __future__ import annotations

import copy
from collections.abc import Sequence

from engine.errors import ReplyStrays, TokenForbidden
from engine.logits import Logits
from engine.settings import SamplingSettings
from engine.stage_settings import StageName
from engine.stages.bans import BannedWords
from engine.stages.spelling import spells
from engine.vocabulary import Vocabulary, grammar_for, visible


class Rules:
    """The rules at the end of one branch. Close each of them."""

    def __init__(
        self, vocabulary: Vocabulary, sampling: SamplingSettings, begun: Sequence[int] = ()
    ) -> None:
        """After `begun`, the tokens that the reply has already. GrammarBroken, SchemaBroken or
        InvalidRequest where a text of the settings cannot be used, ReplyStrays where the grammar
        would not have let the reply begin so."""
        self._vocabulary = vocabulary
        self._bans = BannedWords(sampling.banned_words)
        self._grammar = grammar_for(sampling, vocabulary)
        self._written = b""
        for place, id in enumerate(begun):
            if not self._fits(id):
                self.close()
                raise ReplyStrays(place=place + 1)
            self._accept(id)

    @property
    def written(self) -> bytes:
        """The reply's text so far."""
        return self._written

    def require(self, id: int) -> None:
        """TokenForbidden where the grammar does not let this token come here."""
        if not self._fits(id):
            raise TokenForbidden

    def refusal(self, id: int) -> StageName | None:
        """Which stage forbids this token here; None where it may come."""
        piece = visible(self._vocabulary, id)
        if self._bans.completed_by(piece):
            return StageName.BANNED_WORDS
        return None if self._fits(id) else StageName.GRAMMAR

    def masked(self, logits: Logits) -> Logits:
        """The logits, -inf for every token that the grammar forbids here."""
        return self._grammar.masked(logits) if self._grammar else logits

    def after(self, id: int) -> Rules:
        """The rules behind a token that the grammar lets come."""
        later = copy.copy(self)
        later._bans = copy.copy(self._bans)
        later._grammar = self._grammar.clone() if self._grammar else None
        later._accept(id)
        return later

    def close(self) -> None:
        """Free what llama.cpp holds; at most once."""
        if self._grammar:
            self._grammar.close()

    def _fits(self, id: int) -> bool:
        if self._grammar is None:
            return True
        silent = self._vocabulary.is_control(id) and not self._vocabulary.is_end(id)
        text = self._written + visible(self._vocabulary, id)
        return not silent and spells(text) and self._grammar.allows(id)

    def _accept(self, id: int) -> None:
        piece = visible(self._vocabulary, id)
        self._written += piece
        self._bans.accept(piece)
        if self._grammar:
            self._grammar.accept(id)
