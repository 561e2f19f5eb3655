"""A window over the models, and another one in its place when the language changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.views.language import Language, best_language
from desktop.views.pages import CHAT
from tests.desktop.opened import Opened


@pytest.fixture(autouse=True)
def english_afterwards() -> object:
    yield
    language = Language()
    language.current = ""
    language.use("en")


def switch(opened: Opened, language: str) -> None:
    opened.preferences.change(language=language)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_another_language_makes_another_window_over_the_same_chat(loaded: Opened) -> None:
    loaded.say("say hello there")
    before = loaded.window
    size = before.size()
    switch(loaded, "zh_CN")
    assert loaded.window is not before
    assert loaded.window.isVisible()
    assert loaded.window.size() == size
    texts = [entry.text for entry in loaded.page.transcript.scene.entries]
    assert texts == ["say hello there", "hello there"]


def test_the_new_window_goes_on_with_a_reply_that_runs(loaded: Opened, qtbot: QtBot) -> None:
    loaded.send("forever")
    qtbot.waitUntil(lambda: loaded.chat.reply is not None and loaded.chat.reply.generated > 2)
    switch(loaded, "zh_CN")
    count = loaded.chat.reply.generated if loaded.chat.reply else 0
    qtbot.waitUntil(lambda: loaded.chat.reply is not None and loaded.chat.reply.generated > count)
    with qtbot.waitSignal(loaded.app.replies.ended):
        loaded.chat.stop()


def test_nothing_of_the_old_window_listens_any_more(loaded: Opened) -> None:
    switch(loaded, "zh_CN")
    app = loaded.app
    for changed in (app.engine, app.chat, app.appearance, app.sampling, app.context, app.chats):
        changed.changed.emit()
    app.replies.left.emit("nobody")
    app.preferences.changed.emit()
    switch(loaded, "en")
    app.chat.changed.emit()


def test_words_of_qt_follow_the_language(loaded: Opened) -> None:
    switch(loaded, "zh_CN")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    switch(loaded, "en")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_a_language_that_is_not_there_is_the_systems_or_english() -> None:
    assert best_language("zh_CN") == "zh_CN"
    assert best_language("tlh") in ("en", "zh_CN")


def test_choosing_a_chat_brings_the_chat_page_back(opened: Opened, tmp_path: Path) -> None:
    from PySide6.QtWidgets import QLabel

    pages = opened.app.shell.pages
    pages.offer("other", lambda: QLabel("another page"))
    pages.open("other")
    opened.app.chats.new()
    assert pages.current == CHAT
