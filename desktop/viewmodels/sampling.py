"""The sampling settings in force: the person's, else the model's recommendation, else ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Signal

from engine.settings import SamplingSettings

_OWN = SamplingSettings()


class SamplingModel(QObject):
    """Knows each value and where it comes from; views and presets change it here only."""

    changed = Signal()

    def __init__(self, chosen: Mapping[str, Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chosen: dict[str, Any] = {}
        self._recommended: dict[str, Any] = {}
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

    def default(self, name: str) -> Any:
        """What `name` falls back to: the model's recommendation, else llama.cpp's default."""
        return self._recommended.get(name, getattr(_OWN, name))

    def choose(self, name: str, value: Any) -> None:
        """Set one value; InvalidSetting, and nothing changed, where it is out of range."""
        if value == self.default(name):
            self.reset(name)
        else:
            self._apply({**self._chosen, name: value}, self._recommended)

    def choose_all(self, chosen: Mapping[str, Any]) -> None:
        """Take a whole set of values in place of the person's."""
        self._apply(dict(chosen), self._recommended)

    def reset(self, name: str) -> None:
        """Give up the person's value."""
        self._apply({k: v for k, v in self._chosen.items() if k != name}, self._recommended)

    def reset_all(self) -> None:
        """Give up all of the person's values."""
        self._apply({}, self._recommended)

    def recommend(self, values: Mapping[str, float]) -> None:
        """Take over what a model recommends (its `general.sampling.*`)."""
        whole = {name: type(getattr(_OWN, name))(value) for name, value in values.items()}
        self._apply(self._chosen, whole)

    def _apply(self, chosen: dict[str, Any], recommended: dict[str, Any]) -> None:
        settings = msgspec.structs.replace(_OWN, **{**recommended, **chosen})
        before = (self._settings, self._chosen, self._recommended)
        self._settings, self._chosen, self._recommended = settings, chosen, recommended
        if before != (settings, chosen, recommended):
            self.changed.emit()
