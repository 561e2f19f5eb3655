"""By which strategy a reply is found, with the numbers that only it looks at."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.views.explain import Explain
from desktop.views.sampling.words import translate
from engine.stage_settings import StageName
from engine.strategy_settings import Strategy

# What a search looks at: stages that touch or forbid single tokens (docs/decisions/0005).
OF_SEARCHES = frozenset(
    (
        StageName.LOGIT_BIAS,
        StageName.PENALTIES,
        StageName.DRY,
        StageName.NO_REPEAT_NGRAM,
        StageName.GRAMMAR,
        StageName.BANNED_WORDS,
    )
)
SEARCHES = (Strategy.BEAM, Strategy.CONTRASTIVE)


def looks_at(strategy: Strategy, stage: StageName) -> bool:
    """Whether a strategy lets a stage act."""
    return strategy not in SEARCHES or stage in OF_SEARCHES


def strategy_title(strategy: Strategy) -> str:
    """What a person calls a strategy."""
    titles = {
        Strategy.SAMPLE: translate("Strategy", "Sampled"),
        Strategy.GREEDY: translate("Strategy", "Greedy"),
        Strategy.BEAM: translate("Strategy", "Beam search"),
        Strategy.CONTRASTIVE: translate("Strategy", "Contrastive search"),
    }
    return titles[strategy]


def strategy_help(strategy: Strategy) -> str:
    """What it does, in a line."""
    helps = {
        Strategy.SAMPLE: translate("Strategy", "A die falls on what the stages leave."),
        Strategy.GREEDY: translate("Strategy", "Always the likeliest that the stages leave."),
        Strategy.BEAM: translate(
            "Strategy", "Follows several beginnings and keeps the likeliest whole reply."
        ),
        Strategy.CONTRASTIVE: translate("Strategy", "Likely, yet unlike what stands there."),
    }
    return helps[strategy]


class StrategyChoice(QWidget):
    """A choice, its line of help, and room for its own settings."""

    chosen = Signal(str, object)  # the setting's name, Strategy

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = QComboBox(self)
        self._choice.setAccessibleName(self.tr("Strategy"))
        for strategy in Strategy:
            self._choice.addItem(strategy_title(strategy))
        self._choice.activated.connect(self._on_chosen)
        self._help = QLabel(self)
        self._help.setProperty("small", True)
        self._help.setWordWrap(True)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(12)
        head = QHBoxLayout()
        head.addWidget(QLabel(self.tr("Strategy"), self), 1)
        head.addWidget(Explain("sampling", "greedy", "beam", "contrastive", parent=self))
        head.addWidget(self._choice)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self._help)
        layout.addLayout(self.rows)

    def show_value(self, strategy: Strategy) -> None:
        """Take over a value from outside; emits nothing."""
        self._choice.setCurrentIndex(tuple(Strategy).index(strategy))
        self._help.setText(strategy_help(strategy))

    @Slot(int)
    def _on_chosen(self, index: int) -> None:
        self.chosen.emit("strategy", tuple(Strategy)[index])
