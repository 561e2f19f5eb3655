"""The sampling settings in force: the person's, else the preset's or the model's recommendation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.core.presets import NOT_IN_PRESETS, Preset
from engine.settings import NEUTRAL, SamplingSettings
from engine.stage_settings import MOVABLE, Bias, StageName

_OWN = SamplingSettings()
MOST_BIAS = 100.0  # either way; this much decides


class SamplingModel(QObject):
    """Knows each value and where it comes from; views and presets change it here only."""

    changed = Signal()

    def __init__(self, chosen: Mapping[str, Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chosen: dict[str, Any] = {}
        self._recommended: dict[str, Any] = {}
        self._preset: Preset | None = None
        self._settings = _OWN
        self.choose_all(chosen)

    @property
    def settings(self) -> SamplingSettings:
        """All values, as a run takes them."""
        return self._settings

    @property
    def chosen(self) -> dict[str, Any]:
        """What the person set, by name: what preferences keep."""
        return dict(self._chosen)

    @property
    def preset(self) -> Preset | None:
        """The preset that the values began with; None: the model's recommendation."""
        return self._preset

    @property
    def recommended(self) -> dict[str, Any]:
        """What the model in use recommends, by name."""
        return dict(self._recommended)

    def default(self, name: str) -> Any:
        """What `name` falls back to: the preset's value, else what the model recommends, else
        llama.cpp's default. A preset is whole: beside it no recommendation counts."""
        return self._base().get(name, getattr(_OWN, name))

    def choose(self, name: str, value: Any) -> None:
        """Set one value; InvalidSetting, and nothing changed, where it is out of range."""
        if value == self.default(name):
            self.reset(name)
        else:
            self._apply({**self._chosen, name: value})

    def choose_all(self, chosen: Mapping[str, Any]) -> None:
        """Take a whole set of values in place of the person's."""
        self._apply(dict(chosen))

    def reset(self, name: str) -> None:
        """Give up the person's value."""
        self._apply({k: v for k, v in self._chosen.items() if k != name})

    def reset_all(self) -> None:
        """Give up all of the person's values."""
        self._apply({})

    def neutralise(self) -> None:
        """Let every stage leave the distribution as it is; texts, seed and limits stay."""
        kept = {name: value for name, value in self._chosen.items() if name not in NEUTRAL}
        base = {name: self.default(name) for name in NEUTRAL}
        self._apply({**kept, **{n: v for n, v in NEUTRAL.items() if v != base[n]}})

    def use(self, preset: Preset | None) -> None:
        """Begin with a preset, or with the model's recommendation; what was chosen is given up, but
        for what no preset sets."""
        kept = {name: self._chosen[name] for name in NOT_IN_PRESETS if name in self._chosen}
        self._preset = preset
        self._settings, self._chosen = self._composed(kept), kept
        self.changed.emit()

    def detach(self) -> None:
        """Keep every value in force as the person's own, without the preset it began with."""
        settings, self._preset = self._settings, None
        values = {name: getattr(settings, name) for name in settings.__struct_fields__}
        self._apply({n: v for n, v in values.items() if v != self.default(n)})

    def acts(self, stage: StageName) -> bool:
        """Whether a stage has a place in the order."""
        return stage in self._settings.order

    def place(self, stage: StageName, acting: bool) -> None:
        """Put a stage into the order, where llama.cpp has it, or take it out."""
        if acting == self.acts(stage):
            return
        order = [each for each in self._settings.order if each is not stage]
        if acting:
            later = MOVABLE[MOVABLE.index(stage) + 1 :]
            place = next((i for i, each in enumerate(order) if each in later), len(order))
            order.insert(place, stage)
        self.choose("order", tuple(order))

    def move(self, stage: StageName, place: int) -> None:
        """Let an acting stage be number `place` of the order, from 0."""
        order = [each for each in self._settings.order if each is not stage]
        order.insert(place, stage)
        self.choose("order", tuple(order))

    def recommend(self, values: Mapping[str, float]) -> None:
        """Take over what a model recommends (its `general.sampling.*`)."""
        before = (self._settings, self._recommended)
        self._recommended = {
            name: type(getattr(_OWN, name))(value) for name, value in values.items()
        }
        self._settings = self._composed(self._chosen)
        if before != (self._settings, self._recommended):
            self.changed.emit()

    def bias(self, token: int) -> float:
        """What is added to the logit of a token, by its id."""
        return sum(each.bias for each in self._settings.logit_bias if each.token == token)

    def lean(self, token: int, bias: float) -> None:
        """Add so much to the logit of a token, and nothing else any more; 0 leaves it alone."""
        others = (each for each in self._settings.logit_bias if each.token != token)
        bias = max(-MOST_BIAS, min(bias, MOST_BIAS))
        self.choose("logit_bias", (*others, Bias(token, bias)) if bias else tuple(others))

    def _base(self) -> Mapping[str, Any]:
        return self._recommended if self._preset is None else self._preset.values

    def _composed(self, chosen: Mapping[str, Any]) -> SamplingSettings:
        return msgspec.structs.replace(_OWN, **{**self._base(), **chosen})

    def _apply(self, chosen: dict[str, Any]) -> None:
        settings = self._composed(chosen)
        before = (self._settings, self._chosen)
        self._settings, self._chosen = settings, chosen
        if before != (settings, chosen):
            self.changed.emit()
