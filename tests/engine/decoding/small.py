"""A vocabulary of letters for searches small enough to be tried out whole."""

from __future__ import annotations

from engine.records import TokenRecord

PROMPT = [0, 1, 0]


class Alphabet:
    """`size` tokens: letters from a on, the last one ends a turn."""

    native = None

    def __init__(self, size: int) -> None:
        self.pieces = [bytes([97 + id]) for id in range(size - 1)] + [b"<end>"]
        self._end = size - 1

    def is_end(self, id: int) -> bool:
        return id == self._end

    def is_control(self, id: int) -> bool:
        return id == self._end

    def tokenize(self, text: str, parse_special: bool) -> list[int]:
        return [ord(letter) - 97 for letter in text]


def text(records: list[TokenRecord]) -> str:
    return b"".join(record.piece for record in records).decode()


def ids(records: list[TokenRecord]) -> list[int]:
    return [record.id for record in records]
