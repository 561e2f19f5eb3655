"""Numbers and token texts as a person reads them: 31.0 %, 3.02 bit, ␣blue."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from desktop.core.visible import shown_space
from engine.records import How, TokenRecord

LONGEST = 40  # letters of a piece where there is little room


def shown_piece(piece: bytes | None, id: int) -> str:
    """A token's text with visible white space; its id while the text is not known."""
    if piece is None:
        return f"#{id}"
    text = shown_space(piece.decode("utf-8", "backslashreplace"))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def percent(share: float) -> str:
    """A probability in percent, with as many digits as can be told apart."""
    hundredfold = share * 100
    if hundredfold >= 9.995:
        return f"{hundredfold:.1f} %"
    if hundredfold >= 0.0095:
        return f"{hundredfold:.2g} %" if hundredfold < 0.995 else f"{hundredfold:.1f} %"
    return "0 %" if share == 0 else "<0.01 %"


def bits(nats: float) -> str:
    """An entropy or a surprise of so many nats."""
    return f"{max(0.0, nats) / math.log(2):.2f} bit"


def how_words(record: TokenRecord) -> str:
    """How a token was chosen, in a few words."""
    translate = QCoreApplication.translate
    words = {
        How.SAMPLED: translate("Tokens", "sampled"),
        How.GREEDY: translate("Tokens", "greedy: the likeliest that was left"),
        How.BANNED_AND_REDRAWN: translate("Tokens", "thrown again, after a banned word"),
        How.FORCED: translate("Tokens", "chosen by you"),
        How.BEAM: translate("Tokens", "part of the best beam"),
        How.CONTRASTIVE: translate("Tokens", "contrastive search"),
    }[record.how]
    return words if record.u is None else f"{words}, u = {record.u:.3f}"
