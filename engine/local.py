"""The real engine behind the worker: one model file, its context, its template.

Sends every request to the module that answers it; knows no lane and no line."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import assert_never

from engine.analysis import analyse
from engine.errors import ContextOverflow, InvalidRequest, LoadCancelled, NoModelLoaded
from engine.findings import PieceTable, TokenList
from engine.llama.devices import devices
from engine.llama.library import version
from engine.loaded import Loaded, opened
from engine.prompt.window import fit, reserve
from engine.protocol import (
    VERSION,
    Capability,
    CompareContinuations,
    Generate,
    Hello,
    Impact,
    Job,
    Ladder,
    Load,
    LoadTrace,
    Measure,
    NextTokens,
    Pieces,
    Probability,
    Render,
    Replay,
    Result,
    Score,
    Swap,
    Tokenize,
    WhatIf,
)
from engine.records import ContextUse, ModelFacts
from engine.reply import write
from engine.scoring import compare, score
from engine.task import Task
from engine.tokens import pieces, render, tokenize
from engine.upcoming import next_tokens


class LocalEngine:
    """One model on this machine: the `Engine` of `engine.worker`."""

    def __init__(self) -> None:
        self._loaded: Loaded | None = None
        self._resources = ExitStack()

    def hello(self) -> Hello:
        """What this build of llama.cpp is and can compute on."""
        return Hello(VERSION, version(), tuple(Capability), devices())

    def perform(self, request: Job, task: Task) -> Result | None:
        """Answer a request; raises an EngineError where it cannot be answered."""
        match request:
            case Load():
                return self._load(request, task.report)
            case Generate() | Swap():
                return write(self._required(), request, task)
            case NextTokens():
                return next_tokens(self._required(), request, task)
            case Score():
                return score(self._required(), request, task)
            case CompareContinuations():
                return compare(self._required(), request, task)
            case Tokenize() | Render() | Pieces():
                return self._words(request)
            case LoadTrace() | Ladder() | WhatIf() | Impact() | Probability() | Replay():
                return analyse(self._required(), request, task)
            case Measure():
                return self._measure(request)
            case _:
                assert_never(request)

    def abort(self) -> None:
        """Let a running evaluation end soon; may be called from another lane."""
        if self._loaded is not None:
            self._loaded.context.request_abort()

    def resume(self) -> None:
        """Let evaluations run again."""
        if self._loaded is not None:
            self._loaded.context.clear_abort()

    def close(self) -> None:
        """Free everything, the context before its model."""
        self._loaded = None
        self._resources.close()

    def _load(self, request: Load, report: Callable[[float], bool]) -> ModelFacts:
        """Load the file, open its context, try its template. A process loads one model."""
        if self._loaded is not None:
            raise InvalidRequest(
                problem="a model is loaded already; another one needs a process of its own"
            )
        with ExitStack() as resources:
            loaded = opened(request, report, resources)
            if not report(1.0):
                raise LoadCancelled(name=Path(request.path).name)
            self._resources, self._loaded = resources.pop_all(), loaded
        return loaded.facts

    def _required(self) -> Loaded:
        if self._loaded is None:
            raise NoModelLoaded
        return self._loaded

    def _words(self, request: Tokenize | Render | Pieces) -> TokenList | PieceTable:
        match request:
            case Tokenize():
                return tokenize(self._required(), request)
            case Render():
                return render(self._required(), request)
            case Pieces():
                return pieces(self._required(), request)

    def _measure(self, request: Measure) -> ContextUse:
        """Count the chat with its draft. A chat that does not fit is counted whole: more tokens
        than the window has tell so."""
        loaded = self._required()
        window = loaded.context.n_ctx
        kept = reserve(request.max_tokens, window)
        draft = request.draft or None
        try:
            prompt, memory_start = fit(
                lambda chat: loaded.counting.prompt(chat, draft=draft),
                request.chat,
                window,
                kept,
            )
        except ContextOverflow:
            prompt, memory_start = loaded.counting.prompt(request.chat, draft=draft), ""
        # The session may be at work in its own lane. Asking it only reads lists that it replaces or
        # extends, so the answer is that of a moment ago.
        cached = loaded.session.reusable(prompt.ids)
        return prompt.use(window, kept, memory_start, cached)
