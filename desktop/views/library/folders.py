"""The watched folders: which they are, one more, one less."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget

from desktop.viewmodels.shelf import ShelfModel


class FoldersButton(QPushButton):
    """A button with a menu of folders; a folder's own entry takes it off the list."""

    def __init__(self, shelf: ShelfModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self.setText(self.tr("Folders"))
        self.setToolTip(self.tr("Which folders are searched for models"))
        self.folders = QMenu(self)
        self.folders.setToolTipsVisible(True)
        self.folders.aboutToShow.connect(self.fill)
        self.setMenu(self.folders)

    @Slot()
    def fill(self) -> None:
        """List the folders as they are now."""
        menu = self.folders
        menu.clear()
        own = menu.addAction(_plain(str(self._shelf.folder)))
        own.setToolTip(self.tr("Downloads go here"))
        own.setEnabled(False)
        for folder in self._shelf.folders:
            entry = menu.addMenu(_plain(folder))
            leave = entry.addAction(self.tr("Search it no longer; its files stay"))
            leave.setData(folder)
            leave.triggered.connect(self._on_leave)
        menu.addSeparator()
        menu.addAction(self.tr("Add a folder…"), self._on_add)

    @Slot()
    def _on_leave(self) -> None:
        self._shelf.drop_folder(self.sender().data())  # type: ignore[attr-defined]

    @Slot()
    def _on_add(self) -> None:
        folder = QFileDialog.getExistingDirectory(self.window(), self.tr("Add a folder of models"))
        if folder:
            self._shelf.add_folder(folder)


def _plain(path: str) -> str:
    return path.replace("&", "&&")
