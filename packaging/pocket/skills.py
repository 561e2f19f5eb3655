"""Small skills: sums to 100, counting, spelling, opposites, colours, days, some foreign words."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from pocket.chat import Exchange
from pocket.skill_words import (
    CHINESE_WORDS,
    COLOURS_OF,
    DAYS,
    FRENCH_SENTENCES,
    FRENCH_WORDS,
    MONTHS,
    OPPOSITES,
    SPELLED,
)
from pocket.words import NAMES, any_name

_SUM_ASKS = (
    "What is {a} + {b}?",
    "what is {a} plus {b}",
    "{a} + {b}",
    "{a}+{b}",
    "{a} + {b} = ?",
    "Add {a} and {b}.",
    "How much is {a} + {b}?",
    "What is {a} plus {b}?",
    "Calculate {a} + {b}",
    "{a} plus {b}?",
    "What's {a}+{b}?",
    "What is the sum of {a} and {b}?",
    "Can you add {a} and {b}?",
    "what is {a} + {b}",
)
_DIFFERENCE_ASKS = (
    "What is {a} - {b}?",
    "what is {a} minus {b}",
    "{a} - {b}",
    "{a}-{b}",
    "How much is {a} - {b}?",
    "What is {a} minus {b}?",
    "Take {b} from {a}.",
    "Calculate {a} - {b}",
    "Subtract {b} from {a}.",
)


def held_out_sum(a: int, b: int) -> bool:
    """Whether a + b is kept from training: about one sum in sixteen of those with two digits."""
    low, high = sorted((a, b))
    return low > 9 and (low * 31 + high * 17) % 16 == 5


def sum_text(a: int, b: int) -> str:
    """The sum as it is said: the ones first where there are tens, so that the carry is seen."""
    whole = f"{a} + {b} = {a + b}."
    return whole if a < 10 and b < 10 else f"{a % 10} + {b % 10} = {a % 10 + b % 10}, so {whole}"


def difference_text(a: int, b: int) -> str:
    """The difference, the ones first; ten is borrowed where the ones are too few."""
    ones = a % 10 if a % 10 >= b % 10 else a % 10 + 10
    whole = f"{a} - {b} = {a - b}."
    return whole if a < 10 else f"{ones} - {b % 10} = {ones - b % 10}, so {whole}"


def addition(random: Random) -> Exchange:
    """A sum with a result up to 100 that is not held out."""
    while True:
        a = random.randint(0, 100)
        b = random.randint(0, 100 - a)
        if not held_out_sum(a, b):
            return _same(random.choice(_SUM_ASKS).format(a=a, b=b), sum_text(a, b))


def difference(random: Random) -> Exchange:
    """A difference within 0 to 100."""
    a = random.randint(0, 100)
    b = random.randint(0, a)
    return _same(random.choice(_DIFFERENCE_ASKS).format(a=a, b=b), difference_text(a, b))


def product(random: Random) -> Exchange:
    """A product of the small multiplication table."""
    a, b = random.randint(1, 10), random.randint(1, 10)
    asked = random.choice(["What is {a} times {b}?", "{a} x {b}", "{a} times {b}", "{a} * {b}"])
    return _same(asked.format(a=a, b=b), f"{a} x {b} = {a * b}.")


def counting(random: Random) -> Exchange:
    """Counting up or down by one, at most twelve numbers."""
    first = 1 if random.random() < 0.4 else random.randint(0, 40)
    last = first + random.randint(2, 11)
    if random.random() < 0.25:
        asked = random.choice(["Count down from {b} to {a}.", "Count backwards from {b} to {a}"])
        numbers = range(last, first - 1, -1)
    elif first == 1 and random.random() < 0.6:
        asked = random.choice(["Count to {b}.", "count to {b}", "Can you count to {b}?"])
        numbers = range(first, last + 1)
    else:
        asked = random.choice(
            ["Count from {a} to {b}.", "count from {a} to {b}", "Please count from {a} to {b}"]
        )
        numbers = range(first, last + 1)
    return _same(asked.format(a=first, b=last), ", ".join(map(str, numbers)) + ".")


def spelling(random: Random) -> Exchange:
    """A word letter by letter."""
    word = random.choice(SPELLED)
    asked = random.choice(
        [
            'Spell "{w}".',
            "Spell {w}",
            "How do you spell {w}?",
            "spell the word {w}",
            "Can you spell {w}?",
        ]
    )
    return _same(asked.format(w=word), "-".join(word))


def opposite(random: Random) -> Exchange:
    """The opposite of a word, in either direction."""
    one, other = random.sample(random.choice(OPPOSITES), 2)
    asked = random.choice(
        [
            "What is the opposite of {w}?",
            "opposite of {w}",
            "Tell me the opposite of {w}.",
            "The opposite of {w}?",
        ]
    )
    return _same(asked.format(w=one), f"The opposite of {one} is {other}.")


def colour_of(random: Random) -> Exchange:
    """The colour of a thing everybody knows."""
    thing, colour = random.choice(COLOURS_OF)
    verb = "are" if thing.endswith("s") and thing not in ("grass", "the bus") else "is"
    asked = random.choice(["What colour {v} {t}?", "what color {v} {t}", "Which colour {v} {t}?"])
    reply = f"{thing} {verb} {colour}."
    return _same(asked.format(v=verb, t=thing), reply[0].upper() + reply[1:])


def calendar(random: Random) -> Exchange:
    """The neighbour of a day or month."""
    names = random.choice([DAYS, MONTHS])
    step, word = random.choice([(1, "after"), (-1, "before")])
    here = random.randrange(len(names))
    there = names[(here + step) % len(names)]
    kind = "day" if names is DAYS else "month"
    asked = random.choice([f"What {kind} comes {word} {{n}}?", f"Which {kind} is {word} {{n}}?"])
    return _same(asked.format(n=names[here]), f"{there} comes {word} {names[here]}.")


def french(random: Random) -> Exchange:
    """A French word or sentence in English, or a word the other way round."""
    if random.random() < 0.4:
        foreign, english = random.choice(FRENCH_SENTENCES)
        asked = random.choice(
            [
                "What does '{f}' mean?",
                'Translate "{f}" into English.',
                "{f}",
                "Translate: {f}",
                "What is '{f}' in English?",
            ]
        )
        return _same(asked.format(f=foreign), english)
    foreign, english = random.choice(FRENCH_WORDS)
    return _word(foreign, english, "French", random)


def chinese_word(random: Random) -> Exchange:
    """A Chinese word in English or the other way round."""
    foreign, english = random.choice(CHINESE_WORDS)
    if random.random() < 0.3:
        asked = random.choice([f"{english}用中文怎么说？", f"“{english}”的中文是什么？"])
        return _same(asked, f"{english} 的中文是“{foreign}”。")
    return _word(foreign, english, "Chinese", random)


def echo(random: Random) -> Exchange:
    """Words without a meaning, said again once or several times: what teaches a network to copy."""
    pool = random.choice([SPELLED, NAMES, (*NAMES, *SPELLED, *"0123456789")])
    drawn = [random.choice([random.choice(pool), any_name(random)]) for _ in range(9)]
    text = " ".join(drawn[: random.randint(1, 9)])
    times, word = random.choice([(1, ""), (1, ""), (2, " twice"), (3, " three times")])
    asked = random.choice(
        ["Repeat{w} after me: {t}", "Say{w}: {t}", "Repeat this{w}: {t}", "Please say{w} {t}"]
    )
    return _same(asked.format(t=text, w=word), " ".join([text] * times))


def truth(random: Random) -> Exchange:
    """A question to be answered with yes or no."""
    statement = random.choice([_equality, _opposition, _colouring, _following, _guide_truth])
    asked, right, said = statement(random)
    word = "Yes" if right else "No"
    reply = f"{word}, {said}" if said else f"{word}."
    return Exchange(
        asked,
        reply,
        "truth",
        chinese="是的。" if right else "不是。",
        short=reply,
        truth=f"{word}.",
    )


SKILLS: tuple[tuple[Callable[[Random], Exchange], int], ...] = (
    (addition, 12),
    (difference, 4),
    (product, 1),
    (counting, 2),
    (spelling, 4),
    (opposite, 2),
    (colour_of, 1),
    (calendar, 2),
    (french, 4),
    (chinese_word, 4),
    (truth, 4),
    (echo, 3),
)


def skill(random: Random) -> Exchange:
    """Any of the small skills, by weight."""
    weights = [weight for _, weight in SKILLS]
    kind, _ = random.choices(SKILLS, weights)[0]
    return kind(random)


def _same(asked: str, reply: str) -> Exchange:
    return Exchange(asked, reply, "skill", short=reply)


def _word(foreign: str, english: str, language: str, random: Random) -> Exchange:
    if random.random() < 0.5:
        asked = random.choice(
            ["How do you say {e} in {l}?", "What is {e} in {l}?", "{e} in {l}?", "say {e} in {l}"]
        )
        return _same(
            asked.format(e=english, l=language), f'In {language}, "{english}" is "{foreign}".'
        )
    asked = random.choice(["What does {f} mean?", "What is {f} in English?", "Translate {f}."])
    return _same(asked.format(f=foreign), f'"{foreign}" means "{english}".')


def _equality(random: Random) -> tuple[str, bool, str]:
    a, b = random.randint(0, 9), random.randint(0, 9)
    shown = a + b if random.random() < 0.5 else a + b + random.choice([-2, -1, 1, 2, 3])
    asked = random.choice(
        ["Is {a} + {b} equal to {s}?", "Is {a} plus {b} {s}?", "Is {a} + {b} = {s}?"]
    )
    return asked.format(a=a, b=b, s=abs(shown)), abs(shown) == a + b, f"{a} + {b} = {a + b}."


def _opposition(random: Random) -> tuple[str, bool, str]:
    pair = random.choice(OPPOSITES)
    one, other = random.sample(pair, 2)
    shown = (
        other
        if random.random() < 0.5
        else random.choice([w for p in OPPOSITES for w in p if w not in pair])
    )
    return (
        f"Is {one} the opposite of {shown}?",
        shown == other,
        f"the opposite of {one} is {other}.",
    )


def _colouring(random: Random) -> tuple[str, bool, str]:
    thing, colour = random.choice(COLOURS_OF)
    shown = (
        colour
        if random.random() < 0.5
        else random.choice([c for _, c in COLOURS_OF if c != colour])
    )
    verb = "are" if thing.endswith("s") and thing not in ("grass", "the bus") else "is"
    return f"{verb.capitalize()} {thing} {shown}?", shown == colour, f"{thing} {verb} {colour}."


def _following(random: Random) -> tuple[str, bool, str]:
    here = random.randrange(7)
    right = random.random() < 0.5
    shown = DAYS[(here + (1 if right else random.randint(2, 6))) % 7]
    return (
        f"Does {shown} come after {DAYS[here]}?",
        right,
        f"{DAYS[(here + 1) % 7]} comes after {DAYS[here]}.",
    )


_TRUTHS = (
    ("Are you a small model?", True, "I am a very small model."),
    ("Are you a human?", False, "I am a language model."),
    ("Can you see the internet?", False, "everything stays on this machine."),
    ("Does Tessera need the internet to chat?", False, "it works offline."),
    ("Does temperature divide the logits?", True, "it divides them before the softmax."),
    ("Is greedy decoding random?", False, "it always takes the likeliest token."),
    ("Does a higher temperature make the text wilder?", True, "it flattens the probabilities."),
    ("Does the softmax give probabilities?", True, "they sum to 1."),
    ("Is a token always a whole word?", False, "it may be a part of a word."),
    ("Do you remember other chats?", False, "I only know this chat."),
    ("Can you tell stories?", True, "just ask for one."),
    ("Can you make mistakes?", True, "I am a very small model."),
    ("Do probabilities sum to 1?", True, "over the whole vocabulary."),
    ("Is the same seed the same dice?", True, "the dice depend on seed and position."),
    ("Can you speak Chinese?", True, "a little."),
    ("Can you cook?", False, "I am only a language model."),
    ("Is top-k a number of tokens?", True, "only the k likeliest stay."),
    ("Are you ChatGPT?", False, "I am Tessera Pocket."),
    ("Do you know everything?", False, "I am a very small model."),
    ("Do you sleep?", False, "I am a program."),
)


def _guide_truth(random: Random) -> tuple[str, bool, str]:
    return random.choice(_TRUTHS)
