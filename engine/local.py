"""The real engine behind the worker: one model file, its context, its template.

Composes what the other modules know into answers to `Load`, `Generate` and `Measure`; knows no
lane and no line."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import psutil
from msgspec.structs import replace

from engine.errors import ContextOverflow, InvalidRequest, LoadCancelled, NoModelLoaded
from engine.generate import generate
from engine.llama.context import Context
from engine.llama.devices import devices
from engine.llama.library import version
from engine.llama.model import Model
from engine.prompt.renderer import Renderer
from engine.prompt.template import Templater
from engine.prompt.tokens import Prompt
from engine.prompt.window import fit
from engine.protocol import (
    VERSION,
    Capability,
    Event,
    Generate,
    Hello,
    Load,
    Measure,
    Progress,
    Prompted,
    Token,
)
from engine.records import ContextUse, ModelFacts, RunSummary, StopReason, TokenRecord
from engine.session import Aborted, Session
from engine.settings import Adjusted, SamplingSettings

LONGEST_RESERVE = 2048  # tokens kept free for a reply without a limit of its own
MOST_CHECKPOINT_BYTES = 1 << 30

Send = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class _Loaded:
    model: Model
    context: Context
    session: Session
    facts: ModelFacts
    writing: Templater  # of the lane that generates
    counting: Templater  # of the lane that measures: a templater serves one thread at a time


class LocalEngine:
    """One model on this machine: the `Engine` of `engine.worker`."""

    def __init__(self) -> None:
        self._loaded: _Loaded | None = None
        self._resources = ExitStack()

    def hello(self) -> Hello:
        """What this build of llama.cpp is and can compute on."""
        return Hello(VERSION, version(), tuple(Capability), devices())

    def load(self, request: Load, report: Callable[[float], bool]) -> ModelFacts:
        """Load the file, open its context, try its template. A process loads one model."""
        if self._loaded is not None:
            raise InvalidRequest(
                problem="a model is loaded already; another one needs a process of its own"
            )
        with ExitStack() as resources:
            loaded = _opened(request, report, resources)
            if not report(1.0):
                raise LoadCancelled(name=Path(request.path).name)
            self._resources, self._loaded = resources.pop_all(), loaded
        return loaded.facts

    def generate(
        self,
        request: Generate,
        send: Send,
        cancelled: Callable[[], bool],
        adjusted: Callable[[], Adjusted | None],
    ) -> RunSummary:
        """Fit the chat into the window, read what is new of it, write the reply."""
        loaded = self._required()
        started = time.perf_counter()
        prompt, memory_start = fit(
            lambda chat: loaded.writing.prompt(chat, continuing=request.continuing),
            request.chat,
            loaded.context.n_ctx,
            _reserve(request.sampling.max_tokens, loaded.context.n_ctx),
        )
        run = _Run(loaded, request, prompt, memory_start, send)
        return run.write(started, cancelled, adjusted)

    def measure(self, request: Measure) -> ContextUse:
        """Count the chat with its draft. A chat that does not fit is counted whole: more tokens
        than the window has tell so."""
        loaded = self._required()
        window = loaded.context.n_ctx
        reserve = _reserve(request.max_tokens, window)
        draft = request.draft or None
        try:
            prompt, memory_start = fit(
                lambda chat: loaded.counting.prompt(chat, draft=draft),
                request.chat,
                window,
                reserve,
            )
        except ContextOverflow:
            prompt, memory_start = loaded.counting.prompt(request.chat, draft=draft), ""
        # The session may be at work in its own lane. Asking it only reads lists that it replaces or
        # extends, so the answer is that of a moment ago.
        cached = loaded.session.reusable(prompt.ids)
        return _use(prompt, window, reserve, memory_start, cached)

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

    def _required(self) -> _Loaded:
        if self._loaded is None:
            raise NoModelLoaded
        return self._loaded


class _Run:
    """One reply on its way, and the times it took."""

    def __init__(
        self, loaded: _Loaded, request: Generate, prompt: Prompt, memory_start: str, send: Send
    ) -> None:
        self._loaded = loaded
        self._request = request
        self._prompt = prompt
        self._memory_start = memory_start
        self._send = send
        self._read = self._first = 0.0  # moments; 0 while they have not come
        self._cached = -1
        self._tokens = 0

    def write(
        self,
        started: float,
        cancelled: Callable[[], bool],
        adjusted: Callable[[], Adjusted | None],
    ) -> RunSummary:
        """Write the reply, sending what comes; to cancel is to stop asking for more."""
        sampling = self._sampling()
        seed = sampling.seed if sampling.seed >= 0 else secrets.randbelow(2**32)
        prompt, loaded = self._prompt.ids, self._loaded
        reason = StopReason.CANCELLED
        items = generate(loaded.session, loaded.model, prompt, sampling, seed, adjusted)
        for item in until_cancelled(cancelled, items):
            if isinstance(item, StopReason):
                reason = item
            else:
                self._pass_on(item)
        return self._summary(reason, seed, started)

    def _sampling(self) -> SamplingSettings:
        """As asked, with the texts that end a turn where the template has no token for it."""
        sampling = self._request.sampling
        marks = self._loaded.writing.stop_strings(self._request.chat.template)
        return replace(sampling, stop=sampling.stop + marks)

    def _pass_on(self, item: int | TokenRecord) -> None:
        if isinstance(item, TokenRecord):
            self._first = self._first or time.perf_counter()
            self._tokens += 1
            self._send(Token(self._request.id, item))
        else:
            self._on_read(item)

    def _on_read(self, done: int) -> None:
        """So much of the prompt stands evaluated; the first time, it needed no reading."""
        if self._cached < 0:
            self._cached = done
            self._send(Prompted(self._request.id, self._use(), self._prompt.opens_thinking))
        if done == len(self._prompt.ids):
            self._read = time.perf_counter()
        self._send(Progress(self._request.id, done, len(self._prompt.ids)))

    def _use(self) -> ContextUse:
        window = self._loaded.context.n_ctx
        reserve = _reserve(self._request.sampling.max_tokens, window)
        return _use(self._prompt, window, reserve, self._memory_start, self._cached)

    def _summary(self, reason: StopReason, seed: int, started: float) -> RunSummary:
        ended = time.perf_counter()
        read, first = self._read or ended, self._first or ended
        return RunSummary(
            reason=reason,
            seed=seed,
            prompt_tokens=len(self._prompt.ids),
            cached_tokens=max(self._cached, 0),
            generated_tokens=self._tokens,
            prompt_ms=(read - started) * 1000,
            first_token_ms=(first - started) * 1000,
            generate_ms=(ended - first) * 1000,
        )


def until_cancelled(
    cancelled: Callable[[], bool], items: Generator[int | TokenRecord | StopReason]
) -> Iterator[int | TokenRecord | StopReason]:
    """The items; once cancelled, those that were held back and their reason.

    A processor obeys the abort by itself; a graphics card computes its batch to the end."""
    for item in items:
        yield item
        if cancelled() and not isinstance(item, StopReason):
            yield items.throw(Aborted())
            yield from items
            return


def _opened(request: Load, report: Callable[[float], bool], resources: ExitStack) -> _Loaded:
    """Everything that one model needs, given back by `resources`."""
    renderers = [resources.enter_context(closing(Renderer())) for _ in range(2)]
    for renderer in renderers:
        renderer.start()  # its start takes as long as a small model's load, so both go on together
    model = Model.open(Path(request.path), request.settings, report)
    resources.enter_context(closing(model))
    context = model.open_context(request.settings)
    resources.enter_context(closing(context))
    writing, counting = (Templater(model, model.chat_template, each) for each in renderers)
    facts = replace(model.facts, context=context.n_ctx, template=writing.probe())
    session = Session(context, _checkpoint_bytes())
    return _Loaded(model, context, session, facts, writing, counting)


def _checkpoint_bytes() -> int:
    return min(int(psutil.virtual_memory().available) // 4, MOST_CHECKPOINT_BYTES)


def _reserve(max_tokens: int, window: int) -> int:
    """Tokens of the window to keep free for the reply: its limit, or a quarter; never more than
    half, so that the chat is not thrown out for the sake of a reply."""
    return min(max_tokens or min(window // 4, LONGEST_RESERVE), window // 2)


def _use(prompt: Prompt, window: int, reserve: int, memory_start: str, cached: int) -> ContextUse:
    return ContextUse(
        window=window,
        segments=prompt.segments,
        cached=cached,
        reserve=reserve,
        memory_start=memory_start,
        retokenised=prompt.retokenised,
        system_folded=prompt.system_folded,
    )
