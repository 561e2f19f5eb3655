"""The switch and the strip over the token view."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton

from desktop.core.layers import Layer
from desktop.views.palette import DARK, LIGHT
from desktop.views.tokens.legend import Legend, LegendScale, layer_ends, layer_help, layer_name
from tests.desktop.opened import Opened

CTRL = Qt.KeyboardModifier.ControlModifier


def in_menu(opened: Opened, text: str) -> QAction:
    """An entry of the menu bar; the strip has a menu of its own."""
    found = opened.window.findChildren(QAction)
    return next(each for each in found if each.text() == text and each.isCheckable())


def test_ctrl_t_and_the_buttons_switch(loaded: Opened) -> None:
    page = loaded.page
    assert not page.legend.isVisible()
    loaded.window.activateWindow()
    loaded.qtbot.waitUntil(loaded.window.isActiveWindow)
    loaded.qtbot.keyClick(page.composer.field, Qt.Key.Key_T, CTRL)
    assert loaded.app.tokens.shown
    assert page.legend.isVisible()
    assert loaded.action("Tokens").isChecked()
    loaded.press("Read")
    assert not loaded.app.tokens.shown
    loaded.press("Tokens")
    assert page.transcript.scene.shows_tokens


def test_the_menu_shows_a_layer_and_the_strip_says_its_scale(loaded: Opened) -> None:
    in_menu(loaded, "Entropy").trigger()
    assert loaded.app.tokens.shown
    assert loaded.app.tokens.layer is Layer.ENTROPY
    legend = loaded.page.legend
    assert "Entropy" in legend.findChildren(QToolButton)[0].text()
    assert "6 bit" in legend.scale.words()
    assert in_menu(loaded, "Entropy").isChecked()
    loaded.app.tokens.next_layer()
    assert in_menu(loaded, "Origin").isChecked()


def test_the_strip_offers_every_layer(opened: Opened) -> None:
    legend = opened.page.legend
    menu = legend.findChildren(QToolButton)[0].menu()
    assert [action.text() for action in menu.actions()] == [layer_name(layer) for layer in Layer]
    menu.actions()[2].trigger()
    assert opened.app.tokens.layer is Layer.RANK


def test_every_layer_has_words(qapp: object) -> None:
    names = {layer_name(layer) for layer in Layer}
    assert len(names) == len(Layer)
    assert all(layer_help(layer).endswith(".") for layer in Layer)
    assert {layer for layer in Layer if layer_ends(layer) is None} == {
        Layer.ORIGIN,
        Layer.BOUNDARIES,
    }


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_each_layer_is_painted_in_its_own_way(qapp: object, palette: object) -> None:
    scale = LegendScale()
    scale.resize(600, 24)
    scale.set_palette(palette)  # type: ignore[arg-type]
    pictures = []
    for layer in Layer:
        scale.show_layer(layer)
        pictures.append(scale.grab().toImage())
    assert all(a != b for place, a in enumerate(pictures) for b in pictures[:place])


def test_the_strip_is_aligned_with_the_text(loaded: Opened) -> None:
    loaded.app.tokens.show(True)
    legend: Legend = loaded.page.legend
    loaded.qtbot.waitUntil(lambda: legend.contentsRect().width() > 0)
    margins = legend.layout().contentsMargins()
    assert abs(margins.left() + 8 - loaded.page.card.geometry().left()) <= 1
