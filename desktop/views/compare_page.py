"""A page that compares continuations of a prompt: classification without training."""

from __future__ import annotations

from functools import partial

from msgspec import Struct
from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QWidget,
)

from desktop.viewmodels.comparing import ComparingModel
from desktop.views.comparison_bars import ComparisonBars
from desktop.views.page import Page
from desktop.views.palette import Palette
from desktop.views.text_field import TextField
from desktop.views.tokens.figures import percent

translate = QCoreApplication.translate


class Example(Struct, frozen=True):
    """A prompt with its continuations."""

    name: str
    prompt: str
    continuations: tuple[str, ...]
    raw: bool


def examples() -> tuple[Example, ...]:
    """Ready to be tried: a film review, asked in three ways."""
    review = translate(
        "Comparing", "A wonderful film: I laughed, I cried, and I want to see it again."
    )
    good, bad = translate("Comparing", "Positive"), translate("Comparing", "Negative")
    zero = translate("Comparing", "Review: {review}\nSentiment:").format(review=review)
    shots = translate(
        "Comparing",
        "Review: Two hours of boredom.\nSentiment: Negative\n\n"
        "Review: The best cast in years.\nSentiment: Positive\n\n"
        "Review: I left before the end.\nSentiment: Negative\n\n",
    )
    asked = translate(
        "Comparing", "Is this film review positive or negative? Answer with one word.\n\n{review}"
    ).format(review=review)
    spaced = (f" {good}", f" {bad}")
    return (
        Example(translate("Comparing", "Film review, zero-shot"), zero, spaced, True),
        Example(translate("Comparing", "Film review, few-shot"), shots + zero, spaced, True),
        Example(translate("Comparing", "Film review, as a chat"), asked, (good, bad), False),
    )


class ComparePage(Page):
    """Shows a ComparingModel."""

    def __init__(self, model: ComparingModel, parent: QWidget | None = None) -> None:
        super().__init__(
            translate("Comparing", "Compare continuations"),
            translate(
                "Comparing",
                "Which of several texts does the model find likelier after a prompt? "
                "Asked about labels, it classifies without any training.",
            ),
            parent,
        )
        self._model = model
        self.prompt = self._field(self.tr("Prompt"), 5)
        self.continuations = self._field(
            self.tr("Continuations, one a line; a space at the beginning counts"), 3
        )
        self.raw = QCheckBox(self.tr("Raw: without the chat template"), self)
        self._ask = QPushButton(self.tr("Compare"), self)
        self._ask.setProperty("primary", True)
        self._examples = QPushButton(self.tr("Try an example"), self)
        menu = QMenu(self._examples)
        for number, example in enumerate(examples()):
            menu.addAction(example.name, partial(self.show_example, number))
        self._examples.setMenu(menu)
        self._cancel = QPushButton(self.tr("Cancel"), self)
        self._status = QLabel(self)
        self._status.setTextFormat(Qt.TextFormat.PlainText)
        self._status.setWordWrap(True)
        self.bars = ComparisonBars(self)
        self._lay_out()
        model.changed.connect(self._show)
        self._ask.clicked.connect(self._on_ask)
        self._cancel.clicked.connect(model.question.cancel)
        self._show()

    def opened(self) -> None:
        """Come to the front."""
        self.prompt.setFocus()

    def set_palette(self, palette: Palette) -> None:
        self.bars.set_palette(palette)

    @property
    def status(self) -> str:
        """What the line under the buttons says."""
        return self._status.text()

    def show_example(self, number: int) -> None:
        """Fill the fields with an example, and ask."""
        example = examples()[number]
        self.prompt.setPlainText(example.prompt)
        self.continuations.setPlainText("\n".join(example.continuations))
        self.raw.setChecked(example.raw)
        self._on_ask()

    def _field(self, name: str, lines: int) -> TextField:
        field = TextField(self)
        field.setProperty("field", True)
        field.setPlaceholderText(name)
        field.setAccessibleName(name)
        field.setFixedHeight(field.height_of(lines) + 12)
        return field

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for widget in (self._ask, self._examples, self._cancel):
            buttons.addWidget(widget)
        buttons.addStretch(1)
        buttons.addWidget(self.raw)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(self.bars)
        area.viewport().setAutoFillBackground(False)
        self.bars.setAutoFillBackground(False)
        self.body.addWidget(self.prompt)
        self.body.addWidget(self.continuations)
        self.body.addLayout(buttons)
        self.body.addWidget(self._status)
        self.body.addWidget(area, 1)

    @Slot()
    def _on_ask(self) -> None:
        lines = self.continuations.toPlainText().split("\n")
        wanted = [line for line in lines if line.strip()]
        self._model.compare(self.prompt.toPlainText(), wanted, self.raw.isChecked())

    @Slot()
    def _show(self) -> None:
        model = self._model
        asking, table = model.question.open, model.table
        self._cancel.setVisible(asking)
        self._ask.setEnabled(not asking)
        if asking:
            words = self.tr("Reading… {share}").format(share=percent(model.question.share))
        elif model.problem:
            words = model.problem
        elif table is None:
            words = self.tr("Bars of probability will stand here, one for each continuation.")
        else:
            words = self.tr("Shares among each other, after {n} tokens of prompt").format(
                n=f"{table.prompt_tokens:,}"
            )
        self._status.setText(words)
        if table is not None:
            self.bars.show_continuations(table.continuations)
