"""What leaves when: tokens gathered where they come fast, everything else at once."""

from __future__ import annotations

import os
import threading

import pytest

from engine.outgoing import HELD_S, LATELY, Outgoing, descriptor_writer


class Desk:
    """An `Outgoing` with a clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0
        self.writes: list[bytes] = []
        self.outgoing = Outgoing(self.writes.append, lambda: self.now)

    def tokens(self, count: int, every_s: float) -> None:
        for number in range(count):
            self.now += every_s
            self.outgoing.send_token(b"%d\n" % number)


def lines(count: int) -> bytes:
    return b"".join(b"%d\n" % number for number in range(count))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_tokens_at_reading_speed_leave_one_by_one(desk: Desk) -> None:
    desk.tokens(100, every_s=0.01)
    assert len(desk.writes) == 100


def test_fast_tokens_leave_together_and_in_order(desk: Desk) -> None:
    desk.tokens(1000, every_s=0.001)
    desk.outgoing.send(b"end\n")
    assert b"".join(desk.writes) == lines(1000) + b"end\n"
    assert len(desk.writes) < 1000 / 6


def test_none_is_held_longer_than_a_few_milliseconds(desk: Desk) -> None:
    came: list[float] = []
    for number in range(500):
        desk.now += 0.0013
        came.append(desk.now)
        desk.outgoing.send_token(b"%d\n" % number)
        left = b"".join(desk.writes).count(b"\n")
        assert left == number + 1 or desk.now - came[left] < HELD_S


def test_the_first_tokens_of_an_answer_leave_at_once(desk: Desk) -> None:
    desk.tokens(200, every_s=0.001)
    desk.outgoing.send(b"done\n")
    before = len(desk.writes)
    desk.tokens(LATELY - 1, every_s=0.0001)
    assert len(desk.writes) == before + LATELY - 1


def test_an_end_takes_along_what_waits(desk: Desk) -> None:
    desk.tokens(50, every_s=0.0001)
    waited = lines(50)[len(b"".join(desk.writes)) :]
    assert waited
    desk.outgoing.send(b"done\n")
    assert desk.writes[-1] == waited + b"done\n"


def test_a_token_after_a_pause_leaves_at_once(desk: Desk) -> None:
    desk.tokens(50, every_s=0.0001)
    desk.tokens(1, every_s=1.0)
    assert desk.writes[-1].endswith(b"\n0\n")


def test_nobody_reading_is_told(desk: Desk) -> None:
    def refuse(line: bytes) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        Outgoing(refuse).send(b"done\n")


def test_a_line_goes_out_whole() -> None:
    reader, writer = os.pipe()
    line = b"x" * 1_000_000 + b"\n"
    received: list[bytes] = []
    with os.fdopen(reader, "rb") as source:
        thread = threading.Thread(target=lambda: received.append(source.readline()))
        thread.start()
        descriptor_writer(writer)(line)
        thread.join()
    os.close(writer)
    assert received == [line]
