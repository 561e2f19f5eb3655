"""The tree of messages: edits, deletions and branches lose nothing."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from desktop.core.conversation import Conversation, Node, NodeState
from engine.chat import Overflow, Role


def empty() -> Conversation:
    return Conversation(
        id="chat",
        title="",
        title_by_person=False,
        system_prompt="",
        overflow=Overflow.ROLL,
        nodes={},
        tip=None,
        draft="",
    )


def node(id: str, parent: str | None, text: str = "", role: Role = Role.USER) -> Node:
    return Node(
        id=id,
        parent=parent,
        role=role,
        text=text or id,
        created_ms=0,
        state=NodeState.COMPLETE,
    )


def talk(*ids: str) -> Conversation:
    conversation = empty()
    for id in ids:
        conversation = conversation.add(node(id, conversation.tip))
    return conversation


def shown(conversation: Conversation) -> list[str]:
    return [node.id for node in conversation.path()]


def test_an_empty_chat_has_no_path() -> None:
    assert empty().path() == ()
    assert empty().followers() == ()


def test_messages_follow_each_other() -> None:
    assert shown(talk("a", "b", "c")) == ["a", "b", "c"]


def test_an_edit_is_a_version_beside_the_old_one() -> None:
    edited = talk("a", "b", "c").add(node("b2", "a"))
    assert shown(edited) == ["a", "b2"]
    assert edited.versions("b2") == ("b", "b2")
    back = edited.choose("b2", -1)
    assert shown(back) == ["a", "b", "c"]


def test_the_first_message_has_versions_too() -> None:
    edited = talk("a", "b").add(node("a2", None))
    assert edited.versions("a") == ("a", "a2")
    assert shown(edited.choose("a2", -1)) == ["a", "b"]


def test_beyond_the_last_version_nothing_changes() -> None:
    edited = talk("a", "b").add(node("b2", "a"))
    assert edited.choose("b2", +1) is edited
    assert edited.choose("b", -1) is edited


def test_choosing_shows_what_was_written_last_below() -> None:
    conversation = talk("a", "b", "c").add(node("b2", "a")).add(node("c2", "b"))
    assert shown(conversation.choose("b2", -1)) == ["a", "b", "c2"]


def test_step_zero_shows_the_branch_of_a_message() -> None:
    conversation = talk("a", "b", "c").add(node("a2", None))
    assert shown(conversation.choose("b", 0)) == ["a", "b", "c"]


def test_without_the_last_message_its_parent_is_the_tip_and_it_can_be_shown_again() -> None:
    shorter = talk("a", "b").without("b", lambda: "new")
    assert shown(shorter) == ["a"]
    assert shorter.followers() == ("b",)
    assert shown(shorter.choose("b", 0)) == ["a", "b"]


def test_without_a_message_in_the_middle_the_rest_is_copied() -> None:
    ids = (f"new{n}" for n in count())
    shorter = talk("a", "b", "c", "d").without("b", lambda: next(ids))
    assert shown(shorter) == ["a", "new0", "new1"]
    assert [n.text for n in shorter.path()] == ["a", "c", "d"]
    assert shorter.versions("new0") == ("b", "new0")


def test_a_node_can_change_its_state_but_not_its_place() -> None:
    conversation = talk("a", "b")
    finished = conversation.replace_node(node("b", "a", "longer text"))
    assert finished.nodes["b"].text == "longer text"
    assert conversation.nodes["b"].text == "b"
    with pytest.raises(AssertionError):
        conversation.replace_node(node("b", None))


class Edits(RuleBasedStateMachine):
    """Whatever a person does, every message ever written can still be shown."""

    def __init__(self) -> None:
        super().__init__()
        self.conversation = empty()
        self.written: dict[str, Node] = {}
        self.ids = (f"n{n}" for n in count())

    def _keep(self, after: Conversation) -> None:
        self.conversation = after
        self.written.update(after.nodes)

    @rule(text=st.text(max_size=3))
    def say(self, text: str) -> None:
        self._keep(self.conversation.add(node(next(self.ids), self.conversation.tip, text)))

    @precondition(lambda self: self.conversation.tip is not None)
    @rule(data=st.data())
    def edit(self, data: st.DataObject) -> None:
        old = data.draw(st.sampled_from(self.conversation.path()))
        self._keep(self.conversation.add(node(next(self.ids), old.parent, "edited")))

    @precondition(lambda self: self.conversation.tip is not None)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        before = self.conversation.path()
        gone = data.draw(st.sampled_from(before))
        after = self.conversation.without(gone.id, lambda: next(self.ids))
        kept = [n.text for n in before if n.id != gone.id]
        assert [n.text for n in after.path()] == kept
        self._keep(after)

    @precondition(lambda self: self.conversation.tip is not None)
    @rule(data=st.data(), step=st.integers(-2, 2))
    def walk(self, data: st.DataObject, step: int) -> None:
        at = data.draw(st.sampled_from(self.conversation.path())).id
        versions = self.conversation.versions(at)
        target = versions.index(at) + step
        after = self.conversation.choose(at, step)
        if 0 <= target < len(versions):
            assert versions[target] in shown(after)
            assert after.followers() == ()
        self._keep(after)

    @invariant()
    def nothing_is_lost_or_changed(self) -> None:
        assert dict(self.conversation.nodes) == self.written
        for id in self.written:
            assert id in shown(self.conversation.choose(id, 0))

    @invariant()
    def each_message_is_one_of_its_versions(self) -> None:
        for each in self.conversation.path():
            assert each.id in self.conversation.versions(each.id)


Edits.TestCase.settings = settings(
    derandomize=True, deadline=None, max_examples=30, stateful_step_count=20
)
TestEdits = Edits.TestCase


def test_a_changed_copy_knows_its_followers() -> None:
    conversation = replace(talk("a", "b"), tip="a")
    assert conversation.followers() == ("b",)
