"""The guide: concepts in question and answer, read from `guide/*.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

GUIDE = Path(__file__).parent / "guide"
IN_CHINESE = Path(__file__).parent / "answers_zh.toml"


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing the model can explain.

    `must` holds groups of words: a right answer contains at least one of each group. `must_not`
    holds what a right answer never contains. `held_out` are ways to ask kept from training.
    `in_chinese` is the answer in Chinese where no Chinese concept says the same, else empty.
    """

    id: str
    ask: tuple[str, ...]
    answer: tuple[str, ...]
    must: tuple[tuple[str, ...], ...]
    must_not: tuple[str, ...]
    held_out: tuple[str, ...]
    in_chinese: str = ""

    @property
    def chinese(self) -> bool:
        return self.id.endswith("_zh")


def bare(text: str) -> str:
    """The text as compared: lower case, words and Chinese signs only, single spaces."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def judged_right(concept: Concept, reply: str) -> bool:
    """Whether a reply holds every keyed fact and nothing forbidden."""
    low = reply.casefold()
    facts = all(any(word.casefold() in low for word in group) for group in concept.must)
    return facts and not any(word.casefold() in low for word in concept.must_not)


def load_concepts(folder: Path = GUIDE) -> tuple[Concept, ...]:
    """Every concept of the folder, in the order of file names; raises ValueError on a double id."""
    translated = tomllib.loads(IN_CHINESE.read_text("utf-8"))
    concepts = tuple(
        _concept(entry, translated)
        for path in sorted(folder.glob("*.toml"))
        for entry in tomllib.loads(path.read_text("utf-8")).get("concept", [])
    )
    ids = [concept.id for concept in concepts]
    doubles = {name for name in ids if ids.count(name) > 1}
    if doubles:
        raise ValueError(f"these concepts stand twice in the guide: {sorted(doubles)}")
    return concepts


def _concept(entry: dict[str, Any], translated: dict[str, str]) -> Concept:
    return Concept(
        id=str(entry["id"]),
        ask=tuple(entry["ask"]),
        answer=tuple(entry["answer"]),
        must=tuple(tuple(group) for group in entry.get("must", [])),
        must_not=tuple(entry.get("must_not", [])),
        held_out=tuple(entry.get("held_out", [])),
        in_chinese=translated.get(entry["id"], ""),
    )


class HeldOut:
    """The questions kept from training; says whether a text contains one."""

    def __init__(self, concepts: tuple[Concept, ...]) -> None:
        self._asks = {bare(ask) for concept in concepts for ask in concept.held_out}
        self._lengths = sorted({len(ask.split()) for ask in self._asks})

    def inside(self, text: str) -> bool:
        """True if any run of the text's words is a held-out question."""
        words = bare(text).split()
        return any(
            " ".join(words[i : i + n]) in self._asks
            for n in self._lengths
            for i in range(len(words) - n + 1)
        )
