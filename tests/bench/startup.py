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
from tests.bench.startup import report_first_paint
application = QApplication([])
window = QMainWindow()
window.setCentralWidget(QTextEdit())
window.resize(1440, 900)
window.show()
report_first_paint(application, window)
"""

TESSERA = """
import sys
from PySide6.QtWidgets import QApplication
from desktop.app import compose
from desktop.core.paths import find_paths
from tests.bench.startup import report_first_paint
application = QApplication([])
app = compose(find_paths())
app.start("")
report_first_paint(application, app.window, app)
"""


def report_first_paint(application: Any, window: Any, app: Any = None) -> None:
    """Print seconds since the process was asked for and resident bytes, once all is painted."""
    import psutil  # not part of what is measured

    while not window.isActiveWindow() and not window.isVisible():
        application.processEvents()
    window.grab()
    elapsed = time.time() - float(os.environ["ASKED"])
    heavy = [
        name for name in ("llama_cpp", "numpy", "jinja2", "huggingface_hub") if name in sys.modules
    ]
    resident = psutil.Process().memory_info().rss
    print(json.dumps({"seconds": elapsed, "bytes": resident, "heavy": heavy}), flush=True)
    if app is not None:
        app.close()


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
    for key, unit, scale, goal in (("seconds", "s", 1, 2.0), ("bytes", "MB", 1e6, 2.5)):
        bare = statistics.median(pair[0][key] for pair in pairs) / scale
        ours = statistics.median(pair[1][key] for pair in pairs) / scale
        ratio = statistics.median(pair[1][key] / pair[0][key] for pair in pairs)
        yield f"bare {bare:.2f} {unit}, Tessera {ours:.2f} {unit}, ratio {ratio:.2f} (goal {goal})"
    yield f"heavy modules in the window: {pairs[0][1]['heavy'] or 'none'}"
