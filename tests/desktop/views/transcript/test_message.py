"""A laid-out message: what is where in it, and that new text disturbs nothing above."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.core.entry import Entry
from desktop.views.palette import DARK, LIGHT, Palette
from desktop.views.transcript.flow import flow
from desktop.views.transcript.look import Look, make_look
from desktop.views.transcript.message import Message, Spot
from desktop.views.transcript.target import Act
from tests.desktop.views.transcript.entries import LONG, asked, replied

WIDTH = 640.0


def laid_out(entry: Entry, look: Look, unfolded: bool = False) -> Message:
    return Message(entry, flow(entry, unfolded), look, WIDTH)


def centre(message: Message, leaf: int, start: int, end: int) -> QPointF:
    return next(message.rects(leaf, start, end)).center()


def painted(message: Message, ground: QColor) -> QImage:
    image = QImage(round(WIDTH), message.height, QImage.Format.Format_RGB32)
    image.fill(ground)
    painter = QPainter(image)
    message.paint(painter, QPointF(0, 0), {}, QRectF(image.rect()))
    painter.end()
    return image


def acts_of(message: Message) -> set[Act]:
    """Everything that answers a click anywhere in the message."""
    points = (QPointF(x, y) for x in range(0, int(WIDTH), 6) for y in range(0, message.height, 6))
    found = (message.target_at(point) for point in points)
    return {target.act for target in found if target}


def test_leaves_stand_under_each_other_and_inside(look: Look) -> None:
    message = laid_out(
        replied("r", f"# A\n\n{LONG}\n\n```\ncode\n```\n\n| a |\n|---|\n| b |"), look
    )
    rects = [placed.rect for placed in message.placed]
    assert rects[0].top() >= message.body_top
    assert all(above.bottom() <= below.top() for above, below in pairwise(rects))
    assert all(rect.left() >= 0 and rect.right() <= WIDTH for rect in rects)
    assert message.height > rects[-1].bottom()


def test_text_keeps_to_the_measure_and_code_takes_the_column(look: Look) -> None:
    message = laid_out(replied("r", f"{LONG}\n\n```\ncode\n```"), look)
    text, code = message.placed
    assert text.rect.width() == pytest.approx(look.measure)
    assert code.rect.width() == WIDTH > look.measure


def test_a_place_in_the_text_is_found_again(look: Look) -> None:
    message = laid_out(replied("r", "First leaf\n\nSecond leaf"), look)
    assert message.spot_at(centre(message, 1, 0, 2)) == Spot(1, 1)
    assert message.spot_at(QPointF(0, 0)) == Spot(0, 0)
    assert message.spot_at(QPointF(WIDTH, 9999)) == Spot(1, len("Second leaf"))
    assert message.on_text(centre(message, 0, 0, 2))
    assert not message.on_text(QPointF(5, 2))


def test_an_empty_message_has_a_place_too(look: Look) -> None:
    message = laid_out(replied("r", "", streaming=True, note="Reading the prompt"), look)
    assert message.spot_at(QPointF(5, 5)) == Spot(0, 0)
    assert acts_of(message) == set()


def test_what_answers_a_click(look: Look) -> None:
    thought = "<think>x</think>[l](https://a.org)\n\n```\nc\n```"
    message = laid_out(
        replied("r", thought, version=2, versions=3, note="Stopped", can_continue=True), look
    )
    assert acts_of(message) == set(Act)


@pytest.mark.parametrize(
    ("version", "versions", "acts"),
    [(1, 1, set()), (1, 2, {Act.NEWER}), (2, 2, {Act.OLDER}), (2, 3, {Act.OLDER, Act.NEWER})],
)
def test_arrows_answer_where_there_are_versions(
    look: Look, version: int, versions: int, acts: set[Act]
) -> None:
    assert acts_of(laid_out(replied("r", version=version, versions=versions), look)) == acts


def test_a_long_note_puts_its_button_under_it(look: Look) -> None:
    short = laid_out(replied("r", note="Stopped", can_continue=True), look)
    long = laid_out(replied("r", note="Stopped. " * 30, can_continue=True), look)
    assert long.height > short.height
    assert acts_of(short) == acts_of(long) == {Act.CONTINUE}


def test_a_note_stays_in_a_narrow_column(look: Look) -> None:
    entry = replied("r", note="Interrupted while this was being written", can_continue=True)
    narrow = Message(entry, flow(entry, False), look, 160)
    assert narrow.height > laid_out(entry, look).height
    points = (QPointF(x, y) for x in range(0, 160, 4) for y in range(0, narrow.height, 4))
    assert any(narrow.target_at(point) for point in points)


def test_the_bubble_hugs_a_short_question(look: Look) -> None:
    image = painted(laid_out(asked("q", "Hi"), look), LIGHT.panel)
    row = round(laid_out(asked("q", "Hi"), look).body_top) + 4
    assert image.pixelColor(8, row) == LIGHT.bubble
    assert image.pixelColor(round(WIDTH) // 2, row) == LIGHT.panel


def test_an_arabic_question_sits_in_a_small_bubble_too(look: Look) -> None:
    message = laid_out(asked("q", "لماذا السماء"), look)
    assert message.placed[0].rect.right() < look.measure / 2


def test_insets_are_on_the_right_where_text_runs_to_the_left(look: Look) -> None:
    message = laid_out(replied("r", "- left\n\n---\n\n- لماذا السماء زرقاء"), look)
    left, _, right = message.placed
    assert left.corner.x() > 0
    assert right.corner.x() == 0
    assert right.rect.right() < look.measure


def test_memory_starts_above_the_caption(look: Look) -> None:
    with_line = laid_out(replied("r", memory_starts=True), look)
    without = laid_out(replied("r"), look)
    assert with_line.height > without.height
    assert with_line.caption_top > without.caption_top == 0


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_special_messages_can_be_told_by_sight(palette: Palette, look: Look) -> None:
    themed = make_look(palette, look.small, 1.0)
    plain = painted(laid_out(replied("r"), themed), palette.panel)
    for special in ({"pinned": True}, {"retokenised": True}, {"versions": 2}):
        assert painted(laid_out(replied("r", **special), themed), palette.panel) != plain


def test_added_text_keeps_the_boxes_above(look: Look) -> None:
    entry = replied("r", "one\ntwo\nthree", streaming=True)
    message = laid_out(entry, look)
    before = [placed.box for placed in message.placed]
    longer = replace(entry, text=entry.text + " four")
    message.take(longer, flow(longer, False))
    after = [placed.box for placed in message.placed]
    assert after[:2] == before[:2]
    assert after[2].text == "three four"


def test_rendering_at_the_end_replaces_what_changed(look: Look) -> None:
    entry = replied("r", "plain\n\n**bold**", streaming=True)
    message = laid_out(entry, look)
    done = replace(entry, streaming=False)
    message.take(done, flow(done, False))
    assert [placed.leaf.text for placed in message.placed] == ["plain", "bold"]


def test_only_wide_blocks_move_sideways(look: Look) -> None:
    message = laid_out(replied("r", "text\n\n```\n" + "x" * 500 + "\n```\n\n```\ny\n```"), look)
    assert len(message.sideways_at(None)) == 1
    assert message.sideways_at(centre(message, 1, 0, 5))
    assert not message.sideways_at(centre(message, 0, 0, 2))
