"""One window per data folder: a second start hands its file to the first and leaves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCryptographicHash,
    QDeadlineTimer,
    QLockFile,
    QObject,
    QThread,
    Signal,
    Slot,
)

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

ANSWER_MS = 2000
RETRY_MS = 50


class Instance(QObject):
    """Owns the data folder, or talks to the process that does. Uses no network port."""

    called = Signal(str)  # another start happened, with this file or none

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = QLockFile(str(folder / "tessera.lock"))
        self._lock.setStaleLockTime(0)
        self._name = f"tessera-{_digest(str(folder.resolve()))}"
        self._server: QLocalServer | None = None

    def claim(self) -> bool:
        """Whether this process is the only one on the folder, which it then owns."""
        return self._lock.tryLock(0)

    @Slot()
    def listen(self) -> None:
        """Hear other starts from now on: for the owner of the folder."""
        from PySide6.QtNetwork import QLocalServer  # heavy, and not needed for the first paint

        QLocalServer.removeServer(self._name)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        self._server.listen(self._name)

    def call_first(self, file: str) -> bool:
        """Ask the owner, who may still be starting, to come to the front and open `file`;
        whether it heard."""
        from PySide6.QtNetwork import QLocalSocket  # heavy, and needed by a second start only

        socket, deadline = QLocalSocket(), QDeadlineTimer(ANSWER_MS)
        socket.connectToServer(self._name)
        while not socket.waitForConnected(ANSWER_MS):
            if deadline.hasExpired():
                return False
            QThread.msleep(RETRY_MS)
            socket.connectToServer(self._name)
        socket.write(file.encode() + b"\n")
        heard = socket.waitForReadyRead(ANSWER_MS)
        socket.disconnectFromServer()
        return heard

    def release(self) -> None:
        """Let another process own the folder."""
        if self._server is not None:
            self._server.close()
        self._lock.unlock()

    @Slot()
    def _on_connection(self) -> None:
        assert self._server is not None
        socket = self._server.nextPendingConnection()
        socket.readyRead.connect(lambda: self._on_line(socket))
        socket.disconnected.connect(socket.deleteLater)

    def _on_line(self, socket: QLocalSocket) -> None:
        if socket.canReadLine():
            file = bytes(socket.readLine().data()).decode("utf-8", "replace").strip()
            socket.write(b"here\n")
            socket.flush()
            self.called.emit(file)


def _digest(text: str) -> str:
    whole = QCryptographicHash.hash(text.encode(), QCryptographicHash.Algorithm.Sha256)
    return whole.toHex().toStdString()[:16]
