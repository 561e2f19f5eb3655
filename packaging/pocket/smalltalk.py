"""Small talk over several turns, remembering what was said in this chat."""

from __future__ import annotations

from random import Random

from pocket.chat import Exchange
from pocket.smalltalk_words import MEMORIES, PLEASANTRIES
from pocket.words import CHINESE_NAMES, CITIES, COLOURS, FOODS, PET_NAMES, PETS, any_name


def _value(kind: str, random: Random) -> dict[str, str]:
    values = {
        "name": lambda: any_name(random),
        "colour": lambda: random.choice(COLOURS),
        "pet": lambda: random.choice(PET_NAMES) if random.random() < 0.6 else any_name(random),
        "city": lambda: random.choice(CITIES),
        "food": lambda: random.choice(FOODS),
        "age": lambda: str(random.randint(5, 90)),
        "name_zh": lambda: random.choice(CHINESE_NAMES),
    }
    value = values[kind]()
    return {"v": value, "V": value[0].upper() + value[1:], "k": random.choice(PETS)}


def tell_and_recall(kind: str, random: Random, value: str = "") -> tuple[Exchange, Exchange]:
    """The telling of something with its answer, and the later question with its answer."""
    slots = _value(kind, random)
    if value:
        slots |= {"v": value, "V": value[0].upper() + value[1:]}
    memory = MEMORIES[kind]
    noted, recalled = (text.format(**slots) for text in memory.chinese)
    told = random.choice(memory.said).format(**slots)
    told = told[0].upper() + told[1:] if random.random() < 0.8 else told
    asked = random.choice(memory.asked).format(**slots)
    return (
        Exchange(told, random.choice(memory.noted).format(**slots), "told", chinese=noted),
        Exchange(asked, random.choice(memory.recalled).format(**slots), "recall", chinese=recalled),
    )


def not_told(kind: str, random: Random) -> Exchange:
    """Asked for something that was never said."""
    memory = MEMORIES[kind]
    asked = random.choice(memory.asked).format(k=random.choice(PETS))
    return Exchange(asked, random.choice(memory.unknown), "recall", chinese="你还没有告诉我。")


def pleasantry(random: Random) -> Exchange:
    """A greeting, a feeling, thanks, with an answer."""
    said, answers, chinese = random.choice(PLEASANTRIES)
    text = random.choice(said)
    if text[-1].isalpha() and text.isascii() and random.random() < 0.5:
        text += random.choice(".!")
    return Exchange(text, random.choice(answers), "smalltalk", chinese=chinese)


def memory_scene(random: Random, between: list[Exchange]) -> list[Exchange]:
    """One to three things are told, something else is talked about, then each is asked for."""
    kinds = random.sample(sorted(MEMORIES), random.choice([1, 1, 2, 2, 3]))
    if random.random() < 0.6:
        kinds = list(dict.fromkeys(["name", *(kind for kind in kinds if kind != "name_zh")]))
    pairs = [tell_and_recall(kind, random) for kind in kinds]
    questions = [recall for _, recall in pairs]
    if random.random() < 0.2:
        known = {kind.removesuffix("_zh") for kind in kinds}
        missing = [kind for kind in MEMORIES if kind.removesuffix("_zh") not in known]
        questions.append(not_told(random.choice(missing), random))
    random.shuffle(questions)
    return [told for told, _ in pairs] + between + questions


def small_talk(random: Random) -> list[Exchange]:
    """Some pleasantries in a row, now and then a question for what was never told."""
    exchanges = [pleasantry(random) for _ in range(random.choice([1, 1, 2, 3]))]
    if random.random() < 0.2:
        exchanges.append(not_told(random.choice(sorted(MEMORIES)), random))
    return exchanges
