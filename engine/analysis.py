"""Questions about replies whose records are kept: ladders, what-if, impact, probabilities.

What the records answer is answered at once, in whichever lane; the rest evaluates the reply again,
up to where it matters, on the chat's own cache."""

from __future__ import annotations

from contextlib import closing
from typing import TypeAlias

import numpy as np

from engine.choice import Chooser
from engine.errors import InvalidRequest, NothingLeft, PlaceUnusable
from engine.findings import ImpactTable, LadderTable, Odds, ReplayTable, Verdict
from engine.loaded import Loaded
from engine.odds import probability
from engine.place import prompt_of, read
from engine.protocol import Impact, Ladder, LoadTrace, Probability, Replay, WhatIf
from engine.recorded.checks import check
from engine.recorded.columns import Ints
from engine.recorded.impact import impact
from engine.recorded.kept import Kept, searches
from engine.recorded.partial import NONE
from engine.recorded.reading import Reading
from engine.recorded.table import recorded_table
from engine.recorded.verdict import verdict
from engine.replay import replay
from engine.rereading import (
    again,
    chooser_at,
    keep_state,
    prompt_before,
    reading_at,
    require_context,
    throws_at,
)
from engine.session import Aborted
from engine.task import Task

Analysis: TypeAlias = LoadTrace | Ladder | WhatIf | Impact | Probability | Replay
Finding: TypeAlias = LadderTable | Verdict | ImpactTable | Odds | ReplayTable


def analyse(loaded: Loaded, request: Analysis, task: Task) -> Finding | None:
    """The answer to a question; None where cancelled. Raises NeedsContext."""
    match request:
        case LoadTrace():
            _load_trace(loaded, request)
            return None
        case Ladder():
            return _ladder(loaded, request, task)
        case WhatIf():
            return _what_if(loaded, request, task)
        case Impact():
            return impact(Reading(loaded.traces.get(request.trace), loaded.model))
        case Probability():
            return probability(loaded, request, task)
        case Replay():
            return replay(loaded, loaded.traces.get(request.trace), request, task)


def _load_trace(loaded: Loaded, request: LoadTrace) -> None:
    """Keep a stored reply's records under a name. InvalidRequest where they cannot be."""
    if not request.trace or not request.settings:
        raise InvalidRequest(problem="a trace has a name and at least one of the settings")
    check(request.records, len(request.settings), loaded.model.size)
    prompt, _ = prompt_of(loaded, loaded.counting, request.chat, request.settings[0].max_tokens)
    begins = len(prompt.ids) + prompt.left
    kept = Kept(prompt.ids, request.settings, request.seed, begins)
    kept.plan = request.plan
    kept.add(request.records)
    loaded.traces.keep(request.trace, kept)


def _what_if(loaded: Loaded, request: WhatIf, task: Task) -> Verdict | None:
    """The choices under other settings; None where cancelled."""
    reading = Reading(loaded.traces.get(request.trace), loaded.model)
    chosen = reading.choices(request.sampling)
    if request.reread and (chosen == NONE).any():
        require_context(task)
        if not _decide(loaded, reading, request, chosen, task):
            return None
    return verdict(reading.columns.ids, chosen, loaded.model)


def _ladder(loaded: Loaded, request: Ladder, task: Task) -> LadderTable | None:
    """How a recorded choice came about; None where cancelled."""
    reading = reading_at(loaded, request.place)
    index = request.place.index
    if index >= len(reading):
        raise InvalidRequest(problem=f"the reply has {len(reading)} tokens, none with {index}")
    found = recorded_table(reading, index, request.sampling)
    if found is not None:
        return found
    require_context(task)
    keep_state(loaded)
    if not read(loaded, prompt_before(reading, index), task, request.id):
        return None
    own = request.sampling is None
    sampling = request.sampling or reading.in_force(index)
    chosen = int(reading.columns.ids[index]) if own else None
    with closing(chooser_at(loaded, reading, index, sampling)) as chooser:
        throws = throws_at(reading, index, sampling)
        return chooser.explain(loaded.session.logits(), *throws, chosen)


def _decide(loaded: Loaded, reading: Reading, request: WhatIf, chosen: Ints, task: Task) -> bool:
    """Put in what the records did not tell; False where cancelled. What stays open: a reply that
    the new grammar would not have let come, or of which nothing would have been left, and what a
    search would have found."""
    if searches(request.sampling):
        return True
    kept, sampling = reading.kept, request.sampling
    last = int(np.flatnonzero(chosen == NONE)[-1])
    every = np.arange(last + 1)
    throws, xtc = reading.throws(every, sampling), reading.scene(every, sampling).xtc_throws
    try:
        with closing(Chooser(loaded.model, sampling, None, kept.prompt, kept.begun)) as chooser:
            for index, logits in enumerate(again(loaded, reading, last, task, request.id)):
                taken = int(reading.columns.ids[index])
                token = chooser.pass_by(taken, logits, throws[index], xtc[index])
                if chosen[index] == NONE:
                    chosen[index] = token
    except (NothingLeft, PlaceUnusable):
        return True
    except Aborted:
        return False
    return not task.cancelled()
