"""A stored reply as a trace file, and a trace file as a chat."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from desktop.core.conversation import Conversation, Node, NodeState
from desktop.core.errors import ReplyUnrecorded
from desktop.core.prompting import chat_for
from desktop.core.run import Run, read, written
from desktop.core.titles import title_for
from desktop.core.trace import text_of
from engine import tracefile
from engine.chat import Chat, Message, Role, TemplateChoice
from engine.findings import TokenList
from engine.records import ModelFacts, StopReason, TokenRecord
from engine.traced import Model, TraceFile
from engine.traced import Run as WholeRun

_THINKING = "<think>"


def asked(conversation: Conversation, node: Node, template: TemplateChoice) -> Chat:
    """The chat that a reply answered, as its prompt was made of it."""
    before = conversation.path_to(node.parent)
    chat = chat_for(conversation, before, template)
    return Chat(chat.messages, chat.template, chat.overflow, node.memory_start)


def made(
    node: Node,
    records: Sequence[TokenRecord],
    chat: Chat,
    prompt: TokenList | None,
    pieces: Mapping[int, bytes],
    facts: ModelFacts | None,
) -> TraceFile:
    """The trace of a reply; `prompt`, `pieces` and `facts` are what its model, where it is the one
    that is there now, knows of it. Raises ReplyUnrecorded."""
    kept = read(node.run)
    if not kept.settings or not records:
        raise ReplyUnrecorded
    reason = StopReason(node.reason) if node.reason in set(StopReason) else None
    run = WholeRun(kept.settings[0], kept.settings[1:], node.seed, reason, kept.plan, kept.timings)
    model = Model.of(facts) if facts else Model(node.model, node.vocabulary)
    return tracefile.made(run, chat, prompt, records, model, pieces)


@dataclass(frozen=True, slots=True)
class Opened:
    """A chat made of a trace: its messages in order, the reply last."""

    title: str
    system_prompt: str
    nodes: tuple[Node, ...]
    records: tuple[TokenRecord, ...]
    raw: bool


def opened(trace: TraceFile, name: str, new_id: Callable[[], str], now_ms: int) -> Opened:
    """The chat of a trace in a file called `name`."""
    system = [m.text for m in trace.chat.messages if m.role is Role.SYSTEM]
    spoken = [m for m in trace.chat.messages if m.role is not Role.SYSTEM]
    nodes: list[Node] = []
    ids: dict[str, str] = {}
    for message in spoken:
        ids[message.id] = new_id()
        nodes.append(_spoken(message, ids[message.id], nodes[-1].id if nodes else None, now_ms))
    records = tracefile.records(trace)
    start = ids.get(trace.chat.memory_start, "")
    parent = nodes[-1].id if nodes else None
    nodes.append(_reply(trace, records, new_id(), parent, start, now_ms))
    title = next((title_for(m.text) for m in spoken if m.role is Role.USER), "")
    raw = trace.chat.template is TemplateChoice.RAW
    return Opened(title or name, "\n\n".join(system), tuple(nodes), records, raw)


def _spoken(message: Message, id: str, parent: str | None, now_ms: int) -> Node:
    return Node(
        id=id,
        parent=parent,
        role=message.role,
        text=message.text,
        created_ms=now_ms,
        state=NodeState.COMPLETE,
        pinned=message.pinned,
    )


def _reply(
    trace: TraceFile,
    records: Sequence[TokenRecord],
    id: str,
    parent: str | None,
    memory_start: str,
    now_ms: int,
) -> Node:
    run = Run(tracefile.all_settings(trace), trace.plan, trace.timings)
    prompt = trace.prompt.text if trace.prompt else ""
    return Node(
        id=id,
        parent=parent,
        role=Role.ASSISTANT,
        text=text_of(record.piece for record in records),
        created_ms=now_ms,
        state=NodeState.COMPLETE,
        reason=trace.reason.value if trace.reason else "",
        model=trace.model.name,
        vocabulary=trace.model.vocabulary,
        seed=trace.seed,
        opens_thinking=prompt.rstrip().endswith(_THINKING),
        memory_start=memory_start,
        run=written(run),
    )
