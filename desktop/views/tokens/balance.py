"""What contrastive search balanced at a token: each candidate's two terms, and their sum."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.views.tokens.figures import percent, shown_piece
from engine.records import Contrast


class Balance(QWidget):
    """A table of text, by falling score; the first was taken."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setColumnStretch(0, 1)
        right = Qt.AlignmentFlag.AlignRight
        heads = ("", self.tr("confidence"), self.tr("likeness"), self.tr("score"))
        self.columns = [QLabel(self) for _ in heads]
        for number, (head, column) in enumerate(zip(heads, self.columns, strict=True)):
            title = QLabel(head, self)
            title.setProperty("quiet", True)
            column.setTextFormat(Qt.TextFormat.PlainText)
            side = right if number else Qt.AlignmentFlag.AlignLeft
            column.setAlignment(side)
            grid.addWidget(title, 0, number, side)
            grid.addWidget(column, 1, number)

    def show_balance(self, contrast: Contrast, pieces: Mapping[int, bytes]) -> None:
        """Tell about another token."""
        numbers = (contrast.ids, contrast.confidences, contrast.penalties, contrast.scores)
        rows = sorted(zip(*numbers, strict=True), key=lambda row: -row[3])
        lines = [
            (shown_piece(pieces.get(id), id), percent(confidence), f"{like:.3f}", f"{score:+.3f}")
            for id, confidence, like, score in rows
        ]
        for column, texts in zip(self.columns, zip(*lines, strict=True), strict=True):
            column.setText("\n".join(texts))
        self.setAccessibleDescription("; ".join(", ".join(line) for line in lines))
