"""The examination of the model in the box, through the product's own engine.

    python -m pocket.evaluate --model resources/models/tessera-pocket-q8_0.gguf

prints each figure and, with --figures, keeps them for the card. Questions come from seeds and
wordings that the training never saw.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from engine.settings import SamplingSettings
from pocket.chat import Message
from pocket.engine_child import EngineChild, Reply
from pocket.guide import Concept, judged_right, load_concepts
from pocket.manners import MANNERS, Manner, sentences
from pocket.skills import held_out_sum, truth
from pocket.smalltalk import pleasantry, tell_and_recall
from pocket.stories import ask_for, plot, repeated_run
from pocket.words import COLOURS, any_name

LONGEST = 400
GREEDY = SamplingSettings(temperature=0.0, max_tokens=LONGEST)
STORY = SamplingSettings(temperature=0.8, max_tokens=LONGEST)

_OBEYED: dict[str, Callable[[str, str], bool]] = {
    "one_sentence": lambda reply, _: len(sentences(reply)) == 1,
    "chinese": lambda reply, _: _chinese_share(reply) > 0.4,
    "storyteller": lambda reply, _: bool(
        re.search("once upon a time|there once|there lived|long ago", reply.lower())
    ),
    "pirate": lambda reply, _: bool(re.search("arr|ahoy|matey", reply.lower())),
    "yes_or_no": lambda reply, _: reply.strip(" .!").lower() in ("yes", "no"),
    "formal": lambda reply, _: bool(
        re.search("certainly|with pleasure|of course|at your service", reply.lower())
    ),
    "question": lambda reply, _: reply.endswith("?"),
    "name": lambda reply, word: word in reply,
    "start_word": lambda reply, word: reply.startswith(word),
    "list": lambda reply, _: all(line.startswith("- ") for line in reply.splitlines()),
    "cheerful": lambda reply, _: "😊" in reply,
    "robot": lambda reply, _: "beep" in reply.lower(),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """How many of the cases went right."""

    name: str
    right: int
    cases: int

    @property
    def share(self) -> float:
        return self.right / self.cases


class Examination:
    """Puts the questions. `wrong` keeps what went wrong, for a person to read."""

    def __init__(self, engine: EngineChild, seed: int, cases: int) -> None:
        self._engine, self._seed, self._cases = engine, seed, cases
        self._concepts = load_concepts()
        self._english = [concept for concept in self._concepts if not concept.chinese]
        self.wrong: list[str] = []
        self.tokens, self.seconds = 0, 0.0

    def figures(self) -> list[Figure]:
        """Every figure, in the order of the card."""
        return [
            self.guide("guide, greedy", GREEDY, self._concepts),
            self.guide(
                "guide in Chinese, greedy", GREEDY, [c for c in self._concepts if c.chinese]
            ),
            self.guide("guide, recommended settings", self.recommended(), self._concepts),
            *self.stories(),
            *self.memory(),
            *self.sums(),
            *(self.manner(manner, manner.prompts[0], manner.id) for manner in MANNERS),
            *(
                self.manner(manner, manner.held_out, f"{manner.id}, unseen wording")
                for manner in MANNERS
            ),
        ]

    def recommended(self) -> SamplingSettings:
        """The settings that the file itself recommends."""
        whole = SamplingSettings()
        values = {
            name: type(getattr(whole, name))(value)
            for name, value in self._engine.facts.recommended.items()
        }
        return SamplingSettings(**values, seed=self._seed, max_tokens=LONGEST)

    def guide(self, name: str, settings: SamplingSettings, concepts: Sequence[Concept]) -> Figure:
        """Each held-out question, alone, judged by keyed facts."""
        asked = [(concept, ask) for concept in concepts for ask in concept.held_out]
        right = sum(
            self._judge(name, ask, judged_right(c, reply := self._ask(ask, settings)), reply)
            for c, ask in asked
        )
        return Figure(name, right, len(asked))

    def stories(self) -> list[Figure]:
        """Stories about seeded plots at temperature 0.8."""
        random = Random(self._seed)
        plots = [plot(random) for _ in range(self._cases)]
        told = [
            (p, self._reply([Message("user", ask_for(p, random))], self._seeded(STORY, i)))
            for i, p in enumerate(plots)
        ]
        return [
            self._count(
                "story without a repeated 6-gram",
                [(r.text, not repeated_run(r.text)) for _, r in told],
            ),
            self._count(
                "story with the requested character",
                [(r.text, p.creature in r.text.lower()) for p, r in told],
            ),
            self._count("story ends by itself", [(r.text, r.ended) for _, r in told]),
        ]

    def memory(self) -> list[Figure]:
        """Name and colour, told in one message each, asked for two turns later."""
        results: dict[str, list[tuple[str, bool]]] = {"name": [], "colour": []}
        random = Random(self._seed + 1)
        for _ in range(self._cases):
            messages: list[Message] = []
            values = {"name": any_name(random), "colour": random.choice(COLOURS)}
            pairs = {kind: tell_and_recall(kind, random, value) for kind, value in values.items()}
            for told, _ in pairs.values():
                self._say(messages, told.asked)
            self._say(messages, pleasantry(random).asked)
            self._say(messages, random.choice(random.choice(self._english).held_out))
            for kind, (told, later) in pairs.items():
                reply = self._say(messages, later.asked)
                results[kind].append(
                    (f"{told.asked} … {later.asked} → {reply}", values[kind] in reply)
                )
        return [self._count(f"remembers the {kind}", cases) for kind, cases in results.items()]

    def sums(self) -> list[Figure]:
        """Sums to 100, those that the training saw and those that it did not."""
        random = Random(self._seed + 2)
        pairs = [(a, b) for a in range(101) for b in range(101 - a)]
        seen = random.sample([pair for pair in pairs if not held_out_sum(*pair)], self._cases)
        unseen = random.sample([pair for pair in pairs if held_out_sum(*pair)], self._cases)
        return [
            self._sum_figure("sums to 100", seen),
            self._sum_figure("sums never trained on", unseen),
        ]

    def manner(self, manner: Manner, prompt: str, name: str) -> Figure:
        """Questions of three kinds under one system prompt."""
        random = Random(self._seed + 3)
        cases = []
        for _ in range(max(10, self._cases // 4)):
            word = manner.word(random) if manner.word else ""
            asked = self._question(manner, random)
            system = Message("system", prompt.format(w=word))
            reply = self._reply([system, Message("user", asked)], GREEDY).text
            cases.append((f"[{system.text}] {asked} → {reply}", _OBEYED[manner.id](reply, word)))
        return self._count(f"obeys: {name}", cases)

    def _question(self, manner: Manner, random: Random) -> str:
        if manner.id == "yes_or_no":
            return truth(random).asked
        dice = random.random()
        if dice < 0.6:
            return random.choice(random.choice(self._english).held_out)
        return (
            pleasantry(random).asked
            if dice < 0.8 and manner.id != "chinese"
            else ask_for(plot(random), random)
        )

    def _sum_figure(self, name: str, pairs: list[tuple[int, int]]) -> Figure:
        cases = []
        for a, b in pairs:
            reply = self._ask(f"What is {a} + {b}?", GREEDY)
            cases.append((f"{a} + {b} → {reply}", re.findall(r"\d+", reply)[-1:] == [str(a + b)]))
        return self._count(name, cases)

    def _seeded(self, settings: SamplingSettings, step: int) -> SamplingSettings:
        return SamplingSettings(
            temperature=settings.temperature, seed=self._seed + step, max_tokens=LONGEST
        )

    def _ask(self, text: str, settings: SamplingSettings) -> str:
        return self._reply([Message("user", text)], settings).text

    def _say(self, messages: list[Message], text: str) -> str:
        messages.append(Message("user", text))
        reply = self._reply(messages, GREEDY).text
        messages.append(Message("assistant", reply))
        return reply

    def _reply(self, messages: list[Message], settings: SamplingSettings) -> Reply:
        reply = self._engine.reply(messages, settings)
        self.tokens, self.seconds = self.tokens + reply.tokens, self.seconds + reply.seconds
        return reply

    def _judge(self, name: str, asked: str, right: bool, reply: str) -> bool:
        if not right:
            self.wrong.append(f"{name}: {asked} → {reply}")
        return right

    def _count(self, name: str, cases: list[tuple[str, bool]]) -> Figure:
        return Figure(
            name, sum(self._judge(name, "", right, text) for text, right in cases), len(cases)
        )


def _chinese_share(text: str) -> float:
    signs = re.findall(r"[\u4e00-\u9fff]|[A-Za-z]+", text)
    chinese = sum("\u4e00" <= str(sign) <= "\u9fff" for sign in signs)
    return chinese / max(1, len(signs))


def main() -> None:
    """The command line; see the module's own text."""
    parser = argparse.ArgumentParser(description="Examine the model in the box.")
    parser.add_argument(
        "--model", type=Path, default=Path("resources/models/tessera-pocket-q8_0.gguf")
    )
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--figures", type=Path, help="where to keep the figures as JSON")
    parser.add_argument("--wrong", type=Path, help="where to keep what went wrong, as text")
    options = parser.parse_args()
    with EngineChild(options.model) as engine:
        examination = Examination(engine, options.seed, options.cases)
        figures = examination.figures()
    for figure in figures:
        print(f"{figure.share:7.1%}  {figure.right}/{figure.cases}  {figure.name}")
    rate = examination.tokens / examination.seconds
    print(f"{rate:.0f} tokens/s with one thread over {examination.tokens} tokens")
    if options.figures:
        kept = {"figures": [asdict(figure) for figure in figures], "tokens_per_second": round(rate)}
        options.figures.parent.mkdir(parents=True, exist_ok=True)
        options.figures.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    if options.wrong:
        options.wrong.write_text("\n".join(examination.wrong), "utf-8")


if __name__ == "__main__":
    main()
