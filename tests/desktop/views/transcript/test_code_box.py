"""A code block has a card, a label, a copy button, and moves sideways when it is wide."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from desktop.core.markdown import Code
from desktop.views.transcript.code_box import CodeBox
from desktop.views.transcript.look import Look
from desktop.views.transcript.target import Act, Target

WIDTH = 400.0


def box(look: Look, text: str) -> CodeBox:
    made = CodeBox(Code(text, "python"), look)
    made.place(WIDTH)
    return made


def test_lines_stay_whole(look: Look) -> None:
    one, five = box(look, "x" * 500), box(look, "\n".join("abcde"))
    assert one.height < five.height
    assert one.sideways.wide
    assert not five.sideways.wide


def test_the_button_copies_the_code(look: Look) -> None:
    made = box(look, "a = 1")
    assert made.target_at(QPointF(WIDTH - 20, 10)) == Target(Act.COPY_CODE, "a = 1")
    assert made.target_at(QPointF(20, 10)) is None
    assert made.target_at(QPointF(20, made.height - 10)) is None


def test_a_point_finds_its_character_also_when_moved(look: Look) -> None:
    made = box(look, "0123456789" * 30)
    rect = next(made.rects(0, 10))
    assert made.offset_at(rect.center()) == 5
    assert made.sideways.move(100)
    moved = next(made.rects(0, 10))
    assert moved.left() == rect.left() - 100
    assert made.offset_at(moved.center()) == 5


def test_it_moves_to_the_end_and_no_further(look: Look) -> None:
    made = box(look, "x" * 500)
    made.sideways.move(99_999)
    assert next(made.rects(499, 500)).right() <= WIDTH
    assert not made.sideways.move(1)
    made.sideways.move(-99_999)
    assert made.sideways.shift == 0


def test_a_word_is_found(look: Look) -> None:
    assert box(look, "alpha beta").word_at(7) == (6, 10)
