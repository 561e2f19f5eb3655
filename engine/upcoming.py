"""What would come next at a place of a chat: candidates, stages, die. Nothing is written."""

from __future__ import annotations

import time
from contextlib import closing

from engine.choice import Chooser
from engine.errors import InvalidRequest
from engine.findings import NextTable
from engine.loaded import Loaded
from engine.place import prompt_of, prompt_within, read
from engine.prompt.tokens import Prompt
from engine.protocol import NextTokens, Place
from engine.records import MemoryKind
from engine.task import Task


def next_tokens(loaded: Loaded, request: NextTokens, task: Task) -> NextTable | None:
    """The record that a reply would go on with; None where cancelled.

    A pinned seed throws the same die as the reply would. Without one no die is thrown, and the
    record is that of the likeliest token that the stages leave."""
    started = time.perf_counter()
    sampling = request.sampling
    prompt = prompt_at(loaded, request.place, sampling.max_tokens)
    seed = sampling.seed if sampling.seed >= 0 else None
    with closing(Chooser(loaded.model, sampling, seed, prompt.ids, prompt.begun)) as chooser:
        keep_warm(loaded, request.place, prompt)
        if not read(loaded, prompt, task, request.id):
            return None
        logits = loaded.session.logits()
        position = len(prompt.ids) + prompt.left
        ladder = chooser.explain(logits, *chooser.throws(position)) if request.ladder else None
        record = chooser.choose(logits, position, (time.perf_counter() - started) * 1000)
    candidates = record.trace.candidates if record.trace else ()
    pieces = tuple(loaded.model.pieces[id] for id in candidates)
    return NextTable(record, pieces, len(prompt.ids), ladder)


def prompt_at(loaded: Loaded, place: Place, max_tokens: int) -> Prompt:
    """The prompt that ends at a place."""
    templater = loaded.writing
    if place.keep is None:
        prompt, _ = prompt_of(loaded, templater, place.chat, max_tokens, draft=place.draft or None)
        return prompt
    if place.draft:
        raise InvalidRequest(problem="a draft stands after a reply, not within it")
    prompt, _ = prompt_within(loaded, templater, place.chat, place.keep, max_tokens)
    return prompt


def keep_warm(loaded: Loaded, place: Place, prompt: Prompt) -> None:
    """What is read of the chat stays at hand, also the part behind a place within a reply. What
    comes after the chat is dropped again at no cost, but by a memory that cannot go back."""
    session = loaded.session
    goes_on = prompt.ids[: len(session)] == session.ids
    stuck = goes_on and loaded.context.memory is MemoryKind.RECURRENT
    if place.keep is not None or stuck:
        session.preserve()
