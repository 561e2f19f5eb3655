"""One window per data folder: a second start hands its file to the first and leaves."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCryptographicHash, QLockFile, QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

ANSWER_MS = 2000


class Instance(QObject):
    """Owns the data folder, or talks to the process that does. Uses no network port."""

    called = Signal(str)  # another start happened, with this file or none

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = QLockFile(str(folder / "tessera.lock"))
        self._lock.setStaleLockTime(0)
        self._name = f"tessera-{_digest(str(folder.resolve()))}"
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)

    def claim(self) -> bool:
        """Whether this process is the only one on the folder, which it then owns."""
        if not self._lock.tryLock(0):
            return False
        QLocalServer.removeServer(self._name)
        self._server.listen(self._name)
        return True

    def call_first(self, file: str) -> bool:
        """Ask the owner to come to the front and open `file`; whether it heard."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(ANSWER_MS):
            return False
        socket.write(file.encode() + b"\n")
        heard = socket.waitForReadyRead(ANSWER_MS)
        socket.disconnectFromServer()
        return heard

    def release(self) -> None:
        """Let another process own the folder."""
        self._server.close()
        self._lock.unlock()

    @Slot()
    def _on_connection(self) -> None:
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
