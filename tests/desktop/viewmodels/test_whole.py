"""The whole prompt in the token view, in the window over an engine of words."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QToolButton

from desktop.core.tokens import Origin, Tokens
from desktop.viewmodels.whole import WholeModel
from desktop.views.transcript.flow import Tiles
from desktop.views.transcript.keys import Command
from tests.desktop.desk import LIMIT_MS
from tests.desktop.opened import Opened


@pytest.fixture
def whole(loaded: Opened) -> WholeModel:
    made = loaded.app.tokens.whole
    assert made is not None
    loaded.chat.set_system_prompt("Be kind.")
    loaded.say("say hello there")
    loaded.say("say more")
    loaded.app.tokens.show(True)
    return made


def shown(opened: Opened) -> list[str]:
    """What of each message stands there as tiles, "" where there are none."""
    scene = opened.page.transcript.scene
    contents = [[leaf.content for leaf in scene.leaves(n)] for n in range(len(scene.entries))]
    return ["".join(each.text for each in c if isinstance(each, Tiles)) for c in contents]


def switch(opened: Opened) -> QToolButton:
    buttons = opened.page.legend.findChildren(QToolButton)
    return next(button for button in buttons if button.text() == "Whole prompt")


def test_the_switch_shows_what_the_model_reads_between_replies(
    loaded: Opened, whole: WholeModel
) -> None:
    assert shown(loaded) == ["", "hello there", "", "more"]
    switch(loaded).click()
    loaded.qtbot.waitUntil(lambda: shown(loaded)[0] != "", timeout=LIMIT_MS)
    assert shown(loaded) == [
        "Be kind.\nsay hello there\n",
        "hello there",
        "\nsay more\n",
        "more",
    ]
    switch(loaded).click()
    assert shown(loaded) == ["", "hello there", "", "more"]


def test_keys_walk_over_the_prompt_too(loaded: Opened, whole: WholeModel) -> None:
    whole.show(True)
    loaded.qtbot.waitUntil(lambda: shown(loaded)[0] != "", timeout=LIMIT_MS)
    assert switch(loaded).isChecked()
    node = loaded.chat.entries()[0].node_id
    loaded.app.tokens.choose(node, 1)
    loaded.page.transcript.run(Command.NEXT_TOKEN)
    assert loaded.app.tokens.chosen == (node, 2)
    words = loaded.page.transcript.accessibleDescription()
    assert words == "'\n', of the chat template"
    tokens = loaded.app.tokens.tokens_of(node)
    assert isinstance(tokens, Tokens)
    assert tokens.origin(2) is Origin.TEMPLATE


def test_a_message_that_is_sent_meanwhile_is_shown_whole_in_its_turn(
    loaded: Opened, whole: WholeModel
) -> None:
    whole.show(True)
    loaded.say("say once more")
    loaded.qtbot.waitUntil(lambda: shown(loaded)[4] == "\nsay once more\n", timeout=LIMIT_MS)


def test_without_a_model_the_words_stay(opened: Opened) -> None:
    opened.app.tokens.show(True)
    switch(opened).click()
    assert opened.app.tokens.whole is not None
    assert opened.app.tokens.whole.tokens("nobody") is None
