"""A recorded reply evaluated again: what is the same to the bit, and what is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any, Protocol

from engine.choice import Chooser
from engine.errors import ContextOverflow, PlanUnknown
from engine.findings import ReplayTable
from engine.loaded import Loaded
from engine.logits import Logits, raw_statistics
from engine.place import require_token
from engine.plan import digest, followed, same_arithmetic
from engine.protocol import Progress, Replay
from engine.records import How, Plan
from engine.rows import rows
from engine.session import Aborted, Backend
from engine.settings import SamplingSettings
from engine.task import Task

# Chosen for its own position alone.
_BY_ITSELF = (How.SAMPLED, How.GREEDY, How.BANNED_AND_REDRAWN)


class Columns(Protocol):
    """What is needed of a reply's records, each an array with an element for every token."""

    @property
    def ids(self) -> Any: ...

    @property
    def logprobs(self) -> Any: ...

    @property
    def settings(self) -> Any: ...

    def how(self, index: int) -> How:
        """How a token was chosen."""


class Recorded(Protocol):
    """A reply as the engine keeps it; `engine.recorded.kept.Kept` has it."""

    prompt: tuple[int, ...]
    seed: int
    begins: int
    begun: int
    plan: Plan | None

    def columns(self) -> Columns: ...

    def in_force(self, number: int) -> SamplingSettings: ...


def replay(loaded: Loaded, recorded: Recorded, request: Replay, task: Task) -> ReplayTable | None:
    """Evaluate the reply by its own plan, or as a text is scored today; None where cancelled.

    PlanUnknown where it has none, ContextOverflow where the window is too short for it by now,
    InvalidRequest where records and plan do not fit each other or the model."""
    columns = recorded.columns()
    ids = [*recorded.prompt, *columns.ids.tolist()]
    require_token(loaded, max(ids, default=0))
    plan = recorded.plan
    if request.own_plan and plan is None:
        raise PlanUnknown
    if len(ids) - 1 > loaded.context.n_ctx:
        raise ContextOverflow(tokens=len(ids), window=loaded.context.n_ctx)
    with (
        closing(_Comparison(loaded, recorded, columns)) as comparison,
        loaded.session.lent() as backend,
    ):
        try:
            for index, logits in _again(loaded, backend, recorded, ids[:-1], request.own_plan):
                comparison.add(index, logits)
                task.send(Progress(request.id, index + 1, len(columns.ids)))
                if task.cancelled():
                    return None
        except Aborted:
            return None
    return comparison.table(request.own_plan)


def _again(
    loaded: Loaded, backend: Backend, recorded: Recorded, ids: Sequence[int], own_plan: bool
) -> Iterator[tuple[int, Logits]]:
    """The number of each record in order, and the logits that it is to be chosen from."""
    begin = len(recorded.prompt)
    if own_plan and recorded.plan is not None:
        for length in followed(backend, ids, recorded.plan):
            if length >= begin:
                yield length - begin, backend.logits()
        return
    index = 0
    for block in rows(backend, ids, loaded.model.size, first=begin - 1):
        for logits in block:
            yield index, logits
            index += 1


class _Comparison:
    """What was recorded beside what comes out now."""

    def __init__(self, loaded: Loaded, recorded: Recorded, columns: Columns) -> None:
        self._loaded = loaded
        self._recorded = recorded
        self._ids: list[int] = columns.ids.tolist()
        self._logprobs: list[float] = columns.logprobs.tolist()
        self._settings: list[int] = columns.settings.tolist()
        self._thrown = [columns.how(index) in _BY_ITSELF for index in range(len(self._ids))]
        self._number = 0
        self._differing: list[int] = []
        self._largest = 0.0
        self._others: list[int] = []
        self._chooser = Chooser(
            loaded.model,
            recorded.in_force(0),
            recorded.seed,
            recorded.prompt,
            recorded.begun,
        )

    def add(self, index: int, logits: Logits) -> None:
        """The logits that record `index` is to be chosen from, in order."""
        id = self._ids[index]
        difference = float(logits[id]) - raw_statistics(logits).log_sum_exp - self._logprobs[index]
        if difference:
            self._differing.append(index)
            self._largest = max(self._largest, abs(difference))
        self._use(self._settings[index], index)
        position = self._recorded.begins + index
        if self._thrown[index] and self._chooser.would_choose(logits, position) != id:
            self._others.append(index)
        self._chooser.require(id)
        self._chooser.force(id, logits, position, 0.0)

    def close(self) -> None:
        """Free what llama.cpp holds."""
        self._chooser.close()

    def table(self, own_plan: bool) -> ReplayTable:
        """What came out."""
        plan = self._recorded.plan
        arithmetic = self._loaded.context.arithmetic
        return ReplayTable(
            tokens=len(self._ids),
            own_plan=own_plan,
            differing=tuple(self._differing),
            largest=self._largest,
            other_choices=tuple(self._others),
            prompt_differs=plan is not None and plan.prompt != digest(self._recorded.prompt),
            load_differs=plan is not None and not same_arithmetic(plan, arithmetic),
        )

    def _use(self, number: int, index: int) -> None:
        if number != self._number:
            self._number = number
            past = [*self._recorded.prompt, *self._ids[:index]]
            self._chooser.replace(self._recorded.in_force(number), number, past)
