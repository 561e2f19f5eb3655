"""The whole corpus: conversations mixed from all parts, the same for the same seed and guide."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from pocket.chat import Conversation, Exchange, talk
from pocket.guide import Concept, HeldOut
from pocket.limits import limit
from pocket.manner_words import NEUTRAL
from pocket.manners import MANNERS, Manner, dressed, obey
from pocket.skills import addition, echo, skill, truth
from pocket.smalltalk import memory_scene, pleasantry, small_talk
from pocket.stories import chinese_scene, story_scene
from pocket.wording import vary

# How often each kind of scene is drawn; short ones need more draws for the same share of the text.
SHARES = {
    "guide": 90,
    "story": 6,
    "smalltalk": 6,
    "memory": 9,
    "skills": 18,
    "echo": 12,
    "limits": 6,
    "chinese_story": 1,
}
MANNER_SHARE, NEUTRAL_SHARE, LONG_SHARE = 0.36, 0.1, 0.012
FIRST_ANSWER = 5
# What is asked under a system prompt more often than elsewhere.
INCLINED = {"guide": 0.4, "story": 0.1, "smalltalk": 0.12}

# A concept of one file whose Chinese pair bears another id than its own with "_zh".
_PAIRS = {
    "who_are_you": "who_zh",
    "what_can_you_do": "can_do_zh",
    "pre_training": "pretraining_zh",
    "fine_tuning": "finetuning_zh",
    "beam_search": "beam_zh",
    "repeat_penalty": "penalty_zh",
    "branches": "branch_zh",
    "key_load_model": "load_model_zh",
    "key_new_chat": "new_chat_zh",
    "key_stop": "stop_zh",
}


@dataclass(frozen=True, slots=True)
class Author:
    """Writes conversations. `random` is the only source of chance."""

    concepts: tuple[Concept, ...]
    random: Random

    def conversations(self, count: int) -> Iterator[Conversation]:
        """That many conversations, none with a held-out question in it."""
        held_out = HeldOut(self.concepts)
        while count:
            conversation = self._conversation()
            if not any(held_out.inside(text) for text in conversation.said_by("user")):
                yield conversation
                count -= 1

    def _conversation(self) -> Conversation:
        dice = self.random.random()
        if dice < LONG_SHARE:
            return self._long()
        if dice < LONG_SHARE + MANNER_SHARE:
            return self._mannered()
        system = self.random.choice(NEUTRAL) if self.random.random() < NEUTRAL_SHARE else ""
        return talk(self._scenes(self.random.choice([1, 1, 1, 2])), system)

    def _long(self) -> Conversation:
        exchanges = self._scenes(self.random.randint(5, 8))
        if self.random.random() < 0.5:
            exchanges = memory_scene(self.random, exchanges)
        return talk(exchanges, part="long")

    def _mannered(self) -> Conversation:
        manner = self.random.choices(MANNERS, [manner.weight for manner in MANNERS])[0]
        word = manner.word(self.random) if manner.word else ""
        exchanges: list[Exchange] = []
        while not exchanges:
            drawn = self._scenes(self.random.choice([1, 1, 2]), self._inclined(manner))
            exchanges = obey(manner, word, drawn, self.random)
        prompt = self.random.choice(manner.prompts).format(w=word)
        return talk(exchanges, dressed(prompt, self.random), part="manner")

    def _inclined(self, manner: Manner) -> str:
        """The scene that a manner shows best, most times; else any."""
        likes = {"yes_or_no": {"truth": 0.75}, "chinese": {"guide": 0.68, "story": 0.14}}
        shares = likes.get(manner.id, INCLINED)
        return self.random.choices([*shares, ""], [*shares.values(), 1 - sum(shares.values())])[0]

    def _scenes(self, count: int, kind: str = "") -> list[Exchange]:
        names, weights = list(SHARES), list(SHARES.values())
        drawn = [kind or self.random.choices(names, weights)[0] for _ in range(count)]
        exchanges = [exchange for name in drawn for exchange in self._scene(name)]
        if self.random.random() < 0.08:
            exchanges.insert(0, pleasantry(self.random))
        return exchanges

    def _scene(self, name: str) -> list[Exchange]:
        scenes: dict[str, Callable[[], list[Exchange]]] = {
            "guide": lambda: [self.explain(self.random.choice(self.concepts))],
            "story": lambda: story_scene(self.random),
            "chinese_story": lambda: chinese_scene(self.random),
            "smalltalk": lambda: small_talk(self.random),
            "memory": lambda: memory_scene(self.random, self._between()),
            "skills": self._skills,
            "echo": lambda: [echo(self.random) for _ in range(self.random.randint(1, 3))],
            "limits": lambda: [limit(self.random)],
            "truth": lambda: [truth(self.random) for _ in range(self.random.choice([1, 2, 3]))],
        }
        return scenes[name]()

    def _skills(self) -> list[Exchange]:
        if self.random.random() < 0.35:
            return [addition(self.random) for _ in range(self.random.randint(2, 5))]
        return [skill(self.random) for _ in range(self.random.choice([1, 2, 3]))]

    def _between(self) -> list[Exchange]:
        kinds = ["smalltalk", "guide", "skills", "limits"]
        count = self.random.choice([0, 1, 1, 2])
        return [
            exchange
            for _ in range(count)
            for exchange in self._scene(self.random.choice(kinds))[:2]
        ]

    def explain(self, concept: Concept) -> Exchange:
        """A way to ask for the concept, in other words most times, with one of its answers."""
        pair = concept if concept.chinese else self._pair(concept)
        return Exchange(
            vary(self.random.choice(concept.ask), self.random),
            self._answer(concept),
            "guide",
            chinese=self._answer(pair) if pair else concept.in_chinese,
        )

    def _answer(self, concept: Concept) -> str:
        """The first answer more often than the others: a small model then has one sure path."""
        weights = [FIRST_ANSWER, *[1] * (len(concept.answer) - 1)]
        return self.random.choices(concept.answer, weights)[0]

    def _pair(self, concept: Concept) -> Concept | None:
        wanted = _PAIRS.get(concept.id, f"{concept.id}_zh")
        return next((other for other in self.concepts if other.id == wanted), None)
