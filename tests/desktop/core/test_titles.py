"""Titles from first messages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.core.titles import LONGEST, title_for


@pytest.mark.parametrize(
    ("message", "title"),
    [
        ("Why is the sky blue?", "Why is the sky blue?"),
        ("\n\n  Why   is\tthe sky blue?  \nPlease.", "Why is the sky blue?"),
        ("# Why is the **sky** _blue_?", "Why is the sky blue?"),
        ("> - [ ] see [the page](http://a.b/c) and `code`", "see the page and code"),
        ("<b>bold</b> words", "bold words"),
        ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
        ("1. first", "first"),
        ("What does this do:\n```python\nprint(1)\n```", "What does this do"),
        ("```python\nprint(1)\n```", "print(1)"),
        ("翻译：机器学习", "翻译：机器学习"),
        ("…\n---\n", ""),
        ("", ""),
    ],
)
def test_the_first_line_without_its_markup(message: str, title: str) -> None:
    assert title_for(message) == title


def test_a_long_line_is_cut_between_words() -> None:
    title = title_for("Write a list of all the things I need to take on a trip to Norway")
    assert title == "Write a list of all the things I need to take…"


def test_chinese_is_cut_at_its_punctuation_or_anywhere() -> None:
    title = title_for("请解释为什么机器学习模型在很小的数据集上特别容易过拟合，谢谢！" * 3)
    assert title.endswith("…")
    assert LONGEST // 2 < len(title) <= LONGEST
    assert len(title_for("学" * 100)) == LONGEST


def test_an_emoji_of_several_parts_is_not_cut_in_two() -> None:
    family = "👨\u200d👩\u200d👧"
    title = title_for("x" * (LONGEST - 3) + family + "y")
    assert title == "x" * (LONGEST - 3) + "…"


@given(st.text(max_size=300))
@settings(derandomize=True, deadline=None)
def test_always_one_short_line(message: str) -> None:
    title = title_for(message)
    assert len(title) <= LONGEST
    assert len(title.splitlines()) <= 1
    assert title == title.strip()
