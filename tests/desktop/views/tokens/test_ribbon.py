"""The entropy ribbon: as the chat, beside it, and a way to go there."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from engine.chat import Role
from engine.records import How, TokenRecord
from tests.desktop.desk import node
from tests.desktop.opened import Opened


def recorded(entropy: float) -> list[TokenRecord]:
    return [TokenRecord(n, b" word", -0.1, 1, entropy, 0.5, How.SAMPLED) for n in range(300)]


@pytest.fixture
def shown(loaded: Opened) -> Opened:
    """A settled long reply and an open one, in the token view."""
    chat = loaded.chat.conversation
    assert chat is not None
    parent = None
    for name, entropy in (("settled", 0.01), ("open", 3.0)):
        made = node(name, parent, " word" * 300, role=Role.ASSISTANT, model="tiny")
        loaded.store.add_node(chat.id, made)
        loaded.store.append_tokens(name, recorded(entropy))
        parent = name
    loaded.chat.open(chat.id)
    loaded.app.tokens.show(True)
    return loaded


def test_the_ribbon_is_there_in_the_token_view_only(shown: Opened) -> None:
    ribbon = shown.page.ribbon
    assert ribbon.isVisible()
    port = shown.page.transcript.viewport()
    assert port.rect().contains(ribbon.geometry())
    assert ribbon.height() == port.height()
    shown.app.tokens.show(False)
    assert not ribbon.isVisible()


def test_the_open_part_is_where_the_open_reply_is(shown: Opened) -> None:
    ribbon = shown.page.ribbon
    ribbon.measure()
    column = shown.page.transcript.scene.column
    border = column.top(1) / column.total * len(ribbon.parts)
    above = ribbon.parts[: int(border) - 1]
    below = ribbon.parts[int(border) + 6 : -6]
    assert max(above) == pytest.approx(0.01, abs=1e-3)
    assert min(below) == pytest.approx(3.0)
    image = ribbon.grab().toImage()
    assert image.pixelColor(3, 100) != image.pixelColor(3, image.height() - 100)


def test_a_press_goes_there(shown: Opened) -> None:
    bar = shown.page.transcript.verticalScrollBar()
    ribbon = shown.page.ribbon
    shown.qtbot.mouseClick(ribbon, Qt.MouseButton.LeftButton, pos=QPoint(4, 10))
    assert bar.value() == 0
    shown.qtbot.mouseClick(ribbon, Qt.MouseButton.LeftButton, pos=QPoint(4, ribbon.height() - 3))
    assert bar.value() == bar.maximum()


def test_the_ribbon_grows_with_a_reply(loaded: Opened) -> None:
    loaded.app.tokens.show(True)
    loaded.begin()
    ribbon = loaded.page.ribbon
    loaded.qtbot.waitUntil(lambda: (ribbon.measure(), max(ribbon.parts))[1] > 0.9)
    loaded.chat.stop()
    loaded.answered()


def test_entropies_are_read_without_the_rest(shown: Opened) -> None:
    model = shown.app.tokens
    assert len(model.entropies("open")) == 300
    assert model.entropies("nobody") == ()
