"""The view keeps the reader's place, follows the end only where the reader is, and stays idle."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout
from pytestqt.qtbot import QtBot

from desktop.views.palette import DARK, LIGHT
from desktop.views.transcript.look import BETWEEN_MESSAGES, MARGIN
from desktop.views.transcript.transcript import Transcript
from tests.desktop.views.transcript.entries import LONG, asked, replied, talk


def first_in_sight(transcript: Transcript) -> tuple[str, int]:
    """The message at the top of the view and how far above the edge it begins."""
    value = transcript.verticalScrollBar().value()
    index = transcript.scene.column.at(value)
    return transcript.scene.entries[index].node_id, transcript.scene.column.top(index) - value


def at_end(transcript: Transcript) -> bool:
    bar = transcript.verticalScrollBar()
    return bar.value() == bar.maximum()


def laid_out(transcript: Transcript) -> int:
    scene = transcript.scene
    return sum(scene.column.measured(index) for index in range(len(scene.entries)))


def test_a_chat_opens_at_its_end(transcript: Transcript) -> None:
    transcript.set_entries(talk(40))
    assert at_end(transcript)
    assert transcript.verticalScrollBar().maximum() > 0


def test_a_long_chat_is_laid_out_only_where_it_is_seen(transcript: Transcript) -> None:
    transcript.set_entries(talk(1000))
    assert laid_out(transcript) < 20
    transcript.verticalScrollBar().setValue(transcript.verticalScrollBar().maximum() // 2)
    assert laid_out(transcript) < 40


def test_a_short_chat_needs_no_bar(transcript: Transcript) -> None:
    transcript.set_entries([asked("q"), replied("r")])
    assert transcript.verticalScrollBar().maximum() == 0


def test_text_is_followed_at_the_end(transcript: Transcript) -> None:
    transcript.set_entries([*talk(20), replied("new", "", streaming=True)])
    for _ in range(10):
        transcript.append_text("new", LONG)
        assert at_end(transcript)


def test_following_yields_to_the_reader(transcript: Transcript) -> None:
    transcript.set_entries([*talk(20), replied("new", LONG, streaming=True)])
    bar = transcript.verticalScrollBar()
    bar.setValue(bar.value() - 60)
    place = first_in_sight(transcript)
    for _ in range(10):
        transcript.append_text("new", LONG)
    assert first_in_sight(transcript) == place
    assert not at_end(transcript)
    bar.setValue(bar.maximum())
    transcript.append_text("new", LONG)
    assert at_end(transcript)


def test_scrolling_up_into_estimates_never_jumps(transcript: Transcript) -> None:
    transcript.set_entries(talk(200))
    bar = transcript.verticalScrollBar()
    for _ in range(60):
        node, y = first_in_sight(transcript)
        bar.setValue(bar.value() - 80)
        index = transcript.scene.place_of(node)
        assert transcript.scene.column.top(index) - bar.value() == y + 80


def test_the_place_survives_changes_above(transcript: Transcript) -> None:
    entries = talk(40)
    transcript.set_entries(entries)
    transcript.verticalScrollBar().setValue(2000)
    place = first_in_sight(transcript)
    index = transcript.scene.place_of(place[0])
    entries[index - 2] = replace(entries[index - 2], text="short")
    del entries[0]
    transcript.set_entries(entries)
    assert first_in_sight(transcript) == place


def test_the_place_survives_the_end_of_a_reply(transcript: Transcript) -> None:
    streaming = replied("r", "# Title\n\n" + (LONG + "\n\n") * 20, streaming=True)
    transcript.set_entries([asked("q"), streaming])
    transcript.verticalScrollBar().setValue(300)
    place = first_in_sight(transcript)
    transcript.set_entries([asked("q"), replace(streaming, streaming=False)])
    assert first_in_sight(transcript) == place


def test_the_message_in_sight_survives_another_width_and_zoom(transcript: Transcript) -> None:
    transcript.set_entries(talk(60))
    transcript.scroll_to("31")
    transcript.resize(500, 700)
    assert first_in_sight(transcript)[0] in ("30", "31")
    transcript.set_zoom(1.5)
    assert first_in_sight(transcript)[0] in ("30", "31")


def test_another_chat_opens_at_its_end(transcript: Transcript) -> None:
    transcript.set_entries(talk(40))
    transcript.verticalScrollBar().setValue(0)
    transcript.set_entries([replace(each, node_id=f"b{each.node_id}") for each in talk(30)])
    assert at_end(transcript)


@pytest.mark.parametrize("width", [420, 900, 1600])
def test_the_column_stands_in_the_middle_between_margins(
    transcript: Transcript, width: int
) -> None:
    transcript.resize(width, 700)
    transcript.set_entries(talk(4))
    left = transcript.column_left()
    right = transcript.viewport().width() - left - transcript.scene.width
    assert left >= MARGIN
    assert right >= MARGIN - 1
    assert left == pytest.approx(right, abs=1.5)


def card(text: str) -> QFrame:
    made = QFrame()
    layout = QVBoxLayout(made)
    label = QLabel(text, made)
    label.setWordWrap(True)
    layout.addWidget(label)
    return made


def test_a_header_stands_on_top_and_scrolls_along(transcript: Transcript) -> None:
    header = card("You explain science.")
    transcript.set_header(header)
    transcript.set_entries(talk(20))
    transcript.verticalScrollBar().setValue(0)
    assert header.geometry().top() == BETWEEN_MESSAGES
    assert header.width() == round(transcript.scene.width)
    assert transcript.message_rect(0).top() == header.geometry().bottom() + 1 + BETWEEN_MESSAGES
    transcript.verticalScrollBar().setValue(50)
    assert header.geometry().top() == BETWEEN_MESSAGES - 50


def test_a_header_that_grows_moves_the_messages(transcript: Transcript, qtbot: QtBot) -> None:
    header = card("short")
    transcript.set_header(header)
    transcript.set_entries([asked("q")])
    before = transcript.message_rect(0).top()
    header.findChild(QLabel).setText(LONG * 3)
    qtbot.waitUntil(lambda: transcript.message_rect(0).top() > before + 40)
    header.hide()
    qtbot.waitUntil(lambda: transcript.message_rect(0).top() == BETWEEN_MESSAGES)


def test_a_theme_is_painted_at_once(transcript: Transcript) -> None:
    transcript.set_entries(talk(2))
    for palette in (DARK, LIGHT):
        transcript.set_palette(palette)
        image = transcript.viewport().grab().toImage()
        assert image.pixelColor(3, 3) == palette.panel
        colours = {
            image.pixelColor(x, y).name()
            for x in range(transcript.column_left(), transcript.column_left() + 200)
            for y in range(0, 200, 2)
        }
        assert QColor(palette.bubble).name() in colours


def test_another_font_is_taken(transcript: Transcript) -> None:
    transcript.set_entries(talk(2))
    before = transcript.scene.look.em
    font = QFont(transcript.font())
    font.setPointSizeF(font.pointSizeF() * 2)
    transcript.setFont(font)
    assert transcript.scene.look.em > 1.5 * before
