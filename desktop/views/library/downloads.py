"""Downloads: each with how far it is, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.viewmodels.downloads import DownloadsModel, Fetch, FetchState
from desktop.views.library import words
from desktop.views.one_line import OneLine

STEPS = 1000


class FetchRow(QFrame):
    """One download."""

    def __init__(self, downloads: DownloadsModel, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._downloads = downloads
        self._key = key
        self._path = ""
        self._state = FetchState.PAUSED
        self._name = OneLine(self)
        self._about = QLabel(self)
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._about.setWordWrap(True)
        self._about.setProperty("small", True)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setRange(0, STEPS)
        self.act = QPushButton(self)
        self.remove = QPushButton(self)
        text = QVBoxLayout()
        text.setSpacing(4)
        text.addWidget(self._name)
        text.addWidget(self._bar)
        text.addWidget(self._about)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(8)
        layout.addLayout(text, 1)
        layout.addWidget(self.act)
        layout.addWidget(self.remove)
        self.act.clicked.connect(self._on_act)
        self.remove.clicked.connect(self._on_remove)

    opened = Signal(str)

    def show_fetch(self, fetch: Fetch) -> None:
        """Show how it stands."""
        self._state, self._path = fetch.state, fetch.path
        self._name.set_full(fetch.key)
        share = fetch.done_bytes / fetch.total_bytes if fetch.total_bytes else 0.0
        self._bar.setValue(round(share * STEPS))
        self._bar.setVisible(fetch.state is not FetchState.DONE)
        self._about.setText(self._sentence(fetch))
        self._bar.setAccessibleName(self._about.text())
        self.act.setText(
            {
                FetchState.RUNNING: self.tr("Pause"),
                FetchState.PAUSED: self.tr("Resume"),
                FetchState.FAILED: self.tr("Try again"),
                FetchState.DONE: self.tr("Open"),
            }[fetch.state]
        )
        done = fetch.state is FetchState.DONE
        self.remove.setText(self.tr("Clear") if done else self.tr("Cancel and remove"))

    def _sentence(self, fetch: Fetch) -> str:
        if fetch.state is FetchState.FAILED:
            return fetch.trouble
        if fetch.state is FetchState.DONE:
            return self.tr("Here: {path}").format(path=fetch.path)
        sizes = self.tr("{done} of {total}").format(
            done=words.size(fetch.done_bytes) or "0 B", total=words.size(fetch.total_bytes)
        )
        if fetch.state is FetchState.PAUSED:
            return self.tr("Paused · {sizes}").format(sizes=sizes)
        if not fetch.bytes_per_s:
            return sizes
        speed = self.tr("{size}/s").format(size=words.size(int(fetch.bytes_per_s)))
        left = words.duration(fetch.seconds_left)
        return " · ".join(filter(None, (sizes, speed, left)))

    @Slot()
    def _on_act(self) -> None:
        if self._state is FetchState.DONE:
            self.opened.emit(self._path)
        elif self._state is FetchState.RUNNING:
            self._downloads.pause(self._key)
        else:
            self._downloads.resume(self._key)

    @Slot()
    def _on_remove(self) -> None:
        self._downloads.remove(self._key)


class DownloadsView(QWidget):
    """Shows a DownloadsModel."""

    open_wanted = Signal(str)  # path of a model

    def __init__(self, downloads: DownloadsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._downloads = downloads
        self.rows: dict[str, FetchRow] = {}
        self._nothing = QLabel(self.tr("Nothing is being downloaded, and nothing waits."), self)
        self._nothing.setProperty("quiet", True)
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(8)
        self._list.addWidget(self._nothing)
        self._list.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(area)
        downloads.changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        shown = {fetch.key: fetch for fetch in self._downloads.all}
        for key in [key for key in self.rows if key not in shown]:
            row = self.rows.pop(key)
            row.hide()
            row.deleteLater()
        for key, fetch in shown.items():
            if key not in self.rows:
                row = FetchRow(self._downloads, key, self)
                row.opened.connect(self.open_wanted)
                self.rows[key] = row
                self._list.insertWidget(self._list.count() - 1, row)
            self.rows[key].show_fetch(fetch)
        self._nothing.setVisible(not shown)
