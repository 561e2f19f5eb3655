"""The model in the box splits text as the tokenizer that trained it did."""

from __future__ import annotations

import ctypes
import json
from collections.abc import Iterator
from pathlib import Path

import llama_cpp.llama_cpp as llama
import pytest

MODEL = Path(__file__).parents[2] / "resources" / "models" / "tessera-pocket-q8_0.gguf"
VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def vocabulary() -> Iterator[ctypes.c_void_p]:
    parameters = llama.llama_model_default_params()
    parameters.vocab_only = True
    model = llama.llama_model_load_from_file(str(MODEL).encode(), parameters)
    assert model, "the model in the box does not load"
    yield llama.llama_model_get_vocab(model)
    llama.llama_model_free(model)


def tokens(vocabulary: ctypes.c_void_p, text: str, special: bool = False) -> list[int]:
    raw = text.encode("utf-8")
    room = (ctypes.c_int32 * (len(raw) + 8))()
    count = llama.llama_tokenize(vocabulary, raw, len(raw), room, len(room), True, special)
    return list(room[:count])


def text_of(vocabulary: ctypes.c_void_p, ids: list[int]) -> bytes:
    pieces = []
    for token in ids:
        room = ctypes.create_string_buffer(64)
        length = llama.llama_token_to_piece(vocabulary, token, room, len(room), 0, True)
        pieces.append(room.raw[:length])
    return b"".join(pieces)


def test_a_thousand_texts_become_the_tokens_of_the_training(vocabulary: ctypes.c_void_p) -> None:
    assert len(VECTORS) == 1000
    different = [text for text, ids in VECTORS if tokens(vocabulary, text) != ids]
    assert different == []


def test_every_text_comes_back_whole(vocabulary: ctypes.c_void_p) -> None:
    lost = [text for text, ids in VECTORS if text_of(vocabulary, ids) != text.encode("utf-8")]
    assert lost == []


def test_each_digit_is_a_token_of_its_own(vocabulary: ctypes.c_void_p) -> None:
    assert len(tokens(vocabulary, "2026")) == 4


@pytest.mark.parametrize("text", ["<|im_start|>", "<|im_end|>", "<|endoftext|>"])
def test_special_tokens_are_single_and_control(vocabulary: ctypes.c_void_p, text: str) -> None:
    (token,) = tokens(vocabulary, text, special=True)
    assert llama.llama_vocab_is_control(vocabulary, token)
    assert len(tokens(vocabulary, text, special=False)) > 1


def test_the_end_of_a_turn_ends_a_reply(vocabulary: ctypes.c_void_p) -> None:
    (end,) = tokens(vocabulary, "<|im_end|>", special=True)
    (start,) = tokens(vocabulary, "<|im_start|>", special=True)
    assert llama.llama_vocab_is_eog(vocabulary, end)
    assert not llama.llama_vocab_is_eog(vocabulary, start)
