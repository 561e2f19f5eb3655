"""Every broken file of the shared collection, opened through the window one after the other.

Each leads to a sentence that names the file, or loads; the window goes on, and at the end a
model still answers. Which file leads to what is told in test_malformed_files.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.app import ENGINE_COMMAND
from desktop.viewmodels.engine import EngineState
from tests.desktop.desk import LIMIT_MS
from tests.desktop.opened import Opened
from tests.models import tiny_chat_model

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "malformed"
FILES = sorted(FOLDER.glob("*.gguf"))

pytestmark = pytest.mark.skipif(not FILES, reason="no shared/malformed beside the project")


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[Opened]:
    window = Opened(qtbot, ENGINE_COMMAND)
    yield window
    window.close()


def ended(window: Opened, path: Path) -> bool:
    """Open a file and wait; whether it loaded."""
    window.page.notice.clear()
    window.app.open_model(str(path))
    loading = EngineState.LOADING
    window.qtbot.waitUntil(lambda: window.engine.state is not loading, timeout=LIMIT_MS)
    return window.engine.fault is None


def test_each_file_is_told_or_loads_and_the_window_lives(window: Opened) -> None:
    good = str(tiny_chat_model())
    assert ended(window, Path(good))
    window.app.sampling.choose("max_tokens", 4)
    for path in FILES:
        before = window.page.model_bar.title()
        if ended(window, path):
            assert window.engine.path == str(path)
        else:
            assert path.name in window.page.notice.text, (path.name, window.page.notice.text)
            assert window.page.notice.text.endswith((".", "!")), window.page.notice.text
            assert window.notice_buttons() == ["Open another"]
            assert window.page.model_bar.title() == before
        assert window.engine.state is EngineState.READY, path.name
        assert not window.page.grab().isNull()
    assert ended(window, Path(good))
    window.say("hello")
    assert len(window.texts) == 2
    assert window.notes[1] == "Reached the maximum length"


def test_a_name_with_markup_is_shown_as_it_is(window: Opened) -> None:
    assert ended(window, FOLDER / "meta-name-html.gguf")
    facts = window.engine.facts
    assert facts is not None
    assert "<" in facts.name
    assert window.page.model_bar.title() == facts.name


def test_a_file_that_cannot_be_used_leaves_a_window_without_a_model_alive(window: Opened) -> None:
    assert not ended(window, FOLDER / "header-bad-magic.gguf")
    assert window.engine.state is EngineState.FAILED
    assert "is not a GGUF model file" in window.page.notice.text
    assert window.page.empty.isVisible()
    assert ended(window, tiny_chat_model())
