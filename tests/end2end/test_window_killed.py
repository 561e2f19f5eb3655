"""The window process killed in mid-reply: what was shown a second ago is there afterwards."""

from __future__ import annotations

import random
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from desktop.app import ENGINE_COMMAND
from desktop.core.conversation import NodeState
from desktop.views.transcript.icons import Glyph
from tests.desktop.desk import LIMIT_MS
from tests.desktop.opened import Opened
from tests.models import tiny_chat_model

# The tiny model's noise reaches scripts for which a machine may have no font.
pytestmark = pytest.mark.qt_log_ignore("OpenType support missing")

ROOT = Path(__file__).resolve().parents[2]
PROCESS = (sys.executable, "-m", "tests.end2end.window_process")
LIMIT_S = 60.0
SAFE_S = 1.0  # tokens older than this are on disk
LONGEST_S = 2.5  # the window is killed at some moment before


@dataclass(frozen=True)
class Killed:
    """`safe`: tokens the window had received a second before it was killed."""

    engine: psutil.Process
    safe: int


def kill_in_mid_reply(model: Path, life_s: float) -> Killed:
    """Run a window until its reply is `life_s` old, then kill -9 it."""
    # Without a buffer of ours: what can be read is then what the selector knows of.
    command = [*PROCESS, str(model)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, bufsize=0) as window:
        try:
            (_, number), first = said(window, 2, LIMIT_S)
            engine = psutil.Process(number)
            told = [first, *said(window, sys.maxsize, life_s)]
            killed = time.monotonic()
        finally:
            window.kill()
    safe = max((tokens for at, tokens in told if at < killed - SAFE_S), default=0)
    return Killed(engine, safe)


def said(
    window: subprocess.Popen[bytes], count: int, limit_s: float
) -> Iterator[tuple[float, int]]:
    """The next numbers the window says, at most `count` and within `limit_s`, and when."""
    assert window.stdout is not None
    until = time.monotonic() + limit_s
    with selectors.DefaultSelector() as ready:
        ready.register(window.stdout, selectors.EVENT_READ)
        while count and (left := until - time.monotonic()) > 0:
            if ready.select(left):
                yield time.monotonic(), int(window.stdout.readline())
                count -= 1


def check(qtbot: QtBot, killed: Killed, rounds: int, goes_on: bool) -> None:
    """Open the window again and look at what is there; go on with the reply if asked to."""
    _, alive = psutil.wait_procs([killed.engine], timeout=LIMIT_S)
    assert not alive, "the engine outlived its window"
    window = Opened(qtbot, ENGINE_COMMAND)
    try:
        question, reply = window.chat.conversation.path()  # type: ignore[union-attr]
        trace = window.store.trace(reply.id)
        assert window.store.notice is None
        assert len(window.store.chats()) == rounds
        assert question.text == "Tell me everything."
        assert (reply.state, reply.model) == (NodeState.INTERRUPTED, "Tiny Test Model")
        assert len(trace) >= killed.safe
        spelt = b"".join(r.piece for r in trace).decode("utf-8", "backslashreplace")
        assert reply.text == spelt == window.texts[1]
        assert window.notes[1].startswith("Interrupted")
        if goes_on:
            go_on(window, len(trace))
    finally:
        window.close()


def go_on(window: Opened, before: int) -> None:
    window.app.start("")
    window.qtbot.waitUntil(lambda: window.engine.facts is not None, timeout=LIMIT_MS)
    window.app.sampling.choose("max_tokens", 5)
    cut = window.page.transcript.scene.entries[1]
    assert cut.can_continue
    window.page.transcript.act(cut.node_id, Glyph.CONTINUE)
    window.answered()
    entry = window.page.transcript.scene.entries[1]
    assert (entry.version, entry.versions) == (2, 2)
    assert entry.text.startswith(cut.text.rstrip("\ufffd"))
    assert len(window.store.trace(entry.node_id)) == before + 5
    window.app.sampling.reset("max_tokens")


@pytest.mark.parametrize(
    ("rounds", "seed"), [(3, 30), pytest.param(20, 31, marks=pytest.mark.soak)]
)
def test_a_killed_window_loses_nothing_older_than_a_second(
    qtbot: QtBot, rounds: int, seed: int
) -> None:
    model = tiny_chat_model(layers=4, context=8192, endless=True)
    die = random.Random(seed)
    for done in range(1, rounds + 1):
        killed = kill_in_mid_reply(model, die.uniform(0.0, LONGEST_S))
        check(qtbot, killed, done, goes_on=done == rounds)
