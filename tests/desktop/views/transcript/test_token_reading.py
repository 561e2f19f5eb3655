"""The transcript as tokens: the place is kept, tokens are chosen by mouse and key, and spoken."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from desktop.core.layers import Layer
from desktop.core.tokens import Tokens
from desktop.viewmodels.tokens import Place, TokensModel
from desktop.views.transcript.tile_box import TileBox
from desktop.views.transcript.transcript import Transcript
from engine.chat import Role
from engine.records import How, TokenRecord
from tests.desktop.core.traces import traced
from tests.desktop.desk import Desk, node
from tests.desktop.views.transcript.mouse import move

WORDS = ["The", *[f" word{number}" for number in range(600)]]
CTRL = Qt.KeyboardModifier.ControlModifier


def recorded(pieces: list[str]) -> list[TokenRecord]:
    return [
        traced(TokenRecord(number, piece.encode(), -1.17, 2, 0.7, 0.5, How.SAMPLED))
        for number, piece in enumerate(pieces)
    ]


@pytest.fixture
def model(desk: Desk, transcript: Transcript) -> TokensModel:
    """A question, a long reply with tokens, another question, a short reply with two tokens."""
    chat = desk.new_chat()
    parent = None
    for name, pieces in (("q", []), ("long", WORDS), ("q2", []), ("short", ["Yes", " sir"])):
        role = Role.ASSISTANT if pieces else Role.USER
        made = node(name, parent, "".join(pieces) or "Why?", role=role, model="tiny")
        desk.store.add_node(chat, made)
        desk.store.append_tokens(name, recorded(pieces))
        parent = name
    model = TokensModel(desk.chat, desk.replies, desk.store, desk.root)
    transcript.use_tokens(model)
    desk.chat.changed.connect(lambda: transcript.set_entries(desk.chat.entries()))
    desk.chat.open(chat)
    return model


def centre(transcript: Transcript, place: Place) -> QPoint:
    return transcript.token_rects(place)[0].center().toPoint()


def click(qtbot: QtBot, transcript: Transcript, place: Place) -> None:
    at = centre(transcript, place)
    qtbot.mouseClick(transcript.viewport(), Qt.MouseButton.LeftButton, pos=at)


def first_word_in_sight(transcript: Transcript) -> int:
    """The number of the long reply's word that stands at the upper edge."""
    mark = transcript.scene.mark_at(QPointF(0, transcript.verticalScrollBar().value() + 12))
    assert mark is not None
    text = transcript.scene.leaves(1)[mark.leaf].text[mark.offset :]
    return int(text.split()[1].removeprefix("word"))


def test_messages_become_tiles_and_text_again(transcript: Transcript, model: TokensModel) -> None:
    model.show(True)
    message = transcript.scene.message(3)
    assert [type(placed.box) for placed in message.placed] == [TileBox]
    model.show(False)
    assert not any(isinstance(p.box, TileBox) for p in transcript.scene.message(3).placed)


def test_the_place_is_kept_both_ways(transcript: Transcript, model: TokensModel) -> None:
    transcript.following = False
    bar = transcript.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = first_word_in_sight(transcript)
    assert 100 < before < 500
    model.show(True)
    assert abs(first_word_in_sight(transcript) - before) <= 16
    model.show(False)
    assert abs(first_word_in_sight(transcript) - before) <= 16


def test_who_reads_the_end_stays_there(transcript: Transcript, model: TokensModel) -> None:
    model.show(True)
    bar = transcript.verticalScrollBar()
    assert transcript.following
    assert bar.value() == bar.maximum()


