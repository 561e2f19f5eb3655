"""Which hub is asked, and as whom."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from desktop.viewmodels.hub import HubModelFinder
from desktop.viewmodels.preferences import PreferencesModel


class HubDialog(QDialog):
    """The address is kept when accepted; the token goes into the system's keyring, never to a
    file."""

    def __init__(
        self,
        finder: HubModelFinder,
        preferences: PreferencesModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Hub"))
        self._finder = finder
        self._preferences = preferences
        form = QFormLayout(self)
        form.setContentsMargins(24, 24, 24, 16)
        form.setSpacing(12)
        self.address = QLineEdit(preferences.value.endpoint, self)
        self.address.setPlaceholderText("https://huggingface.co")
        self.address.setMinimumWidth(320)
        self.token = QLineEdit(self)
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.token.setMaxLength(500)
        self._kept = QLabel(self)
        self._kept.setProperty("small", True)
        self._kept.setWordWrap(True)
        self._forget = QPushButton(self.tr("Forget the token"), self)
        form.addRow(self.tr("Address"), self.address)
        form.addRow(self.tr("Access token"), self.token)
        form.addRow(self._kept)
        form.addRow(self._forget)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        form.addRow(buttons)
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)
        self._forget.clicked.connect(self._on_forget)
        finder.changed.connect(self._show)
        finder.ask_token()
        self._show()

    @Slot()
    def _show(self) -> None:
        kept = self._finder.token_kept
        self._kept.setText(
            self.tr("A token is kept in the system's keyring.")
            if kept
            else self.tr("Only for models with terms. It is kept in the system's keyring.")
        )
        self._forget.setVisible(kept)

    @Slot()
    def _on_forget(self) -> None:
        self._finder.keep_token("")

    @Slot()
    def _on_accepted(self) -> None:
        self._preferences.change(endpoint=self.address.text().strip()[:2000])
        if self.token.text():
            self._finder.keep_token(self.token.text())
        self.accept()
