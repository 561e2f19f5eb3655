"""Other ways to say the same question: rewriting, openings, case, punctuation."""

from __future__ import annotations

import re
from random import Random

# A question of the left form may be asked in each of the right forms.
_FORMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        r"what (?:does|do) (?:the |a |an )?(.+?) do",
        (
            "what is {0} for",
            "what is the point of {0}",
            "what does {0} change",
            "explain what {0} does",
            "tell me what {0} does",
            "i wonder what {0} does",
            "what is the purpose of {0}",
            "what is the use of {0}",
            "what effect does {0} have",
            "can you explain what {0} does",
            "what does the {0} setting do",
            "describe {0}",
            "what happens with {0}",
            "why is there {0}",
            "how does {0} work",
        ),
    ),
    (
        r"what (?:is|are|'s) (?:the |a |an )?(.+)",
        (
            "what exactly is {0}",
            "tell me what {0} is",
            "can you explain {0}",
            "explain {0}",
            "define {0}",
            "what do you mean by {0}",
            "what does {0} mean",
            "i do not know what {0} is",
            "describe {0}",
            "{0}",
            "what is meant by {0}",
            "give me a short explanation of {0}",
            "help me understand {0}",
            "i keep reading about {0}, what is it",
            "could you say what {0} is",
            "teach me about {0}",
            "how would you describe {0}",
        ),
    ),
    (
        r"how (?:do|can) i (.+)",
        (
            "how can i {0}",
            "how do i {0}",
            "i want to {0}",
            "is there a way to {0}",
            "how would i {0}",
            "what is the way to {0}",
            "show me how to {0}",
            "how to {0}",
            "tell me how to {0}",
            "what must i do to {0}",
            "i would like to {0}",
            "can i {0}",
        ),
    ),
    (
        r"how (?:does|do) (?:the |a |an )?(.+?) work",
        (
            "explain how {0} works",
            "tell me how {0} works",
            "how exactly does {0} work",
            "i want to know how {0} works",
            "what does {0} do",
            "how would you explain {0}",
        ),
    ),
    (
        r"(?:explain|describe|tell me about|define) (?:the |a |an )?(.+?)(?: please| to me)?",
        (
            "what is {0}",
            "can you explain {0}",
            "could you explain {0}",
            "tell me something about {0}",
            "what should i know about {0}",
            "say a few words about {0}",
            "explain {0} in simple words",
            "i want to learn about {0}",
            "what about {0}",
        ),
    ),
    (
        r"why (.+)",
        (
            "tell me why {0}",
            "can you explain why {0}",
            "i wonder why {0}",
            "what is the reason: why {0}",
        ),
    ),
    (
        r"when should i (.+)",
        (
            "when would i {0}",
            "when is it good to {0}",
            "in which case should i {0}",
            "when do i {0}",
        ),
    ),
)
_OPENINGS = (
    "Please: ",
    "Hello! ",
    "Hi, ",
    "Hey, ",
    "Sorry, ",
    "One question: ",
    "Quick question: ",
    "I am new here. ",
    "Okay, ",
    "So ",
    "And ",
    "Now ",
    "Good morning. ",
    "Excuse me, ",
    "Next: ",
)
_CLOSINGS = (" please", ", please", " thanks", " exactly", " in short", " in Tessera")
_CHINESE_OPENINGS = (
    "你好，",
    "你好,",
    "请问，",
    "请问",
    "请告诉我，",
    "我想知道，",
    "您好！",
    "那么，",
    "再问一下，",
)


def vary(ask: str, random: Random) -> str:
    """The question, most times reworded or dressed otherwise."""
    if re.search(r"[\u4e00-\u9fff]", ask):
        return _vary_chinese(ask, random)
    if random.random() < 0.45:
        ask = _reword(ask, random)
    if random.random() < 0.1:
        ask = _unmarked(ask) + random.choice(_CLOSINGS) + ask[-1:].replace(ask[-1:], "?")
    if random.random() < 0.15:
        ask = random.choice(_OPENINGS) + _small_start(ask)
    return _dress(ask, random)


def _reword(ask: str, random: Random) -> str:
    plain = _unmarked(ask)
    for pattern, forms in _FORMS:
        found = re.fullmatch(pattern, plain, re.IGNORECASE)
        if found:
            form = random.choice(forms)
            question = re.match(r"(what|how|why|can|could|is|when|in which)\b", form)
            new = form.format(_small_start(found[1]))
            return new[0].upper() + new[1:] + ("?" if question else ".")
    return ask


def _dress(ask: str, random: Random) -> str:
    dice = random.random()
    if dice < 0.15:
        return _unmarked(ask).lower()
    if dice < 0.22:
        return ask.lower()
    if dice < 0.30:
        return _unmarked(ask)
    return ask


def _vary_chinese(ask: str, random: Random) -> str:
    if random.random() < 0.3 and not ask.startswith(("你好", "请", "您好")):
        ask = random.choice(_CHINESE_OPENINGS) + ask
    dice = random.random()
    if dice < 0.2:
        return ask.replace("？", "?").replace("，", ",")
    return ask.rstrip("？?。") if dice < 0.35 else ask


def _unmarked(text: str) -> str:
    return text.rstrip("?.! ")


def _small_start(text: str) -> str:
    """Lower the first letter unless the word is an abbreviation, a name or "I"."""
    first = text.split(" ", 1)[0]
    keep = (
        first == "I"
        or first[1:] != first[1:].lower()
        or first.startswith(("Tessera", "Mirostat", "Ctrl"))
    )
    return text if keep else text[:1].lower() + text[1:]
