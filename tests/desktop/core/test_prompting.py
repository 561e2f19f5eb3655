"""From a stored conversation to the chat the engine goes on with."""

from __future__ import annotations

from desktop.core.prompting import SYSTEM_ID, chat_for, memory_start
from engine.chat import Message, Overflow, Role, TemplateChoice
from tests.desktop.desk import conversation, node

QUESTION = node("q", text="Hello?")
ANSWER = node(
    "a",
    "q",
    "Yes.",
    role=Role.ASSISTANT,
    ids=(4, 5),
    model="Words",
    vocabulary="words",
    memory_start="q",
)


def test_messages_keep_their_order_ids_and_vocabulary() -> None:
    talk = conversation(QUESTION, ANSWER)
    chat = chat_for(talk, talk.path(), TemplateChoice.MODEL)
    assert chat.messages == (
        Message("q", Role.USER, "Hello?"),
        Message("a", Role.ASSISTANT, "Yes.", (4, 5), "words"),
    )


def test_a_system_prompt_comes_first() -> None:
    talk = conversation(QUESTION, system_prompt="Be brief.")
    first = chat_for(talk, talk.path(), TemplateChoice.MODEL).messages[0]
    assert first == Message(SYSTEM_ID, Role.SYSTEM, "Be brief.")


def test_a_system_prompt_of_white_space_is_none() -> None:
    talk = conversation(QUESTION, system_prompt=" \n")
    assert len(chat_for(talk, talk.path(), TemplateChoice.MODEL).messages) == 1


def test_only_the_given_stretch_of_the_path_is_sent() -> None:
    talk = conversation(QUESTION, ANSWER)
    assert len(chat_for(talk, talk.path()[:1], TemplateChoice.MODEL).messages) == 1


def test_pinned_messages_are_marked() -> None:
    talk = conversation(node("q", pinned=True))
    assert chat_for(talk, talk.path(), TemplateChoice.MODEL).messages[0].pinned


def test_rule_and_template_travel_with_the_chat() -> None:
    talk = conversation(QUESTION, overflow=Overflow.STOP)
    chat = chat_for(talk, talk.path(), TemplateChoice.PLAIN)
    assert (chat.overflow, chat.template) == (Overflow.STOP, TemplateChoice.PLAIN)


def test_the_window_goes_on_where_the_latest_reply_found_it() -> None:
    later = [QUESTION, ANSWER, node("q2", "a"), node("a2", "q2", model="Words", memory_start="q2")]
    assert memory_start([*later, node("q3")]) == "q2"
    assert memory_start([QUESTION, ANSWER, node("q2", "a")]) == "q"
    assert memory_start([QUESTION]) == ""


def test_a_window_that_held_everything_again_goes_on_so() -> None:
    later = [QUESTION, ANSWER, node("q2", "a"), node("a2", "q2", model="Words"), node("q3")]
    assert memory_start(later) == ""
