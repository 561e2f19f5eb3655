"""All models of a window over a fake engine process and a real store, without the window."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.core.conversation import Conversation, Node, NodeState
from desktop.core.entry import Entry
from desktop.core.store import Store
from desktop.viewmodels.backlog import Backlog
from desktop.viewmodels.chat import ChatModel
from desktop.viewmodels.context import ContextModel
from desktop.viewmodels.engine import EngineModel, EngineState
from desktop.viewmodels.replies import Replies
from desktop.viewmodels.sampling import SamplingModel
from engine.chat import Overflow, Role
from engine.errors import Fault
from engine.protocol import Measure

FAKE = (sys.executable, "-m", "tests.fakes.engine")
PLENTY = 1 << 40
LIMIT_MS = 60_000  # generous: machines that test may be busy


class Desk:
    """The models as `desktop.app` connects them; `folder` is where held models are let go."""

    def __init__(self, qtbot: QtBot, folder: Path, store: Store | None = None) -> None:
        self.qtbot = qtbot
        self.folder = folder
        self.root = QObject()
        self.store = store or Store(folder / "chats.db")
        self.engine = EngineModel(FAKE, lambda: PLENTY, self.root)
        self.sampling = SamplingModel({}, self.root)
        self.backlog = Backlog(self.root)
        self.replies = Replies(self.engine, self.store, self.backlog, self.root)
        self.chat = ChatModel(self.store, self.backlog, self.replies, self.sampling, self.root)
        self.sentences: list[str] = []
        self.faults: list[Fault] = []
        self.backlog.failed.connect(self.sentences.append)
        self.chat.store_failed.connect(self.sentences.append)
        self.chat.refused.connect(self.faults.append)

    def add_context(self) -> ContextModel:
        """The model of the context bar, which asks for counts on its own."""
        return ContextModel(self.chat, self.engine, self.sampling, self.root)

    def load(self, name: str = "tiny") -> None:
        """Have the fake engine load a model at once."""
        with self.qtbot.waitSignal(self.engine.ready, timeout=LIMIT_MS):
            self.engine.open(str(self.folder / f"{name}.gguf"))

    def begin_held(self) -> Path:
        """Begin to load a model that stays on its way; touching the path lets it go."""
        path = self.folder / "held.gguf"
        self.engine.open(str(path))
        self.qtbot.waitUntil(lambda: self.engine.progress > 0, timeout=LIMIT_MS)
        return path.with_name("held.gguf.go")

    def new_chat(self, overflow: Overflow = Overflow.ROLL) -> str:
        chat_id = self.store.new_chat(overflow)
        self.chat.open(chat_id)
        return chat_id

    def say(self, text: str) -> str:
        """Send a message and wait for the whole reply; its node id."""
        assert self.chat.send(text)
        return self.answered()

    def answered(self) -> str:
        """Wait until nothing is being written; the node id of the tip."""
        self.qtbot.waitUntil(lambda: self.replies.idle, timeout=LIMIT_MS)
        tip = self.shown.tip
        assert tip is not None
        return tip

    def begin(self, text: str = "forever") -> str:
        """Send a message and wait until its reply has begun; the reply's node id."""
        assert self.chat.send(text)
        reply = self.chat.reply
        assert reply is not None
        self.qtbot.waitUntil(lambda: bool(reply.node.text), timeout=LIMIT_MS)
        return reply.node.id

    def step(self) -> None:
        """Let a reply to `step` go on by a word."""
        chat = self.chat.chat()
        assert chat is not None
        self.engine.ask(Measure(1, chat))

    @property
    def shown(self) -> Conversation:
        conversation = self.chat.conversation
        assert conversation is not None
        return conversation

    @property
    def texts(self) -> list[str]:
        """What the transcript shows, message by message."""
        return [entry.text for entry in self.chat.entries()]

    @property
    def last(self) -> Entry:
        return self.chat.entries()[-1]

    def on_disk(self, read: Callable[[Store], object] | None = None) -> Conversation:
        """The shown chat as the store has it."""
        return self.store.load(self.shown.id)

    def close(self) -> None:
        """As the application's exit does it."""
        self.chat.save_draft()
        self.replies.close()
        self.engine.finish()
        self.store.close()
        shiboken6.delete(self.root)

    @property
    def is_ready(self) -> bool:
        return self.engine.state is EngineState.READY


def node(node_id: str, parent: str | None = None, text: str = "text", **fields: object) -> Node:
    """A finished message; of the person unless `role` says otherwise."""
    values = {"role": Role.USER, "created_ms": 1, "state": NodeState.COMPLETE, **fields}
    return Node(id=node_id, parent=parent, text=text, **values)  # type: ignore[arg-type]


def conversation(*nodes: Node, tip: str | None = None, **fields: object) -> Conversation:
    """A chat of these messages; the last one is the tip unless another is named."""
    values = {
        "id": "chat",
        "title": "",
        "title_by_person": False,
        "system_prompt": "",
        "overflow": Overflow.ROLL,
        "draft": "",
        "nodes": {each.id: each for each in nodes},
        "tip": tip or (nodes[-1].id if nodes else None),
        **fields,
    }
    return Conversation(**values)  # type: ignore[arg-type]
