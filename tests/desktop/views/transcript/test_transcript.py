"""What a person asks for leaves as a signal, by mouse, bar, menu and key alike."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QContextMenuEvent, QDesktopServices
from PySide6.QtWidgets import (
    QApplication,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from desktop.views.transcript.actions import ActionsBar
from desktop.views.transcript.editor import Editor
from desktop.views.transcript.icons import Glyph
from desktop.views.transcript.transcript import Transcript
from tests.desktop.views.transcript.entries import LONG, asked, replied, talk
from tests.desktop.views.transcript.mouse import move

KEY = Qt.Key
REPLY = replied(
    "r",
    "<think>Hm.</think>Yes [l](https://a.org/x).\n\n```\na\n```\n\n```\nb\n```",
    version=2,
    versions=3,
    note="Stopped",
    can_continue=True,
)


@pytest.fixture
def chat(transcript: Transcript) -> Transcript:
    transcript.set_entries([asked("q"), REPLY])
    transcript.clearFocus()
    transcript.setFocus(Qt.FocusReason.TabFocusReason)
    return transcript


def bar_of(transcript: Transcript) -> ActionsBar:
    return transcript.viewport().findChild(ActionsBar)


def editor_of(transcript: Transcript) -> Editor:
    return transcript.viewport().findChild(Editor)


def field_of(transcript: Transcript) -> QPlainTextEdit:
    return editor_of(transcript).field


def hover(transcript: Transcript, index: int) -> None:
    move(transcript, transcript.message_rect(index).center().toPoint())


@pytest.mark.parametrize(
    ("glyph", "signal", "args"),
    [
        (Glyph.REGENERATE, "regenerate_requested", ["r"]),
        (Glyph.CONTINUE, "continue_requested", ["r"]),
        (Glyph.DELETE, "delete_requested", ["r"]),
        (Glyph.PIN, "pin_toggled", ["r"]),
        (Glyph.OLDER, "version_requested", ["r", -1]),
        (Glyph.NEWER, "version_requested", ["r", 1]),
        (Glyph.COPY, "copied", ["Yes [l](https://a.org/x).\n\n```\na\n```\n\n```\nb\n```"]),
    ],
)
def test_actions_leave_as_signals(
    chat: Transcript, qtbot: QtBot, glyph: Glyph, signal: str, args: list[object]
) -> None:
    with qtbot.waitSignal(getattr(chat, signal)) as asked_for:
        chat.act("r", glyph)
    assert asked_for.args == args


def test_an_action_that_is_not_offered_does_nothing(chat: Transcript, qtbot: QtBot) -> None:
    chat.set_entries([asked("q"), replace(REPLY, streaming=True, version=3)])
    with (
        qtbot.assertNotEmitted(chat.delete_requested),
        qtbot.assertNotEmitted(chat.version_requested),
    ):
        chat.act("r", Glyph.DELETE)
        chat.act("r", Glyph.NEWER)
        chat.act("nobody", Glyph.DELETE)


@pytest.mark.parametrize(("key", "step"), [(KEY.Key_Left, -1), (KEY.Key_Right, 1)])
def test_arrows_walk_the_versions(chat: Transcript, qtbot: QtBot, key: Qt.Key, step: int) -> None:
    with qtbot.waitSignal(chat.version_requested) as asked_for:
        qtbot.keyClick(chat, key)
    assert asked_for.args == ["r", step]


def test_the_bar_goes_to_the_message_under_the_pointer(chat: Transcript, qtbot: QtBot) -> None:
    bar = bar_of(chat)
    assert (bar.isVisible(), bar.node_id) == (True, "r")
    hover(chat, 0)
    assert bar.node_id == "q"
    assert chat.message_rect(0).contains(QPointF(bar.geometry().center()))
    move(chat, QPoint(chat.width() // 2, 690))
    assert bar.node_id == "r"


def test_the_bar_leaves_with_the_pointer(transcript: Transcript, qtbot: QtBot) -> None:
    transcript.set_entries([asked("q"), REPLY])
    transcript.set_current("")
    hover(transcript, 0)
    assert bar_of(transcript).isVisible()
    QApplication.sendEvent(transcript, QEvent(QEvent.Type.Leave))
    assert not bar_of(transcript).isVisible()


def test_the_bar_covers_no_text(chat: Transcript, qtbot: QtBot) -> None:
    for index in (0, 1):
        hover(chat, index)
        bottom = bar_of(chat).geometry().bottom() - chat.message_rect(index).top()
        assert bottom <= chat.scene.message(index).body_top


def test_the_bar_stays_in_sight_beside_a_long_message(transcript: Transcript, qtbot: QtBot) -> None:
    transcript.set_entries([replied("r", LONG * 30)])
    transcript.verticalScrollBar().setValue(400)
    hover(transcript, 0)
    assert 0 <= bar_of(transcript).y() < 20


def test_a_button_of_the_bar_acts(chat: Transcript, qtbot: QtBot) -> None:
    (button,) = (
        each
        for each in bar_of(chat).findChildren(QToolButton)
        if each.accessibleName() == "Regenerate"
    )
    with qtbot.waitSignal(chat.regenerate_requested):
        button.click()


def actions_of(menu: QMenu) -> dict[str, QAction]:
    return {action.text(): action for action in menu.actions() if action.text()}


def test_the_menu_offers_the_same_and_more(chat: Transcript, qtbot: QtBot) -> None:
    menu = chat.message_menu(1)
    qtbot.addWidget(menu)
    actions = actions_of(menu)
    assert list(actions) == [
        "Copy",
        "Copy message",
        "Copy code",
        "Open link",
        "Show the thought",
        "Previous version",
        "Next version",
        "Edit",
        "Regenerate",
        "Continue",
        "Pin: keep it in the model's memory",
        "Delete",
    ]
    assert not actions["Copy"].isEnabled()
    with qtbot.waitSignal(chat.delete_requested):
        actions["Delete"].trigger()
    blocks = actions["Copy code"].menu()
    with qtbot.waitSignal(chat.copied) as copied:
        actions_of(blocks)["b"].trigger()
    assert copied.args == ["b"]


def test_the_menu_opens_the_thought(chat: Transcript, qtbot: QtBot) -> None:
    menu = chat.message_menu(1)
    qtbot.addWidget(menu)
    actions_of(menu)["Show the thought"].trigger()
    assert [leaf.text for leaf in chat.scene.leaves(1)][1] == "Hm."


def test_the_menu_key_opens_the_menu_of_the_focused_message(chat: Transcript, qtbot: QtBot) -> None:
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(chat, QContextMenuEvent(reason, QPoint(0, 0), QPoint(0, 0)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert "Regenerate" in actions_of(menu)
    menu.close()


def test_a_link_is_asked_about_with_its_whole_address(
    chat: Transcript, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    for button, count in (
        (QMessageBox.StandardButton.Cancel, 0),
        (QMessageBox.StandardButton.Open, 1),
    ):
        rect = next(chat.scene.message(1).rects(1, 4, 5))
        point = chat.message_rect(1).topLeft() + rect.center()
        qtbot.mouseClick(chat.viewport(), Qt.MouseButton.LeftButton, pos=point.toPoint())
        box = chat.findChild(QMessageBox)
        assert box.informativeText() == "https://a.org/x"
        assert box.textFormat() == Qt.TextFormat.PlainText
        assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
        box.button(button).click()
        qtbot.waitUntil(lambda: chat.findChild(QMessageBox) is None)
        assert len(opened) == count
    assert opened == [QUrl("https://a.org/x")]


@pytest.mark.parametrize("key", [KEY.Key_F2, KEY.Key_Return])
def test_a_message_is_edited_in_its_place(chat: Transcript, qtbot: QtBot, key: Qt.Key) -> None:
    qtbot.keyClick(chat, key)
    editor = editor_of(chat)
    assert editor.isVisible()
    assert editor.field.toPlainText() == REPLY.text
    assert chat.message_rect(1).toRect().contains(editor.geometry().center())
    qtbot.keyClicks(editor.field, "!")
    with qtbot.waitSignal(chat.edit_requested) as asked_for:
        qtbot.keyClick(editor.field, KEY.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert asked_for.args == ["r", REPLY.text + "!"]
    assert not editor.isVisible()
    assert chat.hasFocus()


def test_cancelling_asks_for_nothing(chat: Transcript, qtbot: QtBot) -> None:
    height = chat.message_rect(0).height()
    chat.act("q", Glyph.EDIT)
    assert chat.message_rect(0).height() > height
    with qtbot.assertNotEmitted(chat.edit_requested):
        qtbot.keyClick(field_of(chat), KEY.Key_Escape)
    assert not editor_of(chat).isVisible()
    assert chat.message_rect(0).height() == height


def test_the_editor_grows_and_stays_in_sight(transcript: Transcript, qtbot: QtBot) -> None:
    transcript.set_entries(talk(20))
    transcript.act("10", Glyph.EDIT)
    low = editor_of(transcript).height()
    field_of(transcript).setPlainText("line\n" * 12)
    qtbot.waitUntil(lambda: editor_of(transcript).height() > low)
    field_of(transcript).setPlainText("line\n" * 200)
    qtbot.waitUntil(lambda: editor_of(transcript).height() > 500)
    assert editor_of(transcript).height() < transcript.viewport().height()


def test_an_edit_with_changes_is_not_replaced_by_another(chat: Transcript, qtbot: QtBot) -> None:
    chat.act("q", Glyph.EDIT)
    qtbot.keyClicks(field_of(chat), " And green?")
    chat.act("r", Glyph.EDIT)
    assert field_of(chat).toPlainText() == "Why is the sky blue? And green?"


def test_an_edit_survives_a_visit_to_another_chat(chat: Transcript, qtbot: QtBot) -> None:
    chat.act("q", Glyph.EDIT)
    qtbot.keyClicks(field_of(chat), " And green?")
    chat.set_entries([replied("elsewhere")])
    assert not editor_of(chat).isVisible()
    chat.set_entries([asked("q"), REPLY])
    chat.act("q", Glyph.EDIT)
    assert field_of(chat).toPlainText() == "Why is the sky blue? And green?"


def test_text_streams_on_while_another_message_is_edited(chat: Transcript, qtbot: QtBot) -> None:
    chat.set_entries([asked("q"), replace(REPLY, streaming=True)])
    chat.act("q", Glyph.EDIT)
    qtbot.keyClicks(field_of(chat), "?")
    place = editor_of(chat).geometry()
    chat.append_text("r", LONG * 5)
    assert editor_of(chat).geometry() == place
    assert field_of(chat).hasFocus()
