"""Chats as prompts: the model's own Jinja template, one of two that always work, or none.

Knows how templates differ in what they accept (a system prompt, two messages of one role, a
reply that comes first) and gives each what it accepts. The rendering itself is `renderer.py`,
the tokens are `tokens.py`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate, pairwise
from typing import Any, Protocol

from msgspec.structs import replace

from engine.chat import Chat, Message, Role, TemplateChoice
from engine.errors import (
    InvalidRequest,
    TemplateBroken,
    TemplateEmpty,
    TemplateUnusable,
)
from engine.prompt.literals import guarded
from engine.prompt.spans import Sentinels, Skeleton, Span, align, closed_up, secret_signs
from engine.prompt.tokens import Manuscript, Prompt, Tokeniser, Vocabulary
from engine.prompt.turns import GLUE, Part, Turn, alternating, folded, has_system, turns_of
from engine.records import SegmentKind, TemplateFacts

CHATML = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
PLAIN = (
    "{% for message in messages %}"
    "{% if message.role == 'system' %}{{ message.content | trim }}\n\n"
    "{% elif message.role == 'user' %}User: {{ message.content | trim }}\n"
    "{% else %}Assistant: {{ message.content | trim }}\n"
    "{% endif %}{% endfor %}{% if add_generation_prompt %}Assistant:{% endif %}"
)

# Tags around a reply's thinking. Models write them, so in a reply they keep their meaning.
OPENING, CLOSING = "<think>", "</think>"
_WRITTEN_BY_MODELS = frozenset((OPENING, CLOSING))
# A reply may end within a character; its text then shows the bytes in one of these ways.
_WAYS_TO_SHOW_BROKEN_TEXT = ("replace", "backslashreplace")

_PROBE = Chat(
    (
        Message("system", Role.SYSTEM, "Be brief."),
        Message("question", Role.USER, "Hello"),
        Message("answer", Role.ASSISTANT, "Hi."),
        Message("next", Role.USER, "Who are you?"),
    )
)


class Renders(Protocol):
    """What renders: `engine.prompt.renderer.Renderer`."""

    def render(self, template: str, variables: dict[str, Any], /) -> str:
        """The rendered text; raises TemplateUnusable."""


class _Style(Enum):
    """How a template wants what is no text of a message."""

    USUAL = "usual"
    TYPED = "typed"  # contents as lists of typed pieces
    TOOLS = "tools"  # a list of tools, be it empty


@dataclass(frozen=True, slots=True)
class _Layout:
    """The turns in a shape that the template accepts, and what it writes around them."""

    turns: tuple[Turn, ...]
    style: _Style
    folded: bool
    skeleton: Skeleton

    @property
    def parts(self) -> tuple[Part, ...]:
        return tuple(part for turn in self.turns for part in turn.parts)


class Templater:
    """Turns chats into prompts for one vocabulary and its model's template ("" if it has none).

    Holds no state of a chat. As its Renderer, it serves one thread at a time."""

    def __init__(self, vocabulary: Vocabulary, template: str, renderer: Renders) -> None:
        self._vocabulary = vocabulary
        self._renderer = renderer
        self._sources = {
            TemplateChoice.MODEL: template,
            TemplateChoice.CHATML: CHATML,
            TemplateChoice.PLAIN: PLAIN,
        }
        self._tokenisers: dict[TemplateChoice, Tokeniser] = {}

    def prompt(self, chat: Chat, *, continuing: bool = False, draft: str | None = None) -> Prompt:
        """The prompt after which the model writes the next reply, or goes on with the last one.

        `draft` is an unsent message of the person at the end. Raises TemplateUnusable, and
        InvalidRequest where there is no reply to go on with."""
        if continuing and (not chat.messages or chat.messages[-1].role is not Role.ASSISTANT):
            raise InvalidRequest(problem="only a reply can be continued")
        messages = tuple(self._checked(message) for message in chat.messages)
        folded, opens = False, False
        if chat.template is TemplateChoice.RAW:
            page = _unprinted(messages, draft)
        else:
            spoken = messages[:-1] if continuing else messages
            layout = self._layout(chat.template, turns_of(spoken, draft))
            page, opens = self._page(chat.template, layout, messages[-1] if continuing else None)
            folded = layout.folded
        prompt, reused = self._tokeniser(chat.template).tokenise(page)
        return replace(
            prompt,
            begun=_begun(prompt, messages[-1].id) if continuing else 0,
            opens_thinking=opens,
            retokenised=tuple(m.id for m in chat.messages if m.ids and m.id not in reused),
            system_folded=folded,
        )

    def after(self, prompt: Prompt, choice: TemplateChoice, text: str) -> tuple[int, ...]:
        """The tokens of a text that a reply goes on with behind a prompt of this template."""
        return self._tokeniser(choice).after(prompt, text)

    def probe(self) -> TemplateFacts:
        """Whether the model's own template works, tried on a small chat."""
        if not self._sources[TemplateChoice.MODEL]:
            return TemplateFacts(present=False)
        try:
            prompt = self.prompt(_PROBE)
        except TemplateUnusable as error:
            return TemplateFacts(present=True, fault=error.fault)
        return TemplateFacts(present=True, system_folded=prompt.system_folded)

    def stop_strings(self, choice: TemplateChoice) -> tuple[str, ...]:
        """Texts that end a reply where no token does, because the template's marks are text."""
        if choice is TemplateChoice.PLAIN:
            return ("\nUser:",)
        if (
            choice is TemplateChoice.CHATML
            and "<|im_end|>" not in self._vocabulary.control_literals
        ):
            return ("<|im_end|>",)
        return ()

    def _source(self, choice: TemplateChoice) -> str:
        source = self._sources[choice]
        if not source:
            raise TemplateUnusable(reason="the file brings none")
        return source

    def _tokeniser(self, choice: TemplateChoice) -> Tokeniser:
        if choice not in self._tokenisers:
            source = "" if choice is TemplateChoice.RAW else self._source(choice)
            kept = guarded(self._vocabulary.user_defined, source)
            self._tokenisers[choice] = Tokeniser(self._vocabulary, kept, _WRITTEN_BY_MODELS)
        return self._tokenisers[choice]

    def _checked(self, message: Message) -> Message:
        """The message, without recorded tokens that are not those of its text here."""
        return message if self._recorded(message) else replace(message, ids=())

    def _recorded(self, message: Message) -> bool:
        words, ids = self._vocabulary, message.ids
        if message.role is not Role.ASSISTANT or message.vocabulary != words.facts.vocabulary:
            return False
        if not all(0 <= each < len(words.pieces) and not words.is_end(each) for each in ids):
            return False
        written = shown(words, ids)
        return bool(ids) and any(
            written.decode("utf-8", broken) == message.text for broken in _WAYS_TO_SHOW_BROKEN_TEXT
        )

    def _layout(self, choice: TemplateChoice, turns: tuple[Turn, ...]) -> _Layout:
        """The first shape in which the template takes every message."""
        problem: TemplateUnusable | None = None
        for shape, style, is_folded in _shapes(turns):
            sentinels = Sentinels()
            parts = [part for turn in shape for part in turn.parts]
            stand_ins = [sentinels.stand_in(number) for number in range(len(parts))]
            try:
                rendered = self._render(choice, shape, style, stand_ins)
            except TemplateBroken as error:
                problem = problem or error
                continue
            skeleton = sentinels.skeleton(rendered)
            wanted = {n for n, part in enumerate(parts) if part.kind is not SegmentKind.TEMPLATE}
            if wanted <= set(skeleton.contents):
                return _Layout(shape, style, is_folded, skeleton)
            problem = problem or TemplateEmpty()
        assert problem is not None
        raise problem

    def _page(
        self, choice: TemplateChoice, layout: _Layout, reply: Message | None
    ) -> tuple[Manuscript, bool]:
        """The true rendering, with the reply to go on with; whether it opens thinking."""
        seam = secret_signs()
        tokeniser, parts = self._tokeniser(choice), list(layout.parts)
        texts = [seam.join(tokeniser.literals(p.kind).broken(p.text)) for p in parts]
        text = self._render(choice, layout.turns, layout.style, texts)
        replies = {n for n, part in enumerate(parts) if part.kind is SegmentKind.ASSISTANT}
        text, aligned = closed_up(text, align(layout.skeleton, texts, text), replies)
        spans = list(aligned)
        opens = _opens_thinking(text, spans)
        if reply is not None:
            if opens and not reply.ids and CLOSING not in reply.text:
                text, opens = text[: text.rindex(OPENING)], False
            parts.append(Part(SegmentKind.ASSISTANT, reply.id, reply.text, reply.ids))
            added = seam.join(tokeniser.literals(SegmentKind.ASSISTANT).broken(reply.text))
            spans.append(Span(len(text), len(text) + len(added), len(parts) - 1))
            text += added
        return _unveiled(text, spans, parts, seam), opens

    def _render(
        self, choice: TemplateChoice, turns: Sequence[Turn], style: _Style, texts: Sequence[str]
    ) -> str:
        following = iter(texts)
        messages = []
        for turn in turns:
            content = GLUE.join(next(following) for _ in turn.parts)
            given = [{"type": "text", "text": content}] if style is _Style.TYPED else content
            messages.append({"role": turn.role.value, "content": given})
        variables = {
            "messages": messages,
            "tools": [] if style is _Style.TOOLS else None,
            "documents": None,
            "add_generation_prompt": True,
            "bos_token": self._vocabulary.bos_text,
            "eos_token": self._vocabulary.eos_text,
        }
        return self._renderer.render(self._source(choice), variables)


