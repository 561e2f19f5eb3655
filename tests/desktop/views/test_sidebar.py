"""The side bar under mouse and keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt
from PySide6.QtGui import QAccessible, QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QPushButton, QToolTip
from pytestqt.qtbot import QtBot

from desktop.core.store import Store
from desktop.viewmodels.chats import ChatsModel
from desktop.views.palette import DARK, LIGHT
from desktop.views.sidebar import Sidebar
from tests.desktop.core.chats import chat_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # the offscreen one

Key = Qt.Key
LONG = "A title that is much too long for a side bar of this width"


class Bar:
    """A side bar with three chats of today, as a person sees it."""

    def __init__(self, qtbot: QtBot, store: Store) -> None:
        self.ids = {title: chat_of(store, [f"about {title}"], title) for title in ("A", "B", LONG)}
        self.qtbot = qtbot
        self.store = store
        self.chats = ChatsModel(store)
        self.widget = Sidebar(self.chats)
        qtbot.addWidget(self.widget)
        self.widget.resize(224, 600)
        self.widget.show()
        self.chats.select(self.ids[LONG])
        self.list = self.widget.list

    def texts(self) -> list[str]:
        model = self.list.model()
        return [model.index(row, 0).data() for row in range(model.rowCount())]

    def row(self, text: str) -> QModelIndex:
        return self.list.model().index(self.texts().index(text), 0)

    def at(self, text: str) -> QPoint:
        return self.list.visualRect(self.row(text)).center()

    def click(self, text: str) -> None:
        self.qtbot.mouseClick(self.list.viewport(), Qt.MouseButton.LeftButton, pos=self.at(text))

    def press(self, key: Key) -> None:
        self.qtbot.keyClick(self.list, key)

    def undo_button(self) -> QPushButton:
        button = self.widget.undo_bar.findChild(QPushButton)
        assert button is not None
        return button

    def sentence(self) -> str:
        labels = self.widget.findChildren(QLabel, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return " ".join(label.text() for label in labels if label.isVisible())

    def picture(self) -> QImage:
        QApplication.processEvents()
        return self.widget.grab().toImage()


@pytest.fixture
def bar(qtbot: QtBot, tmp_path: Path) -> Iterator[Bar]:
    store = Store(tmp_path / "chats.db")
    yield Bar(qtbot, store)
    store.close()


def test_chats_stand_under_their_day(bar: Bar) -> None:
    assert bar.texts() == ["Today", LONG, "B", "A"]


def test_a_click_opens_a_chat_and_a_heading_does_nothing(bar: Bar) -> None:
    bar.click("A")
    assert bar.chats.current == bar.ids["A"]
    bar.click("Today")
    assert bar.chats.current == bar.ids["A"]


def test_arrows_pass_over_headings_and_enter_opens(bar: Bar) -> None:
    bar.list.setFocus()
    for _ in range(5):
        bar.press(Key.Key_Up)
    assert bar.list.currentIndex().data() == LONG
    bar.press(Key.Key_Down)
    assert bar.chats.current == bar.ids[LONG]
    bar.press(Key.Key_Return)
    assert bar.chats.current == bar.ids["B"]


def test_the_button_begins_a_chat(bar: Bar) -> None:
    bar.qtbot.mouseClick(bar.widget.new_button, Qt.MouseButton.LeftButton)
    assert bar.chats.current not in bar.ids.values()
    assert len(bar.texts()) == 5
    assert bar.list.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole) == "New chat"


def test_f2_renames_in_place(bar: Bar) -> None:
    bar.click("B")
    bar.press(Key.Key_F2)
    editor = bar.list.findChild(QLineEdit)
    assert editor is not None
    assert editor.text() == "B"
    assert editor.accessibleName()
    editor.setText("Better")
    bar.qtbot.keyClick(editor, Key.Key_Return)
    bar.qtbot.waitUntil(lambda: bar.texts() == ["Today", LONG, "Better", "A"])
    assert bar.chats.current == bar.ids["B"]


def test_escape_keeps_the_old_name(bar: Bar) -> None:
    bar.click("B")
    bar.press(Key.Key_F2)
    editor = bar.list.findChild(QLineEdit)
    assert editor is not None
    editor.setText("Worse")
    bar.qtbot.keyClick(editor, Key.Key_Escape)
    assert not editor.isVisible()
    assert bar.texts() == ["Today", LONG, "B", "A"]


def test_a_change_of_the_list_waits_for_a_name_being_written(bar: Bar) -> None:
    bar.click("B")
    bar.press(Key.Key_F2)
    editor = bar.list.findChild(QLineEdit)
    assert editor is not None
    editor.setText("Better")
    bar.chats.delete(bar.ids["A"])
    assert editor.isVisible()
    assert bar.texts() == ["Today", LONG, "B", "A"]
    bar.qtbot.keyClick(editor, Key.Key_Return)
    bar.qtbot.waitUntil(lambda: bar.texts() == ["Today", LONG, "Better"])


def test_delete_offers_undo(bar: Bar) -> None:
    bar.click("B")
    bar.press(Key.Key_Delete)
    assert bar.texts() == ["Today", LONG, "A"]
    assert bar.undo_button().isVisible()
    bar.qtbot.mouseClick(bar.undo_button(), Qt.MouseButton.LeftButton)
    assert bar.texts() == ["Today", LONG, "B", "A"]
    assert bar.chats.current == bar.ids["B"]
    assert not bar.undo_button().isVisible()


def test_the_menu_is_about_the_chat_it_was_opened_on(bar: Bar) -> None:
    bar.list.customContextMenuRequested.emit(bar.at("A"))
    menu = bar.list.findChild(QMenu)
    assert menu is not None
    rename, delete = menu.actions()
    assert [rename.text(), delete.text()] == ["Rename", "Delete"]
    rename.trigger()
    editor = bar.list.findChild(QLineEdit)
    assert editor is not None
    assert editor.text() == "A"
    bar.qtbot.keyClick(editor, Key.Key_Escape)
    assert not editor.isVisible()
    delete.trigger()
    assert bar.texts() == ["Today", LONG, "B"]
    menu.close()


def test_a_heading_has_no_menu(bar: Bar) -> None:
    bar.list.customContextMenuRequested.emit(bar.at("Today"))
    assert bar.list.findChild(QMenu) is None


def test_search_shows_hits_and_escape_the_list_again(bar: Bar) -> None:
    field = bar.widget.search_field
    bar.widget.focus_search()
    bar.qtbot.keyClicks(field, "about a")
    bar.qtbot.waitUntil(lambda: bar.texts()[:1] == [LONG])
    bar.qtbot.keyClick(field, Key.Key_Down)
    assert bar.list.hasFocus()
    with bar.qtbot.waitSignal(bar.chats.hit_selected):
        bar.press(Key.Key_Return)
    bar.qtbot.keyClick(field, Key.Key_Escape)
    assert bar.texts() == ["Today", LONG, "B", "A"]


def test_a_search_without_hits_says_so(bar: Bar) -> None:
    bar.widget.search_field.setText("<b>zebra</b>")
    bar.qtbot.keyClick(bar.widget.search_field, Key.Key_Return)
    assert bar.texts() == []
    assert bar.sentence() == "Nothing found for “<b>zebra</b>”"


def test_an_empty_list_says_what_will_be_here(qtbot: QtBot, tmp_path: Path) -> None:
    store = Store(tmp_path / "chats.db")
    widget = Sidebar(ChatsModel(store))
    qtbot.addWidget(widget)
    widget.show()
    shown = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    assert shown == ["Your chats will be listed here."]
    store.close()


def test_everything_has_a_name_for_those_who_do_not_see_it(bar: Bar) -> None:
    widgets = (bar.widget.search_field, bar.widget.new_button, bar.list)
    for widget in widgets:
        assert widget.accessibleName()
    interface = QAccessible.queryAccessibleInterface(bar.list)
    spoken = [
        interface.child(row).text(QAccessible.Text.Name) for row in range(interface.childCount())
    ]
    assert spoken == ["Today", LONG, "B", "A"]
    bar.chats.mark_running(bar.ids["B"])
    assert bar.row("B").data(Qt.ItemDataRole.AccessibleTextRole) == "B, writing"


def test_the_keyboard_reaches_everything(bar: Bar) -> None:
    bar.widget.focus_search()
    bar.chats.delete(bar.ids["A"])
    reached = []
    for _ in range(4):
        reached.append(QApplication.focusWidget())
        bar.qtbot.keyClick(QApplication.focusWidget(), Key.Key_Tab)
    assert reached == [
        bar.widget.search_field,
        bar.widget.new_button,
        bar.list,
        bar.undo_button(),
    ]


def test_a_title_without_room_is_told_as_plain_text(
    bar: Bar, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda place, text, view: told.append(text))
    for title in (LONG, "A"):
        place = bar.at(title)
        event = QHelpEvent(QEvent.Type.ToolTip, place, bar.list.mapToGlobal(place))
        QApplication.sendEvent(bar.list.viewport(), event)
    assert told == [f"<span>{LONG}</span>", ""]


def test_the_open_chat_and_a_running_one_look_different(bar: Bar) -> None:
    before = bar.picture()
    bar.chats.mark_running(bar.ids["A"])
    running = bar.picture()
    bar.chats.select(bar.ids["B"])
    selected = bar.picture()
    assert before != running != selected


def test_a_theme_repaints(bar: Bar) -> None:
    bar.widget.set_palette(LIGHT)
    light = bar.picture()
    bar.widget.set_palette(DARK)
    assert bar.picture() != light


SCRIPTS = (
    "👩\u200d🚀 " * 60 + "🚀🌍🪐✨",
    "翻译" * 80 + "机器学习",
    "مرحبا " * 30 + "سلام",
    "x" * 300,
)


@pytest.mark.parametrize("width", [120, 224, 600])
@pytest.mark.parametrize(
    "direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft]
)
def test_hits_of_every_script_are_painted(
    bar: Bar, width: int, direction: Qt.LayoutDirection
) -> None:
    bar.widget.setLayoutDirection(direction)
    bar.widget.resize(width, 600)
    empty = bar.picture()
    for text in SCRIPTS:
        chat_of(bar.store, [text], text)
        bar.widget.search_field.setText(text[-4:])
        bar.qtbot.keyClick(bar.widget.search_field, Key.Key_Return)
        assert text in bar.texts()
        assert bar.picture() != empty
