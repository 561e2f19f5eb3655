"""The child's three lanes: requests come in as lines, events go out as lines.

The reader takes lines and acts on Cancel and Adjust at once. The main lane works in order through
what evaluates tokens and owns the context; the side lane answers the rest beside it, and hands on
to the main lane what turns out to need the context after all. Whatever arrives,
every request gets exactly one terminal event, and only the end of input, or of the reader on the
other side, ends the child: then what runs is aborted, and the process leaves within two seconds.
Knows no model: what is asked for is done by an `Engine`."""

from __future__ import annotations

import os
import threading
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from queue import SimpleQueue
from typing import Protocol, assert_never

import msgspec

from engine.errors import EngineError, InvalidRequest, LoadCancelled
from engine.outgoing import Outgoing
from engine.protocol import (
    Adjust,
    Cancel,
    CompareContinuations,
    Done,
    Event,
    Failed,
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
    Progress,
    Render,
    Replay,
    Request,
    RequestId,
    Result,
    Score,
    SideJob,
    Swap,
    Token,
    Tokenize,
    WhatIf,
    decode_request,
    encode,
)
from engine.records import RunSummary, StopReason
from engine.settings import Adjusted, SamplingSettings
from engine.task import NeedsContext, Task

PATIENCE_S = 2.0
PROGRESS_STEP = 0.01


class Engine(Protocol):
    """What the worker serves. `abort` is called beside a running `perform`, which itself may run in
    both lanes at once."""

    def hello(self) -> Hello:
        """Version and capabilities: the child's first words."""

    def perform(self, request: Job, task: Task) -> Result | None:
        """Answer a request, sending what comes before its end. Where `task` does not own the
        context, NeedsContext asks to be called again where it does."""

    def abort(self) -> None:
        """Let the running computation end soon; in force until `resume`."""

    def resume(self) -> None:
        """Take `abort` back, before another computation begins."""

    def close(self) -> None:
        """Give everything back; the last call."""


def serve(
    lines: Iterable[bytes], write: Callable[[bytes], None], engine: Engine, *, drain: bool = False
) -> None:
    """Answer `lines` until they end, then close the engine.

    `write` takes whole lines and raises OSError once nobody reads. The end of input
    aborts what runs, unless `drain`: then everything asked is answered first."""
    _Worker(write, engine).run(lines, drain)


class _Ledger:
    """Which requests are open, which one runs, which are cancelled; used by all lanes.

    An abort reaches the engine only while its target runs: both are decided under one lock."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._open: set[int] = set()
        self._cancelled: set[int] = set()
        self._replies: dict[int, Adjusted | None] = {}
        self._running = 0
        self._ended = False

    def is_open(self, request: int) -> bool:
        with self._lock:
            return request in self._open

    def admit(self, request: Request) -> None:
        """Open a request; InvalidRequest if its id belongs to an open one."""
        with self._lock:
            if request.id in self._open:
                raise InvalidRequest(problem=f"request {request.id} is still being answered")
            self._open.add(request.id)
            if isinstance(request, Generate | Swap):
                self._replies[request.id] = None

    def begin(self, request: int) -> None:
        """The main lane turns to this request."""
        with self._lock:
            self._running = request
            if not self._ended:
                self._engine.resume()

    def cancel(self, target: int) -> None:
        """Cancel an open request; InvalidRequest if there is none of this id."""
        with self._lock:
            if target not in self._open:
                raise InvalidRequest(problem=f"no request {target} waits or runs")
            self._cancelled.add(target)
            if target == self._running:
                self._engine.abort()

    def adjust(self, target: int, sampling: SamplingSettings) -> None:
        """Replace an open reply's settings; InvalidRequest if there is none of this id."""
        with self._lock:
            if target not in self._replies:
                raise InvalidRequest(problem=f"no reply {target} waits or runs")
            earlier = self._replies[target]
            self._replies[target] = (earlier[0] + 1 if earlier else 1, sampling)

    def adjusted(self, request: int) -> Adjusted | None:
        """How often a reply's settings were replaced and the latest; None if never."""
        with self._lock:
            return self._replies.get(request)

    def is_cancelled(self, request: int) -> bool:
        with self._lock:
            return self._ended or request in self._cancelled

    def settle(self, request: int) -> None:
        """The request is answered: its id may be used again, a Cancel comes too late."""
        with self._lock:
            self._open.discard(request)
            self._cancelled.discard(request)
            self._replies.pop(request, None)
            if self._running == request:
                self._running = 0

    def end(self) -> bool:
        """Cancel everything, for good. True at the first call."""
        with self._lock:
            first, self._ended = not self._ended, True
            if first:
                self._engine.abort()
            return first


class _Numbered(msgspec.Struct):
    """As much of a broken request as is needed to answer it."""

    id: RequestId