def _shapes(turns: tuple[Turn, ...]) -> Iterator[tuple[tuple[Turn, ...], _Style, bool]]:
    """The turns from the most faithful shape to the most widely accepted, and whether the system
    prompt is folded."""
    shapes = [(turns, False), (alternating(turns), False)]
    if has_system(turns):
        shapes[1:] = [(folded(turns), True), shapes[1], (alternating(folded(turns)), True)]
    for style in _Style:
        for shape, is_folded in dict.fromkeys(shapes):
            yield shape, style, is_folded


def _unprinted(messages: Sequence[Message], draft: str | None) -> Manuscript:
    """The texts one after the other, without any template."""
    parts = [Part(SegmentKind(m.role.value), m.id, m.text, m.ids) for m in messages]
    if draft is not None:
        parts.append(Part(SegmentKind.DRAFT, "", draft))
    ends = [0, *accumulate(len(part.text) for part in parts)]
    spans = tuple(Span(start, end, n) for n, (start, end) in enumerate(pairwise(ends)))
    return Manuscript("".join(part.text for part in parts), spans, (), tuple(parts))


def _begun(prompt: Prompt, reply: str) -> int:
    """How many tokens at the end of the prompt are those of this reply."""
    last = prompt.segments[-1] if prompt.segments else None
    ours = last and (last.kind, last.message) == (SegmentKind.ASSISTANT, reply)
    return last.tokens if last and ours else 0


