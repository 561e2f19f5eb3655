"""What other settings would have made of the reply in view, in a sentence with the ways on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from desktop.core.visible import shown_space
from desktop.viewmodels.tokens import TokensModel
from desktop.viewmodels.whatif import WhatIfModel
from engine.findings import Verdict


class WhatIfBar(QFrame):
    """Shown while the settings in the panel would have changed something, or may have."""

    def __init__(
        self, whatif: WhatIfModel, tokens: TokensModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("whatif")
        self._whatif = whatif
        self._tokens = tokens
        self.words = QLabel(self)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self._decide = QPushButton(self.tr("Decide those"), self)
        self._decide.setToolTip(self.tr("Reads the reply again"))
        self._go = QPushButton(self.tr("Go there"), self)
        self._on = QPushButton(self.tr("Continue from here"), self)
        self._on.setProperty("primary", True)
        self._on.setToolTip(self.tr("As a version of its own, with these settings"))
        self._close = QToolButton(self)
        self._close.setText("×")
        self._close.setAccessibleName(self.tr("Dismiss"))
        self._lay_out()
        self._decide.clicked.connect(whatif.decide)
        self._go.clicked.connect(self._on_go)
        self._on.clicked.connect(whatif.go_on)
        self._close.clicked.connect(whatif.dismiss)
        whatif.changed.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.words, 1)
        for button in (self._decide, self._go, self._on, self._close):
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)

    @Slot()
    def _show(self) -> None:
        verdict = self._whatif.verdict
        self.setVisible(verdict is not None)
        if verdict is not None:
            self.words.setText(self._sentence(verdict))
            self._decide.setVisible(verdict.undecided > 0)
            for button in (self._go, self._on):
                button.setVisible(verdict.first_divergence >= 0)

    def _sentence(self, verdict: Verdict) -> str:
        if not verdict.changed and not verdict.undecided:
            return self.tr("With these settings and the same dice, every token would be the same.")
        parts = []
        if verdict.first_divergence >= 0:
            parts.append(self._divergence(verdict))
        counted = self.tr("taken one by one on this text, {changed} of {all} choices change")
        parts.append(counted.format(changed=verdict.changed, all=len(verdict.tokens)))
        sentence = "; ".join(parts)
        if verdict.undecided:
            open_ = self.tr("{count} cannot be told from the record")
            sentence += ", " + open_.format(count=verdict.undecided)
        return sentence[:1].upper() + sentence[1:] + "."

    def _divergence(self, verdict: Verdict) -> str:
        place = verdict.first_divergence
        found = self._tokens.tokens_of(self._whatif.node_id)
        old = "" if isinstance(found, str) else found.piece(place + found.unrecorded)
        new = verdict.pieces[place].decode("utf-8", "backslashreplace")
        sentence = self.tr(
            "first divergence at token {number}: “{new}” instead of “{old}”; from there the text"
            " would be another"
        )
        return sentence.format(number=place + 1, new=shown_space(new), old=shown_space(old))

    @Slot()
    def _on_go(self) -> None:
        self._tokens.show(True)
        self._whatif.go_there()
