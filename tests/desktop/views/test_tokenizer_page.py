"""The page that cuts a text into tokens, in the whole window over an engine of words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from desktop.views.tokenizer_page import EXAMPLES, TokenizerPage
from tests.desktop.desk import LIMIT_MS
from tests.desktop.opened import Opened


def page_of(opened: Opened) -> TokenizerPage:
    opened.action("Tokenizer").trigger()
    page = opened.app.shell.pages.currentWidget()
    assert isinstance(page, TokenizerPage)
    return page


@pytest.fixture
def page(loaded: Opened) -> TokenizerPage:
    return page_of(loaded)


def cut(opened: Opened, page: TokenizerPage, text: str, words: str) -> None:
    page.field.setPlainText(text)
    opened.qtbot.waitUntil(lambda: page.status.startswith(words), timeout=LIMIT_MS)


def test_a_text_is_cut_as_it_is_typed(loaded: Opened, page: TokenizerPage) -> None:
    assert page.status.startswith("Its tokens")
    cut(loaded, page, "one two one", "3 tokens · 11 characters · 11 bytes · 3.67 bytes per token")
    assert page.tiles.tokens is not None
    assert page.tiles.tokens.text == "one two one"
    assert page.ids == " ".join(map(str, page.tiles.tokens.ids))
    cut(loaded, page, "", "Its tokens")
    assert page.ids == ""


def test_a_character_of_several_tokens_is_joined(loaded: Opened, page: TokenizerPage) -> None:
    cut(loaded, page, EXAMPLES[2], "30 tokens · 10 characters · 30 bytes")
    assert page.tiles.tokens is not None
    assert list(page.tiles.tokens.group(4)) == [3, 4, 5]


def test_a_token_tells_its_id_and_bytes(loaded: Opened, page: TokenizerPage) -> None:
    cut(loaded, page, "one two", "2 tokens")
    page.tiles.setFocus()
    for _ in range(2):
        loaded.qtbot.keyClick(page.tiles, Qt.Key.Key_Right)
    assert page.detail.startswith("token 2 · ␣two · id ")
    assert page.detail.endswith("bytes 20 74 77 6f · normal")


def test_the_examples_fill_the_field(loaded: Opened, page: TokenizerPage) -> None:
    menu = page._examples.menu()
    menu.actions()[0].trigger()
    assert page.field.toPlainText() == "Strawberry"
    loaded.qtbot.waitUntil(lambda: page.status.startswith("1 tokens"), timeout=LIMIT_MS)


def test_without_a_model_it_says_so_and_asks_once_there_is_one(opened: Opened) -> None:
    page = page_of(opened)
    cut(opened, page, "one two", "No model is ready")
    opened.load()
    opened.qtbot.waitUntil(lambda: page.status.startswith("2 tokens"), timeout=LIMIT_MS)
