"""Walking by keys, finding, copying, the pill, and what is spoken."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desktop.views.transcript.keys import Command
from desktop.views.transcript.transcript import Transcript
from tests.desktop.views.transcript.entries import LONG, asked, replied, talk

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def press(transcript: Transcript, qtbot: QtBot, key: Qt.Key, times: int = 1) -> None:
    for _ in range(times):
        qtbot.keyClick(transcript, key)


def tab_into(transcript: Transcript) -> None:
    transcript.clearFocus()
    transcript.setFocus(Qt.FocusReason.TabFocusReason)


def in_sight(transcript: Transcript, node: str) -> bool:
    rect = transcript.message_rect(transcript.scene.place_of(node))
    return 0 <= rect.top() < transcript.viewport().height()


def match_in_sight(transcript: Transcript) -> bool:
    match = transcript.highlights.finder.current
    assert match is not None
    rects = transcript.scene.message(match.message).rects(match.leaf, match.start, match.end)
    rect = next(rects).translated(transcript.message_rect(match.message).topLeft())
    return transcript.viewport().rect().contains(rect.toAlignedRect())


def pill(transcript: Transcript) -> QPushButton:
    (found,) = (
        each
        for each in transcript.viewport().findChildren(QPushButton)
        if each.text() == "Jump to the latest"
    )
    return found


@pytest.fixture
def chat(transcript: Transcript) -> Transcript:
    transcript.set_entries(talk(12))
    tab_into(transcript)
    return transcript


def test_the_tab_key_leads_to_the_last_message(chat: Transcript) -> None:
    assert chat.current == chat.ringed == "11"
    assert chat.accessibleDescription().startswith("Tiny, message 12 of 12\nMessage 11.")


def test_arrows_walk_and_keep_the_message_in_sight(chat: Transcript, qtbot: QtBot) -> None:
    for node in ("10", "9", "8", "7", "6"):
        press(chat, qtbot, KEY.Key_Up)
        assert chat.current == node
        assert in_sight(chat, node)
    press(chat, qtbot, KEY.Key_Down, 2)
    assert chat.current == "8"


def test_walking_ends_at_the_ends(chat: Transcript, qtbot: QtBot) -> None:
    press(chat, qtbot, KEY.Key_Down)
    assert chat.current == "11"
    press(chat, qtbot, KEY.Key_Home)
    assert (chat.current, chat.verticalScrollBar().value()) == ("0", 0)
    press(chat, qtbot, KEY.Key_Up)
    assert chat.current == "0"
    press(chat, qtbot, KEY.Key_End)
    assert chat.current == "11"
    assert chat.verticalScrollBar().value() == chat.verticalScrollBar().maximum()


def test_pages_scroll_almost_a_view(chat: Transcript, qtbot: QtBot) -> None:
    before = chat.verticalScrollBar().value()
    press(chat, qtbot, KEY.Key_PageUp)
    moved = before - chat.verticalScrollBar().value()
    assert 0.7 * chat.viewport().height() < moved < chat.viewport().height()


def test_the_ring_is_seen_only_with_the_focus(chat: Transcript, qtbot: QtBot) -> None:
    ringed = chat.viewport().grab().toImage()
    chat.clearFocus()
    assert chat.viewport().grab().toImage() != ringed


def test_a_message_is_spoken_when_the_focus_comes(
    chat: Transcript, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: said.append(event.message())
    )
    press(chat, qtbot, KEY.Key_Up)
    assert said[-1].startswith("You, message 11 of 12")


def test_a_finished_reply_is_spoken_once(
    transcript: Transcript, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: said.append(event.message())
    )
    running = replied("r", "Half", streaming=True)
    transcript.set_entries([asked("q"), running])
    done = [asked("q"), replace(running, text="**All** of it", streaming=False)]
    transcript.set_entries(done)
    transcript.set_entries(done)
    assert said == ["Tiny, message 2 of 2\nAll of it"]


def test_copying_takes_the_selection_else_the_message(chat: Transcript, qtbot: QtBot) -> None:
    clipboard = QApplication.clipboard()
    with qtbot.waitSignal(chat.copied):
        qtbot.keyClick(chat, KEY.Key_C, CTRL)
    assert clipboard.text() == chat.scene.entries[11].text
    qtbot.keyClick(chat, KEY.Key_A, CTRL)
    qtbot.keyClick(chat, KEY.Key_C, CTRL)
    assert clipboard.text().startswith("Message 0.")
    assert "\n\nMessage 7." in clipboard.text()
    qtbot.keyClick(chat, KEY.Key_Escape)
    qtbot.keyClick(chat, KEY.Key_C, CTRL)
    assert clipboard.text() == chat.scene.entries[11].text


def test_space_opens_the_thought_of_the_message(transcript: Transcript, qtbot: QtBot) -> None:
    transcript.set_entries([asked("q"), replied("r", f"<think>{LONG}</think>Yes.")])
    tab_into(transcript)
    closed = transcript.message_rect(1).height()
    press(transcript, qtbot, KEY.Key_Space)
    assert transcript.message_rect(1).height() > closed
    press(transcript, qtbot, KEY.Key_Space)
    assert transcript.message_rect(1).height() == closed


def test_shift_and_arrows_move_wide_code(transcript: Transcript, qtbot: QtBot) -> None:
    transcript.set_entries([replied("r", "```\n" + "x" * 500 + "\n```")])
    tab_into(transcript)
    shift = Qt.KeyboardModifier.ShiftModifier

    def left() -> float:
        return next(transcript.scene.message(0).rects(0, 0, 1)).left()

    before = left()
    qtbot.keyClick(transcript, KEY.Key_Right, shift)
    assert left() < before
    qtbot.keyClick(transcript, KEY.Key_Left, shift)
    assert left() == before


def test_finding_walks_through_the_matches(chat: Transcript) -> None:
    first, count = chat.find_text("message")
    assert count == 12
    assert match_in_sight(chat)
    steps = [chat.find_text("message")[0] for _ in range(13 - first)]
    assert steps == [*range(first + 1, 13), 1]
    assert match_in_sight(chat)
    assert chat.find_text("message", backward=True) == (12, 12)
    assert chat.find_text("MESSAGE 7.") == (1, 1)
    assert match_in_sight(chat)
    assert chat.find_text("nowhere") == (0, 0)


def test_matches_are_marked_until_the_search_ends(chat: Transcript) -> None:
    plain = chat.viewport().grab().toImage()
    chat.find_text("Message 11")
    assert chat.viewport().grab().toImage() != plain
    assert chat.find_text("") == (0, 0)
    chat.follow()
    assert chat.viewport().grab().toImage() == plain


def test_a_match_in_new_text_is_found(transcript: Transcript) -> None:
    entry = replied("r", "one", streaming=True)
    transcript.set_entries([entry])
    assert transcript.find_text("two") == (0, 0)
    transcript.append_text("r", " two")
    assert transcript.find_text("two") == (1, 1)


def test_marks_do_not_pass_to_another_chat(chat: Transcript) -> None:
    chat.find_text("Message")
    assert chat.run(Command.SELECT_ALL)
    chat.set_entries([replied("x", "Message of another chat")])
    assert not chat.highlights.finder.matches
    assert chat.highlights.selected_text() == ""


def test_the_pill_tells_of_text_below_and_leads_there(transcript: Transcript) -> None:
    transcript.set_entries([*talk(10), replied("new", LONG, streaming=True)])
    assert not pill(transcript).isVisible()
    transcript.verticalScrollBar().setValue(0)
    assert not pill(transcript).isVisible()
    transcript.append_text("new", LONG)
    assert pill(transcript).isVisible()
    pill(transcript).click()
    assert transcript.verticalScrollBar().value() == transcript.verticalScrollBar().maximum()
    assert not pill(transcript).isVisible()


def test_text_for_a_message_of_another_chat_is_left_alone(chat: Transcript) -> None:
    before = list(chat.scene.entries)
    chat.append_text("elsewhere", "text")
    assert chat.scene.entries == before


def test_scrolling_to_a_message_shows_its_beginning(transcript: Transcript) -> None:
    transcript.set_entries(talk(200))
    transcript.scroll_to("50")
    assert in_sight(transcript, "50")
    assert transcript.message_rect(50).top() < 60
    transcript.scroll_to("nobody")
    assert in_sight(transcript, "50")
