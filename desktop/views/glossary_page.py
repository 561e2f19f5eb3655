"""The glossary as a page: all terms, and a search among them."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QCoreApplication, Slot
from PySide6.QtWidgets import QFrame, QLineEdit, QTextEdit, QWidget

from desktop.views.glossary import glossary
from desktop.views.page import Page

translate = QCoreApplication.translate


class GlossaryPage(Page):
    """Shows the terms that hold the words looked for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        title = translate("GlossaryPage", "Glossary")
        super().__init__(
            title, translate("GlossaryPage", "What the words of the field mean."), parent
        )
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(self.tr("Search the glossary"))
        self.field.setAccessibleName(self.field.placeholderText())
        self.field.setClearButtonEnabled(True)
        self.terms = QTextEdit(self)
        self.terms.setReadOnly(True)
        self.terms.setStyleSheet("background: transparent;")
        self.terms.setFrameShape(QFrame.Shape.NoFrame)
        self.terms.setAccessibleName(title)
        self.body.addWidget(self.field)
        self.body.addWidget(self.terms, 1)
        self.field.textChanged.connect(self._show)
        self._show()

    def opened(self) -> None:
        """Ready for a search."""
        self.field.setFocus()

    @Slot()
    def _show(self) -> None:
        wanted = self.field.text().casefold().split()
        found = [
            term
            for term in sorted(glossary().values(), key=lambda term: term.title.casefold())
            if all(word in f"{term.title} {term.text}".casefold() for word in wanted)
        ]
        parts = [f"<p><b>{escape(term.title)}</b><br>{escape(term.text)}</p>" for term in found]
        self.terms.setHtml("".join(parts) or escape(self.tr("No term has these words.")))
