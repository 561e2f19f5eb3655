"""A message offers what makes sense for it, by name."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.core.entry import Entry
from desktop.views.palette import DARK, LIGHT
from desktop.views.transcript.actions import ActionsBar, label, offered
from desktop.views.transcript.icons import Glyph, icon
from tests.desktop.views.transcript.entries import asked, replied

WHOLE = (Glyph.COPY, Glyph.EDIT, Glyph.REGENERATE, Glyph.CONTINUE, Glyph.PIN, Glyph.DELETE)


@pytest.mark.parametrize(
    ("entry", "actions"),
    [
        (replied("r"), WHOLE),
        (asked("q"), (Glyph.COPY, Glyph.EDIT, Glyph.PIN, Glyph.DELETE)),
        (replied("r", streaming=True), (Glyph.COPY,)),
        (replied("r", version=1, versions=2), (Glyph.NEWER, *WHOLE)),
        (replied("r", version=2, versions=3), (Glyph.OLDER, Glyph.NEWER, *WHOLE)),
        (replied("r", version=2, versions=2, streaming=True), (Glyph.OLDER, Glyph.COPY)),
    ],
)
def test_offers(entry: Entry, actions: tuple[Glyph, ...]) -> None:
    assert offered(entry) == actions


def test_an_unanswered_question_can_be_answered() -> None:
    assert Glyph.CONTINUE in offered(asked("q", can_continue=True))


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def bar(owner: QWidget) -> ActionsBar:
    made = ActionsBar(owner)
    made.set_palette(LIGHT)
    return made


def shown(bar: ActionsBar) -> list[QToolButton]:
    return [button for button in bar.findChildren(QToolButton) if not button.isHidden()]


def test_every_button_has_a_name(bar: ActionsBar) -> None:
    bar.offer(replied("r"))
    names = [button.accessibleName() for button in shown(bar)]
    assert names == [label(glyph) for glyph in WHOLE]
    assert [button.toolTip() for button in shown(bar)] == names


def test_a_pinned_message_can_be_unpinned(bar: ActionsBar) -> None:
    bar.offer(replied("r", pinned=True))
    assert "Unpin" in [button.accessibleName() for button in shown(bar)]


def test_a_button_tells_its_message_and_action(bar: ActionsBar, qtbot: QtBot) -> None:
    bar.offer(replied("r"))
    with qtbot.waitSignal(bar.chosen) as chosen:
        shown(bar)[1].click()
    assert chosen.args == ["r", Glyph.EDIT]


def test_icons_differ_from_each_other_and_follow_the_theme(qapp: object) -> None:
    def drawn(glyph: Glyph, scale: float = 1.0) -> bytes:
        image = icon(glyph, LIGHT.ink2, scale).pixmap(16, 16).toImage()
        return bytes(image.constBits())

    assert len({drawn(glyph) for glyph in Glyph}) == len(Glyph)
    dark = icon(Glyph.COPY, DARK.ink2, 1.0).pixmap(16, 16).toImage()
    assert bytes(dark.constBits()) != drawn(Glyph.COPY)
