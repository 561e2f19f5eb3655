"""Tokens a second: the engine's own loop in one process, and the same through child and window.

Both are measured from a reply's first token to its last. The clock depends on what else runs, so
the processor time that a token takes is told too: of the engine in both, and of the window."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from engine.chat import Chat, Message, Role
from engine.protocol import Generate
from engine.settings import SamplingSettings
from resources import POCKET

TOKENS = 400
REPLIES = 4  # that count, after one that warms up
STORIES = Path(__file__).resolve().parents[3] / "shared/models/stories260K-chat-f32.gguf"

LOOP = """
import sys, time
from engine.local import LocalEngine
from engine.protocol import Load, Token
from engine.settings import LoadSettings
from tests.bench.wire import REPLIES, Figures, report, request
from tests.engine.asking import ask
engine = LocalEngine()
ask(engine, Load(1, sys.argv[1], LoadSettings(threads=1)))
figures = Figures()
for reply in range(1 + REPLIES):
    marks = []
    def send(event):
        if isinstance(event, Token):
            marks.append((time.perf_counter(), time.process_time()))
    ask(engine, request(reply), send=send)
    (start, cpu), (end, last_cpu) = marks[0], marks[-1]
    if reply:
        figures.add(len(marks) - 1, end - start, last_cpu - cpu)
report(figures)
engine.close()
"""

WINDOW = """
import sys, time
import psutil
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication
from desktop.app import compose
from desktop.core.paths import find_paths
from engine.protocol import Token
from engine.settings import LoadSettings
from tests.bench.wire import REPLIES, SAMPLING, Figures, report
application = QApplication([])
app = compose(find_paths())
loop = QEventLoop()
app.engine.ready.connect(loop.quit)
app.window.show()
app.engine.open(sys.argv[1], LoadSettings(threads=1))
loop.exec()
for name, value in SAMPLING.items():
    app.sampling.choose(name, value)
child = psutil.Process(app.engine.process_id)
def now():
    engine = child.cpu_times()
    return time.perf_counter(), engine.user + engine.system, time.process_time()
marks = []
tokens = 0
def begin(event):
    global tokens
    if isinstance(event, Token):
        tokens += 1
        if not marks:
            marks.append(now())
app.engine.received.connect(begin)
app.replies.ended.connect(lambda node, kept: marks.append(now()))
app.replies.left.connect(loop.quit)
figures = Figures()
for reply in range(1 + REPLIES):
    marks.clear()
    tokens = 0
    app.chats.new()
    app.chat.send("Once upon a time")
    loop.exec()
    (start, engine, window), (end, last_engine, last_window) = marks
    if reply:
        figures.add(tokens - 1, end - start, last_engine - engine, last_window - window)
report(figures)
app.close()
"""

# Temperature 1 and no stages that would end a story early: long replies, the same work in both.
SAMPLING = {"temperature": 1.0, "seed": 7, "max_tokens": TOKENS}


def request(number: int) -> Generate:
    """A story of TOKENS tokens; another `number` is another request, the same work."""
    chat = Chat((Message("u", Role.USER, "Once upon a time"),))
    return Generate(number + 2, chat, SamplingSettings(**SAMPLING))  # type: ignore[arg-type]


class Figures(msgspec.Struct):
    """Sums over some replies; times in seconds, processor times of engine and window."""

    tokens: int = 0
    clock: float = 0.0
    engine: float = 0.0
    window: float = 0.0

    def add(self, tokens: int, clock: float, engine: float, window: float = 0.0) -> None:
        """One more reply."""
        self.tokens += tokens
        self.clock += clock
        self.engine += engine
        self.window += window

    @property
    def per_second(self) -> float:
        return self.tokens / self.clock


def report(figures: Figures) -> None:
    """Hand the figures to the process that measures."""
    print(msgspec.json.encode(figures).decode(), flush=True)


def _run(code: str, model: Path, home: str) -> Figures:
    done = subprocess.run(
        [sys.executable, "-c", code, str(model)],
        env=dict(os.environ, TESSERA_HOME=home),
        capture_output=True,
        text=True,
        check=True,
    )
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Figures)


def measure(rounds: int) -> Iterator[str]:
    """Interleaved rounds, one thread, each reply with everything warm."""
    model = STORIES if STORIES.exists() else POCKET
    with tempfile.TemporaryDirectory() as home:
        pairs = [(_run(LOOP, model, home), _run(WINDOW, model, home)) for _ in range(rounds)]
    own, ours = ([pair[i] for pair in pairs] for i in (0, 1))
    loop, window = (statistics.median(f.per_second for f in each) for each in (own, ours))
    ratio = statistics.median(b.per_second / a.per_second for a, b in pairs)
    yield f"{model.name}: loop {loop:,.0f} tokens/s, window {window:,.0f} tokens/s"
    yield f"ratio {ratio:.2f} (goal 0.95, at 1,000 tokens/s and more)"
    alone, sending, showing = (
        statistics.median(getattr(f, part) / f.tokens * 1e6 for f in each)
        for each, part in ((own, "engine"), (ours, "engine"), (ours, "window"))
    )
    yield (
        f"processor time of a token: engine {alone:.0f} µs in its loop, {sending:.0f} µs "
        f"({alone / sending:.2f}) with the wire; window {showing:.0f} µs"
    )
