"""What of a prompt stands at which message."""

from __future__ import annotations

from desktop.core.layers import Layer, strength
from desktop.core.prompted import between_replies
from desktop.core.tokens import Origin, Tokens
from engine.findings import TokenList
from engine.records import SegmentKind

T, S, U, A = (SegmentKind.TEMPLATE, SegmentKind.SYSTEM, SegmentKind.USER, SegmentKind.ASSISTANT)


def listed(*parts: tuple[SegmentKind, str, str]) -> TokenList:
    """A prompt of (kind, message, text) tokens; "<x>" is a special one."""
    pieces = tuple(text.encode() for _, _, text in parts)
    return TokenList(
        "".join(text for _, _, text in parts),
        tuple(range(len(parts))),
        pieces,
        (0,) * len(parts),
        (0,) * len(parts),
        tuple("control" if text.startswith("<") else "normal" for _, _, text in parts),
        tuple(kind for kind, _, _ in parts),
        tuple(message for _, message, _ in parts),
    )


def texts(found: dict[str, Tokens]) -> dict[str, str]:
    return {message: tokens.text for message, tokens in found.items()}


CHAT = listed(
    (T, "", "<s>"), (S, "", "Be kind."), (T, "", "user:"), (U, "u1", "Hi"), (T, "", "bot:"),
    (A, "a1", "Hello"), (T, "", "<e>"), (U, "u2", "And"), (U, "u2", " now"), (T, "", "bot:"),
)  # fmt: skip


def test_all_between_two_replies_stands_at_the_message_there() -> None:
    assert texts(between_replies(CHAT)) == {
        "u1": "<s>Be kind.user:Hibot:",
        "u2": "<e>And nowbot:",
    }


def test_kinds_are_told_apart_and_have_no_record_and_no_amount() -> None:
    tokens = between_replies(CHAT)["u1"]
    kinds = [tokens.origin(index) for index in range(len(tokens))]
    assert kinds == [
        Origin.CONTROL, Origin.WRITTEN, Origin.TEMPLATE, Origin.WRITTEN, Origin.TEMPLATE,
    ]  # fmt: skip
    assert list(tokens.ids) == [0, 1, 2, 3, 4]
    assert all(tokens.record(index) < 0 for index in range(len(tokens)))
    assert all(strength(layer, tokens, 1) == 0.0 for layer in Layer)


def test_two_messages_without_a_reply_between_them_stay_apart() -> None:
    both = listed((U, "u1", "One"), (T, "", "<e>"), (U, "u2", "Two"), (T, "", "bot:"))
    assert texts(between_replies(both)) == {"u1": "One<e>", "u2": "Twobot:"}


def test_what_follows_the_last_reply_is_nobodys() -> None:
    ended = listed((U, "u1", "One"), (A, "a1", "Two"), (T, "", "<e>"))
    assert texts(between_replies(ended)) == {"u1": "One"}
