"""A display that cannot be used is told in words, by the program itself."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from desktop.display import why


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 and Wayland are Linux's")
def test_a_display_that_does_not_answer_ends_in_a_sentence() -> None:
    surroundings = {k: v for k, v in os.environ.items() if k not in ("WAYLAND_DISPLAY",)}
    surroundings |= {"DISPLAY": ":98765", "QT_QPA_PLATFORM": ""}
    command = [sys.executable, "-m", "desktop"]
    ended = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 1
    assert ended.stderr.startswith("Tessera cannot use the display :98765")
    assert len(ended.stderr.splitlines()) == 1


def test_another_failure_says_what_qt_said() -> None:
    said = ["Could not load the plugin", "This application failed to start"]
    assert why(said, ":0").splitlines()[1:] == said