def shown(vocabulary: Vocabulary, ids: Sequence[int]) -> bytes:
    """What generated tokens made of a reply's text."""
    return b"".join(_shown(vocabulary, each) for each in ids)


def _shown(vocabulary: Vocabulary, token: int) -> bytes:
    """What a generated token added to the text: control tokens nothing, but for thinking tags."""
    piece = vocabulary.pieces[token]
    is_tag = piece.decode("utf-8", "replace") in _WRITTEN_BY_MODELS
    return piece if is_tag or not vocabulary.is_control(token) else b""


def _opens_thinking(text: str, spans: Sequence[Span]) -> bool:
    """Whether the template ends with the opening tag of a thinking block."""
    return text[spans[-1].end if spans else 0 :].rstrip().endswith(OPENING)


def _unveiled(text: str, spans: Sequence[Span], parts: Sequence[Part], seam: str) -> Manuscript:
    """The text without the seams in it, which become marks."""
    pieces = text.split(seam)
    marks = tuple(accumulate(map(len, pieces[:-1])))
    places = [mark + number * len(seam) for number, mark in enumerate(marks)]

    def moved(place: int) -> int:
        return place - len(seam) * bisect_left(places, place)

    moved_spans = tuple(Span(moved(s.start), moved(s.end), s.content) for s in spans)
    return Manuscript("".join(pieces), moved_spans, marks, tuple(parts))
