"""The right side of the window: panels under tabs, which can leave for windows of their own."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QStackedWidget, QTabBar, QVBoxLayout, QWidget

FLOATING = (420, 760)


class Side(QWidget):
    """Panels by their places; the tab of one that floats brings its window to the front."""

    turned = Signal(int)  # place of the panel now in front

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tabs = QTabBar(self)
        self._tabs.setObjectName("side_tabs")
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._stack = QStackedWidget(self)
        self._panels: list[QWidget] = []
        self._places: list[QWidget] = []  # what stands in the stack for each panel
        self._floating: dict[int, QFrame] = {}  # windows by the places of their panels
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._tabs)
        layout.addWidget(self._stack, 1)
        self._tabs.currentChanged.connect(self._on_turned)

    def add(self, title: str, panel: QWidget) -> int:
        """A panel under a new tab; its place."""
        place = QWidget(self._stack)
        inside = QVBoxLayout(place)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(panel)
        self._panels.append(panel)
        self._places.append(place)
        self._stack.addWidget(place)
        self._tabs.addTab(title)
        return len(self._panels) - 1

    def open(self, place: int) -> None:
        """Bring a panel to the front, wherever it is."""
        self._tabs.setCurrentIndex(place)
        self._on_turned(place)

    @property
    def current(self) -> int:
        return self._tabs.currentIndex()

    def floats(self, place: int) -> bool:
        """Whether a panel is a window of its own."""
        return place in self._floating

    def toggle_float(self, place: int) -> None:
        """Make a panel a window of its own, or put it back under its tab."""
        if place in self._floating:
            self._take_back(place)
            return
        window = QFrame(self.window(), Qt.WindowType.Tool)
        window.setObjectName("panel")
        window.setWindowTitle(self._tabs.tabText(place))
        layout = QVBoxLayout(window)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._panels[place])
        self._panels[place].show()
        window.installEventFilter(self)
        window.resize(*FLOATING)
        self._floating[place] = window
        window.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A panel whose window is closed comes back under its tab."""
        if event.type() == QEvent.Type.Close:
            for place in [p for p, window in self._floating.items() if window is watched]:
                self._take_back(place)
        return super().eventFilter(watched, event)

    def _take_back(self, place: int) -> None:
        window = self._floating.pop(place)
        layout = self._places[place].layout()
        assert layout is not None, "made in add"
        layout.addWidget(self._panels[place])
        self._panels[place].show()
        window.hide()
        window.deleteLater()

    @Slot(int)
    def _on_turned(self, place: int) -> None:
        if 0 <= place < len(self._places):
            self._stack.setCurrentWidget(self._places[place])
            if place in self._floating:
                self._floating[place].raise_()
            self.turned.emit(place)
