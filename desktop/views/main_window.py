"""The window: chats to the left, the pages in the middle, the sampling panel to the right."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QMainWindow, QSplitter, QVBoxLayout, QWidget

from desktop.viewmodels.appearance import AppearanceModel
from desktop.views.next_panel import NextPanel
from desktop.views.pages import Pages
from desktop.views.palette import DARK, LIGHT
from desktop.views.sampling.panel import SamplingPanel
from desktop.views.side import Side
from desktop.views.sidebar import Sidebar
from desktop.views.tokens.panel import TokenPanel

NARROW_PX = 1100  # below this width the sampling panel folds, below the next the sidebar too
VERY_NARROW_PX = 800


class MainWindow(QMainWindow):
    """Arranges the views; commands live in `desktop.views.commands`."""

    activated = Signal()  # a person has come back to it
    file_dropped = Signal(str)
    closing = Signal()

    def __init__(
        self,
        sidebar: Sidebar,
        pages: Pages,
        sampling: SamplingPanel,
        token: TokenPanel,
        coming: NextPanel,
        appearance: AppearanceModel,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Tessera")
        self.setAcceptDrops(True)
        self.setMinimumSize(640, 480)
        self.sidebar = sidebar
        self.pages = pages
        self.sampling = sampling
        self._appearance = appearance
        self.token = token
        self.side = Side()
        self._sampling_place = self.side.add(self.tr("Sampling"), sampling)
        self._token_place = self.side.add(self.tr("Token"), token)
        self.coming = coming
        self._coming_place = self.side.add(self.tr("Next"), coming)
        self._panel = _framed("panel", self.side)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        for widget in (sidebar, pages, self._panel):
            self._splitter.addWidget(widget)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.setHandleWidth(1)
        self._splitter.setSizes([224, 820, 396])
        self._splitter.setChildrenCollapsible(False)
        sidebar.setMinimumWidth(180)
        pages.setMinimumWidth(400)
        self._panel.setMinimumWidth(260)
        self.setCentralWidget(self._splitter)
        self.resize(self._first_size())
        self._folded: set[QWidget] = set()
        appearance.changed.connect(self.repaint_all)
        pages.turned.connect(self.repaint_all)
        token.float_wanted.connect(self.float_token)
        self.repaint_all()

    @Slot()
    def repaint_all(self) -> None:
        """Take over theme and text size."""
        palette = DARK if self._appearance.dark else LIGHT
        for page in self.pages.made:
            if hasattr(page, "set_palette"):
                page.set_palette(palette)
            if hasattr(page, "set_zoom"):
                page.set_zoom(self._appearance.zoom)
        self.sidebar.set_palette(palette)
        self.coming.set_palette(palette)
        self.sampling.set_palette(palette)
        self.token.set_palette(palette)

    @Slot()
    def open_token(self) -> None:
        """Bring the token panel to the front."""
        if not self.side.floats(self._token_place):
            self.show_panel(True)
        self.side.open(self._token_place)

    @Slot()
    def float_token(self) -> None:
        """Make the token panel a window of its own, or put it back."""
        self.side.toggle_float(self._token_place)

    @Slot()
    def open_sampling(self) -> None:
        """Bring the sampling settings to the front."""
        self.show_panel(True)
        self.side.open(self._sampling_place)

    @Slot()
    def open_coming(self) -> None:
        """Bring what would come next to the front."""
        self.show_panel(True)
        self.side.open(self._coming_place)

    def show_sidebar(self, shown: bool) -> None:
        self._folded.discard(self.sidebar)
        self.sidebar.setVisible(shown)

    def show_panel(self, shown: bool) -> None:
        self._folded.discard(self._panel)
        self._panel.setVisible(shown)

    @property
    def panel_shown(self) -> bool:
        return not self._panel.isHidden()

    @property
    def sidebar_wanted(self) -> bool:
        """Whether the sidebar is shown, or folded only for want of room."""
        return not self.sidebar.isHidden() or self.sidebar in self._folded

    @property
    def panel_wanted(self) -> bool:
        """The same of the sampling panel."""
        return not self._panel.isHidden() or self._panel in self._folded

    def places(self) -> str:
        """Size, position and splitter, as text that `restore_places` understands."""
        parts = (self.saveGeometry(), self._splitter.saveState())
        return ".".join(part.toBase64().toStdString() for part in parts)

    def restore_places(self, places: str) -> None:
        """Put everything where `places` says; nonsense leaves it as it is."""
        geometry, _, splitter = places.partition(".")
        self.restoreGeometry(QByteArray.fromBase64(geometry.encode()))
        if splitter:
            self._splitter.restoreState(QByteArray.fromBase64(splitter.encode()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold(self._panel, event.size().width() < NARROW_PX)
        self._fold(self.sidebar, event.size().width() < VERY_NARROW_PX)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.activated.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(self._local_files(event.mimeData().urls())):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for path in self._local_files(event.mimeData().urls())[:1]:
            event.acceptProposedAction()
            self.file_dropped.emit(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)

    def _first_size(self) -> QSize:
        """As large as is comfortable, and no larger than the screen with the window's frame."""
        room = self.screen().availableSize() - QSize(16, 48)
        return QSize(1440, 900).boundedTo(room)

    def _fold(self, widget: QWidget, narrow: bool) -> None:
        """Hide a side for want of room, and bring back only what was hidden for that."""
        if narrow and not widget.isHidden():
            self._folded.add(widget)
            widget.hide()
        elif not narrow and widget in self._folded:
            self._folded.discard(widget)
            widget.show()

    @staticmethod
    def _local_files(urls: list[QUrl]) -> list[str]:
        return [url.toLocalFile() for url in urls if url.isLocalFile()]


def _framed(name: str, widget: QWidget) -> QFrame:
    frame = QFrame()
    frame.setObjectName(name)
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(widget)
    return frame
