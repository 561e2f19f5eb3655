"""What the start of the window does without: whatever is needed only later, or in the child."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

UNNEEDED = (
    "llama_cpp",
    "numpy",
    "jinja2",
    "huggingface_hub",
    "tiktoken",
    "markdown_it",
    "pygments",
    "psutil",
    "importlib.metadata",
)

START = """
import gc, sys
gc.disable()
from desktop import app
from desktop.__main__ import main
def stand(*_):
    running = app.QApplication.instance()
    running.processEvents()
    shown = [each for each in running.topLevelWidgets() if each.isVisible()]
    assert any(isinstance(each, app.MainWindow) for each in shown), shown
    print(gc.isenabled(), *sys.modules)
    sys.exit(0)
app.QApplication.exec = stand
main([])
"""


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Whether garbage is collected again, then the modules of a window that stands."""
    home = str(tmp_path_factory.mktemp("home"))
    environment = dict(os.environ, TESSERA_HOME=home, QT_QPA_PLATFORM="offscreen")
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", START],
        env=environment,
        cwd=root,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.parametrize("name", UNNEEDED)
def test_the_window_stands_without(name: str, started: list[str]) -> None:
    assert name not in started


def test_garbage_is_collected_once_the_window_stands(started: list[str]) -> None:
    assert started[0] == "True"
