"""The guide of the model in the box: enough concepts, each whole, its facts kept, none leaked.

Read straight from the files, so that the tests hold whatever reads them elsewhere.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

GUIDE = Path(__file__).parents[2] / "packaging" / "pocket" / "guide"


@dataclass(frozen=True, slots=True)
class Concept:
    id: str
    ask: list[str]
    answer: list[str]
    must: list[list[str]]
    must_not: list[str]
    held_out: list[str]

    @property
    def chinese(self) -> bool:
        return self.id.endswith("_zh")


FILES = {
    path: [Concept(**entry) for entry in tomllib.loads(path.read_text("utf-8"))["concept"]]
    for path in sorted(GUIDE.glob("*.toml"))
}
# Two sides of one thing: an answer to the one may answer the other.
KIN = {
    frozenset({"top_p", "nucleus"}),
    frozenset({"beam_search", "greedy_vs_beam"}),
    frozenset({"key_tokens", "token_view"}),
}
CONCEPTS = [concept for concepts in FILES.values() for concept in concepts]


def bare(text: str) -> str:
    """The text without case and punctuation, as two askings are compared."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def has(text: str, word: str) -> bool:
    return word.casefold() in text.casefold()


def missing(concept: Concept, answer: str) -> list[list[str]]:
    """The facts of the concept that an answer leaves out."""
    return [group for group in concept.must if not any(has(answer, word) for word in group)]


def forbidden(concept: Concept, answer: str) -> list[str]:
    return [word for word in concept.must_not if has(answer, word)]


def test_there_are_at_least_125_english_and_25_chinese_concepts() -> None:
    chinese = sum(concept.chinese for concept in CONCEPTS)
    assert len(CONCEPTS) - chinese >= 125
    assert chinese >= 25


def test_no_id_stands_twice() -> None:
    ids = [concept.id for concept in CONCEPTS]
    assert len(ids) == len(set(ids))


def test_files_are_short_and_begin_by_saying_what_they_hold() -> None:
    for path in FILES:
        lines = path.read_text("utf-8").splitlines()
        assert lines[0].startswith("# Guide"), path
        assert len(lines) <= 400, path


def test_chinese_concepts_stand_in_files_of_their_own() -> None:
    for path, concepts in FILES.items():
        assert {c.chinese for c in concepts} == {path.stem.startswith("zh_")}, path


def test_every_concept_has_enough_ways_to_ask_and_to_answer() -> None:
    for concept in CONCEPTS:
        assert len({bare(ask) for ask in concept.ask}) >= 12, concept.id
        assert len(set(concept.answer)) >= 3, concept.id
        assert len({bare(ask) for ask in concept.held_out}) >= 2, concept.id


def test_every_concept_names_facts_and_errors() -> None:
    for concept in CONCEPTS:
        assert concept.must, concept.id
        assert all(concept.must), concept.id
        assert concept.must_not, concept.id


def test_no_text_is_empty_or_has_loose_spaces() -> None:
    for concept in CONCEPTS:
        groups = [concept.ask, concept.answer, concept.must_not, concept.held_out, *concept.must]
        for text in [text for group in groups for text in group]:
            assert bare(text), concept.id
            assert text == " ".join(text.split()), concept.id


def test_each_answer_keeps_its_own_facts() -> None:
    for concept in CONCEPTS:
        for answer in concept.answer:
            assert missing(concept, answer) == [], answer
            assert forbidden(concept, answer) == [], answer


def test_an_answer_to_something_else_is_not_judged_right() -> None:
    for concept, other in permutations(CONCEPTS, 2):
        if concept.chinese != other.chinese or frozenset({concept.id, other.id}) in KIN:
            continue
        for answer in other.answer:
            assert missing(concept, answer) or forbidden(concept, answer), (concept.id, answer)


def test_english_answers_are_one_to_three_short_sentences() -> None:
    for answer in [a for c in CONCEPTS if not c.chinese for a in c.answer]:
        assert 12 <= len(answer.split()) <= 45, answer
        assert 1 <= len(re.findall(r"[.!?](?= [A-Z]|$)", answer)) <= 3, answer


def test_chinese_answers_are_short_and_set_with_chinese_signs() -> None:
    for answer in [a for c in CONCEPTS if c.chinese for a in c.answer]:
        assert 12 <= len(answer) <= 100, answer
        assert re.search(r"[\u4e00-\u9fff][,?!:;]", answer) is None, answer


def test_no_way_to_ask_belongs_to_two_concepts() -> None:
    owner: dict[str, str] = {}
    for concept in CONCEPTS:
        for ask in concept.ask + concept.held_out:
            assert owner.setdefault(bare(ask), concept.id) == concept.id, ask


def test_no_held_out_question_stands_inside_anything_trained_on() -> None:
    held_out = {bare(ask) for concept in CONCEPTS for ask in concept.held_out}
    for text in [text for concept in CONCEPTS for text in concept.ask + concept.answer]:
        words = f" {bare(text)} "
        inside = [ask for ask in held_out if f" {ask} " in words]
        assert inside == [], text
