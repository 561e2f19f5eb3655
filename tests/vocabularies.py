"""Small vocabularies for tiny models: byte-level BPE, SentencePiece, WordPiece."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import gguf

_ENGLISH = (
    "the and of to in is it you that he was for on are with as his they at be this have from "
    "or had by hot but some what there we can out other were all your when up use word how "
    "said an each she which do their time if will way about many then them would write like "
    "so these her long make thing see him two has look more day could go come did my sound no "
    "most number who over know water than call first people may down side been now find"
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The tokenizer part of a GGUF file, as metadata keys without `tokenizer.ggml.`."""

    tokens: list[str]
    types: list[int]
    keys: Mapping[str, Any]


def _bpe() -> Vocabulary:
    """Bytes, a few English words, ChatML's control tokens, thinking tags as Qwen types them."""
    merges = _merges()
    tokens = [_BYTE_SIGNS[byte] for byte in range(256)]
    tokens += dict.fromkeys(merge.replace(" ", "") for merge in merges)
    types = [int(gguf.TokenType.NORMAL)] * len(tokens)
    tokens += ["<think>", "</think>", "<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    types += [int(gguf.TokenType.USER_DEFINED)] * 2 + [int(gguf.TokenType.CONTROL)] * 3
    keys = {
        "model": "gpt2",
        "pre": "gpt-2",
        "merges": merges,
        "eos_token_id": tokens.index("<|im_end|>"),
        "bos_token_id": tokens.index("<|endoftext|>"),
        "padding_token_id": tokens.index("<|endoftext|>"),
        "add_bos_token": False,
    }
    return Vocabulary(tokens, types, keys)


def _merges() -> list[str]:
    """From the left, letter by letter, for each word with and without a space before it."""
    bare = _ENGLISH.split()
    words = [f"Ġ{word}" for word in bare] + bare
    pairs = [f"{word[:end]} {word[end]}" for word in words for end in range(1, len(word))]
    return list(dict.fromkeys(pairs))


def _byte_signs() -> dict[int, str]:
    """GPT-2's printable sign for each byte."""
    shown = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = [byte for byte in range(256) if byte not in shown]
    signs = {byte: chr(byte) for byte in shown}
    return signs | {byte: chr(256 + index) for index, byte in enumerate(hidden)}


_BYTE_SIGNS = _byte_signs()


def _spm() -> Vocabulary:
    """Llama's kind: `<s>` before every text, one token a byte, pieces with scores."""
    words = _ENGLISH.split()
    pieces = [f"▁{word}" for word in words]
    pieces += list(dict.fromkeys("▁" + "".join(words) + "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"))
    pieces += list(dict.fromkeys(piece[:end] for piece in pieces for end in range(2, len(piece))))
    pieces = list(dict.fromkeys(pieces))
    special = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256))]
    markers = ["<|im_start|>", "<|im_end|>"]
    kind = gguf.TokenType
    types = [kind.UNKNOWN, kind.CONTROL, kind.CONTROL, *[kind.BYTE] * 256]
    types += [kind.NORMAL] * len(pieces) + [kind.CONTROL] * len(markers)
    tokens = special + pieces + markers
    keys = {
        "model": "llama",
        "scores": [0.0] * len(special) + [float(len(p)) for p in pieces] + [0.0] * len(markers),
        "bos_token_id": 1,
        "eos_token_id": 2,
        "eot_token_id": tokens.index("<|im_end|>"),
        "unknown_token_id": 0,
        "add_bos_token": True,
    }
    return Vocabulary(tokens, [int(t) for t in types], keys)


def _wordpiece() -> Vocabulary:
    """BERT's kind, small."""
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    tokens = special + [f"▁{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    types = [int(gguf.TokenType.CONTROL)] * len(special)
    types += [int(gguf.TokenType.NORMAL)] * (len(tokens) - len(special))
    keys = {
        "model": "bert",
        "token_type_count": 2,
        "padding_token_id": 0,
        "unknown_token_id": 1,
        "cls_token_id": 2,
        "seperator_token_id": 3,
        "mask_token_id": 4,
    }
    return Vocabulary(tokens, types, keys)


VOCABULARIES: dict[str, Callable[[], Vocabulary]] = {
    "bpe": _bpe,
    "spm": _spm,
    "wordpiece": _wordpiece,
}
