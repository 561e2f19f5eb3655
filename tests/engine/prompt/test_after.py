"""The tokens of a text behind a prompt."""

from __future__ import annotations

from contextlib import closing

import pytest

from engine.chat import Chat, Message, Role, TemplateChoice
from engine.prompt.renderer import Renderer
from engine.prompt.template import Templater
from tests.engine.prompt.talk import reply
from tests.fakes.vocabulary import ByteVocabulary

RAW = TemplateChoice.RAW


def after(words: ByteVocabulary, text: str, *messages: Message) -> tuple[int, ...]:
    with closing(Renderer()) as renderer:
        templater = Templater(words, "", renderer)
        return templater.after(templater.prompt(Chat(messages, RAW)), RAW, text)


def said(text: str) -> Message:
    return Message("u", Role.USER, text)


def test_both_are_tokenised_together() -> None:
    """No space comes between them, which a text by itself would get."""
    assert after(ByteVocabulary(spaced=True), "two", said("one ")) == tuple(b"two")


def test_what_would_change_the_prompt_is_tokenised_by_itself() -> None:
    """Two line breaks would be one token."""
    words = ByteVocabulary()
    assert after(words, "\n!", said("one\n")) == tuple(b"\n!")
    assert after(words, "\n\n!", said("one")) == (words.token("\n\n"), ord("!"))


@pytest.mark.parametrize("literal", ["<|im_end|>", "</s>", "<tool>"])
def test_control_tokens_stay_text(literal: str) -> None:
    words = ByteVocabulary()
    assert after(words, f"a{literal}", said("one")) == tuple(f"a{literal}".encode())
    head, tail = literal[:3], literal[3:]
    assert after(words, tail, said(f"one{head}")) == tuple(tail.encode())


def test_behind_recorded_tokens_and_behind_nothing() -> None:
    words = ByteVocabulary(spaced=True)
    assert after(words, "two", said("a"), reply(words, "one")) == tuple(b"two")
    assert after(words, "two") == tuple(b" two")
