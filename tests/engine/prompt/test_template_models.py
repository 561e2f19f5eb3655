"""Real templates and real vocabularies: those that come with llama.cpp's source."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from engine.chat import Chat, Message, Role, TemplateChoice
from engine.llama.model import Model
from engine.prompt.literals import guarded
from engine.prompt.renderer import Renderer
from engine.prompt.template import CHATML, Templater
from engine.prompt.tokens import Prompt
from engine.records import SegmentKind, TemplateFacts
from engine.settings import LoadSettings
from tests.engine.prompt.llama_models import (
    TEMPLATES,
    VOCABULARIES,
    VocabularyFile,
    needs_templates,
    needs_vocabularies,
)
from tests.fakes.vocabulary import ByteVocabulary
from tests.models import tiny_chat_model

TALK = Chat(
    (
        Message("s", Role.SYSTEM, "You are a lighthouse keeper."),
        Message("u1", Role.USER, "How is the sea today?"),
        Message("a1", Role.ASSISTANT, "Rough, with a north wind."),
        Message("u2", Role.USER, "And the ships?"),
    )
)

UNUSABLE = {
    "fireworks-ai-llama-3-firefunction-v2.jinja": "'functions' is undefined",
}
FOLDED = {"google-gemma-2-2b-it.jinja"}
THINKING = {
    "GLM-4.7-Flash.jinja",
    "MiniMax-M2.jinja",
    "NVIDIA-Nemotron-3-Nano-30B-A3B-BF16.jinja",
    "NVIDIA-Nemotron-Nano-v2.jinja",
    "Qwen3.5-4B.jinja",
    "Spark2.5.jinja",
    "StepFun3.5-Flash.jinja",
    "deepseek-ai-DeepSeek-R1-Distill-Llama-8B.jinja",
    "inclusionai-ling-3.0-flash.jinja",
    "llama-cpp-deepseek-r1.jinja",
    "poolside-Laguna-S-2.1.jinja",
}
# Tokenisers that change the text itself: lower case, no accents, other white space.
NORMALISING = {"ggml-vocab-bert-bge.gguf", "ggml-vocab-nomic-bert-moe.gguf"}


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    with closing(Renderer(seconds=20.0)) as renderer:
        renderer.start()
        yield renderer


@pytest.fixture(scope="module", params=VOCABULARIES, ids=lambda path: path.stem)
def words(request: pytest.FixtureRequest) -> Iterator[VocabularyFile]:
    with closing(VocabularyFile(request.param)) as words:
        yield words


def texts(words: VocabularyFile | ByteVocabulary, prompt: Prompt) -> dict[str, str]:
    """The text of each message as its tokens give it back."""
    told: dict[str, str] = {}
    begun = 0
    for segment in prompt.segments:
        own = prompt.ids[begun : begun + segment.tokens]
        begun += segment.tokens
        text = b"".join(words.pieces[each] for each in own).decode("utf-8", "replace")
        name = "draft" if segment.kind is SegmentKind.DRAFT else segment.message
        told[name] = told.get(name, "") + text
    return told


@needs_templates
def test_the_lists_of_exceptions_name_templates_that_exist() -> None:
    assert len(TEMPLATES) == 70
    assert {*UNUSABLE, *FOLDED, *THINKING} <= {path.name for path in TEMPLATES}


@needs_templates
@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_the_template_renders_a_system_prompt_and_two_turns(renderer: Renderer, path: Path) -> None:
    words = ByteVocabulary(bos=True)
    templater = Templater(words, path.read_text(encoding="utf-8"), renderer)
    facts = templater.probe()
    if path.name in UNUSABLE:
        assert facts.fault is not None
        assert UNUSABLE[path.name] in facts.fault.sentence
        return
    assert facts.fault is None
    assert facts.system_folded == (path.name in FOLDED)
    prompt = templater.prompt(TALK)
    told = texts(words, prompt)
    assert {m.id: m.text for m in TALK.messages} == {m.id: told[m.id] for m in TALK.messages}
    assert prompt.opens_thinking == (path.name in THINKING)
    assert prompt.ids[:2].count(words.token("<s>")) == 1


@needs_templates
@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_the_template_takes_every_kind_of_chat(renderer: Renderer, path: Path) -> None:
    """Without a system prompt, beginning with a reply, with neighbours of one role, to go on."""
    if path.name in UNUSABLE:
        pytest.skip(f"its template needs what a chat has not: {UNUSABLE[path.name]}")
    words = ByteVocabulary(bos=True)
    templater = Templater(words, path.read_text(encoding="utf-8"), renderer)
    system, question, answer, other = TALK.messages
    thought = Message("a1", Role.ASSISTANT, "<think>\nWaves.\n</think>\n\nRough, today.")
    for messages in (
        (question, answer),
        (system, answer, other),
        (system, question, other),
        (system, question, thought, other),
    ):
        told = texts(words, templater.prompt(Chat(messages), draft="Go on, please."))
        assert "Go on, please." in told["draft"]
        assert question.text in told.get("u1", question.text)
        assert any(each in told.get("a1", "Rough") for each in ("Rough", "Waves"))
    continued = templater.prompt(Chat(TALK.messages[:3]), continuing=True)
    assert texts(words, continued)["a1"] == answer.text
    assert words.text(continued.ids).endswith(answer.text)


@needs_vocabularies
def test_all_vocabularies_are_there() -> None:
    assert len(VOCABULARIES) == 19


@needs_vocabularies
def test_text_of_messages_never_becomes_a_control_token(
    words: VocabularyFile, renderer: Renderer
) -> None:
    """All special tokens of the vocabulary, typed by a person, in one message."""
    templater = Templater(words, CHATML, renderer)
    literals = special(words)
    typed = "".join(f"{n}{literal} {literal}{literal}" for n, literal in enumerate(literals))
    for role in Role:
        before = specials(words, templater.prompt(chat_of(role, "Hello")))
        prompt = templater.prompt(chat_of(role, typed))
        assert specials(words, prompt) == before
        assert_round_trip(words, prompt, role, typed)


@needs_vocabularies
@pytest.mark.parametrize("seed", range(5))
def test_broken_and_nested_literals_stay_text(
    words: VocabularyFile, renderer: Renderer, seed: int
) -> None:
    assert_scraps_stay_text(words, Templater(words, CHATML, renderer), seed)


@needs_vocabularies
@pytest.mark.soak
def test_many_broken_and_nested_literals_stay_text(
    words: VocabularyFile, renderer: Renderer
) -> None:
    templater = Templater(words, CHATML, renderer)
    for seed in range(1000, 2000):
        assert_scraps_stay_text(words, templater, seed)


def assert_scraps_stay_text(words: VocabularyFile, templater: Templater, seed: int) -> None:
    """A message of literals cut, doubled and nested, between a system prompt and the reply."""
    chance = random.Random(seed)
    literals = special(words)
    typed = "".join(scrap(chance, literals) for _ in range(40)) + "."
    before = specials(words, templater.prompt(chat_of(Role.USER, "Hello")))
    prompt = templater.prompt(chat_of(Role.USER, typed))
    assert specials(words, prompt) == before, f"seed {seed}"
    assert_round_trip(words, prompt, Role.USER, typed)


@needs_vocabularies
@pytest.mark.parametrize("seed", range(5))
def test_ordinary_chats_are_tokenised_as_llama_cpp_does(
    words: VocabularyFile, renderer: Renderer, seed: int
) -> None:
    chance = random.Random(seed)
    signs = "abc xyz ABC  \n\n\t.,!?'é ß 漢字 🙂 0123 don't"
    text = "".join(chance.choices(signs, k=200))
    prompt = Templater(words, CHATML, renderer).prompt(chat_of(Role.USER, text))
    whole = (
        f"<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\n{text}<|im_end|>\n"
        "<|im_start|>assistant\n"
    )
    own = words.tokenize(whole, True)
    assert list(prompt.ids) == ([words.bos_id] if words.bos_id is not None else []) + own


@needs_vocabularies
def test_a_reply_goes_back_as_it_was_recorded(words: VocabularyFile, renderer: Renderer) -> None:
    """A letter a token, as no tokeniser would."""
    if words.name in NORMALISING:
        pytest.skip("an encoder, which makes no replies")
    letters = [words.pieces.index(letter.encode()) for letter in " hallo"]
    templater = Templater(words, "", renderer)
    for choice, ids in ((TemplateChoice.CHATML, letters[1:]), (TemplateChoice.PLAIN, letters)):
        text = b"".join(words.pieces[each] for each in ids).decode()
        recorded = Message("a1", Role.ASSISTANT, text, tuple(ids), words.facts.vocabulary)
        system, question, _, other = TALK.messages
        before = templater.prompt(Chat((system, question), choice))
        after = templater.prompt(Chat((system, question, recorded, other), choice))
        assert after.retokenised == ()
        assert after.ids[: len(before.ids) + len(ids)] == (*before.ids, *ids)


def chat_of(role: Role, text: str) -> Chat:
    """A chat in which the message of that role says the text."""
    said = {Role.SYSTEM: "Be kind.", Role.USER: "Hello", Role.ASSISTANT: "Hi.", role: text}
    order = [Role.SYSTEM, Role.USER]
    order += [Role.ASSISTANT, Role.USER] if role is Role.ASSISTANT else []
    names = [f"{each.value}{n}" for n, each in enumerate(order)]
    return Chat(tuple(Message(n, r, said[r]) for n, r in zip(names, order, strict=True)))


def special(words: VocabularyFile) -> list[str]:
    """The literals that must stay text when typed; a model's own thinking tags aside."""
    known = {*words.control_literals, *guarded(words.user_defined, CHATML).texts}
    return sorted(known - {"<think>", "</think>"})


