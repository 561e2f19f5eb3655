"""A conversation: immutable messages, each knowing its parent. A branch is a tip.

Every operation returns a new value; no message is ever overwritten or dropped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from engine.chat import Overflow, Role
from engine.records import StopReason


class NodeState(StrEnum):
    """Whether a message is finished."""

    COMPLETE = "complete"
    STREAMING = "streaming"
    INTERRUPTED = "interrupted"  # the engine or the window ended in mid-reply


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One message.

    `reason` says why a reply ended (a StopReason's value, "died" or "failed"; empty for messages
    of a person), `note` is a sentence beside it. `ids` are the tokens of a reply without its end
    token, of the vocabulary with hash `vocabulary`; empty where they do not spell `text`.
    `memory_start` is the id of the first message that was in the window when it was written; `run`
    says how a reply was made, as `desktop.core.run` writes it."""

    id: str
    parent: str | None
    role: Role
    text: str
    created_ms: int
    state: NodeState
    reason: str = ""
    note: str = ""
    model: str = ""
    vocabulary: str = ""
    seed: int | None = None
    ids: tuple[int, ...] = ()
    opens_thinking: bool = False
    memory_start: str = ""
    pinned: bool = False
    run: str = ""

    @property
    def cut(self) -> bool:
        """Whether it is a reply that did not end by itself."""
        by_itself = ("", StopReason.END_OF_TURN, StopReason.STOP_STRING)
        return self.role is Role.ASSISTANT and (
            self.state is NodeState.INTERRUPTED or self.reason not in by_itself
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """All messages of a chat by id, in the order they were made, and the branch that is shown.

    A `raw` one is a notebook: no template stands between its texts, and none has a speaker."""

    id: str
    title: str
    title_by_person: bool
    system_prompt: str
    overflow: Overflow
    nodes: Mapping[str, Node]
    tip: str | None
    draft: str
    raw: bool = False
    _children: Mapping[str | None, tuple[str, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        children: dict[str | None, list[str]] = {}
        for node in self.nodes.values():
            children.setdefault(node.parent, []).append(node.id)
        frozen = {parent: tuple(ids) for parent, ids in children.items()}
        object.__setattr__(self, "_children", frozen)

    def path(self) -> tuple[Node, ...]:
        """The branch that is shown, from its first message to the tip."""
        return self.path_to(self.tip)

    def path_to(self, node_id: str | None) -> tuple[Node, ...]:
        """From the first message to `node_id`."""
        nodes = []
        while node_id is not None:
            nodes.append(self.nodes[node_id])
            node_id = nodes[-1].parent
        return tuple(reversed(nodes))

    def versions(self, node_id: str) -> tuple[str, ...]:
        """The message and its siblings, in the order they were made."""
        return self._children[self.nodes[node_id].parent]

    def followers(self) -> tuple[str, ...]:
        """What was once written after the tip."""
        return self._children.get(self.tip, ())

    def add(self, node: Node) -> Conversation:
        """With one more message, which becomes the tip."""
        assert node.id not in self.nodes, node.id
        assert node.parent is None or node.parent in self.nodes, node.parent
        return replace(self, nodes={**self.nodes, node.id: node}, tip=node.id)

    def replace_node(self, node: Node) -> Conversation:
        """With a message in another state (more text, finished, pinned); its place stays."""
        old = self.nodes[node.id]
        assert (old.parent, old.role) == (node.parent, node.role), node.id
        return replace(self, nodes={**self.nodes, node.id: node})

    def choose(self, node_id: str, step: int) -> Conversation:
        """Show the version `step` places from `node_id`, with the latest that followed it.

        Beyond the first or last version nothing changes; step 0 shows `node_id` itself."""
        versions = self.versions(node_id)
        index = versions.index(node_id) + step
        if not 0 <= index < len(versions):
            return self
        return replace(self, tip=self._latest_leaf(versions[index]))

    def without(self, node_id: str, new_ids: Callable[[], str]) -> Conversation:
        """Show a branch that leaves one message of the path out.

        What followed it on the path is copied under its parent, with ids from `new_ids`."""
        path = self.path()
        index = [node.id for node in path].index(node_id)
        result = replace(self, tip=path[index].parent)
        for node in path[index + 1 :]:
            result = result.add(replace(node, id=new_ids(), parent=result.tip))
        return result

    def _latest_leaf(self, node_id: str) -> str:
        """The leaf below `node_id` that was made last."""
        order = {id: index for index, id in enumerate(self.nodes)}
        latest, waiting = node_id, [node_id]
        while waiting:
            current = waiting.pop()
            below = self._children.get(current, ())
            waiting.extend(below)
            if not below and order[current] > order[latest]:
                latest = current
        return latest
