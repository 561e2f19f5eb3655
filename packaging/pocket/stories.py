"""Stories from a grammar: a character, a place, a trouble, a helper, a turn and an end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from random import Random

from pocket.chat import Exchange
from pocket.story_words import (
    ADJECTIVES,
    CHINESE_CREATURES,
    CHINESE_HE,
    CHINESE_NAMES,
    CHINESE_PLACES,
    CHINESE_SHE,
    CHINESE_STORY,
    CHINESE_STORY_ASKS,
    CHINESE_WISHES,
    CREATURES,
    HELPERS,
    LOVES,
    PLACES,
    STORY_NAMES,
    TROUBLES,
    Trouble,
)
from pocket.words import article, words

_SHE = frozenset(words("witch princess fairy queen girl mermaid cow"))
_HE = frozenset(words("wizard prince knight king boy snowman"))
_OPENINGS = (
    "Once upon a time there was {A} called {N}, who lived {place}.",
    "{Place} there lived {A}. {His} name was {N}.",
    "Long ago, {place}, {A} named {N} had a little house.",
    "There once was {A}, and everyone called {him} {N}. They lived {place}.",
    "Do you know {N}? {N} is {A} and lives {place}.",
)
_LOVES = (
    "{He} loved {love}.",
    "Most of all {he} liked {love}.",
    "Every day {N} spent hours {love}.",
)
_CLOSINGS = (
    "And if the wind is right, you can still hear {him} laugh.",
    "That night {N} slept better than ever before.",
    "And they all had warm bread and honey.",
    "And so the day ended well.",
    "The end.",
    "And {N} never forgot that day.",
)
_ASKS = (
    "Tell me a story about {who}",
    "tell me a story about {who}",
    "Please tell me a story about {who}",
    "Can you tell me a story about {who}?",
    "I want to hear a story about {who}",
    "Write a short story about {who}",
    "Tell a tale about {who}",
    "A story about {who}, please",
    "story about {who}",
    "Could you make up a story about {who}?",
    "May I have a story about {who}?",
    "I would like a bedtime story about {who}",
)
_OPEN_ASKS = (
    "Tell me a story",
    "tell me a story please",
    "I want a story",
    "Can you tell me a story?",
    "Tell me something nice",
    "Do you know a story?",
    "Please tell me a bedtime story",
    "Make up a story",
    "Another story, please",
)
_MORE_ASKS = (
    "Go on",
    "go on please",
    "What happened next?",
    "Continue",
    "Continue the story",
    "And then?",
    "Tell me more",
    "more please",
    "What did {N} do then?",
    "Please go on with the story",
    "And what happened to {N} after that?",
)
_NEXT = (
    "The next morning {N} met {h} again, and together they walked to the market.",
    "A week later a letter came for {N}. It was from {h}.",
    "When winter came, {N} invited {h} for tea.",
    "Some time after that, {N} went on a journey with {h}.",
    "The very next day {N} heard a knock at the door, and outside stood {h}.",
)
_ADVENTURES = (
    "They got lost in the fog, but {N} remembered the song of the river and followed its sound.",
    "On the way they found a bridge that was broken, so they built a new one out of branches.",
    "They shared their last piece of cake with a hungry stranger, who turned out to be a king.",
    "A storm came up, and {N} held the lantern while the others pulled in the boat.",
    "They told each other riddles all afternoon, and {N} won two of them.",
)
_HOMECOMINGS = (
    "In the evening {he} came home tired and happy.",
    "At last {N} lay in bed, and the stars looked in at the window.",
    "And when {he} was back, the whole house smelled of apples.",
    "From then on {he} had a friend for life.",
)


@dataclass(frozen=True, slots=True)
class Plot:
    """What the person asked for: the creature and, unless left open, its trouble."""

    creature: str
    trouble: Trouble
    thing: str
    who: str


@dataclass(frozen=True, slots=True)
class Cast:
    """Everything that must stay the same through one story."""

    plot: Plot
    fill: dict[str, str]


def repeated_run(text: str, words: int = 6) -> bool:
    """Whether a run of that many words stands twice in the text."""
    said = text.casefold().split()
    runs = Counter(tuple(said[i : i + words]) for i in range(len(said) - words + 1))
    return any(count > 1 for count in runs.values())


def plot(random: Random, creature: str | None = None) -> Plot:
    """A creature with a trouble, as in "a fox who lost a key"."""
    creature = creature or random.choice(CREATURES)
    trouble = random.choice(TROUBLES)
    thing = random.choice(trouble.slot)
    words = {"x": thing, "a_x": article(thing), "his": _pronouns(creature)[2]}
    kind = random.choice(ADJECTIVES) + " " + creature if random.random() < 0.3 else creature
    who = f"{article(kind)} who {random.choice(trouble.who).format(**words)}"
    return Plot(creature, trouble, thing, who)


def cast(plot: Plot, random: Random) -> Cast:
    """Name, place and helper of a story about this plot."""
    he, him, his = _pronouns(plot.creature)
    place, helper = random.choice(PLACES), random.choice(HELPERS)
    with_article = random.choice([article(helper), f"the {helper}"])
    adjective = _kind(plot, random)
    return Cast(
        plot,
        {
            "N": random.choice(STORY_NAMES),
            "c": plot.creature,
            "A": article(f"{adjective} {plot.creature}"),
            "he": he,
            "him": him,
            "his": his,
            "He": he.capitalize(),
            "His": his.capitalize(),
            "place": place,
            "Place": place[0].upper() + place[1:],
            "love": random.choice(LOVES),
            "h": with_article,
            "H": with_article[0].upper() + with_article[1:],
            "x": plot.thing,
        },
    )


def tell(cast: Cast, random: Random) -> str:
    """The story itself, 70 to 130 words."""
    trouble = cast.plot.trouble
    sentences = [random.choice(_OPENINGS)]
    if random.random() < 0.6:
        sentences.append(random.choice(_LOVES))
    parts = (trouble.begin, trouble.obstacle, trouble.turn, trouble.end, _CLOSINGS)
    sentences += [random.choice(part) for part in parts]
    return " ".join(sentence.format(**cast.fill) for sentence in sentences)


def tell_on(cast: Cast, random: Random) -> str:
    """What happened next, with the same name and, where one is asked for, a helper."""
    parts = (_NEXT, _ADVENTURES, _HOMECOMINGS)
    return " ".join(random.choice(part).format(**cast.fill) for part in parts)


def ask_for(plot: Plot, random: Random) -> str:
    """A way to ask for a story with this plot."""
    who = plot.who if random.random() < 0.8 else article(plot.creature)
    ask = random.choice(_ASKS).format(who=who)
    return ask if ask[-1] == "?" else ask + random.choice(["", ".", ".", "!"])


def in_one_sentence(cast: Cast, random: Random) -> str:
    """The whole story in a single sentence."""
    past = cast.plot.trouble.who[min(1, len(cast.plot.trouble.who) - 1)]
    trouble = past.format(**cast.fill, a_x=article(cast.plot.thing))
    ends = (
        "until {h} helped {him} to be happy again",
        "but with the help of {h} everything ended well",
        "and {h} became {his} best friend because of it",
    )
    frame = "{A} named {N} lived {place} and {trouble}, " + random.choice(ends) + "."
    sentence = frame.format(**cast.fill, trouble=trouble)
    return sentence[0].upper() + sentence[1:]


def in_chinese(cast: Cast, random: Random) -> str:
    """A short Chinese story about the same creature; empty where it has no Chinese name here."""
    creature = CHINESE_CREATURES.get(cast.plot.creature, "")
    return chinese_story(creature, random) if creature else ""


def chinese_story(creature: str, random: Random) -> str:
    """A short story in Chinese about a creature such as "狐狸"."""
    name, place, wish = (
        random.choice(words) for words in (CHINESE_NAMES, CHINESE_PLACES, CHINESE_WISHES)
    )
    pronoun = "她" if creature in CHINESE_SHE else "他" if creature in CHINESE_HE else "它"
    return "".join(random.choice(part) for part in CHINESE_STORY).format(
        c=creature, n=name, p=place, w=wish, t=pronoun
    )


def chinese_scene(random: Random) -> list[Exchange]:
    """A story asked for in Chinese."""
    creature = random.choice(sorted(CHINESE_CREATURES.values()))
    asked = random.choice(CHINESE_STORY_ASKS).format(c=creature)
    told = chinese_story(creature, random)
    return [Exchange(asked, told, "story", chinese=told)]


def story_scene(random: Random) -> list[Exchange]:
    """A story on request, sometimes continued once or twice."""
    chosen = plot(random)
    people = cast(chosen, random)
    asked = ask_for(chosen, random) if random.random() < 0.85 else random.choice(_OPEN_ASKS)
    story = tell(people, random)
    scene = [_exchange(asked, story, people, random)]
    for _ in range(random.choice([0, 0, 0, 1, 1, 2])):
        told = tell_on(people, random)
        story = f"{story} {told}"
        if repeated_run(story):
            break
        scene.append(
            _exchange(random.choice(_MORE_ASKS).format(N=people.fill["N"]), told, people, random)
        )
    return scene


def _exchange(asked: str, told: str, people: Cast, random: Random) -> Exchange:
    return Exchange(
        asked,
        told,
        "story",
        chinese=in_chinese(people, random),
        short=in_one_sentence(people, random),
    )


def _pronouns(creature: str) -> tuple[str, str, str]:
    if creature in _SHE:
        return "she", "her", "her"
    if creature in _HE:
        return "he", "him", "his"
    return ("he", "him", "his") if len(creature) % 2 else ("she", "her", "her")


def _kind(plot: Plot, random: Random) -> str:
    named = plot.who.split(" ")[1]
    return named if named in ADJECTIVES else random.choice(ADJECTIVES)
