"""Buttons that ban or boost a candidate in the replies to come."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.viewmodels.sampling import MOST_BIAS, SamplingModel
from desktop.viewmodels.tokens import TokensModel

STEP = 1.0  # of a logit: e times as likely beside the others


class Leanings(QWidget):
    """About the candidate that is marked, else the token itself."""

    def __init__(
        self, tokens: TokensModel, sampling: SamplingModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tokens = tokens
        self._sampling = sampling
        self.words = QLabel(self)
        self.words.setProperty("quiet", True)
        self._ban = QPushButton(self.tr("Ban"), self)
        self._ban.setToolTip(
            self.tr("Takes 100 from its logit. For a text wherever it stands, see Banned words.")
        )
        self._boost = QPushButton(self.tr("Boost"), self)
        self._boost.setToolTip(self.tr("Adds 1 to its logit each time: about 2.7 times as likely."))
        self._leave = QPushButton(self.tr("Leave alone"), self)
        self._leave.setToolTip(self.tr("Takes its bias back"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.words, 1)
        for button in (self._ban, self._boost, self._leave):
            layout.addWidget(button)
        self._ban.clicked.connect(self._on_ban)
        self._boost.clicked.connect(self._on_boost)
        self._leave.clicked.connect(self._on_leave)
        for moved in (tokens.chosen_changed, tokens.candidate_changed, sampling.changed):
            moved.connect(self._show)
        self._show()

    @property
    def _token(self) -> int | None:
        record, candidate = self._tokens.chosen_record, self._tokens.candidate
        return candidate if candidate is not None else record.id if record else None

    @Slot()
    def _show(self) -> None:
        token = self._token
        bias = 0.0 if token is None else self._sampling.bias(token)
        self._ban.setEnabled(token is not None and bias > -MOST_BIAS)
        self._boost.setEnabled(token is not None and bias < MOST_BIAS)
        self._leave.setVisible(bias != 0)
        self.words.setText(self.tr("its bias: {n}").format(n=f"{bias:+g}") if bias else "")

    @Slot()
    def _on_ban(self) -> None:
        self._lean(-MOST_BIAS)

    @Slot()
    def _on_boost(self) -> None:
        token = self._token
        before = 0.0 if token is None else self._sampling.bias(token)
        self._lean(STEP if before <= -MOST_BIAS else before + STEP)

    @Slot()
    def _on_leave(self) -> None:
        self._lean(0.0)

    def _lean(self, bias: float) -> None:
        token = self._token
        if token is not None:
            self._sampling.lean(token, bias)
