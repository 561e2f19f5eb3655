"""Lines as nobody should send them: requests with something wrong, or what never was one."""

from __future__ import annotations

import random

from engine.chat import Chat, Message, Role
from engine.protocol import Cancel, Generate, Load, Measure, encode
from engine.settings import SamplingSettings

_IDS = 50


def noisy_line(dice: random.Random) -> bytes:
    """One line; now and then it is a request that can be answered."""
    line = bytearray(_request(dice).rstrip(b"\n"))
    for _ in range(dice.randrange(4)):
        _damage(line, dice)
    return bytes(line).replace(b"\n", b" ") + b"\n"


def _request(dice: random.Random) -> bytes:
    number = dice.randrange(1, _IDS)
    chat = Chat((Message("m", Role.USER, "hello there"),))
    match dice.randrange(4):
        case 0:
            return encode(Load(number, "broken.gguf"))
        case 1:
            return encode(Generate(number, chat, SamplingSettings(max_tokens=2)))
        case 2:
            return encode(Measure(number, chat, "one two"))
        case _:
            return encode(Cancel(number, dice.randrange(1, _IDS)))


def _damage(line: bytearray, dice: random.Random) -> None:
    place = dice.randrange(len(line) + 1)
    match dice.randrange(4):
        case 0:
            line[place:place] = dice.randbytes(dice.randrange(1, 4))
        case 1:
            del line[place : place + dice.randrange(1, 20)]
        case 2:
            line[place : place + 1] = dice.choice([b"{", b"}", b"null", b"1e999", b"\\ud800"])
        case _:
            line[:] = dice.randbytes(dice.randrange(40))