class _Worker:
    def __init__(self, write: Callable[[bytes], None], engine: Engine) -> None:
        self._outgoing = Outgoing(write)
        self._engine = engine
        self._ledger = _Ledger(engine)
        self._main: SimpleQueue[Job | None] = SimpleQueue()
        self._side: SimpleQueue[SideJob | None] = SimpleQueue()
        self._no_load_ahead = threading.Event()
        self._no_load_ahead.set()
        self._writing = threading.Lock()
        self._deadline = threading.Timer(PATIENCE_S, os._exit, (1,))
        self._deadline.daemon = True

    def run(self, lines: Iterable[bytes], drain: bool) -> None:
        self._send(self._engine.hello())
        reader = threading.Thread(target=self._read, args=(lines, drain), daemon=True)
        side = threading.Thread(target=self._side_lane, daemon=True)
        reader.start()
        side.start()
        self._main_lane()
        side.join()
        self._engine.close()
        self._deadline.cancel()

    def _read(self, lines: Iterable[bytes], drain: bool) -> None:
        try:
            with suppress(OSError):
                for line in lines:
                    self._take(line)
        finally:
            if drain:
                self._dismiss_lanes()
            else:
                self._end()

    def _take(self, line: bytes) -> None:
        try:
            request = decode_request(line)
        except InvalidRequest as error:
            self._send(Failed(self._number(line), error.fault))
            return
        try:
            self._ledger.admit(request)
        except InvalidRequest as error:
            self._send(Failed(0, error.fault))
            return
        self._route(request)

    def _number(self, line: bytes) -> int:
        """The id of a line that is no request; 0 where it has none, or an open request's."""
        try:
            request = msgspec.json.decode(line, type=_Numbered).id
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
            return 0
        return 0 if self._ledger.is_open(request) else request

    def _route(self, request: Request) -> None:
        match request:
            case Cancel():
                self._at_once(request, lambda: self._ledger.cancel(request.target))
            case Adjust():
                self._at_once(
                    request, lambda: self._ledger.adjust(request.target, request.sampling)
                )
            case Load():
                self._no_load_ahead.clear()
                self._main.put(request)
            case Generate() | Swap() | NextTokens() | Score() | CompareContinuations() | Replay():
                self._main.put(request)
            case Measure() | Tokenize() | Render() | Pieces() | LoadTrace():
                self._side.put(request)
            case Ladder() | WhatIf() | Impact() | Probability():
                self._side.put(request)
            case _:
                assert_never(request)

    def _at_once(self, request: Cancel | Adjust, act: Callable[[], None]) -> None:
        self._ledger.settle(request.id)
        try:
            act()
        except InvalidRequest as error:
            self._send(Failed(request.id, error.fault))
        else:
            self._send(Done(request.id))

    def _main_lane(self) -> None:
        while (request := self._main.get()) is not None:
            self._ledger.begin(request.id)
            self._answer(request, owns_context=True)
            if isinstance(request, Load):
                self._no_load_ahead.set()

    def _side_lane(self) -> None:
        while (request := self._side.get()) is not None:
            self._no_load_ahead.wait()
            try:
                self._answer(request, owns_context=False)
            except NeedsContext:
                self._main.put(request)
        self._main.put(None)  # only now: what the side lane handed on is answered too

    def _answer(self, request: Job, *, owns_context: bool) -> None:
        line = self._outcome(request, owns_context)
        self._ledger.settle(request.id)
        self._send_line(line, self._outgoing.send)

    def _outcome(self, request: Job, owns_context: bool) -> bytes:
        """The terminal event, as a line: encoding is part of what may go wrong."""
        try:
            return encode(self._terminal(request, owns_context))
        except NeedsContext:
            assert not owns_context
            raise
        except Exception:  # noqa: BLE001 - an error nobody foresaw must not end the child
            traceback.print_exc()
            return encode(Failed(request.id, EngineError().fault))

    def _terminal(self, request: Job, owns_context: bool) -> Done | Failed:
        try:
            if self._ledger.is_cancelled(request.id):
                return Done(request.id, _not_begun(request))
            return Done(
                request.id, self._engine.perform(request, self._task(request, owns_context))
            )
        except EngineError as error:
            return Failed(request.id, error.fault)

    def _task(self, request: Job, owns_context: bool) -> Task:
        return Task(
            send=self._send,
            cancelled=lambda: self._ledger.is_cancelled(request.id),
            report=self._reporter(request.id),
            adjusted=lambda: self._ledger.adjusted(request.id),
            owns_context=owns_context,
        )

    def _reporter(self, request: int) -> Callable[[float], bool]:
        told = -1.0

        def report(done: float) -> bool:
            nonlocal told
            if done >= told + PROGRESS_STEP or done >= 1.0 > told:
                told = done
                self._send(Progress(request, done, 1.0))
            return not self._ledger.is_cancelled(request)

        return report

    def _send(self, event: Event) -> None:
        outgoing = self._outgoing
        self._send_line(
            encode(event), outgoing.send_token if isinstance(event, Token) else outgoing.send
        )

    def _send_line(self, line: bytes, send: Callable[[bytes], None]) -> None:
        try:
            with self._writing:
                send(line)
        except OSError:
            self._end()

    def _end(self) -> None:
        """Nobody asks or nobody listens any more: cancel everything and leave in time."""
        if self._ledger.end():
            self._deadline.start()
            self._dismiss_lanes()
            self._no_load_ahead.set()

    def _dismiss_lanes(self) -> None:
        """The side lane dismisses the main one."""
        self._side.put(None)


def _not_begun(request: Job) -> Result | None:
    """What a request comes to that was cancelled before its turn."""
    match request:
        case Load():
            raise LoadCancelled(name=os.path.basename(request.path))
        case Generate() | Swap():
            seed = max(request.sampling.seed, 0)
            return RunSummary(StopReason.CANCELLED, seed, 0, 0, 0, 0.0, 0.0, 0.0)
        case _:
            return None
