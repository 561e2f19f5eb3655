"""One engine process, spoken to line by line: a request goes in, its result comes back.

Blocks, and starts no thread: the child's standard error goes to a file, of which the end is read
when it has died. `desktop/engine_client.py` is the same for a window, which must not block."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Self

import msgspec

from engine import reasons
from engine.errors import EngineNotStarted, EngineSpeaksOtherwise, Fault
from engine.protocol import (
    VERSION,
    Cancel,
    Done,
    Event,
    Failed,
    Hello,
    Job,
    Load,
    Request,
    Result,
    decode_event,
    encode,
)
from engine.records import ModelFacts
from engine.settings import LoadSettings

COMMAND = (sys.executable, "-P", "-m", "engine")  # -P: not from the current folder
PATIENCE_S = 3.0  # a child that is not asked any more leaves within two seconds
STDERR_BYTES = 16384
STDERR_LINES = 40


class Refused(Exception):
    """The child answered with an error, or it died: `fault` is what to tell."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.sentence)
        self.fault = fault


class Interrupted(Exception):
    """A request was cancelled before there was a result. No error to show."""


class Child:
    """One model in one process; a context manager that ends it.

    `interrupt` may be called from a signal handler; `interrupted` says that it was."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        """Start the process. Raises Refused where that fails."""
        self.interrupted = False
        self._cancels = False
        self._ids = itertools.count(1)
        self._open = 0  # the request that is being answered
        self._sending = False
        self._name = "The model file"
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the child has ended
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._stderr,
                **_apart(),
            )
        except OSError as problem:
            self._stderr.close()
            reason = problem.strerror or str(problem)
            raise Refused(EngineNotStarted(reason=reason).fault) from problem
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input, self._output = self._process.stdin, self._process.stdout

    @property
    def code(self) -> int | None:
        """The process's exit code; None while it runs."""
        return self._process.poll()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open = 0
        for pipe in (self._input, self._output):  # a child that still writes must not be waited for
            try:
                pipe.close()
            except BrokenPipeError:
                continue
        self._wait()
        self._stderr.close()

    def load(
        self,
        path: Path,
        settings: LoadSettings | None = None,
        template: str = "",
        on_event: Callable[[Event], None] | None = None,
    ) -> ModelFacts:
        """Load the model, as the first request."""
        self._name = path.name
        request = Load(1, str(path.absolute()), settings or LoadSettings(), template)
        facts = self.ask(request, on_event)
        assert isinstance(facts, ModelFacts)
        return facts

    def ask(self, request: Job, on_event: Callable[[Event], None] | None = None) -> Result | None:
        """Send a request under a new id and give its result; `on_event` is told what comes before.

        Raises Refused with the child's own error, or with what its death meant, and Interrupted
        where the request was cancelled and brings nothing."""
        request = msgspec.structs.replace(request, id=next(self._ids))
        self._open = request.id
        self._send(request)
        if self._cancels:
            self._cancel()
        for event in self._events():
            if isinstance(event, Hello) or event.id != request.id:
                continue
            if isinstance(event, Done | Failed):
                self._open = 0
                result = _result(event)
                if result is None and self._cancels:
                    raise Interrupted
                return result
            if on_event is not None:
                on_event(event)
        raise Refused(self._death(loading=isinstance(request, Load)))

    def interrupt(self) -> None:
        """Cancel what is asked, now and from now on; the second time, end the child at once."""
        if self.interrupted:
            self._process.kill()
        self.interrupted = self._cancels = True
        if self._open and not self._sending:
            self._cancel()

    def recover(self) -> None:
        """After an interruption: what is asked from now on is not cancelled any more."""
        self._cancels = False

    def _cancel(self) -> None:
        self._send(Cancel(next(self._ids), self._open))

    def _send(self, request: Request) -> None:
        """A child that is gone does not read: what it left behind tells why."""
        self._sending = True
        try:
            self._input.write(encode(request))
            self._input.flush()
        except BrokenPipeError:
            pass
        finally:
            self._sending = False

    def _events(self) -> Iterator[Event]:
        for line in self._output:
            yield self._event(line)

    def _event(self, line: bytes) -> Event:
        try:
            event = decode_event(line)
        except msgspec.MsgspecError as problem:
            said = line.decode(errors="replace").strip()[:80]
            raise Refused(EngineSpeaksOtherwise(said=said).fault) from problem
        if isinstance(event, Hello) and event.protocol != VERSION:
            raise Refused(EngineSpeaksOtherwise(said=f"protocol {event.protocol}").fault)
        return event

    def _death(self, *, loading: bool) -> Fault:
        code = self._wait()
        signal = -code if code < 0 and os.name != "nt" else None
        self._stderr.seek(0, os.SEEK_END)
        self._stderr.seek(max(self._stderr.tell() - STDERR_BYTES, 0))
        lines = self._stderr.read().decode(errors="replace").splitlines()[-STDERR_LINES:]
        return reasons.death(code, signal, lines, self._name, loading=loading)

    def _wait(self) -> int:
        try:
            return self._process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()


def _result(end: Done | Failed) -> Result | None:
    if isinstance(end, Failed):
        raise Refused(end.fault)
    return end.result


def _apart() -> dict[str, Any]:
    """A terminal's Ctrl+C must not reach the child: it is asked to stop instead."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"process_group": 0}
