"""What only a process of its own shows: resident memory, and an answer beside a running request."""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from engine.chat import Chat, Message, Role
from engine.protocol import (
    Cancel,
    Done,
    Event,
    Generate,
    Hello,
    Load,
    Measure,
    Progress,
    Request,
    decode_event,
    encode,
)
from engine.records import RunSummary, StopReason
from engine.settings import LoadSettings, SamplingSettings
from tests.vocabularies import _ENGLISH

WRITTEN = 64
CONTEXT = 8192  # holds a prompt, a draft and the reserve, so that nothing is left out in counting
PROMPT_WORDS = 3000
DRAFT_CHARACTERS = 10_000

BARE = """
import json, sys
from contextlib import ExitStack
from pathlib import Path
import msgspec
from engine.llama.model import Model
from engine.settings import LoadSettings
from tests.bench.bare import BareLoop
from tests.bench.resident import resident_mb
settings = msgspec.json.decode(sys.argv[2], type=LoadSettings)
model = Model.open(Path(sys.argv[1]), settings, lambda share: True)
with BareLoop(model, settings) as bare:
    bare.read(list(range(300, 364)))
    bare.write(int(sys.argv[3]))
    print(json.dumps(resident_mb()))
"""

OURS = """
import json, sys
import msgspec
from engine.local import LocalEngine
from engine.protocol import Generate, Load, encode
from engine.settings import LoadSettings, SamplingSettings
from tests.bench.engine import chat
from tests.bench.resident import resident_mb
from tests.engine.asking import ask
settings = msgspec.json.decode(sys.argv[2], type=LoadSettings)
engine = LocalEngine()
ask(engine, Load(1, sys.argv[1], settings))
request = Generate(2, chat("the way " * 32), SamplingSettings(max_tokens=int(sys.argv[3])))
ask(engine, request, send=encode)
print(json.dumps(resident_mb()))
engine.close()
"""


def measure(path: Path, settings: LoadSettings, rounds: int) -> Iterator[str]:
    """Both, each its own rounds."""
    yield from _memory(path, settings, min(rounds, 3))
    yield from _counting(path, settings, rounds)


def _memory(path: Path, settings: LoadSettings, rounds: int) -> Iterator[str]:
    pairs = [(_run(BARE, path, settings), _run(OURS, path, settings)) for _ in range(rounds)]
    own = statistics.median(ours[0] - bare[0] for bare, ours in pairs)
    helpers = statistics.median(ours[1] for _, ours in pairs)
    yield (
        f"resident memory above the bare loop: {own + helpers:.0f} MB, of which the helpers that "
        f"render templates have {helpers:.0f} MB (goal 60)"
    )


def _run(code: str, path: Path, settings: LoadSettings) -> tuple[float, float]:
    given = (str(path), msgspec.json.encode(settings).decode(), str(WRITTEN))
    done = subprocess.run(
        [sys.executable, "-c", code, *given], capture_output=True, text=True, check=True
    )
    own, helpers = json.loads(done.stdout.splitlines()[-1])
    return own, helpers


def _counting(path: Path, settings: LoadSettings, rounds: int) -> Iterator[str]:
    with subprocess.Popen(
        [sys.executable, "-m", "engine"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        child = _Child(process)
        child.ask(Load(1, str(path), replace(settings, context=CONTEXT)))
        child.until(1, Done)
        times = [child.counts_while_reading(number) for number in range(rounds + 1)][1:]
        child.leave()
    yield (
        f"counting a draft of {DRAFT_CHARACTERS:,} characters while a prompt is read: "
        f"{statistics.median(times):.0f} ms ({min(times):.0f} to {max(times):.0f}; goal 50)"
    )


class _Child:
    """An engine process as a window has it."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._input, self._output = process.stdin, process.stdout

    def ask(self, request: Request) -> None:
        self._input.write(encode(request))
        self._input.flush()

    def until(self, request: int, kind: type) -> Event:
        """The next event of a kind that answers a request."""
        for line in self._output:
            event = decode_event(line)
            if not isinstance(event, Hello) and event.id == request and isinstance(event, kind):
                return event
        raise AssertionError("the engine ended")

    def counts_while_reading(self, number: int) -> float:
        """Milliseconds for a draft, while a prompt that was never seen before is read."""
        dice = random.Random(number)
        words = _ENGLISH.split()
        text = " ".join(dice.choices(words, k=PROMPT_WORDS))
        draft = " ".join(dice.choices(words, k=DRAFT_CHARACTERS))[:DRAFT_CHARACTERS]
        chat = Chat((Message("q", Role.USER, text),))
        self.ask(Generate(1, chat, SamplingSettings(max_tokens=1)))
        self.until(1, Progress)
        started = time.perf_counter()
        self.ask(Measure(2, chat, draft))
        self.until(2, Done)
        took = (time.perf_counter() - started) * 1000
        self.ask(Cancel(3, 1))  # refused where the reading had ended before
        end = self.until(1, Done)
        assert isinstance(end, Done)
        assert isinstance(end.result, RunSummary)
        assert end.result.reason is StopReason.CANCELLED, "the prompt was read too soon"
        return took

    def leave(self) -> None:
        """Let the child end."""
        self._input.close()
        self._output.read()
