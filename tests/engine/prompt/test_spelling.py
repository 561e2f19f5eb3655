"""Which bytes of a prompt's text each token stands for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.prompt.spelling import stretches
from engine.prompt.tokens import Prompt, Run

PIECES = [bytes([byte]) for byte in range(256)]
BOS, SPACED, LONG, CONTROL, UNKNOWN, DROPPED = range(256, 262)
PIECES += [b"<s>", b" word", "long é".encode(), b"<|call|>", b"<unk>", b"x"]


def spelt(*runs: Run, ids: tuple[int, ...] | None = None) -> list[bytes]:
    """The text of each token."""
    own = tuple(id for run in runs for id in run.ids) if ids is None else ids
    data = b"".join(run.data for run in runs)
    spread = stretches(Prompt(own, (), runs), PIECES)
    assert len(spread) == len(own)
    return [data[start:end] for start, end in spread]


def test_pieces_that_stand_there_cover_themselves() -> None:
    text = "a long é".encode()
    assert spelt(Run(text, (97, 32, LONG))) == [b"a", b" ", "long é".encode()]


def test_a_space_that_the_tokeniser_added_is_not_in_the_text() -> None:
    assert spelt(Run(b"word word", (SPACED, SPACED))) == [b"word", b" word"]


def test_white_space_that_the_tokeniser_dropped_goes_to_the_next_token() -> None:
    assert spelt(Run(b"a \n x", (97, DROPPED))) == [b"a", b" \n x"]


def test_a_token_before_all_texts_covers_nothing_unless_it_is_written() -> None:
    hello = Run(b"hi", (104, 105))
    assert spelt(hello, ids=(BOS, 104, 105)) == [b"", b"h", b"i"]
    written = Run(b"<s><s>hi", (BOS, BOS, 104, 105))
    assert spelt(written, ids=(BOS, 104, 105)) == [b"<s><s>", b"h", b"i"]
    assert spelt(Run(b"<s>hi", (BOS, 104, 105))) == [b"<s>", b"h", b"i"]


def test_a_sign_that_the_vocabulary_lacks_is_covered_by_what_stands_for_it() -> None:
    text = "a→b".encode()
    assert spelt(Run(text, (97, UNKNOWN, 98))) == [b"a", "→".encode(), b"b"]
    assert spelt(Run(text, (97, UNKNOWN))) == [b"a", "→b".encode()]


def test_bytes_that_are_shown_escaped() -> None:
    recorded = Run(rb"a\xe4\xbdb", (97, 0xE4, 0xBD, 98), recorded=True)
    assert spelt(recorded) == [b"a", rb"\xe4", rb"\xbd", b"b"]


def test_a_control_token_that_a_reply_does_not_show_covers_nothing() -> None:
    recorded = Run(b"ab", (97, CONTROL, 98, CONTROL), recorded=True)
    assert spelt(recorded, Run(b"!", (33,))) == [b"a", b"", b"b", b"", b"!"]


@given(st.lists(st.text(), max_size=4))
def test_bytes_are_all_covered_in_order(texts: list[str]) -> None:
    runs = [Run(text.encode(), tuple(text.encode())) for text in texts]
    assert b"".join(spelt(*runs)) == "".join(texts).encode()
