"""What the settings in the panel would have made of a reply, with the same dice; and what each
stage did to it. No widgets."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.core import run as runs
from desktop.core.conversation import Node, NodeState
from desktop.viewmodels.chat import ChatModel
from desktop.viewmodels.engine import EngineModel
from desktop.viewmodels.kept import KeptReplies
from desktop.viewmodels.replies import Replies
from desktop.viewmodels.sampling import SamplingModel
from desktop.viewmodels.tokens import TokensModel
from engine.findings import ImpactTable, Verdict
from engine.protocol import Cancel, Done, Event, Failed, Hello, Impact, WhatIf
from engine.settings import SamplingSettings

SOON_MS = 30
CALM_MS = 250

# What changes no choice of a token that is there already.
_APART = ("seed", "max_tokens", "stop", "candidates")


class WhatIfModel(QObject):
    """About one reply: that of the token looked at, else the last one of the chat. One question at
    a time; of those that come meanwhile, the latest."""

    changed = Signal()  # the verdict, or which reply it is about
    impact_changed = Signal()

    def __init__(
        self,
        chat: ChatModel,
        replies: Replies,
        engine: EngineModel,
        sampling: SamplingModel,
        tokens: TokensModel,
        kept: KeptReplies,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._chat = chat
        self._replies = replies
        self._engine = engine
        self._sampling = sampling
        self._tokens = tokens
        self._kept = kept
        self._node = ""
        self._asked = 0
        self._impact_asked = 0
        self._rereads = False  # the question under way has the reply read again, which takes long
        self._stale = False
        self._again = False  # the engine had let go of the reply; once is enough
        self._verdict: Verdict | None = None
        self._impact: ImpactTable | None = None
        self._dismissed = False
        self._soon = self._timer(SOON_MS, self._ask)
        self._calm = self._timer(CALM_MS, self._ask_impact)
        sampling.changed.connect(self._on_sampling)
        chat.changed.connect(self._on_chat)
        chat.asking.connect(self._on_asking)
        tokens.chosen_changed.connect(self._on_chat)
        engine.received.connect(self._on_event)
        engine.changed.connect(self._on_engine)

    @property
    def node_id(self) -> str:
        """The reply it is about; empty for none."""
        return self._node

    @property
    def verdict(self) -> Verdict | None:
        """What would have been chosen; None while the settings are those in force, or not known."""
        return None if self._dismissed else self._verdict

    @property
    def impact(self) -> ImpactTable | None:
        """What each stage did over the reply."""
        return self._impact

    def differing(self) -> tuple[str, frozenset[int]]:
        """The reply, and the numbers of its records that would be others."""
        records = self._records()
        tokens = self.verdict.tokens if self.verdict else ()
        pairs = enumerate(zip(tokens, records, strict=False))
        return self._node, frozenset(n for n, (new, old) in pairs if new not in (-1, old))

    def decide(self) -> None:
        """Have the reply read again, to decide what its record cannot tell."""
        self._ask(reread=True)

    def go_there(self) -> None:
        """Look at the first token that would be another."""
        place = self.verdict.first_divergence if self.verdict else -1
        found = self._tokens.tokens_of(self._node)
        if place >= 0 and not isinstance(found, str):
            self._tokens.choose(self._node, place + found.unrecorded)

    def go_on(self) -> None:
        """Another version: as the reply to the first divergence, then as the settings would."""
        verdict = self.verdict
        if verdict is not None and verdict.first_divergence >= 0:
            place = verdict.first_divergence
            self._chat.swap(self._node, place, verdict.tokens[place])

    def dismiss(self) -> None:
        """Tell no more until the settings change again."""
        self._dismissed = True
        self.changed.emit()

    def _timer(self, interval_ms: int, slot: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval_ms)
        timer.timeout.connect(slot)
        return timer

    def _records(self) -> tuple[int, ...]:
        """The ids that were recorded."""
        found = self._tokens.tokens_of(self._node) if self._node else ""
        return () if isinstance(found, str) else tuple(found.ids[found.unrecorded :])

    def _subject(self) -> str:
        """The reply to ask about."""
        chat = self._chat.conversation
        path = chat.path() if chat else ()
        known = {node.id: node for node in path if _is_asked_about(node)}
        chosen = self._tokens.chosen[0] if self._tokens.chosen else ""
        return chosen if chosen in known else next(reversed(known), "")

    @Slot()
    def _on_sampling(self) -> None:
        self._dismissed = False
        self._soon.start()

    @Slot()
    def _on_chat(self) -> None:
        node = self._subject()
        if node != self._node:
            self._node = node
            self._show(None)
            self._know(None)
            self._soon.start()
            self._calm.start()

    @Slot()
    def _on_engine(self) -> None:
        """What an engine that has gone was asked is answered by nobody."""
        if not self._engine.facts:
            self._asked = self._impact_asked = 0
        elif self._node and self._impact is None:
            self._calm.start()

    def _changed_settings(self) -> SamplingSettings | None:
        """The settings of the panel, where they are not those the reply ended with."""
        chat = self._chat.conversation
        node = chat.nodes.get(self._node) if chat else None
        then = runs.read(node.run).settings[-1:] if node else ()
        if not then:
            return None
        apart = {name: getattr(then[0], name) for name in _APART}
        now = msgspec.structs.replace(self._sampling.settings, **apart)
        return None if now == then[0] else now

    @Slot()
    def _ask(self, *, reread: bool = False) -> None:
        settings = self._changed_settings()
        if settings is None or not self._replies.idle or not self._kept.has(self._node):
            self._show(None)
            return
        if self._asked and not (reread or self._rereads):
            self._stale = True
            return
        self._give_up()
        self._rereads = reread
        self._asked = self._engine.ask(WhatIf(1, self._node, settings, reread))

    def _give_up(self) -> None:
        """Wait no longer for an answer."""
        if self._asked:
            self._engine.ask(Cancel(1, self._asked))
            self._asked, self._stale = 0, False

    @Slot()
    def _on_asking(self) -> None:
        """No reply waits for an older one to be read again."""
        if self._rereads:
            self._give_up()

    @Slot()
    def _ask_impact(self) -> None:
        if self._impact_asked:
            self._engine.ask(Cancel(1, self._impact_asked))
            self._impact_asked = 0
        if self._node and self._replies.idle and self._kept.has(self._node):
            self._impact_asked = self._engine.ask(Impact(1, self._node))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if isinstance(event, Hello) or not isinstance(event, Done | Failed):
            return
        if self._impact_asked and event.id == self._impact_asked:
            self._impact_asked = 0
            found = event.result if isinstance(event, Done) else None
            self._know(found if isinstance(found, ImpactTable) else None)
        elif self._asked and event.id == self._asked:
            self._asked = 0
            self._on_verdict(event)

    def _on_verdict(self, event: Done | Failed) -> None:
        if self._stale:
            self._stale = False
            self._ask()
        elif isinstance(event, Done) and isinstance(event.result, Verdict):
            self._again = False
            self._show(event.result if self._changed_settings() else None)
        elif isinstance(event, Failed) and event.fault.kind == "TraceUnknown" and not self._again:
            self._again = True
            self._kept.lost(self._node)
            self._ask()
        else:
            self._show(None)

    def _show(self, verdict: Verdict | None) -> None:
        if verdict != self._verdict:
            self._verdict = verdict
            self.changed.emit()

    def _know(self, impact: ImpactTable | None) -> None:
        if impact != self._impact:
            self._impact = impact
            self.impact_changed.emit()


def _is_asked_about(node: Node) -> bool:
    return bool(node.run) and node.state is not NodeState.STREAMING
