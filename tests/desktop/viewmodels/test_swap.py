"""Going on with another token: a version that begins as the old one, which is kept."""

from __future__ import annotations

import pytest

from desktop.core.tokens import Origin, Tokens
from desktop.viewmodels.tokens import TokensModel
from engine.records import How
from tests.desktop.desk import Desk
from tests.fakes.engine import WORDS


@pytest.fixture
def model(ready: Desk) -> TokensModel:
    made = TokensModel(ready.chat, ready.replies, ready.store, ready.root)
    made.swap_wanted.connect(ready.chat.swap)
    return made


def id_of(model: TokensModel, node_id: str, token: int) -> int:
    tokens = model.tokens_of(node_id)
    assert isinstance(tokens, Tokens)
    return tokens.ids[token]


def test_a_swapped_reply_begins_as_the_old_one(ready: Desk, model: TokensModel) -> None:
    old = ready.say("hello")
    kept: list[tuple[int, int]] = []
    ready.chat.version_kept.connect(lambda number, count: kept.append((number, count)))
    model.choose(old, 3)
    model.ask_swap(old, 3, id_of(model, old, 0))
    new = ready.answered()
    assert ready.last.text == "Once upon aOnce and so on."
    assert (ready.last.version, ready.last.versions) == (2, 2)
    assert kept == [(1, 2)]
    assert ready.shown.nodes[old].text == WORDS
    assert ready.on_disk().nodes[new].text == ready.last.text
    assert ready.on_disk().nodes[new].ids
    records = ready.store.trace(new)
    assert records[:3] == ready.store.trace(old)[:3]
    assert records[3].how is How.FORCED
    assert model.chosen == (new, 3)
    tokens = model.tokens_of(new)
    assert isinstance(tokens, Tokens)
    assert [tokens.origin(index) for index in (2, 3, 4)] == [
        Origin.SAMPLED,
        Origin.FORCED,
        Origin.SAMPLED,
    ]
    assert tokens.text == ready.last.text


def test_the_first_token_can_be_swapped(ready: Desk, model: TokensModel) -> None:
    old = ready.say("hello")
    model.ask_swap(old, 0, id_of(model, old, 1))
    ready.answered()
    assert ready.last.text == " upon and so on."


def test_an_earlier_reply_is_swapped_on_a_branch_of_its_own(
    ready: Desk, model: TokensModel
) -> None:
    old = ready.say("hello")
    ready.say("more")
    model.ask_swap(old, 1, id_of(model, old, 2))
    ready.answered()
    assert ready.texts == ["hello", "Once a and so on."]
    ready.chat.choose_version(ready.last.node_id, -1)
    assert ready.texts == ["hello", WORDS, "more", WORDS]


def test_a_cut_character_is_completed_by_what_follows(ready: Desk, model: TokensModel) -> None:
    old = ready.say("say 天")
    assert ready.last.text == "天"
    model.ask_swap(old, 2, id_of(model, old, 0))
    ready.answered()
    assert ready.last.text.startswith("\\xe5\\xa4\\xe5")


def refusal(desk: Desk, model: TokensModel, node_id: str, token: int) -> str:
    """What is said in place of a swap."""
    said: list[str] = []
    desk.chat.not_swapped.connect(said.append)
    desk.chat.swap(node_id, token, 0)
    assert desk.chat.reply is None
    return said[0]


def test_what_a_person_wrote_cannot_be_swapped(ready: Desk, model: TokensModel) -> None:
    ready.say("hello")
    ready.chat.edit(ready.last.node_id, "By hand.")
    assert "by hand" in refusal(ready, model, ready.last.node_id, 0)


def test_another_vocabulary_is_told(ready: Desk, model: TokensModel) -> None:
    old = ready.say("hello")
    ready.load("other")
    assert "Open tiny to swap" in refusal(ready, model, old, 1)


def test_a_swap_waits_for_the_reply_under_way(ready: Desk, model: TokensModel) -> None:
    old = ready.say("hello")
    ready.begin("forever")
    with ready.qtbot.waitSignal(ready.chat.declined):
        ready.chat.swap(old, 1, 0)
    ready.chat.stop()
    ready.answered()


def test_a_swap_that_was_refused_does_not_move_the_look(ready: Desk, model: TokensModel) -> None:
    old = ready.say("hello")
    model.choose(old, 1)
    ready.load("other")
    model.ask_swap(old, 1, id_of(model, old, 0))
    ready.say("again")
    assert model.chosen == (old, 1)
