"""The prompt as the model sees it, cut into what stands between its replies."""

from __future__ import annotations

from desktop.core.tokens import Origin, Tokens
from engine.findings import TokenList
from engine.records import SegmentKind


def between_replies(listed: TokenList) -> dict[str, Tokens]:
    """For each of the person's messages, by its id: its tokens with all that stands around it, the
    system prompt and the template, as far as the replies before and behind it. What follows the
    last reply is no message's."""
    found: dict[str, Tokens] = {}
    pending: list[int] = []
    message = ""
    for number, kind in enumerate(listed.kinds):
        other = kind is SegmentKind.USER and message not in ("", listed.messages[number])
        if kind is SegmentKind.ASSISTANT or other:
            _give(found, message, listed, pending)
            pending, message = [], ""
        if kind is SegmentKind.USER:
            message = listed.messages[number]
        if kind is not SegmentKind.ASSISTANT:
            pending.append(number)
    _give(found, message, listed, pending)
    return found


def _give(found: dict[str, Tokens], message: str, listed: TokenList, numbers: list[int]) -> None:
    if not message:
        return
    tokens = Tokens(message)
    for number in numbers:
        tokens.add_prompted(listed.ids[number], listed.pieces[number], _origin(listed, number))
    tokens.finish()
    found[message] = tokens


def _origin(listed: TokenList, number: int) -> Origin:
    if listed.kinds[number] is not SegmentKind.TEMPLATE:
        return Origin.WRITTEN
    return Origin.CONTROL if listed.types[number] == "control" else Origin.TEMPLATE
