"""Text is broken into lines, found under a point, and never taken for markup."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.core.markdown import Span
from desktop.views.transcript.look import Look
from desktop.views.transcript.target import Act, Target
from desktop.views.transcript.text_box import TextBox, Wash

WIDTH = 300.0
ARABIC = "لماذا السماء زرقاء"


def box(look: Look, *spans: Span, width: float = WIDTH, wrap: bool = True) -> TextBox:
    made = TextBox(spans, look, look.body, look.palette.ink)
    made.place(width, wrap=wrap)
    return made


def rect_of(made: TextBox, start: int, end: int) -> QRectF:
    return next(made.rects(start, end))


def painted(made: TextBox, *washes: Wash) -> QImage:
    image = QImage(round(WIDTH), round(made.height), QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    made.paint(painter, QPointF(0, 0), washes, QRectF(image.rect()))
    painter.end()
    return image


def test_lines_are_1_6_em_high(look: Look) -> None:
    one, three = box(look, Span("a")), box(look, Span("a\nb\nc"))
    assert one.height == pytest.approx(look.line)
    assert three.height == pytest.approx(3 * look.line)


def test_an_empty_text_is_a_line(look: Look) -> None:
    assert box(look, Span("")).height == pytest.approx(look.line)


def test_long_text_and_long_words_stay_in_the_width(look: Look) -> None:
    for text in ("word " * 50, "w" * 400, "w" * 3000, "天空" * 80):
        made = box(look, Span(text))
        assert made.height > 2 * look.line
        assert made.natural_width <= WIDTH + 1


def test_code_is_not_wrapped(look: Look) -> None:
    made = box(look, Span("word " * 50), wrap=False)
    assert made.height == pytest.approx(look.line)
    assert made.natural_width > WIDTH


def test_tags_are_text(look: Look) -> None:
    plain, tagged = box(look, Span("bold")), box(look, Span("<b>bold</b>"))
    assert tagged.natural_width > plain.natural_width
    assert tagged.length == 11


@pytest.mark.parametrize("offset", [0, 1, 3, 5, 9])
def test_a_point_finds_the_offset_it_was_made_from(look: Look, offset: int) -> None:
    made = box(look, Span("a😀 b\nc天d "))
    rects = list(made.rects(0, offset))
    point = QPointF(rects[-1].right(), rects[-1].center().y()) if rects else QPointF(0, 1)
    assert made.offset_at(point) == offset


def test_points_outside_find_the_ends(look: Look) -> None:
    made = box(look, Span("abc\ndef"))
    assert made.offset_at(QPointF(-50, -50)) == 0
    assert made.offset_at(QPointF(900, 900)) == 7


def test_a_word_is_found_without_its_space(look: Look) -> None:
    made = box(look, Span("The sky, 😀 blue"))
    assert made.word_at(5) == (4, 7)
    assert made.word_at(1) == (0, 3)
    assert made.word_at(14) == (12, 16)


def test_a_link_is_found_where_it_stands(look: Look) -> None:
    made = box(look, Span("see "), Span("there", href="https://a.org"), Span(" or not"))
    link = rect_of(made, 4, 9)
    assert made.target_at(link.center()) == Target(Act.LINK, "https://a.org")
    assert made.target_at(rect_of(made, 0, 3).center()) is None


def test_text_that_runs_to_the_left_begins_at_the_right(look: Look) -> None:
    arabic, mixed = box(look, Span(ARABIC)), box(look, Span("(" + ARABIC + ") in English"))
    english = box(look, Span("English " + ARABIC))
    assert arabic.right_to_left
    assert mixed.right_to_left
    assert not english.right_to_left
    assert rect_of(arabic, 0, 5).right() == pytest.approx(WIDTH, abs=2)
    assert rect_of(english, 0, 5).left() == pytest.approx(0, abs=2)


@pytest.mark.parametrize(("align", "middle"), [("left", 0.1), ("center", 0.5), ("right", 0.9)])
def test_alignment(look: Look, align: str, middle: float) -> None:
    made = TextBox((Span("abc"),), look, look.body, look.palette.ink)
    made.place(WIDTH, align)
    assert rect_of(made, 0, 3).center().x() / WIDTH == pytest.approx(middle, abs=0.1)


def test_a_wash_lies_behind_its_text_only(look: Look) -> None:
    made = box(look, Span("abcdef"))
    red = QColor("#ff0000")
    image = painted(made, Wash(2, 4, red))
    washed, plain = rect_of(made, 2, 4), rect_of(made, 4, 6)
    top = round(washed.top()) + 1
    assert image.pixelColor(round(washed.center().x()), top) == red
    assert image.pixelColor(round(plain.center().x()), top) == QColor("white")


def test_styles_can_be_seen(look: Look) -> None:
    plain = box(look, Span("abc"))
    for style in ("bold", "italic", "strike", "code"):
        assert painted(box(look, Span("abc", **{style: True}))) != painted(plain), style
    link = painted(box(look, Span("abc", href="https://a.org")))
    assert link != painted(plain)


def test_pieces_take_their_colours(look: Look) -> None:
    made = TextBox((Span("abcdef"),), look, look.mono, look.palette.ink)
    made.colour_pieces(iter([(0, 3, QColor("#ff0000"))]))
    made.place(WIDTH)
    image = painted(made)
    reds = [
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).red() > 200 and image.pixelColor(x, y).green() < 100
    ]
    assert reds
    assert max(x for x, _ in reds) <= rect_of(made, 0, 3).right() + 1
