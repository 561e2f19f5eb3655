"""The shapes in which a chat can be given to a template."""

from __future__ import annotations

from engine.chat import Message, Role
from engine.prompt.turns import Turn, alternating, folded, has_system, turns_of

ROLES = {"s": Role.SYSTEM, "u": Role.USER, "a": Role.ASSISTANT}


def turns(names: str, draft: str | None = None) -> tuple[Turn, ...]:
    """From the messages' roles, such as "sua"; each says its place."""
    said = [Message(f"{n}", ROLES[each], f"{n}") for n, each in enumerate(names)]
    return turns_of(said, draft)


def shape(turns: tuple[Turn, ...]) -> list[str]:
    return [f"{t.role.value[0]}:{','.join(part.text for part in t.parts)}" for t in turns]


def test_messages_and_draft_in_order() -> None:
    assert shape(turns("sua", "new")) == ["s:0", "u:1", "a:2", "u:new"]


def test_someone_has_to_say_something() -> None:
    assert shape(turns("")) == ["u:"]
    assert shape(turns("s")) == ["s:0", "u:"]
    assert shape(turns("s", "")) == ["s:0", "u:"]


def test_a_blank_system_prompt_is_none() -> None:
    blank = turns_of([Message("0", Role.SYSTEM, " \n"), Message("1", Role.USER, "")], None)
    assert shape(blank) == ["u:"]
    assert not has_system(blank)
    assert has_system(turns("su"))


def test_folding_puts_the_system_prompt_before_the_first_question() -> None:
    assert shape(folded(turns("sua"))) == ["u:0,1", "a:2"]
    assert shape(folded(turns("sa"))) == ["u:0", "a:1"]
    assert shape(folded(turns("s"))) == ["u:0"]
    assert shape(folded(turns("s", ""))) == ["u:0,"]


def test_neighbours_of_one_role_become_one_turn() -> None:
    assert shape(alternating(turns("suuaau"))) == ["s:0", "u:1,2", "a:3,4", "u:5"]


def test_a_reply_that_comes_first_answers_nobody() -> None:
    assert shape(alternating(turns("saau"))) == ["s:0", "u:", "a:1,2", "u:3"]
    assert shape(alternating(turns("a"))) == ["u:", "a:0"]
