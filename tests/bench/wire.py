"""Tokens a second: the engine's own loop in one process, against the same through child and window."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from resources import POCKET

TOKENS = 400
STORIES = Path(__file__).resolve().parents[3] / "shared" / "models" / "stories260K-f32.gguf"

LOOP = """
import json, sys, time
from engine.local import LocalEngine
from engine.protocol import Load
from engine.protocol import Token
from tests.bench.wire import request
engine = LocalEngine()
engine.load(Load(1, sys.argv[1]), lambda share: True)
for round in range(2):
    times = []
    def send(event):
        if isinstance(event, Token):
            times.append(time.perf_counter())
    engine.generate(request(2 + round), send, lambda: False)
print(json.dumps((len(times) - 1) / (times[-1] - times[0])))
engine.close()
"""

WINDOW = """
import json, sys, time
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication
from desktop.app import compose
from desktop.core.paths import find_paths
from tests.bench.wire import prepare_window
application = QApplication([])
app = compose(find_paths())
loop = QEventLoop()
app.engine.ready.connect(loop.quit)
app.start(sys.argv[1])
loop.exec()
prepare_window(app)
speed = 0.0
for text in ("Once upon a time", "Once upon a time"):
    marks = []
    app.replies.text_added.connect(lambda node, text: marks.append((time.perf_counter(), app.chat.reply.generated)))
    app.replies.ended.connect(loop.quit)
    app.chats.new()
    app.chat.send(text)
    loop.exec()
    (start, first), (end, last) = marks[0], marks[-1]
    speed = (last - first) / (end - start)
print(json.dumps(speed))
app.close()
"""
