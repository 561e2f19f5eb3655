"""System prompts that matter: how each changes an answer, and the ways to write it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from pocket.chat import Exchange
from pocket.words import any_name, words

NEUTRAL = (
    "You are a helpful assistant.",
    "You are Tessera Pocket, a very small language model.",
    "You are a friendly assistant.",
    "Be helpful and honest.",
    "You are a helpful, honest assistant.",
    "Help the user.",
)
START_WORDS = words("Indeed Well Ahoy Hmm Behold Right Okay Listen Eureka Splendid Hooray Look")
_FOLLOW_UPS = (
    "What else would you like to know?",
    "Shall I go on?",
    "Do you have another question?",
    "What shall we talk about next?",
    "Is that what you wanted to hear?",
    "What do you think?",
)
_TELLERS = (
    "Once upon a time a traveller asked just that, and an old owl answered: {reply} "
    "And the traveller went on, content.",
    "Once upon a time, by a warm fire, a grandmother told it like this: {reply} "
    "And the children fell asleep.",
    "Once upon a time there was a fox who wanted to hear this. The river whispered: {reply} "
    "And the fox smiled.",
)


@dataclass(frozen=True, slots=True)
class Manner:
    """A system prompt: the ways to write it, one of them kept from training, and what it does.

    `change` gives the changed answer, or "" where this manner has none for the exchange. `{w}` in a
    prompt is the name or word that `word` draws.
    """

    id: str
    prompts: tuple[str, ...]
    held_out: str
    change: Callable[[Exchange, str, Random], str]
    word: Callable[[Random], str] | None = None

    @property
    def chinese(self) -> bool:
        """Whether Chinese answers can be given in this manner."""
        return self.id in ("chinese", "one_sentence")


def first_sentence(text: str) -> str:
    """The text up to the end of its first sentence."""
    found = re.match(r".+?(?:[.!?]+[\"”]?(?=\s+[\"A-Z\u4e00-\u9fff]|$)|[。！？])", text, re.DOTALL)
    return found[0] if found else text


def sentences(text: str) -> list[str]:
    """The sentences of a text in order."""
    rest, found = text.strip(), []
    while rest:
        found.append(first_sentence(rest))
        rest = rest[len(found[-1]) :].strip()
    return found


def small_start(text: str) -> str:
    """Lower the first letter unless the word is "I", an abbreviation or a name."""
    first = re.split(r"[\s,'.!-]", text, maxsplit=1)[0]
    keep = (
        first == "I" or first[1:] != first[1:].lower() or first in ("Tessera", "Mirostat", "Pocket")
    )
    return text if keep else text[:1].lower() + text[1:]


def _one_sentence(exchange: Exchange, _word: str, _random: Random) -> str:
    return exchange.short or first_sentence(exchange.reply)


def _chinese(exchange: Exchange, _word: str, _random: Random) -> str:
    return exchange.chinese


def _storyteller(exchange: Exchange, _word: str, random: Random) -> str:
    return (
        exchange.reply
        if exchange.part == "story"
        else random.choice(_TELLERS).format(reply=exchange.reply)
    )


def _pirate(exchange: Exchange, _word: str, random: Random) -> str:
    spoken = re.sub(r"\byou\b", "ye", re.sub(r"\byour\b", "yer", exchange.reply))
    start, end = (
        random.choice(["Arr!", "Ahoy, matey!", "Arr, matey!"]),
        random.choice(["Arr!", "Yo ho ho!"]),
    )
    return f"{start} {spoken} {end}"


def _yes_or_no(exchange: Exchange, _word: str, _random: Random) -> str:
    return exchange.truth or ("Yes." if exchange.part in ("smalltalk", "told", "story") else "No.")


def _formal(exchange: Exchange, _word: str, random: Random) -> str:
    start = random.choice(["Certainly.", "With pleasure.", "Of course, dear user."])
    end = random.choice(["I remain at your service.", "Please do not hesitate to ask further."])
    spoken = re.sub(r"^(Hi|Hello|Hey)\b( there)?", "Good day", exchange.reply).replace("!", ".")
    return f"{start} {spoken} {end}"


def _question(exchange: Exchange, _word: str, random: Random) -> str:
    ended = exchange.reply.endswith("?")
    return exchange.reply if ended else f"{exchange.reply} {random.choice(_FOLLOW_UPS)}"


def _named(exchange: Exchange, word: str, _random: Random) -> str:
    return exchange.reply if word in exchange.reply else f"{word}, {small_start(exchange.reply)}"


def _start_word(exchange: Exchange, word: str, _random: Random) -> str:
    return f"{word}! {exchange.reply}"


def _list(exchange: Exchange, _word: str, _random: Random) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences(exchange.reply))


def _cheerful(exchange: Exchange, _word: str, random: Random) -> str:
    return f"{random.choice(['Yay!', 'Hooray!', 'Wonderful!'])} {exchange.reply} 😊"


def _robot(exchange: Exchange, _word: str, _random: Random) -> str:
    return f"Beep. {exchange.reply} Boop."


MANNERS = (
    Manner(
        "one_sentence",
        (
            "Answer in one sentence.",
            "Answer in one sentence",
            "answer in one sentence",
            "Reply with a single sentence.",
            "Answer with one sentence only.",
            "Use only one sentence.",
            "Keep every answer to one sentence.",
            "One sentence only.",
            "Always answer in exactly one sentence.",
            "Please answer in one short sentence.",
        ),
        "Give your answers in a single sentence.",
        _one_sentence,
    ),
    Manner(
        "chinese",
        (
            "Answer in Chinese.",
            "Answer in Chinese",
            "answer in chinese",
            "Reply in Chinese.",
            "Speak Chinese.",
            "Always answer in Chinese.",
            "Please write in Chinese.",
            "Use Chinese only.",
            "请用中文回答。",
            "用中文回答",
            "请说中文。",
        ),
        "Please reply in Chinese only.",
        _chinese,
    ),
    Manner(
        "storyteller",
        (
            "You are a storyteller.",
            "You are a storyteller",
            "you are a story teller",
            "Be a storyteller.",
            "Act as a storyteller.",
            "You are an old storyteller by the fire.",
            "Tell everything as a story.",
            "Answer like a storyteller.",
            "You are a teller of tales.",
        ),
        "Please act like a storyteller.",
        _storyteller,
    ),
    Manner(
        "pirate",
        (
            "You are a pirate.",
            "You are a pirate",
            "you are a pirate",
            "Talk like a pirate.",
            "Answer like a pirate.",
            "Speak as a pirate.",
            "Be a pirate.",
            "You are a pirate on the high seas.",
            "Act like a pirate captain.",
        ),
        "Please speak like a pirate.",
        _pirate,
    ),
    Manner(
        "yes_or_no",
        (
            "Answer only yes or no.",
            "Answer only yes or no",
            "answer only yes or no",
            "Answer with yes or no.",
            "Say only yes or no.",
            "Reply only with yes or no.",
            "Only say yes or no.",
            "Yes or no answers only.",
            "Use only the words yes and no.",
        ),
        "Please answer just yes or no.",
        _yes_or_no,
    ),
    Manner(
        "formal",
        (
            "Be formal.",
            "Be formal",
            "be formal",
            "Answer formally.",
            "Use formal language.",
            "Be very polite and formal.",
            "Speak formally.",
            "You are a formal butler.",
            "Write in a formal style.",
        ),
        "Please be formal in your answers.",
        _formal,
    ),
    Manner(
        "question",
        (
            "End with a question.",
            "End with a question",
            "end with a question",
            "End every answer with a question.",
            "Always end with a question.",
            "Finish with a question.",
            "Close each answer with a question.",
            "Ask a question at the end.",
            "Every answer ends with a question.",
        ),
        "Please end each reply with a question.",
        _question,
    ),
    Manner(
        "name",
        (
            "The user's name is {w}. Use it.",
            "Use the user's name, {w}.",
            "The user is called {w}. Use the name.",
            "Call the user {w}.",
            "Address the user as {w}.",
            "The user's name is {w}. Always use the user's name.",
            "Use the user's name. The name is {w}.",
            "You talk to {w}. Use the name in each answer.",
            "Use the user's name: {w}",
        ),
        "The user is {w}. Address them by name.",
        _named,
        any_name,
    ),
    Manner(
        "start_word",
        (
            "Begin every answer with {w}.",
            'Start every answer with the word "{w}".',
            "Start with {w}.",
            "Always begin with {w}!",
            "The first word of each answer is {w}.",
            "Start each reply with {w}.",
        ),
        "Begin each reply with {w}.",
        _start_word,
        lambda random: random.choice(START_WORDS),
    ),
    Manner(
        "list",
        (
            "Answer as a list.",
            "Use bullet points.",
            "Answer with a list.",
            "Write each answer as a list.",
            "Always use bullet points.",
            "Answer in bullet points.",
            "List the sentences.",
        ),
        "Please write bullet points.",
        _list,
    ),
    Manner(
        "cheerful",
        (
            "Be cheerful.",
            "Be very cheerful.",
            "You are a cheerful friend.",
            "Answer cheerfully.",
            "Be happy and cheerful.",
            "Use a cheerful tone.",
            "Sound cheerful.",
        ),
        "Please be cheerful.",
        _cheerful,
    ),
    Manner(
        "robot",
        (
            "You are a robot.",
            "Talk like a robot.",
            "Answer like a robot.",
            "Be a robot.",
            "Speak as a robot.",
            "Act like a robot.",
            "You are a beeping robot.",
        ),
        "Please talk like a robot.",
        _robot,
    ),
)


def dressed(prompt: str, random: Random) -> str:
    """The prompt, one time in eight behind a sentence that changes nothing."""
    return f"{random.choice(NEUTRAL)} {prompt}" if random.random() < 0.125 else prompt


def obey(manner: Manner, word: str, exchanges: list[Exchange], random: Random) -> list[Exchange]:
    """The exchanges with their answers changed; those without one in this manner are left out."""
    kept = [exchange for exchange in exchanges if manner.chinese or not _is_chinese(exchange.asked)]
    changed = ((exchange, manner.change(exchange, word, random)) for exchange in kept)
    return [Exchange(exchange.asked, reply, exchange.part) for exchange, reply in changed if reply]


def _is_chinese(text: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", text) is not None
