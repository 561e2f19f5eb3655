"""Another token in the middle of a reply, on a tiny model: forced, told truly, gone on from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from engine.chat import Chat, TemplateChoice
from engine.errors import InvalidRequest, PromptEmpty, ReplyStrays, TokenForbidden, TokensUnknown
from engine.local import LocalEngine
from engine.protocol import Generate, Load, Measure, Swap
from engine.records import How, ModelFacts, StopReason
from engine.settings import LoadSettings, SamplingSettings
from tests.engine.asking import ask
from tests.engine.replies import Reply, spoken
from tests.models import tiny_chat_model

DIGITS = 'root ::= [0-9] [0-9] [0-9] [0-9] "." [a-z]+'
SEED = 11


def settings(**changes: Any) -> SamplingSettings:
    return SamplingSettings(**{"max_tokens": 16, "seed": SEED, "candidates": 5, **changes})


class Talking:
    """A loaded engine and a reply that it wrote."""

    def __init__(self, **model: Any) -> None:
        self.engine = LocalEngine()
        load = Load(1, str(tiny_chat_model(**model)), LoadSettings(context=1024))
        self.facts: ModelFacts = ask(self.engine, load)

    def write(self, chat: Chat, continuing: bool = False, **changes: Any) -> Reply:
        return Reply(self.engine, Generate(2, chat, settings(**changes), continuing))

    def swap(self, chat: Chat, keep: int, token: int, **changes: Any) -> Reply:
        return Reply(self.engine, Swap(3, chat, keep, token, settings(**changes)))


@pytest.fixture(scope="module")
def talking() -> Iterator[Talking]:
    talking = Talking(endless=True)
    yield talking
    talking.engine.close()


def byte(sign: str) -> int:
    """The token of a byte: in the tiny vocabulary their ids are the bytes."""
    return ord(sign)


def test_the_forced_token_comes_first_with_what_the_model_thought_of_it(talking: Talking) -> None:
    whole = talking.write(spoken("hello"))
    keep = 6
    other = whole.records[keep].trace.candidates[3]  # type: ignore[union-attr]
    swapped = talking.swap(whole.in_chat(talking.facts), keep, other)
    first, before = swapped.records[0], whole.records[keep]
    assert (first.id, first.how, first.u) == (other, How.FORCED, None)
    assert first.trace is not None
    assert first.trace.candidates == before.trace.candidates  # type: ignore[union-attr]
    assert first.logprob == pytest.approx(first.trace.logprobs[3], abs=1e-6)
    assert first.rank == 4
    assert first.trace.final == pytest.approx(first.trace.finals[3], abs=1e-6)
    assert first.trace.below == pytest.approx(sum(first.trace.finals[:3]), abs=1e-6)
    assert len(swapped.ids) == 16


def test_a_token_that_the_stages_cut_is_told_with_no_chance(talking: Talking) -> None:
    whole = talking.write(spoken("hello"))
    first = talking.swap(whole.in_chat(talking.facts), 3, byte("~"), top_k=2).records[0]
    assert (first.id, first.piece) == (byte("~"), b"~")
    assert first.trace is not None
    assert (first.trace.final, first.trace.below) == (0.0, 0.0)
    assert first.trace.left[0] == 2


@pytest.mark.parametrize("keep", [0, 1, 9, 15])
def test_the_same_token_again_writes_the_same_reply(talking: Talking, keep: int) -> None:
    """In a plain memory of so few cells rounding does not depend on the batches."""
    whole = talking.write(spoken("hello"))
    again = talking.swap(whole.in_chat(talking.facts), keep, whole.ids[keep], max_tokens=16 - keep)
    assert again.ids == whole.ids[keep:]
    assert [r.u for r in again.records[1:]] == [r.u for r in whole.records[keep + 1 :]]


def test_only_the_last_kept_token_is_evaluated_again(talking: Talking) -> None:
    whole = talking.write(spoken("hello"), max_tokens=200)
    swapped = talking.swap(whole.in_chat(talking.facts), 100, byte("x"))
    assert swapped.summary.prompt_tokens - swapped.summary.cached_tokens == 1


def test_the_reply_that_was_left_is_still_at_hand(talking: Talking) -> None:
    whole = talking.write(spoken("hello"), max_tokens=100)
    chat = whole.in_chat(talking.facts)
    talking.swap(chat, 20, byte("x"))
    assert ask(talking.engine, Measure(4, chat)).cached > 100


def test_any_turn_can_be_gone_on_from(talking: Talking) -> None:
    first = talking.write(spoken("hello"))
    early = first.in_chat(talking.facts)
    second = talking.write(first.in_chat(talking.facts, "and then"))
    assert second.ids != first.ids
    swapped = talking.swap(early, 4, byte("x"))
    assert swapped.ids[0] == byte("x")
    assert swapped.summary.prompt_tokens == first.summary.prompt_tokens + 4


def test_a_new_reply_can_begin_with_a_token_of_choice(talking: Talking) -> None:
    chosen = talking.swap(spoken("hello"), 0, byte("Q"), max_tokens=1)
    assert (chosen.ids, chosen.summary.reason) == ([byte("Q")], StopReason.LENGTH)
    step = talking.swap(chosen.in_chat(talking.facts), 1, byte("R"), max_tokens=1)
    assert step.in_chat(talking.facts).messages[-1].text == "R"
    assert step.summary.prompt_tokens == chosen.summary.prompt_tokens + 1


def test_an_end_of_turn_can_be_forced(talking: Talking) -> None:
    whole = talking.write(spoken("hello"))
    end = next(id for id in range(talking.facts.vocabulary_size) if _ends(talking, id))
    swapped = talking.swap(whole.in_chat(talking.facts), 5, end)
    assert (swapped.ids, swapped.text) == ([end], "")
    assert swapped.summary.reason is StopReason.END_OF_TURN


def test_a_cut_within_a_character_is_shown_and_can_be_mended(talking: Talking) -> None:
    first, second, third = map(int, "你".encode())
    begun = talking.swap(spoken("hello"), 0, first, max_tokens=1)
    chat = begun.in_chat(talking.facts)
    assert chat.messages[-1].text == "\\xe4"
    more = talking.swap(chat, 1, second, max_tokens=1)
    ids = (first, second)
    chat = replace(
        chat, messages=(chat.messages[0], replace(chat.messages[1], text="\\xe4\\xbd", ids=ids))
    )
    last = talking.swap(chat, 2, third, max_tokens=1)
    pieces = [reply.records[0].piece for reply in (begun, more, last)]
    assert b"".join(pieces).decode() == "你"
    assert last.summary.prompt_tokens == begun.summary.prompt_tokens + 2


@pytest.mark.parametrize(
    ("keep", "token", "problem"),
    [(17, 1, "the reply has 16 tokens"), (3, 10**6, "there is no token 1000000")],
)
def test_what_is_beyond_is_refused(talking: Talking, keep: int, token: int, problem: str) -> None:
    whole = talking.write(spoken("hello"))
    with pytest.raises(InvalidRequest, match=problem):
        talking.swap(whole.in_chat(talking.facts), keep, token)


def test_nothing_is_kept_of_a_person_s_words(talking: Talking) -> None:
    with pytest.raises(InvalidRequest, match="does not end in a reply"):
        talking.swap(spoken("hello"), 2, 1)


@pytest.mark.parametrize("changes", [{"vocabulary": "another"}, {"ids": ()}, {"ids": (10**6,)}])
def test_a_reply_of_another_model_cannot_be_cut(talking: Talking, changes: dict[str, Any]) -> None:
    chat = talking.write(spoken("hello")).in_chat(talking.facts)
    foreign = replace(chat.messages[-1], **changes)
    with pytest.raises(TokensUnknown):
        talking.swap(replace(chat, messages=(*chat.messages[:-1], foreign)), 1, 1)


class TestGrammar:
    """What a grammar has to say about what is kept and what is forced."""

    @pytest.fixture
    def half(self, talking: Talking) -> Chat:
        """A reply of two digits, each a token."""
        first = talking.swap(spoken("hello"), 0, byte("4"), max_tokens=1)
        second = talking.swap(first.in_chat(talking.facts), 1, byte("2"), max_tokens=1)
        chat = first.in_chat(talking.facts)
        ids = (byte("4"), *second.ids)
        return replace(
            chat, messages=(chat.messages[0], replace(chat.messages[-1], text="42", ids=ids))
        )

    def test_a_forbidden_token_is_refused_and_the_engine_goes_on(
        self, talking: Talking, half: Chat
    ) -> None:
        with pytest.raises(TokenForbidden):
            talking.swap(half, 1, byte("x"), grammar=DIGITS)
        assert talking.swap(half, 1, byte("7"), grammar=DIGITS).text.startswith("7")

    def test_a_token_beside_the_text_is_forbidden(self, talking: Talking, half: Chat) -> None:
        control = talking.facts.vocabulary_size - 2
        with pytest.raises(TokenForbidden):
            talking.swap(half, 1, control, grammar=DIGITS)

    @pytest.mark.parametrize("keep", [0, 1, 2])
    def test_the_grammar_knows_what_was_kept(self, talking: Talking, half: Chat, keep: int) -> None:
        text = "42"[:keep] + talking.swap(half, keep, byte("7"), grammar=DIGITS).text
        assert text[:4].isdigit()
        assert text[4] == "."

    def test_going_on_with_a_reply_goes_on_with_its_grammar(
        self, talking: Talking, half: Chat
    ) -> None:
        text = talking.write(half, continuing=True, grammar=DIGITS).text
        assert text[:2].isdigit()
        assert text[2] == "."

    def test_a_reply_that_strays_cannot_be_gone_on_with(self, talking: Talking, half: Chat) -> None:
        with pytest.raises(ReplyStrays) as caught:
            talking.write(half, continuing=True, grammar='root ::= "4" [a-z]+')
        assert caught.value.facts["place"] == 2


def test_bans_look_back_into_what_was_kept(talking: Talking) -> None:
    whole = talking.write(spoken("hello"), temperature=0)
    chat = whole.in_chat(talking.facts)
    border = b"".join(r.piece for r in whole.records[2:4])[:8].decode("utf-8", "ignore")
    banned = [border, "something that is longer than all of it"]
    free = talking.swap(chat, 2, whole.ids[2], temperature=0)
    assert free.text.encode().startswith(border.encode())
    assert (
        not talking.swap(chat, 2, whole.ids[2], temperature=0, banned_words=banned)
        .text.encode()
        .startswith(border.encode())
    )
    forced = talking.swap(chat, 3, whole.ids[3], temperature=0, banned_words=banned)
    assert len(forced.ids) == 16


def test_a_stop_string_may_begin_in_what_was_kept(talking: Talking) -> None:
    whole = talking.write(spoken("hello"), temperature=0)
    border = b"".join(r.piece for r in whole.records[1:3])
    stop = border.decode("utf-8", "ignore")
    assert stop.encode() == border
    swapped = talking.swap(
        whole.in_chat(talking.facts), 2, whole.ids[2], temperature=0, stop=(stop,)
    )
    assert (swapped.text, swapped.summary.reason) == ("", StopReason.STOP_STRING)


class TestRaw:
    """Without a template."""

    def test_an_empty_text_cannot_be_gone_on_from(self, talking: Talking) -> None:
        with pytest.raises(PromptEmpty):
            talking.write(Chat((), TemplateChoice.RAW))

    def test_a_text_is_continued_and_its_continuation_too(self, talking: Talking) -> None:
        text = spoken("Once upon a time", template=TemplateChoice.RAW)
        first = talking.write(text)
        more = talking.write(first.in_chat(talking.facts), continuing=True)
        assert first.summary.prompt_tokens < len("Once upon a time")
        assert more.summary.prompt_tokens == first.summary.prompt_tokens + len(first.ids)
        assert more.summary.cached_tokens == more.summary.prompt_tokens - 1
        swapped = talking.swap(first.in_chat(talking.facts), 3, byte("x"))
        assert swapped.summary.prompt_tokens == first.summary.prompt_tokens + 3


def _ends(talking: Talking, id: int) -> bool:
    return talking.engine._required().model.is_end(id)
