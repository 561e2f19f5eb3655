"""The bar that says what other settings would have made of a reply."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from desktop.viewmodels.tokens import TokensModel
from desktop.viewmodels.whatif import WhatIfModel
from desktop.views.tokens.whatif_bar import WhatIfBar
from engine.findings import Verdict


class Told(QObject):
    """Stands for the model: a verdict, and what was asked of it."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.node_id = "n"
        self.verdict: Verdict | None = None
        self.calls: list[str] = []

    def tell(self, verdict: Verdict | None) -> None:
        self.verdict = verdict
        self.changed.emit()

    def _note(self, name: str) -> Callable[[], None]:
        return lambda: self.calls.append(name)

    def __getattr__(self, name: str) -> Callable[[], None]:
        return self._note(name)


class NoTokens:
    def __init__(self) -> None:
        self.shown = False

    def tokens_of(self, node_id: str) -> str:
        return "none"

    def show(self, shown: bool) -> None:
        self.shown = shown


@pytest.fixture
def told(qtbot: QtBot) -> Told:
    return Told()


@pytest.fixture
def bar(qtbot: QtBot, told: Told) -> WhatIfBar:
    made = WhatIfBar(cast(WhatIfModel, told), cast(TokensModel, NoTokens()))
    qtbot.addWidget(made)
    return made


def shown(bar: WhatIfBar) -> set[str]:
    return {b.text() for b in bar.findChildren(QAbstractButton) if not b.isHidden()}


def test_it_hides_while_there_is_nothing_to_tell(bar: WhatIfBar, told: Told) -> None:
    assert bar.isHidden()
    told.tell(Verdict((1,), (b"a",), -1, 0, 0))
    assert not bar.isHidden()
    told.tell(None)
    assert bar.isHidden()


def test_the_first_divergence_and_the_counts_are_told(bar: WhatIfBar, told: Told) -> None:
    told.tell(Verdict((1, 5, -1), (b"a", b" blue", b""), 1, 1, 1))
    assert bar.words.text() == (
        "First divergence at token 2: “␣blue” instead of “”; from there the text would be another;"
        " taken one by one on this text, 1 of 3 choices change, 1 cannot be told from the record."
    )
    assert shown(bar) == {"Decide those", "Go there", "Continue from here", "×"}


def test_where_nothing_changes_that_is_told_and_nothing_offered(bar: WhatIfBar, told: Told) -> None:
    told.tell(Verdict((1, 2), (b"a", b"b"), -1, 0, 0))
    assert "every token would be the same" in bar.words.text()
    assert shown(bar) == {"×"}


def test_each_button_does_what_it_says(bar: WhatIfBar, told: Told) -> None:
    told.tell(Verdict((1, 5, -1), (b"a", b"b", b""), 1, 1, 1))
    for button in bar.findChildren(QAbstractButton):
        button.click()
    assert sorted(told.calls) == ["decide", "dismiss", "go_on", "go_there"]
