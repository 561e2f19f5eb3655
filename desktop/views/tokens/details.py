"""The lines of a record that are read as text, and can be copied."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from desktop.views.sampling.words import stage_title
from desktop.views.tokens.figures import bits, how_words, percent
from engine.records import TokenRecord


def stage_words(record: TokenRecord) -> str:
    """A line a stage: how many candidates it left, and what share of the probability."""
    translate, trace = QCoreApplication.translate, record.trace
    if trace is None or not trace.stages:
        return translate("Tokens", "No stage acted.")
    sentence = translate("Tokens", "{stage}: {left} left, {kept} of the probability kept")
    return "\n".join(
        sentence.format(stage=stage_title(stage), left=f"{left:,}", kept=percent(kept))
        for stage, left, kept in zip(trace.stages, trace.left, trace.kept, strict=True)
    )


class Details(QWidget):
    """A name and a value a line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: dict[str, QLabel] = {}
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(4)
        for name, label in (
            ("id", self.tr("id")),
            ("bytes", self.tr("bytes")),
            ("logprob", self.tr("log-probability")),
            ("surprise", self.tr("surprise")),
            ("time", self.tr("time")),
            ("settings", self.tr("settings")),
            ("how", self.tr("chosen")),
        ):
            title, value = QLabel(label, self), QLabel(self)
            title.setProperty("quiet", True)
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setWordWrap(True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.addRow(title, value)
            self._values[name] = value

    def value(self, name: str) -> str:
        """What a line says."""
        return self._values[name].text()

    def show_record(self, record: TokenRecord) -> None:
        """Tell about another token."""
        values = {
            "id": str(record.id),
            "bytes": record.piece.hex(" ") or self.tr("none: it prints nothing"),
            "logprob": self.tr("{n} nats, raw").format(n=f"{record.logprob:.4f}"),
            "surprise": bits(-record.logprob),
            "time": self.tr("not recorded")
            if record.at_ms is None
            else self.tr("{n} ms after the question").format(n=f"{record.at_ms:,.0f}"),
            "settings": self.tr("those at the beginning of the reply")
            if record.settings == 0
            else self.tr("number {n} of this reply").format(n=record.settings + 1),
            "how": how_words(record),
        }
        for name, text in values.items():
            self._values[name].setText(text)
