"""How likely a text is at a place, and which stage would take it out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing

import numpy as np
from msgspec.structs import replace

from engine.chat import TemplateChoice
from engine.choice import Chooser
from engine.errors import ContextOverflow, InvalidRequest
from engine.findings import Cut, LadderTable, Odds
from engine.loaded import Loaded
from engine.logits import Logits, rank, raw_statistics
from engine.place import read
from engine.prompt.template import Templater
from engine.prompt.tokens import Prompt, Run
from engine.protocol import Place, Probability, TracePlace
from engine.recorded.reading import Reading
from engine.recorded.table import recorded_table
from engine.rereading import (
    chooser_at,
    keep_state,
    prompt_before,
    reading_at,
    require_context,
    throws_at,
)
from engine.session import Aborted
from engine.settings import SamplingSettings
from engine.task import Task
from engine.upcoming import keep_warm, prompt_at


def probability(loaded: Loaded, request: Probability, task: Task) -> Odds | None:
    """The odds of a text, from the record where it tells all of it; None where cancelled."""
    if isinstance(request.place, TracePlace):
        return _in_reply(loaded, request, request.place, task)
    require_context(task)
    return _in_chat(loaded, request, request.place, task)


def _in_reply(loaded: Loaded, request: Probability, place: TracePlace, task: Task) -> Odds | None:
    reading, index = reading_at(loaded, place), place.index
    prompt = prompt_before(reading, index)
    templater = loaded.writing if task.owns_context else loaded.counting
    ids = _tokens(templater, replace(prompt, runs=(_written(loaded, prompt),)), request.text)
    if index < len(reading) and len(ids) == 1:
        found = recorded_table(reading, index, request.sampling)
        if found and ids[0] in found.ids:
            return _recorded(loaded, found, ids[0])
    require_context(task)
    sampling = request.sampling or _then(reading, index)
    with closing(chooser_at(loaded, reading, index, sampling)) as chooser:
        keep_state(loaded)
        throws = throws_at(reading, index, sampling) if index < len(reading) else (None, None)
        return _odds(loaded, chooser, prompt, throws, ids, request.id, task)


def _in_chat(loaded: Loaded, request: Probability, place: Place, task: Task) -> Odds | None:
    sampling = request.sampling or SamplingSettings()
    prompt = prompt_at(loaded, place, sampling.max_tokens)
    ids = _tokens(loaded.writing, prompt, request.text, place.chat.template)
    seed = sampling.seed if sampling.seed >= 0 else None
    keep_warm(loaded, place, prompt)
    with closing(Chooser(loaded.model, sampling, seed, prompt.ids, prompt.begun)) as chooser:
        throws = chooser.throws(len(prompt.ids) + prompt.left)
        return _odds(loaded, chooser, prompt, throws, ids, request.id, task)


def _tokens(
    templater: Templater, prompt: Prompt, text: str, choice: TemplateChoice = TemplateChoice.RAW
) -> tuple[int, ...]:
    ids = templater.after(prompt, choice, text)
    if not ids:
        raise InvalidRequest(problem="the text has no tokens")
    return ids


def _written(loaded: Loaded, prompt: Prompt) -> Run:
    """What stands before the text: nothing of it is tokenised anew."""
    data = b"".join(loaded.model.pieces[id] for id in prompt.ids)
    return Run(data, prompt.ids, recorded=True)


def _then(reading: Reading, index: int) -> SamplingSettings:
    """In force at a place; behind the last token as at the last one."""
    return (
        reading.in_force(min(index, len(reading) - 1)) if len(reading) else reading.kept.in_force(0)
    )


def _recorded(loaded: Loaded, found: LadderTable, id: int) -> Odds:
    row = found.ids.index(id)
    logprob = found.logprobs[row]
    better = sum(other > logprob for other in found.logprobs)
    return _told(loaded, (id,), (logprob,), (better + 1,), found, row)


def _odds(
    loaded: Loaded,
    chooser: Chooser,
    prompt: Prompt,
    throws: tuple[float | None, float | None],
    ids: Sequence[int],
    request: int,
    task: Task,
) -> Odds | None:
    """Read up to the place, then the text itself, token by token."""
    window = loaded.context.n_ctx
    if len(prompt.ids) + len(ids) - 1 > window:
        raise ContextOverflow(tokens=len(prompt.ids) + len(ids), window=window)
    if not read(loaded, prompt, task, request):
        return None
    table = chooser.explain(loaded.session.logits(), *throws, ids[0])
    logprobs, ranks = [], []
    try:
        for id, logits in zip(ids, _along(loaded, ids), strict=True):
            logprobs.append(float(logits[id]) - raw_statistics(logits).log_sum_exp)
            ranks.append(rank(logits, id))
            if task.cancelled():
                return None
    except Aborted:
        return None
    row = table.ids.index(ids[0])
    return _told(loaded, ids, logprobs, ranks, table, row)


def _along(loaded: Loaded, ids: Sequence[int]) -> Iterator[Logits]:
    """The logits before each of the tokens."""
    for number, id in enumerate(ids):
        yield loaded.session.logits()
        if number + 1 < len(ids):
            loaded.session.extend(id)


def _told(
    loaded: Loaded,
    ids: Sequence[int],
    logprobs: Sequence[float],
    ranks: Sequence[int],
    table: LadderTable,
    row: int,
) -> Odds:
    cut: Cut | None = table.cuts[row]
    last = table.probabilities[-1][row] if table.stages else float(np.exp(table.logprobs[row]))
    return Odds(
        ids=tuple(ids),
        pieces=tuple(loaded.model.pieces[id] for id in ids),
        logprobs=tuple(logprobs),
        ranks=tuple(ranks),
        final=last or 0.0,
        removed_by=cut,
    )
