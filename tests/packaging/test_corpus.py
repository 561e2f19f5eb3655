"""The corpus of the model in the box: repeatable, no held-out question in it, true to itself."""

from __future__ import annotations

import itertools
import re
import tomllib
from random import Random

import pytest
from pocket.chat import END, START, Conversation, Exchange, Message, render, spans, talk
from pocket.corpus import Author
from pocket.guide import IN_CHINESE, HeldOut, bare, judged_right, load_concepts
from pocket.manners import MANNERS, first_sentence, obey, sentences
from pocket.skills import addition, counting, difference, held_out_sum, spelling, sum_text, truth
from pocket.smalltalk import memory_scene, not_told, tell_and_recall
from pocket.stories import ask_for, cast, in_chinese, plot, repeated_run, story_scene, tell
from pocket.story_words import CHINESE_CREATURES, CREATURES
from pocket.wording import vary

CONCEPTS = load_concepts()


def written(count: int, seed: int = 3) -> list[Conversation]:
    return list(Author(CONCEPTS, Random(seed)).conversations(count))


CHATS = written(6000)


def manner(name: str):
    return next(each for each in MANNERS if each.id == name)


def test_the_same_seed_writes_the_same_corpus() -> None:
    assert written(200) == written(200)
    assert written(200) != written(200, seed=4)


def test_no_held_out_question_is_in_the_training_text() -> None:
    held_out = {bare(ask) for concept in CONCEPTS for ask in concept.held_out}
    asked = {bare(text) for chat in CHATS for text in chat.said_by("user")}
    assert held_out.isdisjoint(asked)


def test_a_held_out_question_is_seen_inside_a_longer_one() -> None:
    held_out = HeldOut(CONCEPTS)
    question = CONCEPTS[0].held_out[0]
    assert held_out.inside(f"Hello! {question.upper()} Please.")
    assert not held_out.inside("Tell me a story about a fox")


def test_every_concept_is_taught() -> None:
    spoken = {text for chat in CHATS for text in chat.said_by("assistant")}
    untaught = [c.id for c in CONCEPTS if spoken.isdisjoint(c.answer)]
    assert untaught == []


def test_all_parts_and_all_manners_occur_with_all_others() -> None:
    assert {"guide", "story", "smalltalk", "skill", "limits", "manner", "long"} <= {
        c.part for c in CHATS
    }
    systems = {m.text for c in CHATS for m in c.messages if m.role == "system"}
    for each in MANNERS:
        if not each.word:
            assert any(prompt in text for prompt in each.prompts for text in systems), each.id
            assert not any(each.held_out in text for text in systems), each.id


