"""The guided tour: nine cards, and everything as it was when it is left."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QComboBox

from desktop.views.sampling.panel import SamplingPanel
from desktop.views.tour import STEPS, Tour
from tests.desktop.opened import Opened


@pytest.fixture
def tour(opened: Opened) -> Tour:
    opened.window.show_panel(False)
    opened.action("Guided tour").trigger()
    found = opened.window.findChild(Tour)
    assert isinstance(found, Tour)
    return found


def test_nine_cards_inside_the_window_each_with_its_panel(tour: Tour, opened: Opened) -> None:
    told = []
    for number, step in enumerate(STEPS):
        assert tour.place == number
        told.append(tour.words.text())
        assert opened.window.rect().contains(tour.geometry())
        if step.needs == "sampling":
            panel = opened.window.findChild(SamplingPanel)
            assert panel is not None
            assert panel.isVisible()
        if step.needs == "token":
            assert opened.window.token.isVisible()
        opened.press("Next" if number + 1 < len(STEPS) else "Leave")
    assert len(set(told)) == 9
    assert told[0].startswith("1/9  Text becomes tokens")
    assert tour.isHidden()


def test_leaving_puts_view_and_settings_back(tour: Tour, opened: Opened) -> None:
    sampling = opened.app.sampling
    before = sampling.settings
    tour.go_on()
    tour.go_on()
    sampling.choose("temperature", 1.7)
    assert opened.app.tokens.shown
    opened.qtbot.keyClick(tour, Qt.Key.Key_Escape)
    assert sampling.settings == before
    assert not opened.app.tokens.shown
    assert not opened.window.panel_shown
    assert tour.isHidden()


def test_a_card_leads_back_and_a_second_tour_is_not_begun(tour: Tour, opened: Opened) -> None:
    tour.go_on()
    tour.go_back()
    tour.go_back()
    assert tour.place == 0
    opened.action("Guided tour").trigger()
    assert len(opened.window.findChildren(Tour)) == 1


def test_a_card_does_not_cover_what_it_tells_about(tour: Tour, opened: Opened) -> None:
    opened.window.resize(1280, 860)
    while STEPS[tour.place].title != "Greedy: always the likeliest":
        tour.go_on()
    side = opened.window.side
    assert tour.geometry().right() < side.mapTo(opened.window, QPoint(0, 0)).x()
    boxes = [each for each in opened.window.findChildren(QComboBox) if each.isVisible()]
    box = next(each for each in boxes if each.accessibleName() == "Strategy")
    corner = box.mapTo(opened.window, QPoint(0, 0))
    assert not tour.geometry().intersects(QRect(corner, box.size()))
    assert "Greedy" in tour.accessibleName()