def test_a_click_chooses_a_token_and_a_drag_selects_text(
    qtbot: QtBot, transcript: Transcript, model: TokensModel
) -> None:
    model.show(True)
    click(qtbot, transcript, ("short", 1))
    assert model.chosen == ("short", 1)
    assert transcript.scene.marks.chosen == ("short", 1)
    start, end = centre(transcript, ("short", 0)), centre(transcript, ("short", 1))
    qtbot.mousePress(transcript.viewport(), Qt.MouseButton.LeftButton, pos=start)
    move(transcript, end, pressed=True)
    qtbot.mouseRelease(transcript.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert transcript.highlights.selected_text()
    assert model.chosen == ("short", 1)


def test_tokens_are_copied_as_text(
    qtbot: QtBot, transcript: Transcript, model: TokensModel
) -> None:
    model.show(True)
    qtbot.keyClick(transcript, Qt.Key.Key_A, CTRL)
    with qtbot.waitSignal(transcript.copied) as copied:
        qtbot.keyClick(transcript, Qt.Key.Key_C, CTRL)
    assert copied.args is not None
    assert copied.args[0].startswith("Why?\n\nThe word0 word1 ")
    assert copied.args[0].endswith("Yes sir")


def test_the_token_under_the_pointer_is_told(
    qtbot: QtBot, transcript: Transcript, model: TokensModel
) -> None:
    model.show(True)
    at = centre(transcript, ("short", 0))
    with qtbot.waitSignal(transcript.token_hovered) as hovered:
        move(transcript, at)
    assert hovered.args == [("short", 0)]
    with qtbot.waitSignal(transcript.token_hovered) as hovered:
        move(transcript, QPoint(2, 2))
    assert hovered.args == [None]


def test_keys_walk_tokens_candidates_and_layers(
    qtbot: QtBot, transcript: Transcript, model: TokensModel
) -> None:
    model.show(True)
    model.choose("short", 0)
    for key, chosen in (
        (Qt.Key.Key_Right, ("short", 1)),
        (Qt.Key.Key_Left, ("short", 0)),
        (Qt.Key.Key_Left, ("long", 600)),
    ):
        qtbot.keyClick(transcript, key)
        assert model.chosen == chosen
    qtbot.keyClick(transcript, Qt.Key.Key_Up)
    with qtbot.waitSignal(model.swap_wanted) as swap:
        qtbot.keyClick(transcript, Qt.Key.Key_Return)
    assert swap.args == ["long", 600, model.candidate]
    qtbot.keyClick(transcript, Qt.Key.Key_L)
    assert transcript.scene.marks.layer is model.layer is Layer.RELATIVE
    with qtbot.waitSignal(transcript.panel_wanted):
        qtbot.keyClick(transcript, Qt.Key.Key_I)
    qtbot.keyClick(transcript, Qt.Key.Key_Escape)
    assert model.chosen is None
    qtbot.keyClick(transcript, Qt.Key.Key_Up, CTRL)
    assert transcript.current == "q"


def test_keys_jump_to_surprises(qtbot: QtBot, transcript: Transcript, model: TokensModel) -> None:
    model.show(True)
    model.choose("short", 0)
    for key, chosen in (
        (Qt.Key.Key_N, ("short", 1)),  # all are equally surprising here
        (Qt.Key.Key_P, ("short", 0)),
        (Qt.Key.Key_U, ("short", 1)),
    ):
        qtbot.keyClick(transcript, key)
        assert model.chosen == chosen


def test_in_the_text_view_keys_are_as_before(
    qtbot: QtBot, transcript: Transcript, model: TokensModel
) -> None:
    transcript.set_current("short")
    qtbot.keyClick(transcript, Qt.Key.Key_Up)
    assert transcript.current == "q2"
    qtbot.keyClick(transcript, Qt.Key.Key_L)
    assert model.layer is Layer.PROBABILITY


def test_a_chosen_token_is_brought_into_sight(transcript: Transcript, model: TokensModel) -> None:
    model.show(True)
    for place in (("long", 0), ("long", 300), ("short", 1)):
        model.choose(*place)
        (rect,) = transcript.token_rects(place)
        assert transcript.viewport().rect().contains(rect.toRect())


def test_a_chosen_token_is_spoken(transcript: Transcript, model: TokensModel) -> None:
    model.show(True)
    model.choose("short", 1)
    spoken = QAccessible.queryAccessibleInterface(transcript).text(QAccessible.Text.Description)
    assert spoken == "token 2, ' sir', probability 31 percent, rank 2"


def test_a_reply_that_is_written_grows_in_tiles(
    desk: Desk, transcript: Transcript, model: TokensModel
) -> None:
    desk.load()
    model.show(True)
    desk.chat.text_added.connect(transcript.append_text)
    running = desk.begin("forever")
    index = transcript.scene.place_of(running)
    box = transcript.scene.message(index).placed[0].box
    assert isinstance(box, TileBox)
    count = len(box.tokens)
    desk.qtbot.waitUntil(lambda: len(box.tokens) > count + 20)
    assert transcript.scene.message(index).placed[0].box is box
    tokens = model.tokens_of(running)
    assert isinstance(tokens, Tokens)
    assert box.text == tokens.text
    desk.chat.stop()
    desk.answered()
