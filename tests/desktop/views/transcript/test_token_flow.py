"""A message as leaves of tokens: thoughts apart, and a reason where there are none."""

from __future__ import annotations

import msgspec

from desktop.core.tokens import Tokens
from desktop.views.transcript.flow import Fold, Leaf, Remark, Tiles
from desktop.views.transcript.token_flow import token_flow
from tests.desktop.core.chats import records
from tests.desktop.views.transcript.entries import asked, replied


def tokens(*pieces: str) -> Tokens:
    made = Tokens("r")
    made.extend(records(*pieces))
    return made


def texts(leaves: tuple[Leaf, ...]) -> list[str]:
    return [leaf.text for leaf in leaves]


def test_all_tokens_are_one_leaf() -> None:
    (leaf,) = token_flow(replied("r"), tokens("One", "\n\n", "two"), False)
    assert leaf.text == "One\n\ntwo"
    assert isinstance(leaf.content, Tiles)


def test_a_thought_is_folded_with_the_space_behind_it() -> None:
    of = tokens("<think>", "Hm", ".", "</think>", "\n\n", "Yes", "")
    closed = token_flow(replied("r"), of, False)
    assert isinstance(closed[0].content, Fold)
    assert closed[0].content.words == 1
    assert texts(closed) == ["", "Yes"]
    opened = token_flow(replied("r"), of, True)
    assert texts(opened) == ["", "<think>Hm.</think>\n\n", "Yes"]
    assert opened[1].dim
    contents = [leaf.content for leaf in opened if isinstance(leaf.content, Tiles)]
    assert [(each.start, each.stop) for each in contents] == [(0, 5), (5, 7)]


def test_a_thought_that_runs_is_open() -> None:
    entry = replied("r", opens_thinking=True, streaming=True)
    fold, thought = token_flow(entry, tokens("Hm", " so"), False)
    assert isinstance(fold.content, Fold)
    assert fold.content.running
    assert thought.text == "Hm so"


def test_a_token_over_the_end_of_a_thought_stays_whole() -> None:
    of = tokens("<think>a</think>Y", "es")
    assert texts(token_flow(replied("r"), of, True)) == ["", "<think>a</think>Y", "es"]


def test_without_tokens_the_reason_stands_over_the_text() -> None:
    leaves = token_flow(replied("r", "**Yes**"), "No token data.", False)
    assert leaves[0].content == Remark("No token data.")
    assert texts(leaves) == ["", "Yes"]
    assert texts(token_flow(asked("q", "Why?"), "", False)) == ["Why?"]


def test_tokens_that_print_nothing_are_there() -> None:
    (leaf,) = token_flow(replied("r"), tokens("", ""), False)
    assert isinstance(leaf.content, Tiles)
    assert leaf.content.stop == 2
    assert token_flow(replied("r"), Tokens("r"), False) == ()


def test_equal_leaves_are_equal_and_more_tokens_are_not() -> None:
    of = tokens("One")
    before = token_flow(replied("r"), of, False)
    assert token_flow(replied("r"), of, False) == before
    of.extend([msgspec.structs.replace(records(" two")[0])])
    assert token_flow(replied("r"), of, False) != before
