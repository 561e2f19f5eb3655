"""Tables fit where they can, wrap where they must, and move sideways at the last."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF

from desktop.core.markdown import Table, parse
from desktop.views.transcript.look import Look
from desktop.views.transcript.offsets import qt_slice
from desktop.views.transcript.table_box import TableBox
from desktop.views.transcript.target import Act

WIDTH = 600.0
SMALL = "| a | b |\n|:--|--:|\n| 1 | two 😀 |\n| 3 | [link](https://a.org) |"


def box(look: Look, text: str, width: float = WIDTH) -> TableBox:
    (table,) = parse(text)
    assert isinstance(table, Table)
    made = TableBox(table, look)
    made.place(width)
    return made


def wide(columns: int, cell: str) -> str:
    row = "|" + f" {cell} |" * columns
    return f"{row}\n|{'---|' * columns}\n{row}"


def test_a_small_table_is_as_wide_as_its_text(look: Look) -> None:
    made = box(look, SMALL)
    assert made.width < WIDTH / 2
    assert not made.sideways.wide


def test_long_cells_wrap_inside_the_width(look: Look) -> None:
    made = box(look, wide(3, "some words that go on for a while " * 3))
    assert made.width <= WIDTH + 0.5
    assert made.height > 6 * look.line
    assert not made.sideways.wide


def test_a_table_that_cannot_fit_moves_sideways(look: Look) -> None:
    made = box(look, wide(14, "unbreakable"))
    assert made.width == WIDTH
    assert made.sideways.wide
    last = list(made.rects(made.length - 11, made.length))[-1]
    assert last.right() > WIDTH
    assert made.sideways.move(10_000)
    last = list(made.rects(made.length - 11, made.length))[-1]
    assert last.right() <= WIDTH


def test_columns_keep_to_their_alignment(look: Look) -> None:
    made = box(look, SMALL)
    last_row = made.length - 6
    left = [next(made.rects(start, start + 1)).left() for start in (0, 4, last_row)]
    assert left == pytest.approx([left[0]] * 3, abs=1.0)
    ends = [
        list(made.rects(start, end))[-1].right()
        for start, end in ((2, 3), (6, 12), (made.length - 4, made.length))
    ]
    assert ends == pytest.approx([ends[0]] * 3, abs=1.5)


def test_the_text_has_tabs_and_lines(look: Look) -> None:
    made = box(look, SMALL)
    assert made.text == "a\tb\n1\ttwo 😀\n3\tlink"
    assert made.length == len(made.text) + 1


@pytest.mark.parametrize("word", ["a", "1", "two", "link"])
def test_a_point_finds_the_word_under_it(look: Look, word: str) -> None:
    made = box(look, SMALL)
    start = len(made.text[: made.text.index(word)].encode("utf-16-le")) // 2
    rect = next(made.rects(start, start + len(word)))
    offset = made.offset_at(rect.center())
    assert start <= offset <= start + len(word)
    assert qt_slice(made.text, *made.word_at(offset)) == word


def test_links_answer_in_their_cells(look: Look) -> None:
    made = box(look, SMALL)
    link = next(made.rects(made.length - 4, made.length))
    target = made.target_at(link.center())
    assert target is not None
    assert (target.act, target.text) == (Act.LINK, "https://a.org")
    assert made.target_at(QPointF(2, 2)) is None
