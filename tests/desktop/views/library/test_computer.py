"""On this computer: what the table says and what its buttons do."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QMessageBox

from desktop.core.shelf import Column, Grouping
from desktop.viewmodels.engine import EngineState
from desktop.views.library.table import COLUMNS
from desktop.views.pages import CHAT
from tests.desktop.desk import LIMIT_MS
from tests.desktop.opened import when_modal
from tests.desktop.views.library.conftest import Library


def cell(library: Library, file: Path, column: Column) -> str:
    row = library.page.computer.table.row_of(str(file))
    return library.rows()[row][COLUMNS.index(column)]


def test_a_model_is_told_in_words(library: Library) -> None:
    library.open()
    assert cell(library, library.file, Column.ARCHITECTURE) == "llama"
    assert cell(library, library.file, Column.SOURCE) == "pub/tiny-GGUF"
    assert cell(library, library.file, Column.STATE) == "Works"
    assert cell(library, library.file, Column.SIZE).endswith("kB")
    assert "model" in library.page.computer.state.text()


def test_open_loads_the_model_and_shows_the_chat(library: Library) -> None:
    computer = library.open().computer
    assert not computer.open_button.isEnabled()
    computer.choose(str(library.file))
    with library.qtbot.waitSignal(library.opened.engine.ready, timeout=LIMIT_MS):
        library.opened.press("Open")
    assert library.opened.app.shell.pages.current == CHAT
    assert library.opened.engine.path == str(library.file)
    library.open()
    assert cell(library, library.file, Column.USED) == "today"


def test_enter_opens_too(library: Library) -> None:
    computer = library.open().computer
    computer.choose(str(library.file))
    library.qtbot.keyClick(computer.view, Qt.Key.Key_Return)
    assert library.opened.engine.state is EngineState.LOADING


def test_a_file_that_is_no_model_says_why_and_cannot_be_opened(library: Library) -> None:
    broken = library.folder / "broken.gguf"
    broken.write_bytes(b"PK\x03\x04")
    computer = library.open().computer
    computer.choose(str(broken))
    assert "ZIP" in computer.state.text()
    assert not computer.open_button.isEnabled()
    library.qtbot.keyClick(computer.view, Qt.Key.Key_Return)
    assert library.opened.engine.state is EngineState.EMPTY


def test_typing_filters(library: Library) -> None:
    computer = library.open().computer
    computer.search.setText("tiny-gguf")
    library.qtbot.keyClick(computer.search, Qt.Key.Key_Return)
    assert len(library.rows()) == 1
    computer.search.setText("nothing like it")
    library.qtbot.keyClick(computer.search, Qt.Key.Key_Return)
    assert library.rows() == []
    assert computer.state.text().startswith("0 of")


def test_a_heading_of_the_table_sorts(library: Library) -> None:
    computer = library.open().computer
    computer.view.sortByColumn(COLUMNS.index(Column.SIZE), Qt.SortOrder.AscendingOrder)
    assert (library.shelf.wanted.column, library.shelf.wanted.descending) == (Column.SIZE, False)


def test_groups_have_headings_that_are_no_models(library: Library) -> None:
    computer = library.open().computer
    library.shelf.group(Grouping.PUBLISHER)
    headings = [row for row in library.rows() if "·" in row[0] and not any(row[1:])]
    assert ["pub · 1", *[""] * (len(COLUMNS) - 1)] in headings
    first = computer.table.index(0, 0)
    assert computer.table.model_at(first) is None
    assert not computer.table.flags(first) & Qt.ItemFlag.ItemIsSelectable


def test_the_chosen_model_stays_chosen_when_the_list_changes(library: Library) -> None:
    computer = library.open().computer
    computer.choose(str(library.file))
    library.shelf.scan()
    library.settle()
    assert computer.chosen is not None
    assert computer.chosen.path == str(library.file)


def test_hide_and_show_again(library: Library) -> None:
    computer = library.open().computer
    computer.choose(str(library.file))
    library.opened.press("Hide")
    assert computer.table.row_of(str(library.file)) == -1
    library.opened.press("Hidden ones too")
    assert cell(library, library.file, Column.STATE) == "Hidden"
    computer.choose(str(library.file))
    library.opened.press("Show again")
    assert cell(library, library.file, Column.STATE) == "Works"


@pytest.mark.parametrize("sure", [True, False])
def test_the_trash_is_asked_about_first(library: Library, sure: bool) -> None:
    computer = library.open().computer
    computer.choose(str(library.file))

    def answer(box: object) -> None:
        assert isinstance(box, QMessageBox)
        assert str(library.file) in box.text()
        words = "Move to trash" if sure else "Cancel"
        next(b for b in box.buttons() if b.text().replace("&", "") == words).click()

    QTimer.singleShot(0, when_modal(library.qtbot, answer))
    library.opened.press("To trash…")
    if sure:
        library.qtbot.waitUntil(lambda: not library.file.exists(), timeout=LIMIT_MS)
        library.settle()
    assert library.file.exists() is not sure


def test_the_model_in_the_box_can_only_be_hidden(library: Library) -> None:
    library.shelf.boxed = library.folder / "boxed.gguf"
    library.shelf.boxed.write_bytes(library.file.read_bytes())
    computer = library.open().computer
    computer.choose(str(library.shelf.boxed))
    assert cell(library, library.shelf.boxed, Column.SOURCE) == "In the box"
    assert not computer._remove.isEnabled()
    assert "comes with Tessera" in computer._remove.toolTip()
    assert computer._hide.isEnabled()


def test_folders_are_listed_and_one_is_left(library: Library, tmp_path: Path) -> None:
    library.shelf.add_folder(str(tmp_path))
    library.open()
    button = library.page.computer._folders
    button.fill()
    entries = [action.text() for action in button.folders.actions()]
    assert entries[0] == str(library.folder)
    assert str(tmp_path) in entries
    menu = button.folders.actions()[1].menu()
    menu.actions()[0].trigger()  # type: ignore[attr-defined]
    library.settle()
    assert library.shelf.folders == ()


def test_esc_goes_back_to_the_chat(library: Library) -> None:
    page = library.open()
    library.qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert library.opened.app.shell.pages.current == CHAT
