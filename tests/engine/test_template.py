"""From a chat to tokens: what the model reads, and whose each token is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from msgspec.structs import replace

from engine.errors import InvalidRequest, TemplateBroken, TemplateEmpty, TemplateUnusable
from engine.prompt_tokens import Prompt
from engine.protocol import Chat, Message, Role, TemplateChoice
from engine.records import SegmentKind
from engine.renderer import Renderer
from engine.template import CHATML, Templater
from tests.fakes.vocabulary import ByteVocabulary

SYSTEM = Message("s", Role.SYSTEM, "Be kind.")
HELLO = Message("u1", Role.USER, "Hello")
HI = Message("a1", Role.ASSISTANT, "Hi there.")
BYE = Message("u2", Role.USER, "Bye")
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


def shown(words: ByteVocabulary, prompt: Prompt) -> list[tuple[str, str, str]]:
    """Each segment as kind, message and the text of its tokens."""
    told, begun = [], 0
    for segment in prompt.segments:
        own = prompt.ids[begun : begun + segment.tokens]
        told.append((segment.kind.value, segment.message, words.text(own)))
        begun += segment.tokens
    assert begun == len(prompt.ids)
    return told


def tokens_of(prompt: Prompt, message: str) -> tuple[int, ...]:
    begun = 0
    for segment in prompt.segments:
        if segment.message == message:
            return prompt.ids[begun : begun + segment.tokens]
        begun += segment.tokens
    return ()


def reply(words: ByteVocabulary, text: str, name: str = "a1") -> Message:
    """A reply with recorded tokens: one a byte, so that two line breaks are not one token."""
    return Message(name, Role.ASSISTANT, text, tuple(text.encode()), words.facts.vocabulary)


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


def test_half_a_character_at_the_end_of_a_reply_is_kept(renderer: Renderer) -> None:
    words = ByteVocabulary()
    cut = Message("a1", Role.ASSISTANT, "ok �", tuple(b"ok \xf0\x9f"), words.facts.vocabulary)
    prompt = Templater(words, CHATML, renderer).prompt(Chat((HELLO, cut, BYE)))
    assert prompt.retokenised == ()


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