def specials(words: VocabularyFile, prompt: Prompt) -> list[int]:
    """The control tokens of a prompt, and user-defined ones that look like markup."""
    known = {literal.encode() for literal in special(words)}
    return [i for i in prompt.ids if words.is_control(i) or words.pieces[i] in known]


def scrap(chance: random.Random, literals: list[str]) -> str:
    """A literal, whole, cut, doubled or within another one; or some text."""
    one, other = chance.choice(literals), chance.choice(literals)
    cut = chance.randrange(len(one) + 1)
    return chance.choice(
        (one, one[:cut], one[cut:], one[:cut] + other + one[cut:], f" {one}\n", "Text, ", "<|")
    )


def assert_round_trip(words: VocabularyFile, prompt: Prompt, role: Role, text: str) -> None:
    """What the message's tokens say is the message."""
    if words.name in NORMALISING:
        return
    name = next(n for n in texts(words, prompt) if n.startswith(role.value))
    assert texts(words, prompt)[name] == text


@pytest.mark.parametrize("kind", ["bpe", "spm"])
def test_prompts_of_a_loaded_model_grow_only_at_their_end(renderer: Renderer, kind: str) -> None:
    """So the cache holds, turn after turn, although replies are no tokeniser's choice."""
    chance = random.Random(7)
    path = tiny_chat_model(vocabulary=kind)
    with closing(Model.open(path, LoadSettings(), lambda share: True)) as model:
        templater = Templater(model, model.chat_template, renderer)
        assert templater.probe() == TemplateFacts(present=True)
        usable = [i for i, p in enumerate(model.pieces) if p.isascii() and not model.is_control(i)]
        messages = TALK.messages[:2]
        last: tuple[int, ...] = ()
        for turn in range(4):
            prompt = templater.prompt(Chat(messages))
            assert prompt.ids[: len(last)] == last
            ids = tuple(chance.choices(usable, k=20))
            text = b"".join(model.pieces[each] for each in ids).decode()
            said = Message(f"a{turn}", Role.ASSISTANT, text, ids, model.facts.vocabulary)
            asked = Message(f"q{turn}", Role.USER, "Go on, <|im_end|> or <think> it over.")
            messages, last = (*messages, said, asked), prompt.ids + ids
        final = templater.prompt(Chat(messages))
        assert final.retokenised == ()
        assert sum(model.is_control(each) for each in final.ids) == 2 * len(messages) + 1 + (
            model.bos_id is not None
        )
