"""The card: when it comes and goes, where it stands, what it says, what a press asks for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.views.palette import DARK, LIGHT
from desktop.views.tokens.card import TokenCard
from desktop.views.tokens.hover import Hover
from engine.chat import Role
from engine.records import How, TokenRecord
from tests.desktop.core.traces import traced
from tests.desktop.desk import node
from tests.desktop.opened import Opened
from tests.desktop.views.transcript.mouse import move

ROOM = QRect(8, 8, 984, 684)


def record(id: int = 501, piece: bytes = b" meets") -> TokenRecord:
    return traced(TokenRecord(id, piece, -1.5, 2, 2.093, 0.914, How.SAMPLED))


@pytest.fixture
def card(qtbot: QtBot) -> Iterator[TokenCard]:
    room = QWidget()
    qtbot.addWidget(room)
    room.resize(1000, 700)
    made = TokenCard(room)
    made.show_record(record(), {500: b" hits", 502: b"\n"})
    yield made
    room.hide()


def test_the_card_says_what_is_known(card: TokenCard) -> None:
    said = card.words()
    assert said[0] == "␣meets"
    assert said[1] == "probability 22.3 % · rank 2 · entropy 3.02 bit"
    assert said[2] == "sampled, u = 0.914"
    assert said[3:7] == ["␣hits 60.7 %", "␣meets 22.3 %", "↵ 8.2 %", "#503 3.0 %"]
    assert said[7].startswith("everything else")
    assert card.accessibleName().splitlines() == said


def test_a_record_of_before_there_were_candidates_says_so(card: TokenCard) -> None:
    card.show_record(TokenRecord(7, b"", -1.0, 1, 1.0, None, How.GREEDY), {})
    assert card.words()[0] == "#7"
    assert card.words()[-1] == "No candidates were recorded with this token"


@pytest.mark.parametrize(
    "tile", [QRect(20, 20, 60, 20), QRect(940, 20, 60, 20), QRect(500, 680, 60, 20)]
)
def test_the_card_stands_beside_its_token_inside_the_window(card: TokenCard, tile: QRect) -> None:
    card.place_at(tile, ROOM)
    assert ROOM.contains(card.geometry())
    assert not card.geometry().intersects(tile)


def test_a_press_on_another_candidate_asks_for_it(qtbot: QtBot, card: TokenCard) -> None:
    card.show()
    at = card.row_rect_of(500).center()
    with qtbot.waitSignal(card.pressed) as pressed:
        qtbot.mouseClick(card, Qt.MouseButton.LeftButton, pos=at)
    assert pressed.args == [500]
    with qtbot.assertNotEmitted(card.pressed):
        for spot in (card.row_rect_of(501).center(), QPoint(20, 14)):
            qtbot.mouseClick(card, Qt.MouseButton.LeftButton, pos=spot)


def test_rows_are_painted_apart(card: TokenCard) -> None:
    before = card.grab().toImage()
    card.light(500)
    assert card.lit == 500
    assert card.grab().toImage() != before


@pytest.fixture
def shown(loaded: Opened) -> Opened:
    """A reply of two tokens in the token view."""
    chat = loaded.chat.conversation
    assert chat is not None
    loaded.store.add_node(chat.id, node("q", None, "Why?"))
    made = node("r", "q", "It meets", role=Role.ASSISTANT, model="tiny", vocabulary="words")
    loaded.store.add_node(chat.id, made)
    loaded.store.append_tokens("r", [record(500, b"It"), record()])
    loaded.store.add_pieces("words", {500: b"It", 501: b" meets", 502: b" is", 503: b" was"})
    loaded.chat.open(chat.id)
    loaded.app.tokens.show(True)
    return loaded


def over(opened: Opened, token: int) -> None:
    """Move the pointer onto a token."""
    rect = opened.page.transcript.token_rects(("r", token))[-1]
    move(opened.page.transcript, rect.center().toPoint())


def hover(opened: Opened) -> Hover:
    return opened.page.hover


def test_the_card_comes_after_a_moment_then_at_once(shown: Opened) -> None:
    card = hover(shown).card
    over(shown, 1)
    assert not card.isVisible()
    shown.qtbot.waitUntil(card.isVisible)
    assert card.words()[0] == "␣meets"
    assert "␣was" in card.words()[6]
    over(shown, 0)
    assert card.words()[0] == "It"
    move(shown.page.transcript, QPoint(2, 2))
    shown.qtbot.waitUntil(lambda: not card.isVisible())


def test_the_card_stays_while_the_pointer_is_on_it(shown: Opened) -> None:
    card = hover(shown).card
    over(shown, 1)
    shown.qtbot.waitUntil(card.isVisible)
    move(shown.page.transcript, QPoint(2, 2))
    inside = QPointF(card.rect().center())
    QApplication.sendEvent(card, QEnterEvent(inside, inside, card.mapToGlobal(inside)))
    assert not hover(shown).going
    QApplication.sendEvent(card, QEvent(QEvent.Type.Leave))
    assert hover(shown).going
    shown.qtbot.waitUntil(lambda: not card.isVisible())


def test_scrolling_and_reading_take_the_card_away(shown: Opened) -> None:
    card = hover(shown).card
    over(shown, 1)
    shown.qtbot.waitUntil(card.isVisible)
    shown.app.tokens.show(False)
    assert not card.isVisible()


def test_keys_walk_the_rows_of_the_card(shown: Opened) -> None:
    shown.app.tokens.choose("r", 1)
    shown.qtbot.keyClick(shown.page.transcript, Qt.Key.Key_Up)
    assert hover(shown).card.isVisible()
    assert hover(shown).card.lit == 500
    shown.qtbot.keyClick(shown.page.transcript, Qt.Key.Key_Left)
    assert not hover(shown).card.isVisible()


def test_a_press_asks_for_a_swap_and_the_card_goes(shown: Opened) -> None:
    card = hover(shown).card
    over(shown, 1)
    shown.qtbot.waitUntil(card.isVisible)
    with shown.qtbot.waitSignal(shown.app.tokens.swap_wanted) as wanted:
        card.pressed.emit(503)
    assert wanted.args == ["r", 1, 503]
    assert not card.isVisible()


def test_a_theme_reaches_the_card(shown: Opened) -> None:
    shown.app.tokens.choose("r", 1)
    shown.app.tokens.walk_candidates(-1)
    hover(shown).set_palette(LIGHT)
    before = hover(shown).card.grab().toImage()
    hover(shown).set_palette(DARK)
    assert hover(shown).card.grab().toImage() != before
