"""A reply on its way: the chat is fitted into the window, read, and written on from.

Knows messages and the wire, no lane; the tokens come from `generate.py`."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Generator, Iterator
from functools import partial
from typing import assert_never

from msgspec.structs import replace

from engine.decoding.beam import Item, beam_search
from engine.decoding.contrastive import contrastive_search
from engine.findings import BeamStep
from engine.generate import Start, generate
from engine.loaded import Loaded
from engine.place import prompt_of, prompt_within, require_token
from engine.plan import plan_of
from engine.prompt.tokens import Prompt
from engine.prompt.window import reserve
from engine.protocol import Beams, Generate, Progress, Prompted, Swap, Token
from engine.recorded.kept import Kept
from engine.records import ContextUse, Plan, RunSummary, StopReason, TokenRecord
from engine.session import Aborted
from engine.settings import Adjusted, SamplingSettings
from engine.strategy_settings import Strategy
from engine.task import Task


def write(loaded: Loaded, request: Generate | Swap, task: Task) -> RunSummary:
    """Fit the chat into the window, read what is new of it, write the reply."""
    started = time.perf_counter()
    limit, templater = request.sampling.max_tokens, loaded.writing
    if isinstance(request, Swap):
        require_token(loaded, request.token)
        prompt, memory_start = prompt_within(loaded, templater, request.chat, request.keep, limit)
    else:
        prompt, memory_start = prompt_of(
            loaded, templater, request.chat, limit, continuing=request.continuing
        )
    return _Run(loaded, request, prompt, memory_start, task).write(started)


class _Run:
    """One reply on its way, and the times it took."""

    def __init__(
        self,
        loaded: Loaded,
        request: Generate | Swap,
        prompt: Prompt,
        memory_start: str,
        task: Task,
    ) -> None:
        self._loaded = loaded
        self._request = request
        self._prompt = prompt
        self._memory_start = memory_start
        self._task = task
        seed = request.sampling.seed
        self._seed = seed if seed >= 0 else secrets.randbelow(2**32)
        begins = len(prompt.ids) + prompt.left
        self._kept = Kept(prompt.ids, (request.sampling,), self._seed, begins, prompt.begun)
        self._read = self._first = 0.0  # moments; 0 while they have not come
        self._cached = -1
        self._tokens = 0

    def write(self, started: float) -> RunSummary:
        """Write the reply, sending what comes; to cancel is to stop asking for more."""
        sampling = self._sampling()
        if self._request.trace:
            self._loaded.traces.keep(self._request.trace, self._kept)
        reason = StopReason.CANCELLED
        for item in until_cancelled(self._task.cancelled, self._items(sampling)):
            if isinstance(item, StopReason):
                reason = item
            else:
                self._pass_on(item)
        return self._summary(reason, started)

    def _adjusted(self) -> Adjusted | None:
        """The latest settings, which are noted: they hold from the next token on."""
        latest = self._task.adjusted()
        if latest and latest[0] >= len(self._kept.settings):
            self._kept.adjust(*latest)
        return latest

    def _items(self, sampling: SamplingSettings) -> Generator[Item]:
        """The reply as its strategy finds it."""
        loaded, prompt, adjusted = self._loaded, self._prompt, self._adjusted
        session, model, ids = loaded.session, loaded.model, prompt.ids
        forced = self._request.token if isinstance(self._request, Swap) else None
        start = Start(prompt.begun, prompt.left, forced)
        branches = partial(model.open_sequences, loaded.context)
        match sampling.strategy:
            case Strategy.BEAM:
                return beam_search(session, model, ids, sampling, branches, adjusted, start=start)
            case Strategy.CONTRASTIVE:
                n_ctx = session.n_ctx
                return contrastive_search(
                    n_ctx, model, ids, sampling, branches, adjusted, start=start
                )
            case Strategy.SAMPLE | Strategy.GREEDY:
                return generate(session, model, ids, sampling, self._seed, adjusted, start=start)
            case _:
                assert_never(sampling.strategy)

    def _sampling(self) -> SamplingSettings:
        """As asked, with the texts that end a turn where the template has no token for it."""
        sampling = self._request.sampling
        marks = self._loaded.writing.stop_strings(self._request.chat.template)
        return replace(sampling, stop=sampling.stop + marks)

    def _pass_on(self, item: int | BeamStep | TokenRecord) -> None:
        if isinstance(item, int):
            self._on_read(item)
            return
        self._first = self._first or time.perf_counter()
        if isinstance(item, BeamStep):
            self._task.send(Beams(self._request.id, item))
        else:
            self._tokens += 1
            if self._request.trace:
                self._kept.add((item,))
            self._task.send(Token(self._request.id, item))

    def _on_read(self, done: int) -> None:
        """So much of the prompt stands evaluated; the first time, it needed no reading."""
        if self._cached < 0:
            self._cached = done
            self._task.send(Prompted(self._request.id, self._use(), self._prompt.opens_thinking))
        if done == len(self._prompt.ids):
            self._read = time.perf_counter()
        self._task.send(Progress(self._request.id, done, len(self._prompt.ids)))

    def _use(self) -> ContextUse:
        window = self._loaded.context.n_ctx
        return self._prompt.use(
            window,
            reserve(self._request.sampling.max_tokens, window),
            self._memory_start,
            self._cached,
        )

    def _summary(self, reason: StopReason, started: float) -> RunSummary:
        ended = time.perf_counter()
        self._kept.plan = self._plan()
        read, first = self._read or ended, self._first or ended
        return RunSummary(
            reason=reason,
            seed=self._seed,
            prompt_tokens=len(self._prompt.ids),
            cached_tokens=max(self._cached, 0),
            generated_tokens=self._tokens,
            prompt_ms=(read - started) * 1000,
            first_token_ms=(first - started) * 1000,
            generate_ms=(ended - first) * 1000,
            plan=self._kept.plan,
            settings=self._kept.settings,
        )

    def _plan(self) -> Plan | None:
        """How all tokens but the last, which nothing came after, were evaluated; None where that
        was in branches, which no session can follow."""
        if self._request.sampling.strategy in (Strategy.BEAM, Strategy.CONTRASTIVE):
            return None
        length = len(self._prompt.ids) + max(self._tokens - 1, 0)
        batches = [batch for batch in self._loaded.session.plan if batch.start < length]
        return plan_of(batches, self._prompt.ids, self._loaded.context.arithmetic)


def until_cancelled(cancelled: Callable[[], bool], items: Generator[Item]) -> Iterator[Item]:
    """The items; once cancelled, those that were held back and their reason.

    A processor obeys the abort by itself; a graphics card computes its batch to the end."""
    for item in items:
        yield item
        if cancelled() and not isinstance(item, StopReason):
            yield items.throw(Aborted())
            yield from items
            return
