"""Banned words over the borders of tokens."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.stages.bans import BannedWords


def after(words: list[str], *pieces: bytes) -> BannedWords:
    bans = BannedWords(words)
    for piece in pieces:
        bans.accept(piece)
    return bans


def test_a_word_inside_one_piece() -> None:
    assert after(["cat"]).completed_by(b"concatenate")


def test_a_word_over_several_pieces() -> None:
    bans = after(["forbidden"], b"it is for", b"bid")
    assert bans.completed_by(b"den fruit")
    assert not bans.completed_by(b"ding")


def test_a_character_cut_in_two() -> None:
    smile = "🙂".encode()
    assert after(["🙂"], smile[:2]).completed_by(smile[2:])


def test_what_says_nothing_completes_nothing() -> None:
    assert not after(["a"], b"").completed_by(b"")


@given(
    st.lists(st.text("ab", min_size=1, max_size=3), min_size=1, max_size=3),
    st.lists(st.text("abc", max_size=3).map(str.encode), max_size=20),
)
def test_pieces_that_pass_never_spell_a_banned_word(words: list[str], pieces: list[bytes]) -> None:
    bans = BannedWords(words)
    text = b""
    for piece in pieces:
        spelt = any(word.encode() in text + piece for word in words)
        assert bans.completed_by(piece) == (spelt and piece != b"")
        if not spelt:
            bans.accept(piece)
            text += piece


def test_a_word_that_stands_there_already_does_not_forbid_what_follows() -> None:
    bans = BannedWords(["bad", "something much longer"])
    bans.accept(b"so bad")
    assert not bans.completed_by(b" indeed")
    assert bans.completed_by(b"bad")
