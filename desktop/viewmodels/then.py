"""The settings that were in force when the token looked at was chosen, beside those of now. No
widgets."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from desktop.core import run as runs
from desktop.core.differences import Difference, differences
from desktop.viewmodels.chat import ChatModel
from desktop.viewmodels.sampling import SamplingModel
from desktop.viewmodels.tokens import TokensModel
from engine.settings import SamplingSettings


class ThenModel(QObject):
    """Follows the chosen token and the sampling panel."""

    changed = Signal()

    def __init__(
        self,
        chat: ChatModel,
        tokens: TokensModel,
        sampling: SamplingModel,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._chat = chat
        self._tokens = tokens
        self._sampling = sampling
        for moved in (tokens.chosen_changed, tokens.ended, sampling.changed):
            moved.connect(self.changed)

    @property
    def settings(self) -> SamplingSettings | None:
        """Those then in force; None where they were not kept."""
        record, place = self._tokens.chosen_record, self._tokens.chosen
        chat = self._chat.conversation
        node = chat.nodes.get(place[0]) if chat and place else None
        if record is None or node is None:
            return None
        kept = runs.read(node.run).settings
        return kept[record.settings] if record.settings < len(kept) else None

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What is set otherwise now; empty where nothing is, or nothing is known."""
        then = self.settings
        return differences(then, self._sampling.settings) if then else ()