def test_turns_alternate_and_no_message_is_empty() -> None:
    for chat in CHATS:
        roles = [message.role for message in chat.messages if message.role != "system"]
        assert roles == ["user", "assistant"] * (len(roles) // 2)
        assert all(message.text.strip() for message in chat.messages)


def test_only_the_assistants_words_are_trained() -> None:
    chat = talk([Exchange("Hi", "Hello!", "smalltalk")], system="Be kind.")
    assert "".join(text for text, said in spans(chat) if said) == f"Hello!{END}"
    assert "".join(text for text, _ in spans(chat)).startswith(f"{START}system\nBe kind.{END}\n")
    assert render((Message("user", "Hi"),)) == f"{START}user\nHi{END}\n{START}assistant\n"


def test_answers_are_judged_by_their_facts() -> None:
    concept = next(c for c in CONCEPTS if c.id == "temperature")
    assert all(judged_right(concept, answer) for answer in concept.answer)
    assert not judged_right(concept, "It makes things warm.")
    assert not judged_right(concept, f"{concept.answer[0]} {concept.must_not[0]}")


@pytest.mark.parametrize("seed", range(300))
def test_a_story_keeps_its_character_and_never_repeats(seed: int) -> None:
    random = Random(seed)
    chosen = plot(random)
    people = cast(chosen, random)
    story = tell(people, random)
    assert chosen.creature in story
    assert people.fill["N"] in story
    assert not repeated_run(story)
    assert "{" not in story
    assert chosen.creature in ask_for(chosen, random)


def test_a_continued_story_has_the_same_name() -> None:
    scenes = [story_scene(Random(seed)) for seed in range(200)]
    longer = [scene for scene in scenes if len(scene) > 1]
    assert longer
    for first, *rest in longer:
        names = set(re.findall(r"\b[A-Z][a-z]+\b", first.reply))
        assert all(names & set(re.findall(r"\b[A-Z][a-z]+\b", each.reply)) for each in rest)
        assert not repeated_run(" ".join([first.reply, *(each.reply for each in rest)]))


def test_repeated_runs_are_found() -> None:
    assert repeated_run("one two three four five six and one two three four five six")
    assert not repeated_run("one two three four five six")


def test_stories_differ() -> None:
    told = {story_scene(Random(seed))[0].reply for seed in range(500)}
    assert len(told) == 500


def test_sums_are_right_and_some_are_held_out() -> None:
    random = Random(1)
    for _ in range(2000):
        exchange = addition(random)
        a, b, result = map(int, re.findall(r"(\d+) \+ (\d+) = (\d+)\.$", exchange.reply)[0])
        assert a + b == result <= 100
        assert not held_out_sum(a, b)
    kept = sum(
        held_out_sum(a, b) for a, b in itertools.product(range(101), repeat=2) if a + b <= 100
    )
    assert 100 <= kept <= 500
    assert sum_text(17, 26) == "7 + 6 = 13, so 17 + 26 = 43."


def test_differences_are_right_in_both_steps() -> None:
    random = Random(2)
    for _ in range(1000):
        for a, b, result in re.findall(r"(\d+) - (\d+) = (\d+)", difference(random).reply):
            assert int(a) - int(b) == int(result)


def test_counting_goes_by_one_and_spelling_is_letter_by_letter() -> None:
    random = Random(3)
    for _ in range(300):
        numbers = [int(n) for n in re.findall(r"\d+", counting(random).reply)]
        assert {abs(b - a) for a, b in itertools.pairwise(numbers)} == {1}
        word = spelling(random)
        assert word.reply.replace("-", "") in word.asked


def test_yes_and_no_agree_with_the_longer_answer() -> None:
    random = Random(4)
    for _ in range(500):
        exchange = truth(random)
        assert exchange.reply.startswith(exchange.truth[:-1])


@pytest.mark.parametrize("kind", ["name", "colour", "pet", "city", "food", "age", "name_zh"])
def test_what_was_told_is_recalled(kind: str) -> None:
    for seed in range(50):
        told, recalled = tell_and_recall(kind, Random(seed), "41")
        assert "41" in told.asked
        assert "41" in recalled.reply
        assert "41" not in not_told(kind, Random(seed)).reply


def test_a_memory_scene_asks_only_after_it_was_told() -> None:
    between = [Exchange("Thanks", "You are welcome!", "smalltalk")]
    for seed in range(100):
        scene = memory_scene(Random(seed), between)
        parts = [exchange.part for exchange in scene]
        assert parts.index("smalltalk") > max(i for i, part in enumerate(parts) if part == "told")
        assert parts.index("smalltalk") < parts.index("recall")


def test_sentences_are_parted() -> None:
    assert sentences("It is 0.8. Is it? Yes! 好的。对。") == [
        "It is 0.8.",
        "Is it?",
        "Yes!",
        "好的。",
        "对。",
    ]
    assert first_sentence('He said "no." Then he left.') == 'He said "no."'


def test_system_prompts_change_the_answer_as_they_say() -> None:
    random = Random(5)
    exchange = Exchange(
        "What is a token?", "A token is a piece. It has an id.", "guide", chinese="词元。"
    )

    def under(name: str, word: str = "") -> str:
        return obey(manner(name), word, [exchange], random)[0].reply

    assert under("one_sentence") == "A token is a piece."
    assert under("chinese") == "词元。"
    assert under("question").endswith("?")
    assert under("name", "Ada") == "Ada, a token is a piece. It has an id."
    assert under("start_word", "Indeed") == "Indeed! A token is a piece. It has an id."
    assert under("list") == "- A token is a piece.\n- It has an id."
    assert under("yes_or_no") == "No."
    assert "once upon a time" in under("storyteller").lower()


def test_some_system_prompts_change_answers_to_chinese_questions_too() -> None:
    exchange = Exchange("你好", "你好！很高兴见到你。", "smalltalk")

    def under(name: str, word: str = "") -> str:
        return obey(manner(name), word, [exchange], Random(5))[0].reply

    assert under("list") == "- 你好！\n- 很高兴见到你。"
    assert under("name", "Ada") == "Ada，你好！很高兴见到你。"
    assert under("start_word", "Well") == "Well! 你好！很高兴见到你。"
    assert obey(manner("formal"), "", [exchange], Random(5)) == []


def test_what_is_explained_in_english_can_be_said_in_chinese() -> None:
    author = Author(CONCEPTS, Random(7))
    for concept in CONCEPTS:
        exchange = author.explain(concept)
        assert re.search(r"[\u4e00-\u9fff]{2}", exchange.chinese), concept.id
        assert re.search(r"[\u4e00-\u9fff][,?!:;]", exchange.chinese) is None, concept.id


def test_no_chinese_answer_is_left_over() -> None:
    kept = tomllib.loads(IN_CHINESE.read_text("utf-8"))
    assert {concept.id: concept.in_chinese for concept in CONCEPTS if concept.in_chinese} == kept


def test_every_creature_can_have_a_chinese_story() -> None:
    for creature in CREATURES:
        assert CHINESE_CREATURES[creature] in in_chinese(
            cast(plot(Random(1), creature), Random(2)), Random(3)
        )


def test_a_held_out_wording_is_no_wording_of_the_training() -> None:
    for each in MANNERS:
        assert bare(each.held_out) not in {bare(prompt) for prompt in each.prompts}, each.id


def test_an_exchange_without_chinese_is_left_out_of_the_chinese_manner() -> None:
    assert obey(manner("chinese"), "", [Exchange("Hi", "Hello!", "smalltalk")], Random(1)) == []


def test_rewording_keeps_the_thing_asked_about() -> None:
    for seed in range(300):
        varied = vary("What does temperature do?", Random(seed))
        assert "temperature" in varied.lower()
        assert len(varied) < 90
