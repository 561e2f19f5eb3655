"""Chats outlive a killed program and a full disk. Real processes, real files."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.core.conversation import NodeState
from desktop.core.store import Store
from tests.end2end.store_writer import CHUNK

ROOT = Path(__file__).resolve().parents[2]
WRITER = (sys.executable, "-m", "tests.end2end.store_writer")
FILLER = (sys.executable, "-m", "tests.end2end.store_filler")
PATIENCE_S = 60.0


def kill_in_mid_reply(path: Path, chunks: int) -> int:
    """Run the writer, kill -9 it after some chunks; how many tokens it said were stored."""
    with subprocess.Popen(
        [*WRITER, str(path)], stdout=subprocess.PIPE, cwd=ROOT, text=True
    ) as writer:
        assert writer.stdout is not None
        told = [writer.stdout.readline() for _ in range(chunks)]
        writer.kill()
        told += [line for line in writer.stdout if line.endswith("\n")]
    return int(told[-1])


def check(path: Path, stored: int, rounds: int) -> None:
    """Each killed reply is there, whole as far as it was stored, and marked."""
    store = Store(path)
    heads = store.chats()
    question, answer = store.load(heads[0].id).path()
    trace = store.trace(answer.id)
    hits = store.search("token counts")
    store.close()
    assert store.notice is None
    assert [head.title for head in heads] == ["Everything"] * rounds
    assert question.text == "Tell me everything."
    assert answer.state is NodeState.INTERRUPTED
    assert stored <= len(trace) <= stored + len(CHUNK)
    assert answer.text == "".join(CHUNK) * (len(trace) // len(CHUNK))
    assert len(answer.ids) == len(trace)
    assert len(hits) == rounds


@pytest.mark.parametrize(
    ("rounds", "seed"), [(4, 20), pytest.param(20, 21, marks=pytest.mark.soak)]
)
def test_a_killed_program_loses_no_stored_token(tmp_path: Path, rounds: int, seed: int) -> None:
    die = random.Random(seed)
    for done in range(rounds):
        stored = kill_in_mid_reply(tmp_path / "chats.db", die.randint(1, 400))
        check(tmp_path / "chats.db", stored, done + 1)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit for the size of a file")
@pytest.mark.parametrize("limit", [250_000, 400_000, 1_000_000])
def test_a_full_disk_is_a_sentence_and_loses_nothing(tmp_path: Path, limit: int) -> None:
    path = tmp_path / "chats.db"
    filler = subprocess.run(
        [*FILLER, str(path), str(limit)],
        capture_output=True,
        cwd=ROOT,
        timeout=PATIENCE_S,
        check=True,
    )
    told = json.loads(filler.stdout)
    assert "disk is full" in told["sentence"]
    assert "safe" in told["sentence"]
    assert told["written"] > 0
    assert told["listed"] - told["written"] in (0, 1)  # perhaps one without its message
    assert told["whole"]
    assert told["again"] == "There is room again."
    store = Store(path)
    messages = [len(store.load(head.id).nodes) for head in store.chats()]
    store.close()
    assert sum(messages) == told["written"] + 1
