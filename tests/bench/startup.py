"""Cold start to a painted window, and its memory: Tessera against a bare PySide6 window."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import Any

BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow, QTextEdit
from tests.bench.first_paint import report
application = QApplication([])
window = QMainWindow()
window.setCentralWidget(QTextEdit())
window.resize(1440, 900)
window.show()
report(application, window)
"""

# As `desktop.__main__.main` does it, which waits for events where this reports.
TESSERA = """
import gc
gc.disable()
from desktop import app
from desktop.__main__ import main
from tests.bench.first_paint import report
def stand(*_):
    application = app.QApplication.instance()
    windows = application.topLevelWidgets()
    report(application, next(each for each in windows if isinstance(each, app.MainWindow)))
app.QApplication.exec = stand
main([])
"""


def _run(code: str, home: str) -> dict[str, Any]:
    environment = dict(os.environ, ASKED=str(time.time()), TESSERA_HOME=home)
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program has its bytecode
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def measure(rounds: int) -> Iterator[str]:
    """Interleaved rounds; the first of each is a warm-up."""
    with tempfile.TemporaryDirectory() as home:
        _run(BARE, home), _run(TESSERA, home)
        pairs = [(_run(BARE, home), _run(TESSERA, home)) for _ in range(rounds)]
    kinds = (
        ("seconds", "s", 1, 2.0),
        ("busy", "s of processor", 1, 2.0),
        ("bytes", "MB", 1e6, 2.5),
    )
    for key, unit, scale, goal in kinds:
        bare = statistics.median(pair[0][key] for pair in pairs) / scale
        ours = statistics.median(pair[1][key] for pair in pairs) / scale
        ratio = statistics.median(pair[1][key] / pair[0][key] for pair in pairs)
        yield f"bare {bare:.2f} {unit}, Tessera {ours:.2f} {unit}, ratio {ratio:.2f} (goal {goal})"
    yield f"heavy modules in the window: {pairs[0][1]['heavy'] or 'none'}"
