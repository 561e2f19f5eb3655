"""Renders chat templates in a helper process, so that no template can hold or end the engine.

Knows the helper's life: started lazily or early, asked under a deadline, killed and replaced
after a breach. What happens inside is `sandbox.py`. One Renderer serves one thread at a time."""

from __future__ import annotations

import json
import os
import re
import selectors
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any

from engine.errors import TemplateBroken, TemplateEndless, TemplateTooLong

OUTPUT_CHARACTERS = 1_000_000  # beyond what the variables hold themselves
START_SECONDS = 30.0
MARGIN_SECONDS = 2.0  # what the parent waits beyond the helper's own alarm
_HELPER = Path(__file__).with_name("sandbox.py")


class Renderer:
    """A persistent helper process that renders Jinja templates.

    `seconds` limits one rendering. Close it when done; the helper also leaves by itself when
    this process ends."""

    def __init__(self, seconds: float = 2.0) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._greeted = False

    def start(self) -> None:
        """Start the helper unless it runs. Returns at once: the first rendering need not wait."""
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        self._process = subprocess.Popen(
            [sys.executable, "-I", str(_HELPER), str(self._seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        for pipe in _pipes(self._process):
            os.set_blocking(pipe.fileno(), False)

    def render(self, template: str, variables: dict[str, Any]) -> str:
        """The text that `template` makes of `variables`, which must be JSON.

        Raises TemplateBroken, TemplateEndless or TemplateTooLong."""
        reply = self._asked(template, variables)
        if "broken" in reply:
            raise TemplateBroken(reason=_one_line(reply["broken"]))
        if "too_long" in reply:
            raise TemplateTooLong(megabytes=OUTPUT_CHARACTERS // 1_000_000)
        text: str = reply["text"]
        return text

    def close(self) -> None:
        """End the helper."""
        if self._process is not None:
            self._end()

    def _asked(self, template: str, variables: dict[str, Any]) -> dict[str, Any]:
        room = OUTPUT_CHARACTERS + len(json.dumps(variables))
        request = json.dumps({"template": template, "variables": variables, "room": room})
        try:
            return self._exchange(request.encode("ascii") + b"\n")
        except TimeoutError:
            self._end()
            raise self._endless() from None
        except (EOFError, BrokenPipeError):
            code = self._end()
            if code == -signal.SIGALRM:
                raise self._endless() from None
            raise TemplateBroken(reason=f"it ended the process that renders it ({code})") from None
        except OSError as problem:
            raise TemplateBroken(reason=f"its process cannot start ({problem})") from problem

    def _endless(self) -> TemplateEndless:
        return TemplateEndless(seconds=f"{self._seconds:g}")

    def _exchange(self, request: bytes) -> dict[str, Any]:
        self.start()
        if not self._greeted:
            self._read(time.monotonic() + START_SECONDS)
            self._greeted = True
        deadline = time.monotonic() + self._seconds + MARGIN_SECONDS
        self._write(request, deadline)
        reply: dict[str, Any] = json.loads(self._read(deadline))
        return reply

    def _write(self, line: bytes, deadline: float) -> None:
        assert self._process is not None
        pipe, rest = _pipes(self._process)[0].fileno(), memoryview(line)
        while rest:
            _await(pipe, selectors.EVENT_WRITE, deadline)
            rest = rest[os.write(pipe, rest) :]

    def _read(self, deadline: float) -> bytes:
        assert self._process is not None
        pipe, line = _pipes(self._process)[1].fileno(), bytearray()
        while not line.endswith(b"\n"):
            _await(pipe, selectors.EVENT_READ, deadline)
            chunk = os.read(pipe, 1 << 16)
            if not chunk:
                raise EOFError
            line += chunk
        return bytes(line)

    def _end(self) -> int:
        """The exit code of the helper, which is killed unless it has already left."""
        assert self._process is not None
        process, self._process, self._greeted = self._process, None, False
        for pipe in _pipes(process):
            pipe.close()
        try:
            return process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    """Where the helper reads and where it writes."""
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


def _await(pipe: int, event: int, deadline: float) -> None:
    """Wait until the pipe can be used; TimeoutError at the deadline."""
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, event)
        if not selector.select(max(0.0, deadline - time.monotonic())):
            raise TimeoutError


def _one_line(text: str) -> str:
    """A stranger's text, fit to stand inside a sentence."""
    words = re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", text).strip().rstrip(".!")
    return words if len(words) <= 300 else words[:299] + "…"
