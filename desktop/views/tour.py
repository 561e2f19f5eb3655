"""The guided tour: nine cards beside the things they tell about, left at any time."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QPoint, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.viewmodels.tokens import TokensModel
from desktop.views.main_window import MainWindow
from desktop.views.sampling.panel import SamplingPanel

WIDTH = 340  # pixels of the card
GAP = 12  # pixels between the card and what it tells about


class Step(Struct, frozen=True):
    """What a card says, the panel it needs, and the accessible name of what it stands beside."""

    title: object
    text: object
    needs: str = ""  # "tokens", "token", "next" or "sampling"
    beside: object = ""


STEPS = (
    Step(
        QT_TRANSLATE_NOOP("Tour", "Text becomes tokens"),
        QT_TRANSLATE_NOOP("Tour", "Send a message, then look at the reply: each tile is a token."),
        "tokens",
    ),
    Step(
        QT_TRANSLATE_NOOP("Tour", "A probability for every token"),
        QT_TRANSLATE_NOOP("Tour", "This table holds the likeliest tokens that could come next."),
        "next",
        QT_TRANSLATE_NOOP("Tour", "Next token"),
    ),
    Step(
        QT_TRANSLATE_NOOP("Tour", "Greedy: always the likeliest"),
        QT_TRANSLATE_NOOP("Tour", "Choose Greedy here and send again. No die is thrown."),
        "sampling",
        QT_TRANSLATE_NOOP("Tour", "Strategy"),
    ),
    Step(
        QT_TRANSLATE_NOOP("Tour", "Temperature"),
        QT_TRANSLATE_NOOP("Tour", "Choose Sampled, then move it: low sharpens, high flattens."),
        "sampling",
        QT_TRANSLATE_NOOP("Tour", "Settings of Temperature"),
    ),
    Step(
        QT_TRANSLATE_NOOP("Tour", "Top-k and top-p"),
        QT_TRANSLATE_NOOP("Tour", "Both cut unlikely tokens: by their number, or by their sum."),
        "sampling",
        QT_TRANSLATE_NOOP("Tour", "Settings of Top-p"),
    ),
    Step(
        QT_TRANSLATE_NOOP("Tour", "The ladder"),
        QT_TRANSLATE_NOOP("Tour", "Click a token: its candidates stand here, stage by stage."),
        "token",
        QT_TRANSLATE_NOOP("Tour", "Token"),
    ),
    Step(
        QT_TRANSLATE_NOOP("Tour", "The dice"),
        QT_TRANSLATE_NOOP("Tour", "A number between 0 and 1 fell on one of the candidates."),
        "token",
        QT_TRANSLATE_NOOP("Tour", "Token"),
    ),
    Step(
        QT_TRANSLATE_NOOP("Tour", "The context window"),
        QT_TRANSLATE_NOOP("Tour", "The bar under the message field shows what the model can see."),
    ),
    Step(
        QT_TRANSLATE_NOOP("Tour", "Take another token"),
        QT_TRANSLATE_NOOP("Tour", "Choose another candidate and go on with it: a new version."),
        "token",
        QT_TRANSLATE_NOOP("Tour", "Token"),
    ),
)


class Tour(QFrame):
    """A card over the window. Leaving puts view and settings back as they were."""

    def __init__(self, window: MainWindow, tokens: TokensModel, panel: SamplingPanel) -> None:
        super().__init__(window)
        self._window = window
        self._tokens = tokens
        self._panel = panel
        self._sampling = panel.model
        self._before = tokens.shown, window.panel_shown, window.side.current
        self._settings = self._sampling.preset, self._sampling.chosen
        self.place = 0
        self.setObjectName("notice")
        self.setFixedWidth(WIDTH)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.words = QLabel(self)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self._back = QPushButton(self.tr("Back"), self)
        self._next = QPushButton(self.tr("Next"), self)
        self._leave = QPushButton(self.tr("Leave"), self)
        row = QHBoxLayout()
        for button, act in (
            (self._leave, self.leave),
            (self._back, self.go_back),
            (self._next, self.go_on),
        ):
            button.clicked.connect(act)
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.words)
        layout.addLayout(row)
        self._show()

    @Slot()
    def go_on(self) -> None:
        """The next card; after the last one the tour is over."""
        if self.place + 1 == len(STEPS):
            self.leave()
        else:
            self._turn(1)

    @Slot()
    def go_back(self) -> None:
        """The card before."""
        self._turn(-1)

    @Slot()
    def leave(self) -> None:
        """Go, and put everything back."""
        tokens, panel, tab = self._before
        preset, chosen = self._settings
        self._sampling.use(preset)
        self._sampling.choose_all(chosen)
        self._tokens.show(tokens)
        self._window.side.open(tab)
        self._window.show_panel(panel)
        self.hide()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def _turn(self, by: int) -> None:
        self.place = min(max(self.place + by, 0), len(STEPS) - 1)
        self._show()

    def _show(self) -> None:
        step, told = STEPS[self.place], QCoreApplication.translate
        head = f"{self.place + 1}/{len(STEPS)}  {told('Tour', str(step.title))}"
        self.words.setText(f"{head}\n\n{told('Tour', str(step.text))}")
        self.setAccessibleName(self.words.text())
        self._back.setEnabled(self.place > 0)
        self._prepare(step.needs)
        self.adjustSize()
        self._stand(told("Tour", str(step.beside)))
        self.show()
        self.raise_()
        self._next.setFocus()

    def _prepare(self, needs: str) -> None:
        """Open what the step tells about."""
        if needs in ("tokens", "token"):
            self._tokens.show(True)
        opens = {
            "token": self._window.open_token,
            "next": self._window.open_coming,
            "sampling": self._window.open_sampling,
        }
        if needs in opens:
            opens[needs]()

    def _stand(self, name: str) -> None:
        """Left of the panels, beside a visible widget of that name, else below the middle."""
        within = self._window.rect().adjusted(GAP, GAP, -GAP, -GAP)
        corner = QPoint(within.center().x() - self.width() // 2, within.bottom() - 280)
        for each in self._window.findChildren(QWidget) if name else ():
            if each.isVisible() and each.accessibleName() == name:
                self._panel.ensureWidgetVisible(each)
                side = self._window.side.mapTo(self._window, QPoint(-self.width() - GAP, 0))
                corner = QPoint(side.x(), each.mapTo(self._window, QPoint(0, 0)).y())
                break
        self.move(
            min(max(corner.x(), within.left()), within.right() - self.width()),
            min(max(corner.y(), within.top()), within.bottom() - self.height()),
        )
