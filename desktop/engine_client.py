"""One child process as a QObject: requests in, events out, and what its death meant.

Never blocks except in `finish`, and starts no thread. Knows the protocol, no model and no
widget."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
from PySide6.QtCore import QObject, QProcess, QTimer, Signal, Slot

from engine import reasons
from engine.errors import EngineNotStarted, EngineSpeaksOtherwise, Fault
from engine.protocol import VERSION, Done, Failed, Hello, Load, decode_event, encode

PATIENCE_MS = 2000
STDERR_LINES = 40
STDERR_BYTES = 16384


class Dialect(msgspec.Struct, frozen=True):
    """What a kind of child speaks: its lines to and from messages, and its first words."""

    encode: Callable[[Any], bytes]
    decode: Callable[[bytes], Any]
    hello: Any  # the class
    version: int


class EngineClient(QObject):
    """Runs one child. Its answers arrive as `received`, its end as `died` or, once asked for
    by `close`, as `closed`: exactly one of the two, and nothing afterwards.

    `ids` number the requests; clients whose events meet in one place share them. `name` is what
    a sentence about the child's end calls the file it works on."""

    dialect = Dialect(encode, decode_event, Hello, VERSION)
    received = Signal(object)  # an event of the dialect
    died = Signal(object)  # engine.errors.Fault
    closed = Signal()

    def __init__(
        self,
        command: Sequence[str],
        ids: Iterator[int] | None = None,
        name: str = "The model file",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._ids = ids or itertools.count(1)
        self._closing = False
        self._load = 0  # the load that has not ended
        self._fault: Fault | None = None
        self._line = b""  # the beginning of one that is not there whole
        self._stderr = b""
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._process = QProcess(self)
        self._process.setProgram(command[0])
        self._process.setArguments(list(command[1:]))
        self._patience.timeout.connect(self._process.kill)
        self._process.readyReadStandardOutput.connect(self._on_output)
        self._process.readyReadStandardError.connect(self._on_stderr)
        self._process.errorOccurred.connect(self._on_error)
        self._process.finished.connect(self._on_finished)

    @property
    def process_id(self) -> int:
        """The child's process id; 0 while it does not run."""
        return int(self._process.processId())

    def start(self) -> None:
        """Start the child; what is asked before it runs waits in the pipe."""
        self._process.start()

    def ask(self, request: msgspec.Struct) -> int:
        """Send a request under a new id, and return the id."""
        assert not self._closing, "the child has ended or is about to"
        number = next(self._ids)
        if isinstance(request, Load):
            self._load = number
        self._process.write(self.dialect.encode(msgspec.structs.replace(request, id=number)))
        return number

    def close(self, patience_ms: int = PATIENCE_MS) -> None:
        """End the child: close its input, and kill it if it is still there after the patience.

        Returns at once; requests still open are answered as cancelled, then comes `closed`."""
        if self._closing:
            return
        self._closing = True
        if self._process.state() == QProcess.ProcessState.NotRunning:
            QTimer.singleShot(0, self, self.closed.emit)
            return
        self._process.closeWriteChannel()
        self._patience.start(patience_ms)

    def finish(self, patience_ms: int = PATIENCE_MS) -> bool:
        """As `close`, but wait for the end: for the application's exit. True without a kill."""
        self.close(patience_ms)
        if self._process.state() == QProcess.ProcessState.NotRunning:
            return True
        if self._process.waitForFinished(patience_ms):
            return True
        self._process.kill()
        self._process.waitForFinished()
        return False

    @Slot()
    def _on_output(self) -> None:
        said = self._line + bytes(self._process.readAllStandardOutput().data())
        *lines, self._line = said.split(b"\n")
        for line in lines:
            self._on_line(line)

    def _on_line(self, line: bytes) -> None:
        if self._fault is not None:
            return
        try:
            event = self.dialect.decode(line)
        except msgspec.MsgspecError:
            self._give_up(line.decode(errors="replace").strip()[:80])
            return
        if isinstance(event, self.dialect.hello) and event.protocol != self.dialect.version:
            self._give_up(f"protocol {event.protocol}")
            return
        if isinstance(event, Done | Failed) and event.id == self._load:
            self._load = 0
        self.received.emit(event)

    def _give_up(self, said: str) -> None:
        self._fault = EngineSpeaksOtherwise(said=said).fault
        self._process.kill()

    @Slot()
    def _on_stderr(self) -> None:
        said = bytes(self._process.readAllStandardError().data())
        self._stderr = (self._stderr + said)[-STDERR_BYTES:]

    @Slot(QProcess.ProcessError)
    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:  # no finished() follows
            self._fault = EngineNotStarted(reason=self._process.errorString()).fault
            self._tell_end(self._fault)

    @Slot(int, QProcess.ExitStatus)
    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._patience.stop()
        self._on_output()
        self._on_stderr()
        crashed = status == QProcess.ExitStatus.CrashExit
        signal = code if crashed and os.name != "nt" else None
        lines = self._stderr.decode(errors="replace").splitlines()[-STDERR_LINES:]
        loading = self._load != 0
        self._tell_end(
            self._fault or reasons.death(code, signal, lines, self._name, loading=loading)
        )

    def _tell_end(self, fault: Fault) -> None:
        if self._closing:
            self.closed.emit()
        else:
            self._closing = True
            self.died.emit(fault)
