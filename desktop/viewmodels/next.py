"""What would come next at the end of the shown chat, while somebody looks. No widgets.

Asked after a pause, only while no reply is under way, and given up as soon as one is asked for, so
that no reply waits for it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal, Slot

from desktop.viewmodels.chat import ChatModel
from desktop.viewmodels.engine import EngineModel, EngineState
from desktop.viewmodels.replies import Replies
from desktop.viewmodels.sampling import SamplingModel
from desktop.viewmodels.told import told
from engine.chat import Role
from engine.findings import NextTable
from engine.protocol import Cancel, Capability, Done, Event, Failed, Hello, NextTokens, Place

PAUSE_MS = 300

translate = QCoreApplication.translate


class NextModel(QObject):
    """One table of candidates, kept true while there are watchers."""

    changed = Signal()

    def __init__(
        self,
        chat: ChatModel,
        replies: Replies,
        engine: EngineModel,
        sampling: SamplingModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._chat = chat
        self._replies = replies
        self._engine = engine
        self._sampling = sampling
        self._watchers: set[str] = set()
        self._drafting: set[str] = set()  # of these
        self._draft = ""
        self._asked = 0  # id of the request under way
        self._asked_place: Place | None = None  # what the request is about
        self._place: Place | None = None  # what the table is about
        self._table: NextTable | None = None
        self._problem = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        for moved in (chat.changed, sampling.changed, engine.changed):
            moved.connect(self.refresh)
        chat.asking.connect(self._give_up)
        engine.received.connect(self._on_event)
        engine.died.connect(self._on_died)

    @property
    def table(self) -> NextTable | None:
        """The candidates with the walk through the stages; None while nothing is known."""
        return self._table

    @property
    def place(self) -> Place | None:
        """Where in the chat the table is about."""
        return self._place

    @property
    def problem(self) -> str:
        """Why there is no table, in a sentence; empty where one is there or on its way."""
        return self._problem

    def watch(self, name: str, on: bool, *, draft: bool = False) -> None:
        """A watcher comes or goes; without any, nothing is asked. Only for those who want the
        `draft` looked at is it read, which may take a large model a while."""
        before = (bool(self._watchers), bool(self._drafting))
        (self._watchers.add if on else self._watchers.discard)(name)
        (self._drafting.add if on and draft else self._drafting.discard)(name)
        if self._watchers and before != (True, bool(self._drafting)):
            self.refresh()
        elif not self._watchers:
            self._give_up()

    def set_draft(self, text: str) -> None:
        """The unsent message is another."""
        if text != self._draft:
            self._draft = text
            if self._drafting:
                self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Ask again, soon; what is shown stays until the answer comes."""
        if self._watchers:
            self._pause.start()

    @Slot()
    def _ask(self) -> None:
        self._give_up()
        place, problem = self._wanted()
        if place is None:
            self._show(None, problem)
            return
        self._asked_place = place
        request = NextTokens(1, place, self._sampling.settings, ladder=self._walks)
        self._asked = self._engine.ask(request)

    @property
    def _walks(self) -> bool:
        return Capability.LADDER in self._engine.capabilities

    def _wanted(self) -> tuple[Place | None, str]:
        """Where to look, or why that is not possible."""
        chat = self._chat.chat()
        if self._engine.state is not EngineState.READY:
            return None, translate("Next", "No model is ready to be asked.")
        if chat is None or not self._replies.idle:
            return None, translate("Next", "A reply is being written.")
        last = chat.messages[-1] if chat.messages else None
        draft = self._draft if self._drafting and self._draft.strip() else ""
        if draft or last is None or last.role is not Role.ASSISTANT:
            return Place(chat, draft=draft), ""
        if not last.ids:
            return None, translate("Next", "The last reply has no recorded tokens to go on from.")
        return Place(chat, keep=len(last.ids)), ""

    @Slot()
    def _give_up(self) -> None:
        self._pause.stop()
        if self._asked:
            self._engine.ask(Cancel(1, self._asked))
            self._asked = 0

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if isinstance(event, Hello) or not self._asked or event.id != self._asked:
            return
        if isinstance(event, Done):
            self._asked = 0
            if isinstance(event.result, NextTable):
                self._show(event.result, "")
        elif isinstance(event, Failed):
            self._asked = 0
            self._show(None, told(event.fault))

    @Slot(object)
    def _on_died(self, _fault: object) -> None:
        self._asked = 0
        self._show(None, "")

    def _show(self, table: NextTable | None, problem: str) -> None:
        """Each answer is told: the same candidates may stand at another place."""
        if table is not None or (self._table, self._problem) != (None, problem):
            self._table, self._problem = table, problem
            self._place = self._asked_place if table else None
            self.changed.emit()
