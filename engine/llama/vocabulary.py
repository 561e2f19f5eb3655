"""A model's tokens: their bytes, their kinds, and how text becomes them. Knows no weights."""

from __future__ import annotations

import ctypes
import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from engine.errors import FileBroken
from engine.llama.library import api

# llama.h, enum llama_token_attr and enum llama_vocab_type.
_UNKNOWN, _CONTROL, _USER_DEFINED = 1, 8, 16
_TYPES = {1: "unknown", 2: "unused", 8: "control", 16: "user_defined", 32: "byte"}
_NONE, _SPM = 0, 1
_NO_TOKEN = -1


class Vocabulary:
    """The tokens of one model, read once.

    `pieces[id]` is what a token adds to the text, in bytes, control tokens included. The texts
    of special tokens are those that `tokenize(…, parse_special=True)` recognises: control and
    unknown ones, and the user-defined ones that are recognised always."""

    def __init__(self, handle: int, name: str) -> None:
        self._handle = handle
        if api.llama_vocab_type(handle) == _NONE:
            raise FileBroken(name=name, reason="it has no vocabulary")
        self.size: int = api.llama_vocab_n_tokens(handle)
        self._kinds: tuple[int, ...] = tuple(
            api.llama_vocab_get_attr(handle, token) for token in range(self.size)
        )
        self.pieces: Sequence[bytes] = tuple(_pieces(handle, self.size))
        self.control_literals = self._texts(_CONTROL | _UNKNOWN)
        self.user_defined = self._texts(_USER_DEFINED)
        self.bos_id = self._bos_id()
        self.bos_text = self._text(api.llama_vocab_bos(handle))
        self.eos_text = self._text(api.llama_vocab_eos(handle))
        self._require_bytes(name)

    @property
    def native(self) -> Any:
        """llama.cpp's own vocabulary, for those of its functions that ask for one."""
        return self._handle

    def is_end(self, token: int) -> bool:
        """Whether the model ends its turn with this token."""
        return 0 <= token < self.size and bool(api.llama_vocab_is_eog(self._handle, token))

    def is_control(self, token: int) -> bool:
        """Whether the token is no text but a sign to the program."""
        return bool(self._kinds[token] & _CONTROL)

    def type_of(self, token: int) -> str:
        """llama.cpp's word for what kind of token it is."""
        return next((w for bit, w in _TYPES.items() if self._kinds[token] & bit), "normal")

    def tokenize(self, text: str, parse_special: bool) -> list[int]:
        """The tokens of a text, without BOS. With `parse_special`, texts of control tokens in it
        become those tokens. Safe to call beside a running evaluation."""
        raw = text.encode("utf-8", "replace")
        room = len(raw) + 16
        tokens, count = self._tokenize(raw, room, parse_special)
        if count < 0:
            tokens, count = self._tokenize(raw, -count, parse_special)
        # A vocabulary that lacks a token for what is written gives -1 in its place.
        return [token for token in tokens if token >= 0]

    def _tokenize(self, raw: bytes, room: int, parse_special: bool) -> tuple[list[int], int]:
        buffer = (ctypes.c_int32 * room)()
        count = api.llama_tokenize(self._handle, raw, len(raw), buffer, room, False, parse_special)
        return buffer[: max(count, 0)], count

    def fingerprint(self) -> str:
        """A hash of all pieces and kinds, in hex: equal where recorded ids mean the same."""
        state = hashlib.blake2b(digest_size=16)
        for piece, kind in zip(self.pieces, self._kinds, strict=True):
            state.update(b"%d %d " % (kind, len(piece)) + piece)
        return state.hexdigest()

    def _bos_id(self) -> int | None:
        token: int = api.llama_vocab_bos(self._handle)
        wanted = api.llama_vocab_get_add_bos(self._handle)
        return token if wanted and token != _NO_TOKEN else None

    def _texts(self, kinds: int) -> tuple[str, ...]:
        tokens = (token for token, kind in enumerate(self._kinds) if kind & kinds)
        return tuple(text for text in map(self._text, tokens) if text)

    def _text(self, token: int) -> str:
        """The token as it is written in templates; empty where it is none, or no UTF-8."""
        if not 0 <= token < self.size:
            return ""
        raw = api.llama_vocab_get_text(self._handle, token) or b""
        return str(raw, "utf-8", "ignore") if raw.isascii() else _strict(raw)

    def _require_bytes(self, name: str) -> None:
        """SentencePiece falls back to bytes; where one is missing, llama.cpp ends the process."""
        if api.llama_vocab_type(self._handle) != _SPM:
            return
        texts = {api.llama_vocab_get_text(self._handle, token) for token in range(self.size)}
        for byte in range(256):
            if b"<0x%02X>" % byte not in texts and bytes([byte]) not in texts:
                raise FileBroken(name=name, reason="its vocabulary lacks tokens for single bytes")


def _strict(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return ""


def _pieces(handle: int, size: int) -> Iterator[bytes]:
    """The bytes of every token. A negative length says how much room a long one needs."""
    room = 256
    buffer: Any = ctypes.create_string_buffer(room)
    for token in range(size):
        length = api.llama_token_to_piece(handle, token, buffer, room, 0, True)
        if length < 0:
            room = -length
            buffer = ctypes.create_string_buffer(room)
            length = api.llama_token_to_piece(handle, token, buffer, room, 0, True)
        yield buffer[:length]
