"""How a reply was run, as bytes and back; and where it was not kept."""

from __future__ import annotations

import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from desktop.core.runs import joined, pack_run, settings_of, unpack_run
from desktop.core.store import Store
from engine.records import Plan, StopReason
from engine.settings import SamplingSettings
from engine.tracefile import Run, Timings

COLD, WARM, HOT = (SamplingSettings(temperature=t) for t in (0.1, 1.0, 2.0))
COUNT = 5000
PLAN = Plan(tuple(range(COUNT)), (1,) * COUNT, "0f", 2, True, "f16", "f16")
RUN = Run(COLD, (WARM,), 7, StopReason.LENGTH, PLAN, Timings(1.5, 2.5, 3.5, 100.0))


def test_a_run_comes_back_equal_and_small() -> None:
    packed = pack_run(RUN)
    assert unpack_run(packed) == RUN
    assert len(packed) < 6 * COUNT


@pytest.mark.parametrize(
    "packed", [b"", b"nonsense", zlib.compress(b"{}"), zlib.compress(b"\xff"), pack_run(RUN)[:40]]
)
def test_what_cannot_be_read_is_no_run(packed: bytes) -> None:
    assert unpack_run(packed) is None


def test_a_reply_that_was_gone_on_with_has_all_settings_in_order() -> None:
    later = Run(HOT, (COLD,), 8, StopReason.END_OF_TURN)
    whole = joined(RUN, later)
    assert (whole.settings, whole.later_settings) == (COLD, (WARM, HOT, COLD))
    assert (whole.seed, whole.reason, whole.plan) == (8, StopReason.END_OF_TURN, None)
    assert settings_of(RUN) == 2
    assert settings_of(whole) == 4


def test_replies_of_before_have_none(tmp_path: Path) -> None:
    path = tmp_path / "chats.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(Path(__file__).with_name("schema_1.sql").read_text("utf-8"))
    store = Store(path)
    (head,) = store.chats()
    runs = [node.run for node in store.load(head.id).path()]
    store.close()
    assert runs
    assert set(runs) == {b""}
