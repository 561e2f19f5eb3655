"""What a screen reader is told: which message has the focus, and when a reply is done."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from desktop.core.entry import Entry
from desktop.core.tokens import Origin, Tokens
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


def describe_token(tokens: Tokens, index: int) -> str:
    """The words for a token: "token 41, ' blue', probability 31 percent, rank 2"."""
    translate = QCoreApplication.translate
    piece = tokens.piece(index) or translate("Transcript", "no text of its own")
    if tokens.origin(index) in (Origin.TEMPLATE, Origin.CONTROL):
        return translate("Transcript", "'{text}', of the chat template").format(text=piece)
    if tokens.record(index) < 0:
        return translate("Transcript", "'{text}', no token data").format(text=piece)
    if math.isnan(tokens.logprobs[index]):
        return translate("Transcript", "token {number}, '{text}'").format(
            number=tokens.record(index) + 1, text=piece
        )
    return translate(
        "Transcript", "token {number}, '{text}', probability {percent} percent, rank {rank}"
    ).format(
        number=tokens.record(index) + 1,
        text=piece,
        percent=spoken_percent(tokens.logprobs[index]),
        rank=tokens.ranks[index],
    )


def spoken_percent(logprob: float) -> str:
    """A probability in percent with two digits that matter, without a sign."""
    return f"{100 * math.exp(logprob):.2g}" if logprob > math.log(1e-4) else "0"


def say(widget: QWidget, text: str) -> None:
    """Have a screen reader, if there is one, speak `text`."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))
