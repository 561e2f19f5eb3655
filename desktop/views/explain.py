"""The "?" beside a term: opens what it is."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtWidgets import QLabel, QMenu, QToolButton, QWidget, QWidgetAction

from desktop.views.glossary import glossary

WIDTH = 320  # pixels of the card
SIDE = 22  # pixels of the button


class Explain(QToolButton):
    """A press, or Space, opens a card with one or more terms; Esc closes it."""

    def __init__(self, *keys: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card = QLabel()
        self.card.setTextFormat(Qt.TextFormat.RichText)
        self.card.setWordWrap(True)
        self.card.setFixedWidth(WIDTH)
        self.card.setMargin(12)
        self.menu_card = QMenu(self)
        action = QWidgetAction(self.menu_card)
        action.setDefaultWidget(self.card)
        self.menu_card.addAction(action)
        self.setText("?")
        self.setFixedWidth(SIDE)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setStyleSheet("padding: 2px 0;")
        self.clicked.connect(self._open)
        self.tell(*keys)

    def tell(self, *keys: str) -> None:
        """Explain these terms from now on."""
        words = glossary()
        terms = [words[key] for key in keys]
        names = ", ".join(term.title for term in terms)
        self.setAccessibleName(self.tr("What is this: {terms}").format(terms=names))
        self.setAccessibleDescription("\n".join(term.text for term in terms))
        self.setToolTip(self.accessibleName())
        parts = (f"<p><b>{escape(term.title)}</b><br>{escape(term.text)}</p>" for term in terms)
        self.card.setText("".join(parts))

    @Slot()
    def _open(self) -> None:
        self.menu_card.popup(self.mapToGlobal(QPoint(0, self.height())))
