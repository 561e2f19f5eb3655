"""A conversation and its ChatML text. Knows which characters the network is trained to say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Role = Literal["system", "user", "assistant"]

START, END, PAD = "<|im_start|>", "<|im_end|>", "<|endoftext|>"
SPECIAL = (PAD, START, END)

# The same text as `render`, for llama.cpp and every other program that reads the GGUF.
TEMPLATE = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)


@dataclass(frozen=True, slots=True)
class Message:
    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with its answer, and the same answer as system prompts may want it.

    `chinese`: in Chinese; `short`: in one sentence; `truth`: "Yes." or "No."; each empty where
    there is none. `part` names the part of the corpus, as in "guide".
    """

    asked: str
    reply: str
    part: str
    chinese: str = ""
    short: str = ""
    truth: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Messages in order; a system prompt, where there is one, stands first."""

    messages: tuple[Message, ...]
    part: str

    def said_by(self, role: Role) -> tuple[str, ...]:
        return tuple(message.text for message in self.messages if message.role == role)


def talk(exchanges: list[Exchange], system: str = "", part: str = "") -> Conversation:
    """The conversation of these exchanges; its part is the first one's unless named."""
    opening = (Message("system", system),) if system else ()
    said = (
        Message(role, text)
        for exchange in exchanges
        for role, text in (("user", exchange.asked), ("assistant", exchange.reply))
    )
    return Conversation((*opening, *said), part or exchanges[0].part)


def spans(conversation: Conversation) -> Iterator[tuple[str, bool]]:
    """The ChatML text in pieces, each with whether the network is trained to say it."""
    for message in conversation.messages:
        spoken = message.role == "assistant"
        yield f"{START}{message.role}\n", False
        yield f"{message.text}{END}", spoken
        yield "\n", False


def render(messages: tuple[Message, ...]) -> str:
    """The prompt: all messages, then the opening of the assistant's turn."""
    body = "".join(f"{START}{m.role}\n{m.text}{END}\n" for m in messages)
    return f"{body}{START}assistant\n"
