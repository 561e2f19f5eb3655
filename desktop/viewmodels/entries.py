"""From a conversation and what runs in it to the entries of a transcript."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from desktop.core.conversation import Conversation, Node, NodeState
from desktop.core.entry import Entry
from desktop.core.prompting import memory_start
from desktop.viewmodels.replies import Reply
from engine.chat import Role
from engine.records import StopReason

translate = QCoreApplication.translate


def entries_of(
    conversation: Conversation, running: Callable[[str], Reply | None], model_awaited: bool
) -> tuple[Entry, ...]:
    """The messages of the shown branch, in order. `running` finds the reply of a node;
    `model_awaited`: replies that wait do so for a model that is loading."""
    path = [r.node if (r := running(n.id)) else n for n in conversation.path()]
    start = memory_start(path)
    retokenised = {
        message
        for node in path
        if (r := running(node.id)) and r.use
        for message in r.use.retokenised
    }
    return tuple(
        _entry(
            conversation,
            node,
            running(node.id),
            memory_starts=node.id == start,
            retokenised=node.id in retokenised,
            model_awaited=model_awaited,
        )
        for node in path
    )


def _entry(
    conversation: Conversation,
    node: Node,
    reply: Reply | None,
    *,
    memory_starts: bool,
    retokenised: bool,
    model_awaited: bool,
) -> Entry:
    versions = conversation.versions(node.id)
    unanswered = node.role is Role.USER and node.id == conversation.tip
    note = _progress(reply, model_awaited) if reply else _note(node)
    return Entry(
        node_id=node.id,
        role=node.role,
        author=_author(node),
        text=node.text,
        opens_thinking=node.opens_thinking,
        streaming=reply is not None,
        version=versions.index(node.id) + 1,
        versions=len(versions),
        note=translate("Transcript", "Not answered") if unanswered else note,
        can_continue=reply is None and (unanswered or node.cut),
        pinned=node.pinned,
        memory_starts=memory_starts,
        retokenised=retokenised,
    )


def _author(node: Node) -> str:
    if node.role is Role.USER:
        return translate("Transcript", "You")
    return node.model or translate("Transcript", "Assistant")


def _note(node: Node) -> str:
    """Why a reply ended where it did not end by itself."""
    if node.note:
        return node.note
    if node.state is NodeState.INTERRUPTED:
        return translate(
            "Transcript", "Interrupted: the program ended while this was being written"
        )
    return {
        StopReason.CANCELLED.value: translate("Transcript", "Stopped"),
        StopReason.LENGTH.value: translate("Transcript", "Reached the maximum length"),
        StopReason.CONTEXT_FULL.value: translate("Transcript", "The context window is full"),
        StopReason.STOP_STRING.value: translate("Transcript", "Ended at a stop string"),
    }.get(node.reason, "")


def _progress(reply: Reply, model_awaited: bool) -> str:
    """What a reply without text waits for."""
    done, total = reply.read
    if reply.generated:
        return ""
    if reply.waiting and model_awaited:
        return translate("Transcript", "Waiting for the model to load…")
    if reply.waiting:
        return translate("Transcript", "Waiting for a model to be opened")
    if total:
        return translate("Transcript", "Reading the prompt: {done} of {total} tokens").format(
            done=f"{int(done):,}", total=f"{int(total):,}"
        )
    return translate("Transcript", "Waiting for its turn…")
