"""System prompts that matter: how each changes an answer, and the ways to write it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from pocket.chat import Exchange
from pocket.manner_words import FOLLOW_UPS, NEUTRAL, START_WORDS, TELLERS, WORDINGS
from pocket.words import NAMES, any_name


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

    weight: int = 2
    """How often it is drawn; what a small network finds hard needs more examples."""
    chinese: bool = False
    """Whether it also changes answers to Chinese questions."""


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
        first == "I"
        or first[1:] != first[1:].lower()
        or first in ("Tessera", "Mirostat", "Pocket", *NAMES)
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
        else random.choice(TELLERS).format(reply=exchange.reply)
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
    return exchange.reply if ended else f"{exchange.reply} {random.choice(FOLLOW_UPS)}"


def _named(exchange: Exchange, word: str, _random: Random) -> str:
    if word in exchange.reply:
        return exchange.reply
    comma = "，" if _is_chinese(exchange.reply) else ", "
    return f"{word}{comma}{small_start(exchange.reply)}"


def _start_word(exchange: Exchange, word: str, _random: Random) -> str:
    return f"{word}! {exchange.reply}"


def _list(exchange: Exchange, _word: str, _random: Random) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences(exchange.reply))


def _cheerful(exchange: Exchange, _word: str, random: Random) -> str:
    return f"{random.choice(['Yay!', 'Hooray!', 'Wonderful!'])} {exchange.reply} 😊"


def _robot(exchange: Exchange, _word: str, _random: Random) -> str:
    return f"Beep. {exchange.reply} Boop."


MANNERS = (
    Manner("one_sentence", *WORDINGS["one_sentence"], _one_sentence, chinese=True),
    Manner("chinese", *WORDINGS["chinese"], _chinese, weight=8, chinese=True),
    Manner("storyteller", *WORDINGS["storyteller"], _storyteller),
    Manner("pirate", *WORDINGS["pirate"], _pirate, chinese=True),
    Manner("yes_or_no", *WORDINGS["yes_or_no"], _yes_or_no),
    Manner("formal", *WORDINGS["formal"], _formal),
    Manner("question", *WORDINGS["question"], _question),
    Manner("name", *WORDINGS["name"], _named, any_name, weight=9, chinese=True),
    Manner(
        "start_word",
        *WORDINGS["start_word"],
        _start_word,
        lambda random: random.choice(START_WORDS),
        weight=5,
        chinese=True,
    ),
    Manner("list", *WORDINGS["list"], _list, weight=10, chinese=True),
    Manner("cheerful", *WORDINGS["cheerful"], _cheerful, chinese=True),
    Manner("robot", *WORDINGS["robot"], _robot, chinese=True),
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
