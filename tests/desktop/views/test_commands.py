"""The menus: what each entry does, and when it can be chosen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMessageBox

from desktop.viewmodels.appearance import Theme
from engine.chat import Overflow
from tests.desktop.opened import Opened, when_modal
from tests.fakes.engine import WORDS

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def active(loaded: Opened) -> Opened:
    loaded.window.activateWindow()
    loaded.qtbot.waitUntil(loaded.window.isActiveWindow)
    return loaded


def test_every_entry_has_words_and_no_two_share_a_shortcut(opened: Opened) -> None:
    actions = [a for a in opened.window.findChildren(QAction) if not a.isSeparator()]
    keys = [a.shortcut().toString() for a in actions if not a.shortcut().isEmpty()]
    assert len(keys) == len(set(keys))
    menus = [action.menu() for action in opened.window.menuBar().actions()]
    assert [menu.title() for menu in menus] == [
        "&File",
        "&Edit",
        "&Chat",
        "&View",
        "&Tools",
        "&Model",
        "&Help",
    ]
    assert all(a.text() for menu in menus for a in menu.actions() if not a.isSeparator())


def test_what_cannot_be_done_cannot_be_chosen(loaded: Opened) -> None:
    assert not loaded.action("Stop the reply").isEnabled()
    assert not loaded.action("Regenerate").isEnabled()
    loaded.begin()
    assert loaded.action("Stop the reply").isEnabled()
    assert not loaded.action("Regenerate").isEnabled()
    loaded.action("Stop the reply").trigger()
    loaded.answered()
    assert not loaded.action("Stop the reply").isEnabled()
    assert loaded.action("Regenerate").isEnabled()


def test_regenerate_and_continue_act_on_the_last_reply(loaded: Opened) -> None:
    loaded.app.sampling.choose("max_tokens", 3)
    loaded.say("hello")
    loaded.action("Continue").trigger()
    loaded.answered()
    assert loaded.texts[1] == "Once upon a" * 2
    loaded.action("Regenerate").trigger()
    loaded.answered()
    entry = loaded.page.transcript.scene.entries[1]
    assert (entry.text, entry.versions) == ("Once upon a", 3)


def test_what_followed_is_offered_where_something_did(loaded: Opened) -> None:
    loaded.say("hello")
    assert not loaded.action("Show what followed here").isVisible()
    loaded.chat.delete(loaded.page.transcript.scene.entries[1].node_id)
    assert loaded.action("Show what followed here").isVisible()
    loaded.action("Show what followed here").trigger()
    assert loaded.texts == ["hello", WORDS]


def test_a_new_chat_comes_by_key(active: Opened) -> None:
    active.say("hello")
    active.qtbot.keyClick(active.window, Qt.Key.Key_N, CTRL)
    assert active.texts == []


def test_find_opens_by_key_and_escape_closes_it(active: Opened) -> None:
    active.say("hello")
    active.qtbot.keyClick(active.window, Qt.Key.Key_F, CTRL)
    bar = active.page.find_bar
    assert bar.isVisible()
    active.qtbot.keyClicks(bar.field, "engine")
    assert bar.count.text() == "1 of 1"
    active.qtbot.keyClick(bar.field, Qt.Key.Key_Escape)
    assert not bar.isVisible()


def test_search_takes_the_keyboard_to_the_sidebar(active: Opened) -> None:
    active.qtbot.keyClick(active.window, Qt.Key.Key_K, CTRL)
    active.qtbot.waitUntil(active.window.sidebar.search_field.hasFocus)


def test_the_system_prompt_opens_from_the_menu(active: Opened) -> None:
    active.action("Edit the system prompt").trigger()
    active.qtbot.keyClicks(active.window.focusWidget(), "Be brief.")
    active.page.card.fold()
    assert active.chat.conversation is not None
    assert active.chat.conversation.system_prompt == "Be brief."


def test_the_rule_for_full_windows_is_the_chats(loaded: Opened) -> None:
    assert loaded.action("The oldest turns leave").isChecked()
    loaded.action("Stop and ask").trigger()
    assert loaded.chat.conversation is not None
    assert loaded.chat.conversation.overflow is Overflow.STOP
    loaded.say("hello")
    loaded.app.chats.new()
    assert loaded.action("The oldest turns leave").isChecked()


def test_the_sides_are_shown_and_hidden(active: Opened) -> None:
    active.window.resize(1400, 800)
    active.window.menuBar().actions()[3].menu().aboutToShow.emit()
    for entry, side in (("Chats", active.window.sidebar), ("Sampling", active.window.sampling)):
        assert active.action(entry).isChecked()
        active.action(entry).trigger()
        assert not side.isVisible()
        assert not active.action(entry).isChecked()
        active.action(entry).trigger()
        assert side.isVisible()


def test_the_view_menu_knows_of_a_side_folded_for_want_of_room(opened: Opened) -> None:
    opened.window.resize(900, 700)
    view = opened.window.menuBar().actions()[3].menu()
    view.aboutToShow.emit()
    assert not opened.action("Sampling").isChecked()
    assert opened.action("Chats").isChecked()


def test_text_size_follows_the_keys(active: Opened) -> None:
    active.qtbot.keyClick(active.window, Qt.Key.Key_Plus, CTRL)
    active.qtbot.keyClick(active.window, Qt.Key.Key_Plus, CTRL)
    assert active.app.appearance.zoom == 1.25
    active.qtbot.keyClick(active.window, Qt.Key.Key_Minus, CTRL)
    assert active.app.appearance.zoom == 1.1
    active.qtbot.keyClick(active.window, Qt.Key.Key_0, CTRL)
    assert active.app.appearance.zoom == 1.0


def test_the_theme_is_chosen_and_ticked_whoever_chose_it(opened: Opened) -> None:
    opened.action("Dark").trigger()
    assert opened.app.appearance.theme is Theme.DARK
    opened.app.appearance.choose_theme(Theme.LIGHT)
    assert opened.action("Light").isChecked()
    assert not opened.action("Dark").isChecked()


def test_start_again_is_there_when_the_engine_died(loaded: Opened) -> None:
    assert not loaded.action("Start again").isEnabled()
    loaded.say("kill")
    with loaded.qtbot.waitSignal(loaded.engine.ready):
        loaded.action("Start again").trigger()
    assert not loaded.action("Start again").isEnabled()


def test_the_shortcuts_are_listed(opened: Opened) -> None:
    said: list[str] = []

    def read(dialog: QMessageBox) -> None:
        said.append(dialog.text())
        dialog.close()

    QTimer.singleShot(0, when_modal(opened.qtbot, read))
    opened.action("Keyboard shortcuts").trigger()
    for line in ("Ctrl+N\tNew chat", "Esc\tStop the reply", "Shift+Enter\tNew line"):
        assert line in said[0].splitlines()


def test_search_shows_a_hidden_sidebar(active: Opened) -> None:
    active.window.show_sidebar(False)
    active.action("Search chats").trigger()
    assert active.window.sidebar.search_field.hasFocus()
    assert active.action("Chats").isChecked()


def test_the_system_prompt_is_scrolled_to(active: Opened) -> None:
    active.load()
    for _ in range(4):
        active.say("say " + "many words " * 300)
    assert active.page.transcript.verticalScrollBar().value() > 0
    active.action("Edit the system prompt").trigger()
    assert active.page.transcript.verticalScrollBar().value() == 0
