"""Moving the mouse over a transcript, wherever the pointer was before."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from desktop.views.transcript.transcript import Transcript


def move(transcript: Transcript, point: QPoint, pressed: bool = False) -> None:
    """Move to a point of the viewport, with the left button held where `pressed`."""
    port = transcript.viewport()
    button = Qt.MouseButton.LeftButton if pressed else Qt.MouseButton.NoButton
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(point),
        port.mapToGlobal(QPointF(point)),
        button,
        button,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(port, event)
