"""Ctrl+L: the list of models to change to."""

from __future__ import annotations

from PySide6.QtCore import Qt

from desktop.viewmodels.engine import EngineState
from desktop.views.library.picker import ModelPicker
from desktop.views.pages import LIBRARY
from tests.desktop.desk import LIMIT_MS
from tests.desktop.views.library.conftest import Library


def picker(library: Library) -> ModelPicker:
    """Open it as the shortcut does, and wait until the models are there."""
    library.opened.action("Choose a model").trigger()
    library.settle()
    made = library.opened.app.shell.picker
    assert made is not None
    return made


def test_recent_models_first_then_all_others(library: Library) -> None:
    recent = library.opened.load("tiny")
    made = picker(library)
    assert made.texts[0].startswith("tiny\nopened recently")
    assert any("pub/tiny-GGUF" in text for text in made.texts[1:])
    assert str(recent) in made.list.item(0).toolTip()
    made.hide()


def test_typing_narrows_and_enter_loads_while_the_chat_stays(library: Library) -> None:
    library.opened.load("tiny")
    library.opened.say("say hello there")
    made = picker(library)
    library.qtbot.keyClicks(made.field, "first")
    assert len(made.texts) == 1
    with library.qtbot.waitSignal(library.opened.engine.ready, timeout=LIMIT_MS):
        library.qtbot.keyClick(made.field, Qt.Key.Key_Return)
    assert not made.isVisible()
    assert library.opened.engine.path == str(library.file)
    assert library.opened.texts == ["say hello there", "hello there"]


def test_the_arrows_choose_while_the_field_has_the_keyboard(library: Library) -> None:
    library.opened.load("tiny")
    made = picker(library)
    library.qtbot.keyClick(made.field, Qt.Key.Key_Down)
    assert made.list.currentRow() == 1
    library.shelf.scan()
    library.settle()
    assert made.list.currentRow() == 1  # a list that is filled anew keeps the choice
    library.qtbot.keyClick(made.field, Qt.Key.Key_Up)
    assert made.list.currentRow() == 0
    made.hide()


def test_nothing_found_means_that_enter_does_nothing(library: Library) -> None:
    made = picker(library)
    library.qtbot.keyClicks(made.field, "nothing of that name")
    assert made.texts == []
    library.qtbot.keyClick(made.field, Qt.Key.Key_Return)
    assert library.opened.engine.state is EngineState.EMPTY
    made.hide()


def test_the_library_is_one_press_away(library: Library) -> None:
    made = picker(library)
    made._library.click()
    assert library.opened.app.shell.pages.current == LIBRARY
    assert not made.isVisible()


def test_loading_can_be_watched_and_cancelled_in_the_bar(library: Library) -> None:
    library.opened.load("tiny")
    held = library.folder / "held.gguf"
    held.write_bytes(library.file.read_bytes())
    made = picker(library)
    library.qtbot.keyClicks(made.field, "held")
    library.qtbot.keyClick(made.field, Qt.Key.Key_Return)
    engine = library.opened.engine
    library.qtbot.waitUntil(lambda: engine.progress > 0, timeout=LIMIT_MS)
    library.opened.press("Cancel")
    assert engine.state is EngineState.READY
    assert engine.path.endswith("tiny.gguf")
