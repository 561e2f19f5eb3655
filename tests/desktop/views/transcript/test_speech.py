"""What a screen reader says of a message."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.views.transcript.speech import MOST_CHARACTERS, describe, say
from tests.desktop.views.transcript.entries import replied


def test_a_message_is_described_in_words() -> None:
    entry = replied("r", version=2, versions=3, pinned=True, note="Stopped")
    assert describe(entry, 4, 10, "Hello.") == (
        "Tiny, message 4 of 10, pinned, version 2 of 3\nHello.\nStopped"
    )


def test_a_long_message_is_cut() -> None:
    assert len(describe(replied("r"), 1, 1, "a" * 5000)) < MOST_CHARACTERS + 100


def test_it_is_only_said_to_someone(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    said: list[str] = []
    monkeypatch.setattr(
        QAccessible, "updateAccessibility", lambda event: said.append(event.message())
    )
    monkeypatch.setattr(QAccessible, "isActive", lambda: False)
    say(widget, "silence")
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    say(widget, "a reply")
    assert said == ["a reply"]
