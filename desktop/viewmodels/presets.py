"""The presets a person can choose from: built in, and saved or imported ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from desktop.core.errors import DesktopError, PresetUnwritable
from desktop.core.presets import (
    BUILT_IN,
    LONGEST_NAME,
    NOT_IN_PRESETS,
    Preset,
    file_for,
    presets_in,
    read_preset,
    write_preset,
)
from desktop.viewmodels.sampling import SamplingModel
from desktop.viewmodels.told import told
from engine.settings import SamplingSettings


class PresetsModel(QObject):
    """Lists presets, and lets the sampling settings begin with one."""

    changed = Signal()  # another list, or another one in use
    failed = Signal(str)  # a sentence
    imported = Signal(object)  # Preset, which may have left something out

    def __init__(
        self, folder: Path, sampling: SamplingModel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._folder = folder
        self._sampling = sampling
        self._own: tuple[Preset, ...] = ()
        self.reload()

    @property
    def own(self) -> tuple[Preset, ...]:
        """Those that were saved or imported, by name."""
        return self._own

    @property
    def current(self) -> str:
        """The name of the preset in use; empty for the model's recommendation."""
        return self._sampling.preset.name if self._sampling.preset else ""

    def reload(self) -> None:
        """Look into the folder again."""
        self._own = presets_in(self._folder)
        self.changed.emit()

    def use(self, name: str) -> None:
        """Begin with the preset of this name; with the model's recommendation where it is empty or
        nobody knows it."""
        found = next((p for p in (*self._own, *BUILT_IN) if p.name == name), None)
        self._sampling.use(found)
        self.changed.emit()

    def save(self, name: str) -> None:
        """Keep the values in force under a name, and use that preset."""
        self._keep(Preset(name.strip()[:LONGEST_NAME] or "preset", self._values()))

    def import_file(self, path: Path) -> None:
        """Take a file's preset over among the own ones, and use it."""
        try:
            preset = read_preset(path)
        except DesktopError as error:
            self.failed.emit(told(error))
            return
        if self._keep(Preset(preset.name, preset.values)):
            self.imported.emit(preset)

    def export(self, path: Path) -> None:
        """Write the values in force to a file of a person's choice."""
        try:
            write_preset(path, Preset(path.stem, self._values()))
        except PresetUnwritable as error:
            self.failed.emit(told(error))

    def remove(self, name: str) -> None:
        """Delete one of the own presets; the values in force stay."""
        try:
            file_for(self._folder, name).unlink(missing_ok=True)
        except OSError as problem:
            path, reason = str(file_for(self._folder, name)), problem.strerror or ""
            self.failed.emit(told(PresetUnwritable(path=path, reason=reason)))
        if self.current == name:
            self._sampling.detach()
        self.reload()

    def _values(self) -> dict[str, Any]:
        """Everything in force that is not llama.cpp's default and that presets hold."""
        settings, base = self._sampling.settings, SamplingSettings()
        names = (name for name in settings.__struct_fields__ if name not in NOT_IN_PRESETS)
        return {n: getattr(settings, n) for n in names if getattr(settings, n) != getattr(base, n)}

    def _keep(self, preset: Preset) -> bool:
        try:
            write_preset(file_for(self._folder, preset.name), preset)
        except PresetUnwritable as error:
            self.failed.emit(told(error))
            return False
        self._own = presets_in(self._folder)
        self._sampling.use(preset)
        self.changed.emit()
        return True
