"""The settings a token was chosen with, beside those of now."""

from __future__ import annotations

import pytest

from desktop.core.differences import Difference
from desktop.viewmodels.then import ThenModel
from desktop.viewmodels.tokens import TokensModel
from engine.chat import Role
from engine.records import How, TokenRecord
from tests.desktop.desk import Desk, node


@pytest.fixture
def tokens(ready: Desk) -> TokensModel:
    return TokensModel(ready.chat, ready.replies, ready.store, ready.root)


@pytest.fixture
def model(ready: Desk, tokens: TokensModel) -> ThenModel:
    return ThenModel(ready.chat, tokens, ready.sampling, ready.root)


def test_nothing_is_told_while_no_token_is_looked_at(model: ThenModel) -> None:
    assert model.settings is None
    assert model.differences == ()


def test_the_settings_are_those_the_reply_was_written_with(
    ready: Desk, tokens: TokensModel, model: ThenModel
) -> None:
    ready.sampling.choose("temperature", 0.3)
    said = ready.say("hello")
    with ready.qtbot.waitSignal(model.changed):
        tokens.choose(said, 0)
    assert model.settings == ready.sampling.settings
    assert model.differences == ()
    with ready.qtbot.waitSignal(model.changed):
        ready.sampling.choose("temperature", 1.5)
    assert model.differences == (Difference("temperature", 0.3, 1.5),)


def test_a_reply_of_which_they_were_not_kept_has_none(
    ready: Desk, tokens: TokensModel, model: ThenModel
) -> None:
    chat = ready.shown.id
    old = node("old", None, "Old", role=Role.ASSISTANT, model="tiny", vocabulary="words")
    ready.store.add_node(chat, old)
    ready.store.append_tokens("old", [TokenRecord(7, b"Old", -0.1, 1, 0.5, None, How.GREEDY)])
    ready.chat.open(chat)
    tokens.choose("old", 0)
    assert tokens.chosen_record is not None
    assert model.settings is None
    assert model.differences == ()
