"""What a terminal is shown: text as it is, and nothing that commands it."""

from __future__ import annotations

import io

import pytest

from engine.headless.shown import Gauge, Stream, columns, harmless, visible
from engine.protocol import Progress, Prompted
from engine.records import ContextUse


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("piece", "shown"),
    [
        (b" the", "·the"),
        (b"\n\n\t", "↵↵⇥"),
        ("中文".encode(), "中文"),
        ("🙂".encode(), "🙂"),
        ("🙂".encode()[:2], "\\xf0\\x9f"),
        (b"\x1b[31m", "\\x1b[31m"),
        ("a\u202eb".encode(), "a\\u202eb"),
        ("\u00a0".encode(), "\\xa0"),
        (b"", ""),
    ],
)
def test_a_piece_shows_its_white_space_and_what_cannot_be_seen(piece: bytes, shown: str) -> None:
    assert visible(piece) == shown


def test_nothing_that_a_terminal_obeys_is_left_but_line_breaks_and_tabs() -> None:
    every = "".join(map(chr, range(0x20))) + "\x7f\x9b" + "end"
    left = harmless(every)
    assert {sign for sign in left if not sign.isprintable()} == {"\n", "\t"}
    assert left.endswith("\\x7f\\x9bend")
    assert harmless("👩‍💻 naïve 中文") == "👩‍💻 naïve 中文"
    assert harmless("a\u202eb") == "a\\u202eb"


def written(out: io.StringIO, *pieces: bytes) -> str:
    stream = Stream(out)
    for piece in pieces:
        stream.write(piece)
    stream.end()
    return out.getvalue()


def test_characters_appear_when_their_last_byte_has_come() -> None:
    out = io.StringIO()
    stream = Stream(out)
    for byte in "🙂".encode()[:3]:
        stream.write(bytes([byte]))
        assert out.getvalue() == ""
    stream.write("🙂".encode()[3:] + b"!")
    assert out.getvalue() == "🙂!"


def test_bytes_that_never_become_a_character_show_as_such() -> None:
    assert written(io.StringIO(), b"a\xe4\xb8", b"b", b"\xf0\x9f") == "a\\xe4\\xb8b\\xf0\\x9f\n"


def test_a_text_ends_with_a_line_break_of_which_there_is_one() -> None:
    assert written(io.StringIO(), b"a") == "a\n"
    assert written(io.StringIO(), b"a\n") == "a\n"
    assert written(io.StringIO()) == ""


def test_a_file_gets_the_text_as_it_is_and_a_terminal_without_commands() -> None:
    assert written(io.StringIO(), b"\x1b[2J\tx\n") == "\x1b[2J\tx\n"
    assert written(Terminal(), b"\x1b[2J\tx\n") == "\\x1b[2J\tx\n"


def test_columns_stand_below_each_other_whatever_the_width_of_their_signs() -> None:
    table = columns(("id", "piece", "x"), [("7", "中文", "a"), ("123", "ab", "b")], (1, 0, 0))
    assert table.splitlines() == [" id  piece  x", "  7  中文   a", "123  ab     b"]


def test_a_line_that_is_gone_is_not_taken_away_again() -> None:
    terminal = Terminal()
    gauge = Gauge("Reading", terminal)
    gauge.clear()
    gauge.tell(Progress(1, 4, 4))
    gauge.clear()
    terminal.write("a reply")
    gauge.clear()
    assert terminal.getvalue().endswith("\r\x1b[Ka reply")
    assert terminal.getvalue().startswith("\r\x1b[KReading: 100%")


def test_how_far_something_is_is_told_to_a_terminal_only() -> None:
    terminal, pipe = Terminal(), io.StringIO()
    for out in (terminal, pipe):
        gauge = Gauge("Loading", out)
        gauge.tell(Prompted(1, ContextUse(10, ())))
        gauge.tell(Progress(1, 3, 4))
        gauge.clear()
    assert "Loading: 75%" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")
    assert pipe.getvalue() == ""
