"""From a chat to a prompt: what each kind of template is given, and whose each token is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from msgspec.structs import replace

from engine.chat import Chat, TemplateChoice
from engine.errors import InvalidRequest, TemplateBroken, TemplateEmpty, TemplateUnusable
from engine.prompt.renderer import Renderer
from engine.prompt.template import CHATML, Templater
from engine.records import SegmentKind
from tests.engine.prompt.talk import BYE, HELLO, HI, SYSTEM, reply, shown
from tests.fakes.vocabulary import ByteVocabulary

NO_SYSTEM = (
    "{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system') }}"
    "{% endif %}{{ m.role }}: {{ m.content }}\n{% endfor %}"
)
DROPS_SYSTEM = (
    "{% for m in messages %}{% if m.role != 'system' %}{{ m.role }}: {{ m.content }}\n"
    "{% endif %}{% endfor %}"
)
ALTERNATES = (
    "{% for m in messages %}{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('roles must alternate') }}{% endif %}[{{ m.role }}] {{ m.content }}\n"
    "{% endfor %}"
)
THINKS = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n"
    "{% if '</think>' in m.content %}{{ m.content.split('</think>')[-1].lstrip('\n') }}"
    "{% else %}{{ m.content }}{% endif %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n<think>\n{% endif %}"
)


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    with closing(Renderer()) as renderer:
        renderer.start()
        yield renderer


def test_every_token_knows_its_message(renderer: Renderer) -> None:
    words = ByteVocabulary()
    prompt = Templater(words, CHATML, renderer).prompt(Chat((SYSTEM, HELLO, HI)), draft="Bye")
    assert shown(words, prompt) == [
        ("template", "", "<|im_start|>system\n"),
        ("system", "s", "Be kind."),
        ("template", "", "<|im_end|>\n<|im_start|>user\n"),
        ("user", "u1", "Hello"),
        ("template", "", "<|im_end|>\n<|im_start|>assistant\n"),
        ("assistant", "a1", "Hi there."),
        ("template", "", "<|im_end|>\n<|im_start|>user\n"),
        ("draft", "", "Bye"),
        ("template", "", "<|im_end|>\n<|im_start|>assistant\n"),
    ]
    assert prompt.ids.count(words.token("<|im_start|>")) == 5


def test_messages_that_read_like_the_template_are_told_apart(renderer: Renderer) -> None:
    words = ByteVocabulary()
    template = "{% for m in messages %}user: {{ m.content }}\n{% endfor %}user: "
    tricky = replace(HELLO, text="user: \nuser: ")
    prompt = Templater(words, template, renderer).prompt(Chat((tricky, replace(BYE, text="user"))))
    assert shown(words, prompt) == [
        ("template", "", "user: "),
        ("user", "u1", "user: \nuser: "),
        ("template", "", "\nuser: "),
        ("user", "u2", "user"),
        ("template", "", "\nuser: "),
    ]


def test_trimmed_white_space_is_nobodys(renderer: Renderer) -> None:
    words = ByteVocabulary()
    template = "{% for m in messages %}<{{ m.content | trim }}>{% endfor %}"
    prompt = Templater(words, template, renderer).prompt(
        Chat((replace(HELLO, text="\n Hello \n"),))
    )
    assert shown(words, prompt) == [
        ("template", "", "<"),
        ("user", "u1", "Hello"),
        ("template", "", ">"),
    ]


@pytest.mark.parametrize("template", [NO_SYSTEM, DROPS_SYSTEM])
def test_a_system_prompt_without_a_place_heads_the_first_message(
    renderer: Renderer, template: str
) -> None:
    words = ByteVocabulary()
    prompt = Templater(words, template, renderer).prompt(Chat((SYSTEM, HELLO, HI, BYE)))
    assert prompt.system_folded
    assert shown(words, prompt) == [
        ("template", "", "user: "),
        ("system", "s", "Be kind."),
        ("template", "", "\n\n"),
        ("user", "u1", "Hello"),
        ("template", "", "\nassistant: "),
        ("assistant", "a1", "Hi there."),
        ("template", "", "\nuser: "),
        ("user", "u2", "Bye"),
        ("template", "", "\n"),
    ]


def test_no_system_prompt_is_not_folded(renderer: Renderer) -> None:
    words = ByteVocabulary()
    templater = Templater(words, NO_SYSTEM, renderer)
    blank = replace(SYSTEM, text=" \n")
    assert not templater.prompt(Chat((HELLO,))).system_folded
    assert not templater.prompt(Chat((blank, HELLO))).system_folded
    assert not Templater(words, CHATML, renderer).prompt(Chat((SYSTEM, HELLO))).system_folded


def test_neighbours_of_one_role_are_merged_where_the_template_insists(renderer: Renderer) -> None:
    words = ByteVocabulary()
    chat = Chat((HELLO, BYE, HI, reply(words, "More.", "a2"), replace(BYE, id="u3")))
    prompt = Templater(words, ALTERNATES, renderer).prompt(chat)
    assert [part for part in shown(words, prompt) if part[0] != "template"] == [
        ("user", "u1", "Hello"),
        ("user", "u2", "Bye"),
        ("assistant", "a1", "Hi there."),
        ("assistant", "a2", "More."),
        ("user", "u3", "Bye"),
    ]
    assert words.text(prompt.ids).startswith("[user] Hello\n\nBye\n[assistant] Hi there.\n\nMore.")
    assert prompt.retokenised == ()
    free = Templater(words, CHATML, renderer).prompt(chat)
    assert words.text(free.ids).count("<|im_start|>") == 6


def test_a_chat_that_begins_with_a_reply_works(renderer: Renderer) -> None:
    words = ByteVocabulary()
    prompt = Templater(words, ALTERNATES, renderer).prompt(Chat((SYSTEM, HI, BYE)))
    assert ("assistant", "a1", "Hi there.") in shown(words, prompt)
    assert ("system", "s", "Be kind.") in shown(words, prompt)


@pytest.mark.parametrize("template", [CHATML, ALTERNATES, NO_SYSTEM, THINKS])
@pytest.mark.parametrize(
    "chat", [Chat(()), Chat((SYSTEM,)), Chat((HI,)), Chat((HELLO, HI)), Chat((BYE, HELLO))]
)
@pytest.mark.parametrize("draft", [None, "", "And?"])
def test_chats_that_have_no_next_message_yet_can_be_counted(
    renderer: Renderer, template: str, chat: Chat, draft: str | None
) -> None:
    words = ByteVocabulary()
    prompt = Templater(words, template, renderer).prompt(chat, draft=draft)
    told = shown(words, prompt)
    assert sum(len(own) for kind, _, own in told if kind == "draft") == len(draft or "")
    for message in chat.messages:
        assert any(name == message.id and own == message.text for _, name, own in told)


def test_typed_contents_where_the_template_wants_them(renderer: Renderer) -> None:
    words = ByteVocabulary()
    template = (
        "{% for m in messages %}{{ m.role }}: {% for part in m.content %}"
        "{% if part.type == 'text' %}{{ part.text }}{% endif %}{% endfor %}\n{% endfor %}"
    )
    prompt = Templater(words, template, renderer).prompt(Chat((SYSTEM, HELLO)))
    assert words.text(prompt.ids) == "system: Be kind.user: Hello"
    assert not prompt.system_folded


def test_going_on_ends_with_the_reply_as_it_stands(renderer: Renderer) -> None:
    words = ByteVocabulary()
    templater = Templater(words, CHATML, renderer)
    before = templater.prompt(Chat((SYSTEM, HELLO)))
    recorded = reply(words, "one\n\ntwo ")
    prompt = templater.prompt(Chat((SYSTEM, HELLO, recorded)), continuing=True)
    assert prompt.ids == before.ids + recorded.ids
    assert prompt.segments[-1].kind is SegmentKind.ASSISTANT
    assert (prompt.segments[-1].message, prompt.segments[-1].tokens) == ("a1", len(recorded.ids))
    edited = templater.prompt(Chat((HELLO, replace(HI, text="I <s> say"))), continuing=True)
    assert shown(words, edited)[-1] == ("assistant", "a1", "I <s> say")
    assert words.token("<s>") not in edited.ids


def test_only_a_reply_can_be_continued(renderer: Renderer) -> None:
    templater = Templater(ByteVocabulary(), CHATML, renderer)
    for chat in (Chat(()), Chat((HELLO,))):
        with pytest.raises(InvalidRequest, match="only a reply"):
            templater.prompt(chat, continuing=True)


def test_a_template_that_opens_thinking_says_so(renderer: Renderer) -> None:
    words = ByteVocabulary()
    templater = Templater(words, THINKS, renderer)
    assert templater.prompt(Chat((HELLO,))).opens_thinking
    assert not Templater(words, CHATML, renderer).prompt(Chat((HELLO,))).opens_thinking
    bare = "{% for m in messages %}{{ m.content }}{% endfor %}"
    typed = replace(HELLO, text="Say <think>")
    assert not Templater(words, bare, renderer).prompt(Chat((typed,))).opens_thinking


def test_thinking_that_the_template_drops_is_told_as_retokenised(renderer: Renderer) -> None:
    words = ByteVocabulary()
    thought = reply(words, "Hm.</think>\n\nYes.")
    ids = (*b"Hm.", words.token("</think>"), *b"\n\nYes.")
    prompt = Templater(words, THINKS, renderer).prompt(
        Chat((HELLO, replace(thought, ids=ids), BYE))
    )
    assert prompt.retokenised == ("a1",)
    assert ("assistant", "a1", "Yes.") in shown(words, prompt)
    assert "Hm." not in words.text(prompt.ids)


def test_going_on_within_opened_thinking(renderer: Renderer) -> None:
    words = ByteVocabulary()
    templater = Templater(words, THINKS, renderer)
    begun = reply(words, "Hm, let")
    thinking = templater.prompt(Chat((HELLO, begun)), continuing=True)
    assert thinking.opens_thinking
    assert words.text(thinking.ids).endswith("assistant\n<think>\nHm, let")
    typed = templater.prompt(Chat((HELLO, replace(begun, ids=(), vocabulary=""))), continuing=True)
    assert not typed.opens_thinking
    assert words.text(typed.ids).endswith("assistant\nHm, let")


def test_chatml_and_plain_work_without_any_template(renderer: Renderer) -> None:
    words = ByteVocabulary()
    templater = Templater(words, "", renderer)
    chat = Chat((SYSTEM, HELLO, reply(words, " Hi"), BYE))
    plain = templater.prompt(replace(chat, template=TemplateChoice.PLAIN))
    assert words.text(plain.ids) == (
        "Be kind.\n\nUser: Hello\nAssistant: Hi\nUser: Bye\nAssistant:"
    )
    assert plain.retokenised == ()
    assert templater.stop_strings(TemplateChoice.PLAIN) == ("\nUser:",)
    chatml = templater.prompt(replace(chat, template=TemplateChoice.CHATML))
    assert chatml.ids[0] == words.token("<|im_start|>")
    assert templater.stop_strings(TemplateChoice.CHATML) == ()


def test_chatml_is_text_in_a_vocabulary_without_its_tokens(renderer: Renderer) -> None:
    words = ByteVocabulary()
    words.control_literals = ("<s>", "</s>")
    templater = Templater(words, "", renderer)
    assert templater.stop_strings(TemplateChoice.CHATML) == ("<|im_end|>",)
    assert templater.stop_strings(TemplateChoice.MODEL) == ()


@pytest.mark.parametrize(
    ("template", "error"),
    [
        ("", TemplateUnusable),
        ("{% for %}", TemplateBroken),
        ("{{ raise_exception('never') }}", TemplateBroken),
        ("I am a constant.", TemplateEmpty),
        ("chatml", TemplateEmpty),
        ("{{ messages[-1].content }}", TemplateEmpty),
    ],
)
def test_a_template_that_cannot_be_used(
    renderer: Renderer, template: str, error: type[TemplateUnusable]
) -> None:
    templater = Templater(ByteVocabulary(), template, renderer)
    with pytest.raises(TemplateUnusable) as caught:
        templater.prompt(Chat((SYSTEM, HELLO, HI, BYE)))
    assert type(caught.value) is error
    facts = templater.probe()
    assert facts.present == bool(template)
    assert (facts.fault is not None) == bool(template)
    fallback = templater.prompt(Chat((HELLO,), template=TemplateChoice.CHATML))
    assert len(fallback.ids) > 10


def test_the_probe_tells_what_a_template_can_do(renderer: Renderer) -> None:
    words = ByteVocabulary()
    good = Templater(words, CHATML, renderer).probe()
    assert (good.present, good.fault, good.system_folded) == (True, None, False)
    assert Templater(words, NO_SYSTEM, renderer).probe().system_folded
