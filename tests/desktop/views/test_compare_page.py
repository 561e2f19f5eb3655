"""The page that compares continuations, in the whole window over an engine of words."""

from __future__ import annotations

import pytest

from desktop.views.compare_page import ComparePage, examples
from tests.desktop.desk import LIMIT_MS
from tests.desktop.opened import Opened


@pytest.fixture
def page(loaded: Opened) -> ComparePage:
    loaded.action("Compare").trigger()
    page = loaded.app.shell.pages.currentWidget()
    assert isinstance(page, ComparePage)
    return page


def compared(opened: Opened, page: ComparePage, prompt: str, lines: str) -> None:
    page.prompt.setPlainText(prompt)
    page.continuations.setPlainText(lines)
    opened.press("Compare")
    opened.qtbot.waitUntil(lambda: page.status.startswith("Shares"), timeout=LIMIT_MS)


def test_continuations_are_weighed_against_each_other(loaded: Opened, page: ComparePage) -> None:
    compared(loaded, page, "one two", " good\n bad day\n\n")
    # the words weigh a quarter a letter, with the empty one before the space: -5/4 and -8/4
    good, bad = page.bars.words()
    assert good.startswith("␣good: 67.9 % · log-probability -1.250")
    assert bad.startswith("␣bad␣day: 32.1 % · log-probability -2.000")
    assert page.bars.accessibleDescription() == f"{good}\n{bad}"
    assert "after 2 tokens" in page.status


def test_too_little_to_compare_is_told(loaded: Opened, page: ComparePage) -> None:
    loaded.press("Compare")
    assert page.status == "There is no prompt yet."
    page.prompt.setPlainText("one")
    page.continuations.setPlainText("two\n \n")
    loaded.press("Compare")
    assert page.status == "Write two continuations or more, one a line."
    page.continuations.setPlainText("two\n" * 65)
    loaded.press("Compare")
    assert page.status == "Compare at most 64 continuations at once."


@pytest.mark.parametrize("number", range(3))
def test_the_examples_are_ready(loaded: Opened, page: ComparePage, number: int) -> None:
    page.show_example(number)
    loaded.qtbot.waitUntil(lambda: page.status.startswith("Shares"), timeout=LIMIT_MS)
    assert "Positive" in page.bars.words()[0]
    assert page.raw.isChecked() == examples()[number].raw
    assert "wonderful" in page.prompt.toPlainText()
