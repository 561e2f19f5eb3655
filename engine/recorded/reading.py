"""A recorded reply, ready to be asked what its dice would have chosen under other settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from typing import TypeAlias

import numpy as np
from msgspec.structs import fields

from engine.choice import XTC_LANE
from engine.die import Die
from engine.recorded.columns import NO_STAGE, Columns, Floats, Ints, code
from engine.recorded.judging import Forbid, Judge
from engine.recorded.kept import Kept, searches
from engine.recorded.landing import landings, steered
from engine.recorded.partial import NONE, Flags, Partial, Whole, partial
from engine.recorded.past import Past
from engine.recorded.stages import RANKING, Scene, acting, apply, is_greedy
from engine.settings import SamplingSettings
from engine.stage_settings import StageName
from engine.vocabulary import Vocabulary, bias_by_id

See: TypeAlias = Callable[[StageName, Partial], None]

_OF_STAGES = {
    StageName.LOGIT_BIAS: ("logit_bias",),
    StageName.PENALTIES: (
        "repeat_penalty",
        "repeat_last_n",
        "frequency_penalty",
        "presence_penalty",
    ),
    StageName.DRY: (
        "dry_multiplier",
        "dry_base",
        "dry_allowed_length",
        "dry_last_n",
        "dry_breakers",
    ),
    StageName.NO_REPEAT_NGRAM: ("no_repeat_ngram",),
    StageName.TOP_N_SIGMA: ("top_n_sigma",),
    StageName.TOP_K: ("top_k",),
    StageName.TYPICAL: ("typical_p",),
    StageName.TOP_P: ("top_p",),
    StageName.MIN_P: ("min_p",),
    StageName.XTC: ("xtc_probability", "xtc_threshold"),
    StageName.TEMPERATURE: ("temperature", "dynamic_temperature", "dynamic_exponent"),
}
_STEERING = (
    ("mirostat", "mirostat_tau", "mirostat_eta"),
    ("adaptive_target", "adaptive_decay"),
)
_SEARCH = ("beam_width", "length_penalty", "contrastive_alpha", "contrastive_k")
_IDLE = {"order", "seed", "max_tokens", "stop", "candidates"}  # change no choice by themselves
_ALWAYS = tuple(
    sorted(
        {field.name for field in fields(SamplingSettings)}
        - _IDLE.union(*_OF_STAGES.values(), *_STEERING, _SEARCH)
    )
)


def key(sampling: SamplingSettings) -> object:
    """Equal for settings that choose equally."""
    s = sampling
    names = acting(s, bool(s.logit_bias))
    stages = tuple((name, *(getattr(s, field) for field in _OF_STAGES[name])) for name in names)
    kind = _STEERING[0 if s.mirostat else 1]
    steering = tuple(getattr(s, field) for field in kind) if has_steering(s) else ()
    search = tuple(getattr(s, field) for field in _SEARCH) if searches(s) else ()
    return stages, steering, search, tuple(getattr(s, field) for field in _ALWAYS)


def _shared(own: SamplingSettings, other: SamplingSettings, names: Sequence[StageName]) -> int:
    """How many stages at the beginning of the other's chain are the same in both."""
    pairs = zip(acting(own, bool(own.logit_bias)), names, strict=False)
    for number, (mine, theirs) in enumerate(pairs):
        fields = _OF_STAGES[theirs]
        if mine != theirs or any(getattr(own, f) != getattr(other, f) for f in fields):
            return number
    return len(names)


def has_steering(sampling: SamplingSettings) -> bool:
    """Whether mirostat or adaptive-p acts."""
    return bool(sampling.mirostat) or sampling.adaptive_target >= 0


