"""The presets: which one the values began with, and what can be done with presets."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)

from desktop.core.presets import BUILT_IN, LONGEST_NAME
from desktop.viewmodels.presets import PresetsModel
from desktop.viewmodels.sampling import SamplingModel
from desktop.views.sampling.words import translate


def preset_title(name: str) -> str:
    """The name of a preset in the window's language; a person's own name as it is."""
    titles = {
        "": translate("Preset", "The model's own"),
        "Neutral": translate("Preset", "Neutral"),
        "Greedy": translate("Preset", "Greedy"),
        "Focused": translate("Preset", "Focused"),
        "Open": translate("Preset", "Open"),
    }
    return titles.get(name, name)


class PresetBar(QWidget):
    """A choice of presets, Reset, and a menu for the rest."""

    def __init__(
        self, presets: PresetsModel, sampling: SamplingModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._presets = presets
        self._sampling = sampling
        self._choice = QComboBox(self)
        self._choice.setAccessibleName(self.tr("Preset"))
        self._choice.setMinimumContentsLength(8)
        self._choice.activated.connect(self._on_chosen)
        self._defaults = QPushButton(self.tr("Reset"), self)
        self._defaults.setToolTip(self.tr("Back to the preset, or to what the model recommends"))
        self._defaults.clicked.connect(sampling.reset_all)
        self._more = QToolButton(self)
        self._more.setText("⋯")
        self._more.setAccessibleName(self.tr("More about presets"))
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more.setMenu(self._menu())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._choice, 1)
        layout.addWidget(self._defaults)
        layout.addWidget(self._more)
        presets.changed.connect(self._list)
        sampling.changed.connect(self._show)
        self._list()

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(self.tr("Neutralise: no stage acts"), self._sampling.neutralise)
        menu.addSeparator()
        menu.addAction(self.tr("Save as preset…"), self._on_save)
        menu.addAction(self.tr("Import preset…"), self._on_import)
        menu.addAction(self.tr("Export preset…"), self._on_export)
        self._remove = menu.addAction(self.tr("Delete this preset"), self._on_remove)
        return menu

    @Slot()
    def _list(self) -> None:
        self._choice.clear()
        self._choice.addItem(preset_title(""), "")
        for preset in (*BUILT_IN, *self._presets.own):
            self._choice.addItem(preset_title(preset.name), preset.name)
        self._choice.insertSeparator(1)
        if self._presets.own:
            self._choice.insertSeparator(2 + len(BUILT_IN))
        self._show()

    @Slot()
    def _show(self) -> None:
        current = self._presets.current
        index = self._choice.findData(current)
        self._choice.setCurrentIndex(max(index, 0))
        changed = bool(self._sampling.chosen)
        title = preset_title(current)
        if index >= 0:
            mark = self.tr("{preset}, changed") if changed else "{preset}"
            self._choice.setItemText(index, mark.format(preset=title))
        self._defaults.setEnabled(changed)
        self._remove.setEnabled(current in {preset.name for preset in self._presets.own})

    @Slot(int)
    def _on_chosen(self, index: int) -> None:
        self._presets.use(self._choice.itemData(index) or "")

    @Slot()
    def _on_save(self) -> None:
        name, accepted = QInputDialog.getText(
            self, self.tr("Save as preset"), self.tr("Name of the preset:"), text=""
        )
        if accepted and name.strip():
            self._presets.save(name.strip()[:LONGEST_NAME])

    @Slot()
    def _on_import(self) -> None:
        kinds = self.tr("Presets (*.json *.yaml *.yml)")
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Import preset"), _home(), kinds)
        if path:
            self._presets.import_file(Path(path))

    @Slot()
    def _on_export(self) -> None:
        name = (self._presets.current or "preset") + ".json"
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export preset"), f"{_home()}/{name}", self.tr("Presets (*.json)")
        )
        if path:
            self._presets.export(Path(path if path.endswith(".json") else path + ".json"))

    @Slot()
    def _on_remove(self) -> None:
        self._presets.remove(self._presets.current)


def _home() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
