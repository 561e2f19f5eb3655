"""How one token is chosen and what is recorded of it: stages, bans, grammar, the die.

Knows one reply's settings and past, no session and no text that is held back."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

import numpy as np
import numpy.typing as npt

from engine.die import Die, Landing, draw, stretch
from engine.errors import InvalidRequest, NothingLeft, ReplyStrays, TokenForbidden
from engine.explain import Choice, standing, table
from engine.findings import LadderTable
from engine.ladder import Ladder, Steps
from engine.logits import Logits, RawStatistics, likeliest, rank, raw_statistics
from engine.records import How, TokenRecord
from engine.settings import SamplingSettings
from engine.stage_settings import StageName
from engine.stages.bans import BannedWords
from engine.stages.spelling import spells
from engine.stages.steering import Steering, steering
from engine.strategy_settings import Strategy
from engine.tracing import Field, Tracer, walked
from engine.vocabulary import Vocabulary, bias_by_id, grammar_for, visible

XTC_LANE = 1
_NEVER = 1.0  # a throw at which XTC acts only where it always does
_REMEMBERED_BYTES = 1000  # longer than any banned word


class Chooser:
    """Chooses token after token of one reply. Close it afterwards."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        sampling: SamplingSettings,
        seed: int | None,
        past: Sequence[int],
        begun: int = 0,
    ) -> None:
        """`past` is the prompt, whose last `begun` tokens are the reply's own already. Without a
        `seed` no die is thrown: the likeliest of what the stages leave is taken.

        InvalidRequest, or one of its kinds, where the settings do not fit the vocabulary or a text
        among them is broken; ReplyStrays where the grammar would not have let the reply begin so.
        """
        self._vocabulary = vocabulary
        self._die = None if seed is None else Die(seed)
        self._written = b""
        self._tracer = Tracer(len(vocabulary.pieces))
        self._number = 0
        self._greedy = False
        self._steering: Steering | None = None
        self._ladder: Ladder | None = None
        self._grammar = grammar_for(sampling, vocabulary)
        try:
            self._follow(past[len(past) - begun :])
            self._use(sampling, past)
        except (InvalidRequest, ReplyStrays):
            self.close()
            raise

    def replace(self, sampling: SamplingSettings, number: int, past: Sequence[int]) -> None:
        """From the next token on, these settings. The grammar stays: the reply has begun by it."""
        self._number = number
        self._use(sampling, past)

    def steer(self, state: float) -> None:
        """What mirostat or adaptive-p is to remember, where one of them acts."""
        if self._steering:
            self._steering.state = state

    @property
    def written(self) -> bytes:
        """The end of the reply's text: more of it than any stop string is long."""
        return self._written

    def close(self) -> None:
        """Free what llama.cpp holds; at most once."""
        if self._ladder:
            self._ladder.close()
        if self._grammar:
            self._grammar.close()

    def choose(self, logits: Logits, position: int, at_ms: float) -> TokenRecord:
        """The next token, which becomes part of the past. `position` is its index in the whole
        sequence. Raises ModelComputesNaN and NothingLeft."""
        raw = raw_statistics(logits)
        u, xtc = self.throws(position)
        head = self._head(logits)
        found, landing = self._find(logits, raw, head, u or 0.0, _NEVER if xtc is None else xtc)
        return self._taken(logits, raw, head, found, landing, _how(found, u), u, xtc, at_ms)

    def would_choose(self, logits: Logits, position: int) -> int:
        """The token that `choose` would choose; the past stays as it is. Raises as `choose`."""
        u, xtc = self.throws(position)
        return self._at(logits, u, xtc)[1].id

    def pass_by(self, taken: int, logits: Logits, u: float, xtc: float) -> int:
        """The token on which these throws would fall; then `taken`, which came instead, becomes
        part of the past. TokenForbidden where the grammar does not let that come; as `choose`."""
        found, landing = self._at(logits, u, xtc)
        self.require(taken)
        self._accept(taken, found)
        return landing.id

    def require(self, id: int) -> None:
        """TokenForbidden where the grammar does not let this token come next."""
        if not self._fits(id):
            raise TokenForbidden

    def force(self, id: int, logits: Logits, position: int, at_ms: float) -> TokenRecord:
        """This token as the next one, be it cut by a stage; `require` has let it through. What the
        stages made of it is recorded. Raises as `choose`."""
        raw = raw_statistics(logits)
        xtc = self._xtc_throw(position)
        head = self._head(logits)
        thrown = _NEVER if xtc is None else xtc
        found = self._field(logits, raw.log_sum_exp, thrown, Steps(), head)
        landing = stretch(found.ids, found.probabilities, id)
        return self._taken(logits, raw, head, found, landing, How.FORCED, None, xtc, at_ms)

    def _head(self, logits: Logits) -> npt.NDArray[np.int32]:
        """The likeliest tokens: as many as are recorded or decide alone in the ladder."""
        return likeliest(logits, max(self._candidates, self._required.head))

    def throws(self, position: int) -> tuple[float | None, float | None]:
        """The die's for a token and XTC's own; None where the likeliest is taken, and where XTC
        does not act by a die."""
        greedy = self._greedy or self._required.greedy
        u = None if greedy or not self._die else self._die.throw(position)
        return u, self._xtc_throw(position)

    def _xtc_throw(self, position: int) -> float | None:
        """XTC's own throw; None without it or a die: then it acts only where it always does."""
        thrown = self._die and self._required.throws_xtc
        return self._die.throw(position, XTC_LANE) if self._die and thrown else None

    def _taken(
        self,
        logits: Logits,
        raw: RawStatistics,
        head: npt.NDArray[np.int32],
        found: Field,
        landing: Landing,
        how: How,
        u: float | None,
        xtc: float | None,
        at_ms: float,
    ) -> TokenRecord:
        """The token becomes part of the past, and a record."""
        ids = head[: self._candidates]
        state = self._steering.state if self._steering else None
        self._accept(landing.id, found)
        return TokenRecord(
            id=landing.id,
            piece=self._piece(landing.id),
            logprob=float(logits[landing.id]) - raw.log_sum_exp,
            rank=rank(logits, landing.id, head),
            entropy_nats=raw.entropy_nats,
            u=u,
            how=how,
            settings=self._number,
            at_ms=at_ms,
            trace=self._tracer.trace(logits, raw, found, landing, ids, xtc, state),
        )

    def explain(
        self, logits: Logits, u: float | None, xtc: float | None, chosen: int | None = None
    ) -> LadderTable:
        """How these throws come to their token, or why not to `chosen`; the past stays as it is.

        Rows are as many of the likeliest as the settings have recorded, and that token. Raises as
        `choose`."""
        found, landing = self._at(logits, u, xtc)
        id = landing.id if chosen is None else chosen
        rows = likeliest(logits, self._candidates).tolist()
        return table(
            rows if id in rows else [*rows, id],
            self._vocabulary.pieces,
            standing(np.arange(len(logits), dtype=np.int32), logits),
            walked(found, self._required, self._steering, _NEVER if xtc is None else xtc),
            self._sampling,
            Choice(id, u),
            self._steering.state if self._steering else None,
        )

    def _at(self, logits: Logits, u: float | None, xtc: float | None) -> tuple[Field, Landing]:
        """What these throws fall on."""
        raw, head = raw_statistics(logits), self._head(logits)
        return self._find(logits, raw, head, u or 0.0, _NEVER if xtc is None else xtc)

    @property
    def _required(self) -> Ladder:
        assert self._ladder is not None
        return self._ladder

    def _use(self, sampling: SamplingSettings, past: Sequence[int]) -> None:
        size = len(self._vocabulary.pieces)
        bias = bias_by_id(sampling.logit_bias, self._vocabulary)
        ladder = Ladder(sampling, size, self._vocabulary.native, bias, self._vocabulary.is_end)
        ladder.remember(past)
        if self._ladder:
            self._ladder.close()
        self._ladder = ladder
        self._sampling = sampling
        self._steering = steering(sampling, self._steering)
        self._bans = BannedWords(sampling.banned_words)
        self._bans.accept(self._written)
        self._candidates = sampling.candidates
        # A reply that began by dice or as greedy may change between the two, nothing else.
        if sampling.strategy in (Strategy.SAMPLE, Strategy.GREEDY):
            self._greedy = sampling.strategy == Strategy.GREEDY

    def _find(
        self,
        logits: Logits,
        raw: RawStatistics,
        head: npt.NDArray[np.int32],
        u: float,
        xtc: float,
    ) -> tuple[Field, Landing]:
        """The first token, by the same throw over what remains, that nothing forbids.

        As llama.cpp does, the grammar judges the one token that was drawn; only where it does not
        let it through, it is asked about all of them, before the other stages."""
        found = self._field(logits, raw.log_sum_exp, xtc, Steps(), head)
        bound = False
        while True:
            if not len(found.ids):
                logits = _excluding(logits, found.banned)
                why = StageName.GRAMMAR if bound else StageName.BANNED_WORDS
                found = self._again(logits, raw, xtc, why, found.banned)
            landing = draw(found.ids, found.probabilities, u)
            if self._bans.completed_by(self._piece(landing.id)):
                found.banned.append(landing.id)
                found.without(landing.id)
            elif self._fits(landing.id):
                found.tell_bans()
                return found, landing
            elif self._grammar and not bound:
                bound = True
                logits = self._grammar.masked(_excluding(logits, found.banned))
                found = self._again(logits, raw, xtc, StageName.GRAMMAR, found.banned)
            else:
                logits = _excluding(logits, [landing.id])
                found.without(landing.id)

    def _fits(self, id: int) -> bool:
        """Whether the grammar lets it through; no sign that would not be seen in the text, and no
        bytes that are no UTF-8, which llama.cpp's grammars overlook."""
        if self._grammar is None:
            return True
        silent = self._vocabulary.is_control(id) and not self._vocabulary.is_end(id)
        return not silent and spells(self._written + self._piece(id)) and self._grammar.allows(id)

    def _again(
        self, logits: Logits, raw: RawStatistics, xtc: float, why: StageName, banned: list[int]
    ) -> Field:
        """Walk the stages over what a grammar or bans leave of the logits."""
        if not np.isfinite(logits).any():
            raise NothingLeft
        reach = raw_statistics(logits).log_sum_exp
        steps = Steps()
        kept = min(exp(reach - raw.log_sum_exp), 1.0)
        steps.add(why, int(np.count_nonzero(np.isfinite(logits))), kept)
        found = self._field(logits, reach, xtc, steps)
        found.banned = banned
        return found

    def _field(
        self,
        logits: Logits,
        reach: float,
        xtc: float,
        steps: Steps,
        head: npt.NDArray[np.int32] | None = None,
    ) -> Field:
        left = self._required.walk(logits, reach, xtc, head)
        steps.extend(left.steps)
        shaped = left.probabilities
        if self._steering:
            shaped = self._steering.reshape(shaped)
            alive = shaped > 0
            kept = float(left.probabilities[alive].sum())
            steps.add(self._steering.name, int(np.count_nonzero(alive)), min(kept, 1.0))
            before = left.probabilities[alive]
            return Field(logits, left.ids[alive], before, shaped[alive], steps)
        return Field(logits, left.ids, shaped, shaped, steps)

    def _accept(self, id: int, found: Field) -> None:
        piece = self._piece(id)
        self._required.accept(id)
        self._bans.accept(piece)
        self._written = (self._written + piece)[-_REMEMBERED_BYTES:]
        if self._grammar:
            self._grammar.accept(id)
        if self._steering:
            for place in np.flatnonzero(found.ids == id):  # none where it was forced though cut
                self._steering.learn(float(found.before[place]), float(found.probabilities[place]))

    def _follow(self, ids: Sequence[int]) -> None:
        """The reply so far, as if it had been written just now."""
        for place, id in enumerate(ids):
            if not self._fits(id):
                raise ReplyStrays(place=place + 1)
            if self._grammar:
                self._grammar.accept(id)
            self._written = (self._written + self._piece(id))[-_REMEMBERED_BYTES:]

    def _piece(self, id: int) -> bytes:
        return visible(self._vocabulary, id)


def _how(found: Field, u: float | None) -> How:
    if found.banned:
        return How.BANNED_AND_REDRAWN
    return How.GREEDY if u is None else How.SAMPLED


def _excluding(logits: Logits, ids: Sequence[int]) -> Logits:
    if not ids:
        return logits
    result = logits.copy()
    result[list(ids)] = -np.inf
    return result
