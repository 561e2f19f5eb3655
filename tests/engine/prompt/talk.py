"""A small chat, and what its prompt says, in words to compare with."""

from __future__ import annotations

from engine.chat import Message, Role
from engine.prompt.tokens import Prompt
from tests.fakes.vocabulary import ByteVocabulary

SYSTEM = Message("s", Role.SYSTEM, "Be kind.")
HELLO = Message("u1", Role.USER, "Hello")
HI = Message("a1", Role.ASSISTANT, "Hi there.")
BYE = Message("u2", Role.USER, "Bye")


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
