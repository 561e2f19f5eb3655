"""A disk that is full in mid-chat: the window says so, lives, and stores everything later."""

from __future__ import annotations

import subprocess
import sys

import pytest

from desktop.core.paths import find_paths
from desktop.core.store import Store
from tests.fakes.engine import WORDS

LIMIT_S = 120


@pytest.mark.skipif(sys.platform == "win32", reason="there are no limits on file sizes")
def test_what_found_no_room_is_there_after_a_restart() -> None:
    command = [sys.executable, "-m", "tests.end2end.window_filler"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    assert done.returncode == 0, done.stderr
    full, after = done.stdout.splitlines()
    assert "the disk is full" in full
    assert "everything is saved" in after
    store = Store(find_paths().database)
    (chat,) = store.chats()
    texts = [node.text for node in store.load(chat.id).path()]
    store.close()
    asked = "say " + "many words " * 200
    assert texts == ["hello", WORDS, asked, asked.removeprefix("say "), "say more", "more"]
