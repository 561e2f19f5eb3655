"""From a rendered prompt to tokens: what stays text, what goes back as recorded, what begins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from msgspec.structs import replace

from engine.chat import Chat, Message, Role, TemplateChoice
from engine.prompt.renderer import Renderer
from engine.prompt.template import CHATML, Templater
from tests.engine.prompt.talk import BYE, HELLO, HI, SYSTEM, reply, shown, tokens_of
from tests.fakes.vocabulary import ByteVocabulary


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    with closing(Renderer()) as renderer:
        renderer.start()
        yield renderer


def test_a_token_across_a_border_belongs_to_its_first_byte(renderer: Renderer) -> None:
    """Two line breaks are one token, one from the template and one from the message."""
    words = ByteVocabulary()
    prompt = Templater(words, CHATML, renderer).prompt(Chat((replace(HELLO, text="\nHello"),)))
    assert shown(words, prompt)[:2] == [
        ("template", "", "<|im_start|>user\n\n"),
        ("user", "u1", "Hello"),
    ]


@pytest.mark.parametrize("text", ["Hello", "\nHello\n", "line\n\nline", "Zoë   🙂", ""])
def test_without_literals_the_prompt_is_tokenised_as_a_whole(renderer: Renderer, text: str) -> None:
    words = ByteVocabulary(spaced=True)
    prompt = Templater(words, CHATML, renderer).prompt(Chat((SYSTEM, replace(HELLO, text=text))))
    whole = (
        f"<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\n{text}<|im_end|>\n"
        "<|im_start|>assistant\n"
    )
    assert list(prompt.ids) == words.tokenize(whole, True)


@pytest.mark.parametrize("spaced", [False, True])
@pytest.mark.parametrize("role", [Role.SYSTEM, Role.USER, Role.ASSISTANT])
@pytest.mark.parametrize(
    "literal", ["<|im_end|>", "<s>", "</s>", "<tool>", "<s<s>>", "<|im_<s>end|>"]
)
def test_control_literals_in_messages_stay_text(
    renderer: Renderer, literal: str, role: Role, spaced: bool
) -> None:
    words = ByteVocabulary(spaced=spaced)
    text = f"a {literal}{literal} b"
    chat = Chat((SYSTEM, HELLO, HI, BYE))
    messages = [replace(m, text=text) if m.role is role else m for m in chat.messages]
    prompt = Templater(words, CHATML, renderer).prompt(Chat(tuple(messages)))
    plain = Templater(words, CHATML, renderer).prompt(chat)
    assert [i for i in prompt.ids if i >= 257] == [i for i in plain.ids if i >= 257]
    assert text in [own.removeprefix(" ") for kind, _, own in shown(words, prompt)]


def test_thinking_tags_are_text_from_a_person_and_tags_from_a_model(renderer: Renderer) -> None:
    words = ByteVocabulary()
    text = "<think>Hm.</think>Yes."
    templater = Templater(words, CHATML, renderer)
    typed = templater.prompt(Chat((replace(HELLO, text=text),)))
    assert words.token("<think>") not in typed.ids
    written = templater.prompt(Chat((HELLO, replace(HI, text=text), BYE)))
    assert written.ids.count(words.token("<think>")) == 1
    assert ("assistant", "a1", text) in shown(words, written)


def test_letters_and_white_space_are_never_split(renderer: Renderer) -> None:
    """Some vocabularies list such as user-defined; they are ordinary text."""
    words = ByteVocabulary()
    prompt = Templater(words, CHATML, renderer).prompt(Chat((replace(HELLO, text="é   é"),)))
    letter, run = words.token("é"), words.token("   ")
    assert [i for i in prompt.ids if i in (letter, run)] == [letter, run, letter]


def test_two_messages_cannot_make_a_literal_together(renderer: Renderer) -> None:
    words = ByteVocabulary()
    template = "{% for m in messages %}{{ m.content }}{% endfor %}d|>"
    chat = Chat(
        (replace(HELLO, text="<|im_"), replace(HI, text="end|>"), replace(BYE, text="<|im_en"))
    )
    prompt = Templater(words, template, renderer).prompt(chat)
    assert words.text(prompt.ids) == "<|im_end|><|im_end|>"
    assert max(prompt.ids) < 256


def test_literals_stay_text_where_the_template_changes_the_message(renderer: Renderer) -> None:
    """No span can be found, so only the seam within the literal protects it."""
    words = ByteVocabulary()
    template = (
        "{% for m in messages %}{{ m.content[::-1][::-1] | replace('a', 'bb') }}|{% endfor %}x"
    )
    template += "{% if 'Q' in messages[0].content %}y{% endif %}"
    prompt = Templater(words, template, renderer).prompt(Chat((replace(HELLO, text="Qa <s> a"),)))
    assert words.text(prompt.ids) == "Qbb <s> bb|xy"
    assert words.token("<s>") not in prompt.ids


@pytest.mark.parametrize("template", ["{{ bos_token }}{{ bos_token }}", "{{ bos_token }}", ""])
def test_bos_comes_exactly_once(renderer: Renderer, template: str) -> None:
    words = ByteVocabulary(bos=True)
    prompt = Templater(words, template + CHATML, renderer).prompt(Chat((HELLO,)))
    assert prompt.ids[:2] == (words.token("<s>"), words.token("<|im_start|>"))
    assert prompt.ids.count(words.token("<s>")) == 1
    assert shown(words, prompt)[0] == ("template", "", "<s><|im_start|>user\n")


def test_bos_is_nobodys_message(renderer: Renderer) -> None:
    words = ByteVocabulary(bos=True, spaced=True)
    templater = Templater(words, "", renderer)
    prompt = templater.prompt(Chat((SYSTEM, HELLO), TemplateChoice.PLAIN))
    assert shown(words, prompt)[:2] == [("template", "", "<s> "), ("system", "s", "Be kind.")]


def test_a_word_with_the_templates_space_before_it_is_the_messages(renderer: Renderer) -> None:
    words = ByteVocabulary()
    words.pieces.append(b" Bye")
    words.tokenize = lambda text, parse_special: [  # type: ignore[method-assign]
        i
        for n, part in enumerate(text.split(" Bye"))
        for i in ([len(words.pieces) - 1] * (n > 0) + list(part.encode()))
    ]
    templater = Templater(words, "", renderer)
    prompt = templater.prompt(Chat((BYE,), TemplateChoice.PLAIN))
    assert shown(words, prompt) == [
        ("template", "", "User:"),
        ("user", "u2", " Bye"),
        ("template", "", "\nAssistant:"),
    ]


def test_long_chats_are_not_tokenised_anew(renderer: Renderer) -> None:
    """While a draft is typed, only what stands after the last reply is."""
    words = ByteVocabulary()
    tokenise, asked = words.tokenize, []

    def counted(text: str, parse_special: bool) -> list[int]:
        asked.append(text)
        return tokenise(text, parse_special)

    words.tokenize = counted  # type: ignore[method-assign]
    templater = Templater(words, CHATML, renderer)
    chat = Chat((SYSTEM, HELLO, reply(words, "Hi"), BYE, reply(words, "Bye", "a2")))
    first = templater.prompt(chat, draft="W")
    asked.clear()
    second = templater.prompt(chat, draft="We")
    assert len("".join(asked)) < 80
    assert first.segments[:-2] == second.segments[:-2]


def test_a_vocabulary_without_bos_gets_none(renderer: Renderer) -> None:
    words = ByteVocabulary(bos=False)
    prompt = Templater(words, CHATML, renderer).prompt(Chat((HELLO,)))
    assert words.token("<s>") not in prompt.ids


def test_recorded_tokens_go_back_as_they_are(renderer: Renderer) -> None:
    words = ByteVocabulary()
    recorded = reply(words, "one\n\ntwo")
    prompt = Templater(words, CHATML, renderer).prompt(Chat((HELLO, recorded, BYE)))
    assert prompt.retokenised == ()
    assert tokens_of(prompt, "a1") == recorded.ids
    assert words.token("\n\n") not in prompt.ids


def test_the_next_prompt_begins_with_the_last_one_and_its_reply(renderer: Renderer) -> None:
    words = ByteVocabulary()
    templater = Templater(words, CHATML, renderer)
    before = templater.prompt(Chat((SYSTEM, HELLO)))
    recorded = reply(words, "one\n\ntwo\n")
    after = templater.prompt(Chat((SYSTEM, HELLO, recorded, BYE)))
    assert after.ids[: len(before.ids) + len(recorded.ids)] == before.ids + recorded.ids


def test_white_space_that_the_template_writes_may_be_the_replys_own(renderer: Renderer) -> None:
    """Llama 2's way: the model begins with a space, the template trims and writes one itself."""
    words = ByteVocabulary()
    template = "{% for m in messages %}[{{ m.role }}] {{ m.content | trim }}{% endfor %}"
    prompt = Templater(words, template, renderer).prompt(Chat((HELLO, reply(words, " Hi"), BYE)))
    assert prompt.retokenised == ()
    assert ("assistant", "a1", " Hi") in shown(words, prompt)


