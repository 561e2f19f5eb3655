"""Theme and text size: what was chosen, and what follows from it."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, Signal, Slot

ZOOM_STEPS = (0.75, 0.85, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5)


class Theme(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class AppearanceModel(QObject):
    """Follows the system's colour scheme unless a theme is chosen."""

    changed = Signal()

    def __init__(self, theme: str, zoom: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme(theme) if theme in set(Theme) else Theme.SYSTEM
        self._zoom = min(max(zoom, ZOOM_STEPS[0]), ZOOM_STEPS[-1])
        self._system_dark = False

    @property
    def theme(self) -> Theme:
        return self._theme

    @property
    def dark(self) -> bool:
        """Whether the dark palette is to be shown."""
        return self._theme is Theme.DARK or (self._theme is Theme.SYSTEM and self._system_dark)

    @property
    def zoom(self) -> float:
        """Text size of the transcript as a factor of the system's."""
        return self._zoom

    def choose_theme(self, theme: Theme) -> None:
        if theme is not self._theme:
            self._theme = theme
            self.changed.emit()

    @Slot(bool)
    def set_system_dark(self, dark: bool) -> None:
        if dark != self._system_dark:
            self._system_dark = dark
            self.changed.emit()

    def zoom_by(self, steps: int) -> None:
        """One step larger (+1) or smaller (-1); 0 goes back to the system's size."""
        if steps == 0:
            zoom = 1.0
        else:
            larger = [z for z in ZOOM_STEPS if z > self._zoom + 1e-6]
            smaller = [z for z in ZOOM_STEPS if z < self._zoom - 1e-6]
            near = larger[:1] if steps > 0 else smaller[-1:]
            zoom = near[0] if near else self._zoom
        self.choose_zoom(zoom)

    def choose_zoom(self, zoom: float) -> None:
        if zoom != self._zoom:
            self._zoom = zoom
            self.changed.emit()
