"""Tiles: where tokens stand, that they are text like any other, and what is painted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.core.layers import Layer
from desktop.core.tokens import Tokens
from desktop.views.transcript.flow import Tiles
from desktop.views.transcript.look import Look
from desktop.views.transcript.text_box import Wash
from desktop.views.transcript.tile_box import TileBox
from desktop.views.transcript.tile_marks import TileMarks
from engine.records import How, TokenRecord
from tests.desktop.core.chats import records

WIDTH = 300.0
CERTAIN, UNLIKELY = -0.01, -6.0


def tokens(*pieces: str | bytes) -> Tokens:
    made = Tokens("n")
    made.extend(records(*pieces))
    return made


def content(of: Tokens, start: int = 0) -> Tiles:
    return Tiles(of, start, len(of), len(of.text))


def box(look: Look, of: Tokens, marks: TileMarks | None = None, width: float = WIDTH) -> TileBox:
    made = TileBox(content(of), look, marks or TileMarks())
    made.place(width)
    return made


def painted(made: TileBox, *washes: Wash) -> QImage:
    image = QImage(round(WIDTH), round(made.height), QImage.Format.Format_RGB32)
    image.fill(QColor("#FBFAF8"))
    painter = QPainter(image)
    made.paint(painter, QPointF(0, 0), washes, QRectF(image.rect()))
    painter.end()
    return image


def colour_in(image: QImage, rect: QRectF) -> QColor:
    """Of the tile's left upper corner, where no letter reaches."""
    return image.pixelColor(round(rect.left() + 4), round(rect.top() + 1.5))


def test_tokens_follow_each_other_a_pixel_apart(look: Look) -> None:
    made = box(look, tokens("Ray", "leigh", " scatters"))
    (first,), (second,), (third,) = (made.token_rects(index) for index in range(3))
    assert second.left() - first.right() == pytest.approx(1.0)
    assert third.left() - second.right() > 3  # the space is outside the tile
    assert first.top() == third.top()
    assert made.height == pytest.approx(1.9 * look.em)


def test_the_token_under_a_point(look: Look) -> None:
    made = box(look, tokens("Ray", "leigh", " scatters"))
    for index in range(3):
        (rect,) = made.token_rects(index)
        assert made.token_at(rect.center()) == index
    space = made.token_rects(2)[0].left() - 2
    assert made.token_at(QPointF(space, made.height / 2)) == 2
    assert made.token_at(QPointF(WIDTH - 1, made.height / 2)) is None
    assert made.token_at(QPointF(5, made.height + 5)) is None


def test_a_long_token_has_a_rectangle_on_each_line(look: Look) -> None:
    made = box(look, tokens("a", " " + "w" * 100))
    rects = made.token_rects(1)
    assert len(rects) > 1
    assert all(rect.right() <= WIDTH for rect in rects)
    assert made.token_at(rects[-1].center()) == 1


def test_tokens_of_one_character_share_its_tile(look: Look) -> None:
    made = box(look, tokens("a", b"\xe5\xa4", b"\xa9", "b"))
    (first,), (second,) = made.token_rects(1), made.token_rects(2)
    assert first.right() == pytest.approx(second.left())
    assert [made.token_at(rect.center()) for rect in (first, second)] == [1, 2]


def test_text_is_selected_and_found_as_everywhere(look: Look) -> None:
    made = box(look, tokens("One", " two😀", " three " + "long " * 30))
    assert made.text.startswith("One two😀 three")
    assert made.length == len(made.text) + 1  # the emoji counts twice
    for offset in (0, 1, 3, 5, 9, 12):
        rect = next(made.rects(offset, offset + 1))
        assert made.offset_at(QPointF(rect.left() + 0.5, rect.center().y())) == offset
    assert len(list(made.rects(0, made.length))) > 1
    assert made.offset_at(QPointF(WIDTH, made.height + 50)) == made.length


def test_a_double_click_takes_a_token_without_its_space(look: Look) -> None:
    made = box(look, tokens("One", " two", "three"))
    assert made.word_at(5) == (4, 7)
    assert made.word_at(8) == (7, 12)
    assert made.word_at(0) == (0, 3)