class Reading:
    """What a reply's records know, of all its tokens at once."""

    def __init__(self, kept: Kept, vocabulary: Vocabulary) -> None:
        self.columns: Columns = kept.columns()
        self.kept = kept
        self._vocabulary = vocabulary
        self._die = Die(kept.seed)

    def __len__(self) -> int:
        return len(self.columns)

    @property
    def n_vocab(self) -> int:
        """How many tokens there are."""
        return len(self._vocabulary.pieces)

    @property
    def pieces(self) -> Sequence[bytes]:
        """The bytes of every token."""
        return self._vocabulary.pieces

    def in_force(self, index: int) -> SamplingSettings:
        """The settings by which a token was chosen."""
        return self.kept.in_force(int(self.columns.settings[index]))

    def choices(self, sampling: SamplingSettings, *, own_states: bool = False) -> Ints:
        """For each token the one that its dice would have chosen under these settings, after the
        recorded tokens; NONE where the records do not tell.

        With `own_states` mirostat and adaptive-p remember at each token what they did there."""
        every = np.arange(len(self))
        result = self._chosen(every, sampling, own_states)
        same = self._same(sampling, own_states) | self.columns.forced()
        return np.where(same, self.columns.ids, result)

    def some_choices(self, rows: Whole, sampling: SamplingSettings) -> Ints:
        """The same of some tokens only, by what mirostat and adaptive-p remembered there."""
        return self._chosen(rows, sampling, True)

    def partial(self, rows: Whole) -> Partial:
        """The distributions of some tokens before any stage."""
        return partial(self.columns, rows, self.n_vocab)

    def follow(
        self,
        rows: Whole,
        sampling: SamplingSettings,
        see: See = lambda name, found: None,
        forbid: Forbid = lambda raw: None,
    ) -> Partial:
        """What the chain makes of them, once `forbid` has been over them; `see` looks on after
        each stage."""
        found = self.partial(rows)
        forbid(found)
        scene = self.scene(rows, sampling)
        names = acting(sampling, bool(scene.bias))
        told = self._told(rows, sampling, names)
        for number, name in enumerate(names):
            earlier = found.rows(slice(None)) if name in RANKING and told[number].any() else None
            apply(name, found, scene)
            if earlier:
                found.settle(earlier, told[number])
            see(name, found)
        return found

    def _told(
        self, rows: Whole, sampling: SamplingSettings, names: Sequence[StageName]
    ) -> list[Whole]:
        """How many each stage left, by the records: where the chain is still the recorded one, so
        that rounding need not leave it open. 0 where it is not."""
        columns = self.columns
        same = {n: _shared(self.kept.in_force(n), sampling, names) for n in self._numbers(rows)}
        shared = np.array([same[n] for n in columns.settings[rows].tolist()], np.int64)
        stages, left = columns.stages.padded(rows, NO_STAGE), columns.left.padded(rows, 0)
        result = []
        for number, name in enumerate(names):
            if number < stages.shape[1]:
                shared = np.where(
                    stages[:, number] == code(name), shared, np.minimum(shared, number)
                )
                result.append(np.where(shared > number, left[:, number], 0))
            else:
                result.append(np.zeros(len(rows), np.int64))
        return result

    def _numbers(self, rows: Whole) -> list[int]:
        result: list[int] = np.unique(self.columns.settings[rows]).tolist()
        return result

    def scene(self, rows: Whole, sampling: SamplingSettings) -> Scene:
        """What the stages look at."""
        kept = self.kept
        tokens = (*kept.prompt, *self.columns.ids.tolist())
        past = Past(tokens, len(kept.prompt) + rows, self._vocabulary.native)
        throws = np.zeros(len(rows))
        if sampling.xtc_probability and StageName.XTC in sampling.order:
            throws = self._thrown(self.columns.xtc_throws[rows], rows, XTC_LANE)
        bias = bias_by_id(sampling.logit_bias, self._vocabulary)
        return Scene(sampling, bias, past, throws, self._vocabulary.is_end)

    def throws(self, rows: Whole, sampling: SamplingSettings) -> Floats:
        """The die's; 0 where none is thrown."""
        if is_greedy(sampling):
            return np.zeros(len(rows))
        return self._thrown(self.columns.throws[rows], rows, 0)

    def _chosen(self, rows: Whole, sampling: SamplingSettings, own_states: bool) -> Ints:
        if searches(sampling):
            return np.full(len(rows), NONE, np.int32)
        with np.errstate(all="ignore"):
            found = self.follow(rows, sampling)
            throws = self.throws(rows, sampling)
            if has_steering(sampling):
                states = self.columns.states[rows] if own_states else None
                taken, forced = self.columns.ids[rows], self.columns.forced()[rows]
                drawn = steered(found, throws, sampling, taken, forced, states)
            else:
                drawn = landings(found, throws)
            if sampling.banned_words or sampling.grammar or sampling.json_schema:
                return self._judged(rows, drawn, found, throws, sampling)
            return drawn

    def _judged(
        self, rows: Whole, drawn: Ints, found: Partial, throws: Floats, sampling: SamplingSettings
    ) -> Ints:
        """What banned words and the grammar leave of it, with the recorded tokens before."""
        result = drawn.copy()
        at = {int(row): place for place, row in enumerate(rows.tolist())}
        ids = self.columns.ids.tolist()
        begun = self.kept.prompt[len(self.kept.prompt) - self.kept.begun :]
        with closing(Judge(sampling, self._vocabulary)) as judge:
            for id in begun:
                judge.go_on(id)
            for row, id in enumerate(ids):
                if (place := at.get(row)) is not None:
                    left = found.rows([place])
                    if has_steering(sampling):
                        left.unsure[:] = True  # what it reshaped is not at hand to draw from again

                    def again(forbid: Forbid, row: int = row) -> Partial:
                        return self.follow(np.array([row]), sampling, forbid=forbid)

                    token, u = int(drawn[place]), float(throws[place])
                    result[place] = judge.settle(token, left, u, again)
                judge.go_on(id)
        return result

    def _thrown(self, recorded: Floats, rows: Whole, lane: int) -> Floats:
        """As recorded, or as the same die would have fallen."""
        result = recorded.copy()
        for at in np.flatnonzero(np.isnan(recorded)).tolist():
            result[at] = self._die.throw(self.kept.begins + int(rows[at]), lane)
        return result

    def _same(self, sampling: SamplingSettings, own_states: bool) -> Flags:
        """Where these settings choose as those then in force do."""
        wanted = key(sampling)
        numbers = self.columns.settings
        same = {n: key(self.kept.in_force(n)) == wanted for n in np.unique(numbers).tolist()}
        result = np.array([same[n] for n in numbers.tolist()], np.bool_)
        if has_steering(sampling) and not own_states:
            result = np.logical_and.accumulate(result)
        return result
