"""Chats without any template: texts one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from msgspec.structs import replace

from engine.chat import Chat, Message, Role, TemplateChoice
from engine.errors import InvalidRequest
from engine.prompt.renderer import Renderer
from engine.prompt.template import Templater
from tests.engine.prompt.talk import BYE, HELLO, HI, SYSTEM, reply, shown
from tests.fakes.vocabulary import ByteVocabulary

RAW = TemplateChoice.RAW


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    """Never started: nothing is rendered."""
    with closing(Renderer()) as renderer:
        yield renderer


def test_the_texts_stand_one_after_the_other(renderer: Renderer) -> None:
    words = ByteVocabulary()
    prompt = Templater(words, "", renderer).prompt(Chat((SYSTEM, HELLO, HI, BYE), RAW))
    assert shown(words, prompt) == [
        ("system", "s", "Be kind."),
        ("user", "u1", "Hello"),
        ("assistant", "a1", "Hi there."),
        ("user", "u2", "Bye"),
    ]
    assert Templater(words, "", renderer).stop_strings(RAW) == ()


@pytest.mark.parametrize("text", ["", "Hello"])
def test_one_token_begins_it_where_the_vocabulary_wants_it(renderer: Renderer, text: str) -> None:
    words = ByteVocabulary(bos=True)
    prompt = Templater(words, "", renderer).prompt(Chat((replace(HELLO, text=text),), RAW))
    assert prompt.ids == (words.bos_id, *text.encode())


def test_without_such_a_token_an_empty_text_is_empty(renderer: Renderer) -> None:
    assert Templater(ByteVocabulary(), "", renderer).prompt(Chat((), RAW)).ids == ()


@pytest.mark.parametrize("role", [Role.USER, Role.SYSTEM])
@pytest.mark.parametrize("literal", ["<|im_end|>", "<s>", "<tool>", "<think>"])
def test_what_is_typed_stays_text(renderer: Renderer, literal: str, role: Role) -> None:
    words = ByteVocabulary()
    typed = Message("m", role, f"a{literal}b")
    prompt = Templater(words, "", renderer).prompt(Chat((typed,), RAW))
    assert prompt.ids == tuple(f"a{literal}b".encode())


def test_two_messages_do_not_make_a_control_token_together(renderer: Renderer) -> None:
    words = ByteVocabulary()
    halves = (replace(HELLO, text="a<|im_"), replace(BYE, text="end|>b"))
    prompt = Templater(words, "", renderer).prompt(Chat(halves, RAW))
    assert words.token("<|im_end|>") not in prompt.ids
    assert words.text(prompt.ids) == "a<|im_end|>b"


def test_replies_go_back_by_their_recorded_tokens(renderer: Renderer) -> None:
    words = ByteVocabulary()
    written = reply(words, "one\n\ntwo")
    prompt = Templater(words, "", renderer).prompt(Chat((HELLO, written, BYE), RAW))
    assert prompt.ids == (*b"Hello", *written.ids, *b"Bye")
    assert prompt.retokenised == ()
    changed = Templater(words, "", renderer).prompt(
        Chat((HELLO, replace(written, text="one\n\nthree")), RAW)
    )
    assert changed.retokenised == ("a1",)
    assert words.token("\n\n") in changed.ids


def test_going_on_with_a_reply_is_the_same_prompt(renderer: Renderer) -> None:
    words = ByteVocabulary()
    templater = Templater(words, "", renderer)
    chat = Chat((HELLO, reply(words, "Hi")), RAW)
    onward = templater.prompt(chat, continuing=True)
    assert onward.ids == templater.prompt(chat).ids
    assert (onward.begun, templater.prompt(chat).begun) == (2, 0)
    with pytest.raises(InvalidRequest):
        templater.prompt(Chat((HELLO,), RAW), continuing=True)


def test_a_draft_stands_at_the_end(renderer: Renderer) -> None:
    words = ByteVocabulary()
    prompt = Templater(words, "", renderer).prompt(Chat((HELLO,), RAW), draft=" and more")
    assert shown(words, prompt)[-1] == ("draft", "", " and more")
