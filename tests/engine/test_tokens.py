"""Texts and prompts in tokens, from the vocabulary of a tiny model."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.chat import Chat, Message, Role, TemplateChoice
from engine.errors import InvalidRequest
from engine.findings import TokenList
from engine.local import LocalEngine
from engine.protocol import Generate, Load, Pieces, Render, Tokenize
from engine.records import SegmentKind
from engine.settings import LoadSettings, SamplingSettings
from tests.engine.asking import ask
from tests.engine.replies import Reply, spoken
from tests.models import tiny_chat_model

TEXT = "Grüße, 你好 🙂!"


@pytest.fixture(scope="module", params=["bpe", "spm"])
def engine(request: pytest.FixtureRequest) -> Iterator[LocalEngine]:
    engine = LocalEngine()
    ask(engine, Load(1, str(tiny_chat_model(vocabulary=request.param)), LoadSettings(context=512)))
    yield engine
    engine.close()


def covered(tokens: TokenList) -> list[str]:
    """The text of each token; bytes that are part of a character as \\xNN."""
    data, spread = tokens.text.encode(), zip(tokens.starts, tokens.ends, strict=True)
    return [data[start:end].decode("utf-8", "backslashreplace") for start, end in spread]


def aside(engine: LocalEngine, request: Tokenize | Render | Pieces) -> TokenList:
    """As the side lane asks."""
    return ask(engine, request, owns_context=False)


def test_a_text_is_covered_by_its_tokens(engine: LocalEngine) -> None:
    tokens = aside(engine, Tokenize(2, TEXT))
    data = tokens.text.encode()
    assert (tokens.text, tokens.starts[0], tokens.ends[-1]) == (TEXT, 0, len(data))
    assert tokens.ends[:-1] == tokens.starts[1:]
    assert (tokens.kinds, tokens.messages) == ((), ())


def test_literals_of_control_tokens_count_only_where_asked(engine: LocalEngine) -> None:
    literal = "a<|im_end|>b"
    plain = aside(engine, Tokenize(2, literal))
    special = aside(engine, Tokenize(2, literal, special=True))
    assert "control" not in plain.types
    assert special.types.count("control") == 1
    assert covered(special)[special.types.index("control")] == "<|im_end|>"


def test_the_longest_text_allowed_and_an_empty_one(engine: LocalEngine) -> None:
    assert aside(engine, Tokenize(2, "")).ids == ()
    assert len(aside(engine, Tokenize(2, "ab" * 500_000)).ids) > 100_000


def test_the_rendered_chat_is_what_is_evaluated(engine: LocalEngine) -> None:
    chat = spoken("hello", "hi <|im_end|>", TEXT)
    tokens = aside(engine, Render(2, chat))
    reply = Reply(engine, Generate(3, chat, SamplingSettings(max_tokens=1)))
    assert len(tokens.ids) == reply.summary.prompt_tokens
    assert engine._required().session.ids == tokens.ids
    assert "<|im_start|>user\nhello" in tokens.text
    own = [n for n, message in enumerate(tokens.messages) if message == "2"]
    assert TEXT in "".join(covered(tokens)[own[0] : own[-1] + 1]) or TEXT.encode() in b"".join(
        tokens.pieces[n] for n in own
    )
    assert {tokens.kinds[n] for n in own} == {SegmentKind.USER}
    assert {tokens.types[n] for n in own} <= {"normal", "byte"}


def test_a_draft_and_a_reply_to_go_on_with(engine: LocalEngine) -> None:
    drafted = aside(engine, Render(2, spoken("hello"), "a draft"))
    assert SegmentKind.DRAFT in drafted.kinds
    onward = aside(engine, Render(2, spoken("hello", "well"), continuing=True))
    assert onward.text.endswith("well")


def test_recorded_tokens_show_broken_characters(engine: LocalEngine) -> None:
    model = engine._required().model
    lone = next(id for id, piece in enumerate(model.pieces) if piece == b"\xe4")
    reply = Message("r", Role.ASSISTANT, "\\xe4", (lone,), model.facts.vocabulary)
    tokens = aside(engine, Render(2, Chat((reply,), TemplateChoice.RAW)))
    assert (tokens.ids[-1], covered(tokens)[-1], tokens.pieces[-1]) == (lone, "\\xe4", b"\xe4")


def test_a_chat_that_does_not_fit_is_told_whole(engine: LocalEngine) -> None:
    assert len(aside(engine, Render(2, spoken("many words " * 400))).ids) > 512


def test_pieces_are_told_in_the_order_asked(engine: LocalEngine) -> None:
    model = engine._required().model
    table = ask(engine, Pieces(2, (3, 1, 3)), owns_context=False)
    assert table.pieces == (model.pieces[3], model.pieces[1], model.pieces[3])
    assert table.vocabulary == model.facts.vocabulary
    assert ask(engine, Pieces(2, ())).pieces == ()
    with pytest.raises(InvalidRequest):
        ask(engine, Pieces(2, (1, model.size)))
