"""A vocabulary small enough to count by hand: a token a byte, one merge, a few special tokens."""

from __future__ import annotations

import re

from engine.records import ModelFacts
from tests.engine.prompt.llama_models import facts

CONTROL = ("<s>", "</s>", "<|im_start|>", "<|im_end|>")
USER_DEFINED = ("<think>", "</think>", "<tool>", "é", "   ")
MERGED = "\n\n"


class ByteVocabulary:
    """Ids 0..255 are the bytes, 256 is two line breaks, then come the special tokens.

    With `spaced` it is as SentencePiece: a space is put before each text and after each special
    token."""

    def __init__(self, *, bos: bool = False, spaced: bool = False, words: str = "bytes") -> None:
        special = (*CONTROL, *USER_DEFINED)
        self.pieces = [bytes([byte]) for byte in range(256)]
        self.pieces += [text.encode() for text in (MERGED, *special)]
        self.bos_text, self.eos_text = "<s>", "</s>"
        self.bos_id = self.token("<s>") if bos else None
        self.control_literals: tuple[str, ...] = CONTROL
        self.user_defined = USER_DEFINED
        self.facts: ModelFacts = facts(words, len(self.pieces))
        self._spaced = spaced
        self._always = re.compile("|".join(map(re.escape, USER_DEFINED)))
        self._special = re.compile("|".join(map(re.escape, special)))

    def token(self, text: str) -> int:
        """The id of a special token, or of two line breaks."""
        return self.pieces.index(text.encode(), 256)

    def is_control(self, token: int) -> bool:
        return self.pieces[token].decode("latin-1") in CONTROL

    def is_end(self, token: int) -> bool:
        return token in (self.token("</s>"), self.token("<|im_end|>"))

    def tokenize(self, text: str, parse_special: bool) -> list[int]:
        pattern = self._special if parse_special else self._always
        ids, done = [], 0
        for match in pattern.finditer(text):
            ids += [*self._plain(text[done : match.start()]), self.token(match[0])]
            done = match.end()
        return ids + self._plain(text[done:])

    def text(self, ids: tuple[int, ...]) -> str:
        """The bytes of the tokens, control tokens written out, as text."""
        return b"".join(self.pieces[each] for each in ids).decode()

    def _plain(self, text: str) -> list[int]:
        data = (b" " if self._spaced and text else b"") + text.encode()
        parts = data.split(MERGED.encode())
        merged = self.token(MERGED)
        return [i for part in parts for i in (merged, *part)][1:]
