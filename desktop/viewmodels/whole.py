"""The whole prompt in tokens, while somebody wants to see it. No widgets.

Replies show their recorded tokens as ever; here is what stands between them."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.core.prompted import between_replies
from desktop.core.tokens import Tokens
from desktop.viewmodels.chat import ChatModel
from desktop.viewmodels.engine import EngineModel, EngineState
from desktop.viewmodels.question import Question
from desktop.viewmodels.replies import Replies
from engine.findings import TokenList
from engine.protocol import Render

SOON_MS = 120


class WholeModel(QObject):
    """The tokens between the replies of the shown chat; `changed` tells of others."""

    changed = Signal()

    def __init__(
        self,
        chat: ChatModel,
        replies: Replies,
        engine: EngineModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._chat = chat
        self._replies = replies
        self._engine = engine
        self._tokens: dict[str, Tokens] = {}
        self.shown = False
        self._question = Question(engine, self)
        self._question.answered.connect(self._on_answered)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self._ask)
        chat.changed.connect(self.refresh)
        engine.changed.connect(self.refresh)

    def tokens(self, node_id: str) -> Tokens | None:
        """What the model reads at a message of the person; None while that is not to be shown."""
        return self._tokens.get(node_id) if self.shown else None

    @Slot(bool)
    def show(self, shown: bool) -> None:
        """Show the prompt as the model sees it, or the person's words as they were written."""
        if shown != self.shown:
            self.shown = shown
            self.changed.emit()
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Ask again, soon; what is shown stays until the answer comes."""
        if self.shown:
            self._soon.start()

    @Slot()
    def _ask(self) -> None:
        chat = self._chat.chat()
        ready = self._engine.state is EngineState.READY and self._replies.idle
        if self.shown and ready and chat is not None and chat.messages:
            self._question.ask(Render(1, chat))

    @Slot(object)
    def _on_answered(self, result: object) -> None:
        if isinstance(result, TokenList):
            self._tokens = between_replies(result)
            self.changed.emit()
