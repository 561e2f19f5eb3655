"""A shown transcript, and what the tests press on."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFont
from pytestqt.qtbot import QtBot

from desktop.views.palette import LIGHT
from desktop.views.transcript.look import Look, make_look
from desktop.views.transcript.transcript import Transcript


@pytest.fixture
def look(qapp: object) -> Look:
    font = QFont()
    font.setPointSizeF(10)
    return make_look(LIGHT, font, 1.0)


@pytest.fixture
def transcript(qtbot: QtBot) -> Transcript:
    """On screen, 900 × 700, empty."""
    made = Transcript()
    qtbot.addWidget(made)
    made.set_palette(LIGHT)
    made.resize(900, 700)
    with qtbot.waitExposed(made):
        made.show()
    return made