def test_a_reply_that_brings_its_own_space_gets_no_second_one(renderer: Renderer) -> None:
    """The model wrote " Hi" behind "Bot:"; the template prints a space of its own as well."""
    words = ByteVocabulary()
    template = (
        "{% for m in messages %}{% if m.role == 'user' %}{{ '\\nUser: ' + m.content + '\\nBot:' }}"
        "{% else %}{{ ' ' + m.content + '.' }}{% endif %}{% endfor %}"
    )
    templater = Templater(words, template, renderer)
    before = templater.prompt(Chat((HELLO,)))
    recorded = reply(words, " Hi")
    after = templater.prompt(Chat((HELLO, recorded, BYE)))
    assert words.text(after.ids) == "\nUser: Hello\nBot: Hi.\nUser: Bye\nBot:"
    assert after.ids[: len(before.ids) + 3] == before.ids + recorded.ids
    typed = templater.prompt(Chat((HELLO, replace(HI, text="Hi"), BYE)))
    assert words.text(typed.ids) == words.text(after.ids)
    edited = templater.prompt(Chat((HELLO, replace(HI, text=" Hi"), BYE)))
    assert words.text(edited.ids) == words.text(after.ids)


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "edited"},
        {"vocabulary": "another"},
        {"ids": (ord("H"), 99999)},
        {"ids": (-1, ord("i"))},
        {"ids": (*b"Hi", 257 + 3)},  # <|im_end|>, which adds no text
        {"text": "Hi  ", "ids": tuple(b"Hi  ")},  # trimmed by the template
    ],
)
def test_recorded_tokens_that_do_not_stand_for_the_text_are_not_used(
    renderer: Renderer, changes: dict[str, object]
) -> None:
    words = ByteVocabulary()
    assert words.pieces[257 + 3] == b"<|im_end|>"
    template = CHATML.replace("message.content }}", "message.content | trim }}")
    chat = Chat((HELLO, replace(reply(words, "Hi"), **changes), BYE))
    prompt = Templater(words, template, renderer).prompt(chat)
    assert prompt.retokenised == ("a1",)
    assert prompt.ids.count(words.token("<|im_end|>")) == len(chat.messages)


@pytest.mark.parametrize("text", ["ok �", "ok \\xf0\\x9f"])
def test_half_a_character_at_the_end_of_a_reply_is_kept(renderer: Renderer, text: str) -> None:
    words = ByteVocabulary()
    cut = Message("a1", Role.ASSISTANT, text, tuple(b"ok \xf0\x9f"), words.facts.vocabulary)
    prompt = Templater(words, CHATML, renderer).prompt(Chat((HELLO, cut, BYE)))
    assert prompt.retokenised == ()
    assert tokens_of(prompt, "a1") == cut.ids
