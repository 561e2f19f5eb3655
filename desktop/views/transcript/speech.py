"""What a screen reader is told: which message has the focus, and when a reply is done."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from desktop.core.entry import Entry
from desktop.views.transcript.caption import marks

MOST_CHARACTERS = 1_000  # of a message in one announcement


def describe(entry: Entry, place: int, count: int, text: str) -> str:
    """The words for a message; `place` from 1 to `count`, `text` as it is shown."""
    translate = QCoreApplication.translate
    head = translate("Transcript", "{author}, message {place} of {count}").format(
        author=entry.author, place=place, count=count
    )
    parts = [head, *marks(entry)]
    if entry.versions > 1:
        parts.append(
            translate("Transcript", "version {version} of {versions}").format(
                version=entry.version, versions=entry.versions
            )
        )
    spoken = [", ".join(parts), text[:MOST_CHARACTERS], entry.note]
    return "\n".join(part for part in spoken if part)


def say(widget: QWidget, text: str) -> None:
    """Have a screen reader, if there is one, speak `text`."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