def test_tokens_that_come_are_added_at_the_end(look: Look) -> None:
    growing, of = box(look, tokens("One")), tokens("One")
    made = box(look, of)
    whole = tokens("One", *[" word"] * 40, b" \xe5", b"\xa4\xa9")
    for record in records("One", *[" word"] * 40, b" \xe5", b"\xa4\xa9")[1:]:
        of.extend([record])
        assert made.take(content(of))
    at_once = box(look, whole)
    assert made.height == at_once.height > growing.height
    assert made.token_rects(40) == at_once.token_rects(40)
    assert made.token_rects(42) == at_once.token_rects(42)
    assert made.text == at_once.text
    assert not made.take(content(whole))


def test_a_stretch_of_a_message_keeps_its_numbers(look: Look) -> None:
    of = tokens("Hm.", "Yes", " so")
    made = TileBox(content(of, 1), look, TileMarks())
    made.place(WIDTH)
    assert made.text == "Yes so"
    assert made.tokens == range(1, 3)
    assert made.token_rects(0) == []
    assert made.token_at(made.token_rects(2)[0].center()) == 2
    assert made.word_at(4) == (4, 6)


def test_layers_tint_the_same_tiles_without_a_new_layout(look: Look) -> None:
    of = Tokens("n")
    of.extend(
        [
            TokenRecord(1, b"Sure", CERTAIN, 1, 3.0, 0.5, How.SAMPLED),
            TokenRecord(2, b" odd", UNLIKELY, 200, 0.01, 0.5, How.SAMPLED),
        ]
    )
    marks = TileMarks()
    made = box(look, of, marks)
    sure, odd = made.token_rects(0)[0], made.token_rects(1)[0]
    panel = QColor("#FBFAF8")
    seen = {}
    for layer in (Layer.PROBABILITY, Layer.ENTROPY):
        marks.layer = layer
        image = painted(made)
        seen[layer] = (colour_in(image, sure) == panel, colour_in(image, odd) == panel)
    assert seen == {Layer.PROBABILITY: (True, False), Layer.ENTROPY: (False, True)}


def test_the_chosen_token_is_outlined(look: Look) -> None:
    marks = TileMarks()
    made = box(look, tokens("One", " two"), marks)
    before = painted(made)
    marks.chosen = ("n", 1)
    after = painted(made)
    rect = made.token_rects(1)[0]
    edge = (round(rect.left() + rect.width() / 2), round(rect.bottom()))
    assert before.pixelColor(*edge) != after.pixelColor(*edge)
    marks.chosen = ("another", 1)
    assert painted(made) == before


def test_white_space_shows_on_the_token_under_the_pointer_only(look: Look) -> None:
    marks = TileMarks()
    made = box(look, tokens("One", " two", "\n\n", "x"), marks)
    before = painted(made)
    for hovered in (1, 2):
        marks.hovered = ("n", hovered)
        assert painted(made) != before


def test_the_selection_is_washed(look: Look) -> None:
    made = box(look, tokens("One", " two"))
    assert painted(made, Wash(0, 3, QColor("red"))) != painted(made)


def test_nothing_is_painted_out_of_sight(look: Look) -> None:
    made = box(look, tokens(*[" word"] * 400))
    image = QImage(round(WIDTH), 100, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    made.paint(painter, QPointF(0, -made.height - 50), (), QRectF(image.rect()))
    painter.end()
    assert image.pixelColor(10, 10) == QColor("white")


def test_arabic_runs_from_the_right_and_can_be_selected(look: Look) -> None:
    made = box(look, tokens("ال", "سماء", " زرقاء", " 12", "."))
    lefts = [made.token_rects(index)[0].left() for index in range(5)]
    assert lefts == sorted(lefts, reverse=True)
    assert made.token_rects(0)[0].right() == pytest.approx(WIDTH, abs=3)
    for index in range(4):
        assert made.token_at(made.token_rects(index)[0].center()) == index
    for offset in (0, 1, 3, 8):
        rect = next(made.rects(offset, offset + 1))
        assert made.offset_at(QPointF(rect.right() - 0.5, rect.center().y())) == offset
    assert len(list(made.rects(0, 12))) == 1


def test_lines_that_were_painted_are_not_painted_again(look: Look) -> None:
    marks = TileMarks()
    made = box(look, tokens(*[" word"] * 60), marks)
    before = painted(made)
    kept = {key: picture.cacheKey() for key, picture in marks.pictures.items()}
    assert len(kept) > 3
    assert painted(made) == before
    assert {key: picture.cacheKey() for key, picture in marks.pictures.items()} == kept
    marks.layer = Layer.RANK
    assert not marks.pictures
    made.place(WIDTH / 2)
    assert painted(made) != before
