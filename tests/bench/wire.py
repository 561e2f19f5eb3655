"""Tokens a second: the engine's own loop in one process, and the same through child and window."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from engine.chat import Chat, Message, Role
from engine.protocol import Generate
from engine.settings import SamplingSettings
from resources import POCKET

TOKENS = 400
STORIES = Path(__file__).resolve().parents[3] / "shared/models/stories260K-chat-f32.gguf"

LOOP = """
import sys, time
from engine.local import LocalEngine
from engine.protocol import Load, Token
from engine.settings import LoadSettings
from tests.bench.wire import report, request
from tests.engine.asking import ask
engine = LocalEngine()
ask(engine, Load(1, sys.argv[1], LoadSettings(threads=1)))
for round in range(2):
    marks = []
    def send(event):
        if isinstance(event, Token):
            marks.append(time.perf_counter())
    ask(engine, request(round), send=send)
report((len(marks) - 1) / (marks[-1] - marks[0]))
engine.close()
"""

WINDOW = """
import sys, time
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication
from desktop.app import compose
from desktop.core.paths import find_paths
from engine.settings import LoadSettings
from tests.bench.wire import SAMPLING, report
application = QApplication([])
app = compose(find_paths())
loop = QEventLoop()
app.engine.ready.connect(loop.quit)
app.window.show()
app.engine.open(sys.argv[1], LoadSettings(threads=1))
loop.exec()
for name, value in SAMPLING.items():
    app.sampling.choose(name, value)
marks = []
def mark(node, text):
    marks.append((time.perf_counter(), app.chat.reply.generated))
app.replies.text_added.connect(mark)
app.replies.ended.connect(loop.quit)
for round in range(2):
    marks.clear()
    app.chats.new()
    app.chat.send("Once upon a time")
    loop.exec()
(start, first), (end, last) = marks[0], marks[-1]
report((last - first) / (end - start))
app.close()
"""

# Temperature 1 and no stages that would end a story early: long replies, the same work in both.
SAMPLING = {"temperature": 1.0, "seed": 7, "max_tokens": TOKENS}


def request(number: int) -> Generate:
    """A story of TOKENS tokens; another `number` is another request, the same work."""
    chat = Chat((Message("u", Role.USER, "Once upon a time"),))
    return Generate(number + 2, chat, SamplingSettings(**SAMPLING))  # type: ignore[arg-type]


def report(tokens_per_second: float) -> None:
    """Hand the figure to the process that measures."""
    print(json.dumps(tokens_per_second), flush=True)


def _run(code: str, model: Path, home: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", code, str(model)],
        env=dict(os.environ, TESSERA_HOME=home),
        capture_output=True,
        text=True,
        check=True,
    )
    return float(json.loads(done.stdout.splitlines()[-1]))


def measure(rounds: int) -> Iterator[str]:
    """Interleaved rounds, one thread; each counts its second reply, with everything warm."""
    model = STORIES if STORIES.exists() else POCKET
    with tempfile.TemporaryDirectory() as home:
        pairs = [(_run(LOOP, model, home), _run(WINDOW, model, home)) for _ in range(rounds)]
    loop, window = (statistics.median(pair[i] for pair in pairs) for i in (0, 1))
    ratio = statistics.median(ours / own for own, ours in pairs)
    yield f"{model.name}: loop {loop:,.0f} tokens/s, window {window:,.0f} tokens/s"
    yield f"ratio {ratio:.2f} (goal 0.95, at 1,000 tokens/s and more)"
