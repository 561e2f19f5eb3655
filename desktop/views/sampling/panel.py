"""The sampling settings as controls: presets, the chain of stages, what bounds a reply."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.viewmodels.presets import PresetsModel
from desktop.viewmodels.sampling import SamplingModel
from desktop.views.palette import Palette
from desktop.views.sampling.chain import OPEN, Chain, neutral
from desktop.views.sampling.preset_bar import PresetBar
from desktop.views.sampling.setting_row import SettingRow
from desktop.views.sampling.stage_card import StageCard
from desktop.views.sampling.strategy_choice import StrategyChoice, looks_at
from desktop.views.sampling.text_rows import BiasList, GrammarField, TextList
from engine.declarations import Setting, declared
from engine.errors import InvalidSetting
from engine.findings import ImpactTable, LadderTable, StageImpact
from engine.settings import SamplingSettings
from engine.stage_settings import StageName

MOST_STOPS = 16
MOST_BANNED = 200

# These stand behind the chain, in this order, and are no part of what can be moved.
_LAST = (StageName.GRAMMAR, StageName.MIROSTAT, StageName.ADAPTIVE_P, StageName.BANNED_WORDS)
_TEXTS = {
    StageName.LOGIT_BIAS: ("logit_bias",),
    StageName.GRAMMAR: ("grammar", "json_schema"),
    StageName.BANNED_WORDS: ("banned_words",),
    StageName.DRY: ("dry_breakers",),
}


class SamplingPanel(QScrollArea):
    """All sampling settings over a `SamplingModel`."""

    seen = Signal(bool)  # whether it can be seen now

    def __init__(
        self, model: SamplingModel, presets: PresetsModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model = self.model = model
        self._impact: dict[StageName, StageImpact] = {}
        self._impact_tokens = 0
        self.setAccessibleName(self.tr("Sampling"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._rows: dict[str, SettingRow] = {}
        self._texts: dict[str, TextList | BiasList | GrammarField] = {}
        body = QWidget(self)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(PresetBar(presets, model, body))
        layout.addSpacing(4)
        self._strategy = StrategyChoice(body)
        self._strategy.chosen.connect(self._on_chosen)
        layout.addWidget(self._strategy)
        for setting in declared(SamplingSettings):
            if setting.strategy:
                self._add_row(self._strategy.rows, setting)
        layout.addSpacing(4)
        layout.addWidget(_caption(self.tr("The chain, from logits to the die"), body))
        self.chain = Chain(model, body)
        self.chain.opened.connect(self._fill)
        layout.addWidget(self.chain)
        layout.addSpacing(8)
        layout.addWidget(_caption(self.tr("Behind the chain"), body))
        self._last = {stage: StageCard(stage, movable=False, parent=body) for stage in _LAST}
        for card in self._last.values():
            card.opened.connect(lambda stage: self._fill(self._last[stage]))
            layout.addWidget(card)
        layout.addSpacing(8)
        layout.addWidget(_caption(self.tr("The reply"), body))
        self._add_reply(layout, body)
        layout.addSpacing(8)
        layout.addWidget(_caption(self.tr("The record"), body))
        self._add_bare(layout, basic=False)
        layout.addStretch(1)
        self.setWidget(body)
        for stage in OPEN:
            self.chain.cards[stage].unfold(True)
        model.changed.connect(self._show)
        self._show()

    def set_palette(self, palette: Palette) -> None:
        """Take over a theme."""
        for card in (*self.chain.cards.values(), *self._last.values()):
            card.picture.set_palette(palette)

    def show_ladder(self, ladder: LadderTable | None) -> None:
        """What each stage does to the next token's distribution now; None: not known."""
        self.chain.show_ladder(ladder)

    def show_impact(self, impact: ImpactTable | None) -> None:
        """What each stage did over the reply in view; None: not known."""
        self._impact = {each.stage: each for each in impact.stages} if impact else {}
        self._impact_tokens = impact.tokens if impact else 0
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.seen.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.seen.emit(False)

    def _add_reply(self, layout: QVBoxLayout, body: QWidget) -> None:
        """What bounds a reply: length, seed, stop strings."""
        self._add_bare(layout, basic=True)
        stops = TextList(
            self.tr("Stop strings"),
            self.tr("Ends a reply before any of these texts."),
            MOST_STOPS,
            body,
        )
        self._add_text(layout, "stop", stops)

    def _add_bare(self, layout: QVBoxLayout, *, basic: bool) -> None:
        """What belongs to no stage."""
        for setting in declared(SamplingSettings):
            apart = setting.stage or setting.strategy
            if not apart and setting.basic is basic:
                self._add_row(layout, setting)

    def _add_row(self, layout: QVBoxLayout, setting: Setting) -> None:
        row = self._rows[setting.name] = SettingRow(setting)
        row.chosen.connect(self._on_chosen)
        row.reset.connect(self._model.reset)
        layout.addWidget(row)

    def _add_text(
        self, layout: QVBoxLayout, name: str, field: TextList | BiasList | GrammarField
    ) -> None:
        self._texts[name] = field
        field.chosen.connect(lambda value: self._on_chosen(name, value))
        layout.addWidget(field)

    @Slot(object)
    def _fill(self, card: StageCard) -> None:
        """Controls that are folded away are made when they are first looked at."""
        own = [s for s in declared(SamplingSettings) if s.stage == card.stage]
        for setting in sorted(own, key=lambda setting: not setting.basic):
            self._add_row(card.rows, setting)
        for name in _TEXTS.get(card.stage, ()):
            self._add_text(card.rows, name, self._text_field(name))
        self._show()

    def _text_field(self, name: str) -> TextList | BiasList | GrammarField:
        if name == "logit_bias":
            return BiasList(
                self.tr("Biases"), self.tr("Added to the logit of a token: a text, or #id.")
            )
        if name == "banned_words":
            hint = self.tr("Never written, even across token borders.")
            return TextList(self.tr("Texts"), hint, MOST_BANNED)
        if name == "dry_breakers":
            hint = self.tr("A passage ends at each of these texts.")
            return TextList(self.tr("DRY breakers"), hint, MOST_STOPS)
        if name == "grammar":
            return GrammarField(self.tr("GBNF"), 'root ::= "yes" | "no"')
        return GrammarField(self.tr("or a JSON schema"), '{"type": "object"}')

    @Slot(str, object)
    def _on_chosen(self, name: str, value: object) -> None:
        try:
            self._model.choose(name, value)
        except InvalidSetting:
            self._show()

    @Slot()
    def _show(self) -> None:
        settings = self._model.settings
        self._strategy.show_value(settings.strategy)
        for name, row in self._rows.items():
            row.show_value(getattr(settings, name), self._model.default(name))
            row.setVisible(row.setting.strategy in ("", settings.strategy))
        for name, field in self._texts.items():
            field.show_value(getattr(settings, name))
        self.chain.arrange()
        for stage, card in (*self.chain.cards.items(), *self._last.items()):
            names = self._names(stage)
            changed = any(name in self._model.chosen for name in names)
            card.show_acting(self._acts(stage), self._note(stage, names), self._did(stage), changed)

    def _names(self, stage: StageName) -> tuple[str, ...]:
        own = (s.name for s in declared(SamplingSettings) if s.stage == stage)
        return (*own, *_TEXTS.get(stage, ()))

    def _acts(self, stage: StageName) -> bool:
        if not looks_at(self._model.settings.strategy, stage):
            return False
        return stage in _LAST or self._model.acts(stage)

    def _note(self, stage: StageName, names: tuple[str, ...]) -> str:
        """A word on a stage that does nothing."""
        if not looks_at(self._model.settings.strategy, stage):
            return self.tr("not looked at by this search")
        if not self._acts(stage):
            return self.tr("off")
        wanted = [name for name in names if name != "dry_breakers"]
        return self.tr("does nothing") if neutral(self._model.settings, wanted) else ""

    def _did(self, stage: StageName) -> str:
        """What a stage did over the reply in view."""
        did = self._impact.get(stage)
        if did is None:
            return ""
        if not did.acted:
            return self.tr("never acted in this reply")
        cut = self.tr("cut {count} on average").format(count=f"{did.cut_mean:,.0f}")
        changed = self.tr("changed {count} of {tokens} choices").format(
            count=did.changed, tokens=self._impact_tokens
        )
        return " · ".join([cut] * (did.cut_mean >= 0.5) + [changed])


def _caption(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setProperty("caption", True)
    return label
