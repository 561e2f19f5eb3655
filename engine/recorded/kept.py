"""The replies whose records the engine keeps, by name, within a limit of bytes.

The main lane adds while the side lane reads: every change is one assignment."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from msgspec.structs import replace

from engine.errors import TraceUnknown
from engine.recorded.columns import Columns, columns, joined
from engine.records import Plan, TokenRecord
from engine.settings import SamplingSettings
from engine.strategy_settings import Strategy

MOST_BYTES = 64 << 20  # about 60,000 tokens with 64 candidates each
_PART = 64  # records that wait before they become columns


def searches(sampling: SamplingSettings) -> bool:
    """Whether tokens are found by a search instead of one by one."""
    return sampling.strategy in (Strategy.BEAM, Strategy.CONTRASTIVE)


class Kept:
    """A reply, finished or on its way."""

    def __init__(
        self,
        prompt: Sequence[int],
        settings: Sequence[SamplingSettings],
        seed: int,
        begins: int,
        begun: int = 0,
    ) -> None:
        """`prompt` are the tokens before the first record, the last `begun` of which the reply's
        own; `begins` is the place for which the first record's dice were thrown; `settings` are
        those in force, by the records' numbers."""
        self.prompt = tuple(prompt)
        self.seed = seed
        self.begins = begins
        self.begun = begun
        self.settings = tuple(settings)
        self.plan: Plan | None = None
        self._parts: tuple[tuple[Columns, ...], tuple[TokenRecord, ...]] = ((), ())

    def add(self, records: Sequence[TokenRecord]) -> None:
        """The next ones."""
        done, waiting = self._parts
        waiting = (*waiting, *records)
        if len(waiting) >= _PART:
            done, waiting = (*done, columns(waiting)), ()
        self._parts = done, waiting

    def adjust(self, number: int, sampling: SamplingSettings) -> None:
        """From now on these settings, replaced for the `number`th time; what was replaced before
        any token came by it is not known any more."""
        skipped = (sampling,) * (number + 1 - len(self.settings))
        self.settings = (*self.settings[:number], *skipped)

    def columns(self) -> Columns:
        """All records so far."""
        done, waiting = self._parts
        return joined((*done, columns(waiting)))

    def in_force(self, number: int) -> SamplingSettings:
        """The settings of the records with this number. A grammar is that of the beginning, and
        nobody begins or ends to search in mid-reply."""
        first, own = self.settings[0], self.settings[number]
        strategy = first.strategy if searches(first) or searches(own) else own.strategy
        return replace(own, grammar=first.grammar, json_schema=first.json_schema, strategy=strategy)

    @property
    def bytes(self) -> int:
        """About the room that it takes."""
        done, _ = self._parts
        return 8 * len(self.prompt) + sum(part.bytes for part in done)


class Traces:
    """What is kept; the reply that was not asked about for longest leaves first."""

    def __init__(self, limit: int = MOST_BYTES) -> None:
        self._limit = limit
        self._clock = count()
        self._kept: dict[str, Kept] = {}
        self._used: dict[str, int] = {}

    def keep(self, name: str, kept: Kept) -> None:
        """Keep a reply, in place of one of the same name and, if need be, of others."""
        self._kept[name] = kept
        self._use(name)
        others = sorted(self._kept, key=lambda each: self._used.get(each, 0))
        while others[1:] and sum(each.bytes for each in tuple(self._kept.values())) > self._limit:
            leaving = others.pop(0)
            self._kept.pop(leaving, None)
            self._used.pop(leaving, None)

    def get(self, name: str) -> Kept:
        """What is kept under a name; TraceUnknown where nothing is."""
        kept = self._kept.get(name)
        if kept is None:
            raise TraceUnknown(name=name[:80])
        self._use(name)
        return kept

    def _use(self, name: str) -> None:
        self._used[name] = next(self._clock)
