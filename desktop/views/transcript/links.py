"""Opening a link, which a person allows each time with the whole address in view."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget


def ask_to_open(address: str, parent: QWidget) -> QMessageBox:
    """Show the question; the address is opened if the answer is yes."""
    translate = QCoreApplication.translate
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(translate("Transcript", "Open a link"))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(translate("Transcript", "Open this address outside Tessera?"))
    box.setInformativeText(address)
    box.setStandardButtons(QMessageBox.StandardButton.Open | QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(QMessageBox.StandardButton.Cancel)
    box.finished.connect(lambda answer: _open(answer, address))
    box.open()
    return box


def _open(answer: int, address: str) -> None:
    if answer == QMessageBox.StandardButton.Open:
        QDesktopServices.openUrl(QUrl(address))
