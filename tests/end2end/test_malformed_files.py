"""Files that are broken, opened one after another while a good model is there.

The files are shared material beside the project; without it this is skipped."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.viewmodels.engine import EngineModel, EngineState
from engine.chat import Chat, Message, Role, TemplateChoice
from engine.errors import Fault
from engine.protocol import Done, Failed, Generate
from engine.records import RunSummary
from engine.settings import SamplingSettings
from tests.models import tiny_chat_model

FOLDER = Path(__file__).parents[3] / "shared" / "malformed"
FILES = sorted(FOLDER.glob("*.gguf"))
LIMIT_MS = 60_000

# Their weights are fine; names, numbers or templates are odd.
USABLE = {
    "data-truncated-1-byte",
    "hparam-ctx-0",
    "meta-name-html",
    "template-empty",
    "template-invalid-utf8",
    "vocab-eos-out-of-range",
    "vocab-invalid-utf8-token",
    "weights-zero",
}

pytestmark = pytest.mark.skipif(not FILES, reason="no shared/malformed beside the project")


@pytest.fixture
def model(qtbot: QtBot) -> Iterator[EngineModel]:
    model = EngineModel((sys.executable, "-m", "engine"))
    with qtbot.waitSignal(model.ready, timeout=LIMIT_MS):
        model.open(str(tiny_chat_model()))
    yield model
    model.finish()


def opened(qtbot: QtBot, model: EngineModel, path: Path) -> Fault | None:
    """Why the file cannot be used; None once it is loaded."""
    ends: list[Fault | None] = []
    model.ready.connect(lambda facts: ends.append(model.fault))
    model.failed.connect(ends.append)
    model.open(str(path))
    qtbot.waitUntil(lambda: bool(ends), timeout=LIMIT_MS)
    return ends[0]


def answers(qtbot: QtBot, model: EngineModel) -> bool:
    """Whether the model that is there writes a reply."""
    ends: list = []
    model.received.connect(ends.append)
    chat = Chat((Message("m", Role.USER, "hello"),), TemplateChoice.PLAIN)
    number = model.ask(Generate(1, chat, SamplingSettings(max_tokens=2)))
    qtbot.waitUntil(
        lambda: any(isinstance(e, Done | Failed) and e.id == number for e in ends),
        timeout=LIMIT_MS,
    )
    end = next(e for e in ends if isinstance(e, Done | Failed) and e.id == number)
    return isinstance(end, Done) and isinstance(end.result, RunSummary)


def test_each_file_is_used_or_told_and_the_model_that_was_there_stays(
    qtbot: QtBot, model: EngineModel
) -> None:
    for path in FILES:
        before = model.process_id
        fault = opened(qtbot, model, path)
        assert (fault is None) == (path.stem in USABLE), (path.name, fault)
        assert fault is None or path.name in fault.sentence, fault
        assert fault is None or model.process_id == before, path.name
        assert model.state is EngineState.READY, path.name
        assert answers(qtbot, model), path.name
