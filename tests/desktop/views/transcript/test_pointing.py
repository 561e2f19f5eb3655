"""The mouse selects, presses, and moves wide blocks sideways."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.views.transcript.transcript import Transcript
from tests.desktop.views.transcript.entries import asked, replied, talk
from tests.desktop.views.transcript.mouse import move

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier


def point_of(transcript: Transcript, node: str, leaf: int, offset: int) -> QPoint:
    """Where a letter begins in the viewport."""
    index = transcript.scene.place_of(node)
    rect = next(transcript.scene.message(index).rects(leaf, offset, offset + 1))
    corner = transcript.message_rect(index).topLeft()
    return (corner + QPointF(rect.left() + 1, rect.center().y())).toPoint()


def drag(transcript: Transcript, qtbot: QtBot, start: QPoint, end: QPoint) -> None:
    port = transcript.viewport()
    qtbot.mousePress(port, LEFT, pos=start)
    move(transcript, end, pressed=True)
    qtbot.mouseRelease(port, LEFT, pos=end)


def selected(transcript: Transcript) -> str:
    return transcript.highlights.selected_text()


@pytest.fixture
def chat(transcript: Transcript) -> Transcript:
    transcript.set_entries(
        [
            asked("q", "Why is the sky blue?"),
            replied("r", "Because **of** scattering.\n\nSecond `paragraph` here."),
        ]
    )
    return transcript


def test_a_drag_selects_text(chat: Transcript, qtbot: QtBot) -> None:
    drag(chat, qtbot, point_of(chat, "r", 0, 8), point_of(chat, "r", 0, 15))
    assert selected(chat) == "of scat"


def test_a_drag_backwards_and_across_messages(chat: Transcript, qtbot: QtBot) -> None:
    drag(chat, qtbot, point_of(chat, "r", 1, 6), point_of(chat, "q", 0, 11))
    assert selected(chat) == "sky blue?\n\nBecause of scattering.\n\nSecond"


def test_a_click_selects_nothing_and_shift_click_extends(chat: Transcript, qtbot: QtBot) -> None:
    drag(chat, qtbot, point_of(chat, "r", 0, 0), point_of(chat, "r", 0, 7))
    qtbot.mouseClick(chat.viewport(), LEFT, pos=point_of(chat, "r", 0, 8))
    assert selected(chat) == ""
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.mouseClick(chat.viewport(), LEFT, shift, point_of(chat, "r", 0, 10))
    assert selected(chat) == "of"


def test_a_double_click_selects_a_word_and_a_third_the_paragraph(
    chat: Transcript, qtbot: QtBot
) -> None:
    point = point_of(chat, "r", 1, 10)
    qtbot.mouseDClick(chat.viewport(), LEFT, pos=point)
    assert selected(chat) == "paragraph"
    qtbot.mousePress(chat.viewport(), LEFT, pos=point)
    assert selected(chat) == "Second paragraph here."
    qtbot.mouseRelease(chat.viewport(), LEFT, pos=point)


def test_selected_text_looks_selected(chat: Transcript, qtbot: QtBot) -> None:
    before = chat.viewport().grab().toImage()
    drag(chat, qtbot, point_of(chat, "r", 0, 8), point_of(chat, "r", 0, 15))
    assert chat.viewport().grab().toImage() != before


def test_the_button_right_of_the_code_copies(transcript: Transcript, qtbot: QtBot) -> None:
    transcript.set_entries([replied("r", "```python\na = 1\n```")])
    box = transcript.scene.message(0).placed[0].rect
    corner = transcript.message_rect(0).topLeft() + box.topRight()
    with qtbot.waitSignal(transcript.copied) as copied:
        qtbot.mouseClick(transcript.viewport(), LEFT, pos=(corner + QPointF(-20, 12)).toPoint())
    assert copied.args == ["a = 1"]
    assert QApplication.clipboard().text() == "a = 1"


def test_a_press_that_leaves_its_target_does_nothing(transcript: Transcript, qtbot: QtBot) -> None:
    transcript.set_entries([replied("r", "x", note="Stopped", can_continue=True)])
    rect = transcript.message_rect(0)
    button = (rect.bottomLeft() + QPointF(75, -8)).toPoint()
    with qtbot.assertNotEmitted(transcript.continue_requested):
        drag(transcript, qtbot, button, QPoint(button.x(), 600))
    with qtbot.waitSignal(transcript.continue_requested) as asked_for:
        qtbot.mouseClick(transcript.viewport(), LEFT, pos=button)
    assert asked_for.args == ["r"]


def test_the_pointer_shows_what_is_under_it(chat: Transcript, qtbot: QtBot) -> None:
    chat.set_entries([replied("r", "Text [link](https://a.org)")])
    shapes = []
    for point in (point_of(chat, "r", 0, 1), point_of(chat, "r", 0, 6), QPoint(3, 3)):
        move(chat, point)
        shapes.append(chat.viewport().cursor().shape())
    kinds = Qt.CursorShape
    assert shapes == [kinds.IBeamCursor, kinds.PointingHandCursor, kinds.ArrowCursor]


def wheel(transcript: Transcript, at: QPoint, across: int, down: int, shift: bool = False) -> None:
    event = QWheelEvent(
        QPointF(at),
        transcript.viewport().mapToGlobal(QPointF(at)),
        QPoint(),
        QPoint(across, down),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.ShiftModifier if shift else NONE,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(transcript.viewport(), event)


@pytest.mark.parametrize(("across", "down", "shift"), [(-120, 0, False), (0, -120, True)])
def test_wide_code_moves_sideways_alone(
    transcript: Transcript, across: int, down: int, shift: bool
) -> None:
    code = "```\n" + "0123456789" * 30 + "\n```"
    transcript.set_entries([replied("r", f"{code}\n\n{code}")])
    first, second = point_of(transcript, "r", 0, 20), point_of(transcript, "r", 1, 20)
    wheel(transcript, first, across, down, shift)
    assert point_of(transcript, "r", 0, 20).x() == first.x() - 120
    assert point_of(transcript, "r", 1, 20) == second


def test_the_wheel_scrolls(transcript: Transcript) -> None:
    transcript.set_entries(talk(30))
    before = transcript.verticalScrollBar().value()
    wheel(transcript, QPoint(400, 300), 0, 120)
    assert transcript.verticalScrollBar().value() < before


def test_a_drag_beyond_the_edge_scrolls_until_it_ends(transcript: Transcript, qtbot: QtBot) -> None:
    transcript.set_entries(talk(30))
    port, bar = transcript.viewport(), transcript.verticalScrollBar()
    bar.setValue(1000)
    qtbot.mousePress(port, LEFT, pos=QPoint(400, 300))
    move(transcript, QPoint(400, port.height() + 60), pressed=True)
    qtbot.waitUntil(lambda: bar.value() > 1150)
    qtbot.mouseRelease(port, LEFT, pos=QPoint(400, port.height() - 2))
    assert len(selected(transcript)) > 200
    end = bar.value()
    transcript.viewport().repaint()
    assert bar.value() == end
