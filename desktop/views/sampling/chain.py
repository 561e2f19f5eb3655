"""The chain of stages as cards, in the order in which they act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.viewmodels.sampling import SamplingModel
from desktop.views.sampling.stage_card import StageCard
from engine.findings import LadderTable
from engine.settings import NEUTRAL, SamplingSettings
from engine.stage_settings import MOVABLE, StageName

# The stages that most people move stand open.
OPEN = (StageName.TOP_K, StageName.TOP_P, StageName.MIN_P, StageName.TEMPERATURE)


def place_of(y: int, middles: Sequence[int]) -> int:
    """The place in a row of cards for one that is held at `y`: behind those whose middle it has
    passed."""
    return sum(middle < y for middle in middles)


class Chain(QWidget):
    """Cards that follow the order of the settings and change it."""

    opened = Signal(object)  # StageCard whose rows are wanted

    def __init__(self, model: SamplingModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.cards = {stage: StageCard(stage, parent=self) for stage in MOVABLE}
        self._held: tuple[StageName, int] | None = None
        self._line = QFrame(self)
        self._line.setObjectName("dropline")
        self._line.setFixedHeight(2)
        self._line.hide()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        for card in self.cards.values():
            self._layout.addWidget(card)
            card.switched.connect(model.place)
            card.dragged.connect(self._on_dragged)
            card.dropped.connect(self._on_dropped)
            card.stepped.connect(self._on_stepped)
            card.opened.connect(lambda stage: self.opened.emit(self.cards[stage]))

    def arrange(self) -> None:
        """Put the cards in the order of the settings; those that do not act follow."""
        order = self._model.settings.order
        wanted = [*order, *(stage for stage in MOVABLE if stage not in order)]
        for place, stage in enumerate(wanted):
            if self._layout.indexOf(self.cards[stage]) != place:
                self._layout.insertWidget(place, self.cards[stage])

    def show_ladder(self, ladder: LadderTable | None) -> None:
        """Show each stage's effect on the next token; none where nothing is known."""
        columns = columns_of(ladder)
        for stage, card in self.cards.items():
            card.show_effect(*columns.get(stage, ((), ())))

    @Slot(object, int)
    def _on_dragged(self, stage: StageName, y: int) -> None:
        if not self._model.acts(stage):
            return
        others = [each for each in self._model.settings.order if each is not stage]
        place = place_of(y, [self.cards[each].middle() for each in others])
        self._held = stage, place
        below = self.cards[others[place]].y() if place < len(others) else None
        last = self.cards[others[-1]].geometry().bottom() + 3
        self._line.setGeometry(0, (below - 3) if below is not None else last, self.width(), 2)
        self._line.show()
        self._line.raise_()

    @Slot(object)
    def _on_dropped(self, _stage: StageName) -> None:
        self._line.hide()
        if self._held is not None:
            held, self._held = self._held, None
            self._model.move(*held)

    @Slot(object, int)
    def _on_stepped(self, stage: StageName, step: int) -> None:
        order = self._model.settings.order
        if stage in order:
            place = min(max(order.index(stage) + step, 0), len(order) - 1)
            self._model.move(stage, place)
            self.cards[stage].focus_handle()


Column = Sequence[float | None]


def columns_of(ladder: LadderTable | None) -> Mapping[StageName, tuple[Column, Column]]:
    """The probabilities that each stage found and left."""
    if ladder is None:
        return {}
    raw = [exp(logprob) for logprob in ladder.logprobs]
    found = [raw, *ladder.probabilities]
    return {stage: (found[number], found[number + 1]) for number, stage in enumerate(ladder.stages)}


def neutral(settings: SamplingSettings, names: Sequence[str]) -> bool:
    """Whether a stage with these settings leaves everything as it is."""
    neutrals = [getattr(settings, n) == NEUTRAL[n] for n in names if n in NEUTRAL]
    return all(neutrals) if neutrals else not any(getattr(settings, name) for name in names)
