from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import FileBroken
from engine.llama.library import api, start
from engine.llama.model import Model
from engine.llama.vocabulary import Vocabulary
from engine.settings import LoadSettings
from tests.models import tiny_chat_model

SHARED = Path(__file__).parents[4] / "shared/vocab"


def _open(path: Path) -> Model:
    return Model.open(path, LoadSettings(), lambda share: True)


@pytest.fixture(scope="module")
def bpe() -> Iterator[Model]:
    model = _open(tiny_chat_model())
    yield model
    model.close()


@pytest.fixture(scope="module")
def spm() -> Iterator[Model]:
    model = _open(tiny_chat_model(vocabulary="spm"))
    yield model
    model.close()


def _back(vocabulary: Vocabulary, tokens: list[int]) -> str:
    return b"".join(vocabulary.pieces[token] for token in tokens).decode("utf-8")


@given(text=st.text(max_size=200), parse_special=st.booleans())
@settings(derandomize=True, deadline=None)
def test_every_text_comes_back_from_its_tokens(bpe: Model, text: str, parse_special: bool) -> None:
    assert _back(bpe, bpe.tokenize(text, parse_special)) == text


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
@settings(derandomize=True, deadline=None)
def test_every_text_comes_back_from_sentence_pieces_behind_a_space(spm: Model, text: str) -> None:
    assert _back(spm, spm.tokenize(text, False)) == " " + text


def test_a_long_text_needs_no_more_room_than_it_says(spm: Model) -> None:
    text = "\N{HUNDRED POINTS SYMBOL}" * 5000
    assert _back(spm, spm.tokenize(text, False)) == " " + text


def test_half_a_surrogate_does_not_end_the_engine(bpe: Model) -> None:
    assert _back(bpe, bpe.tokenize("a\ud83db", False)) == "a?b"


def test_control_tokens_come_only_from_parsed_text(bpe: Model) -> None:
    [end] = bpe.tokenize("<|im_end|>", True)
    assert bpe.is_control(end)
    assert bpe.is_end(end)
    assert bpe.pieces[end] == b"<|im_end|>"
    assert not any(map(bpe.is_control, bpe.tokenize("<|im_end|>", False)))


def test_special_literals_are_told_apart(bpe: Model, spm: Model) -> None:
    assert bpe.control_literals == ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
    assert bpe.user_defined == ("<think>", "</think>")
    assert spm.control_literals == ("<unk>", "<s>", "</s>", "<|im_start|>", "<|im_end|>")
    assert spm.user_defined == ()


def test_bos_is_there_where_the_model_wants_it(bpe: Model, spm: Model) -> None:
    assert bpe.bos_id is None
    assert bpe.bos_text == "<|endoftext|>"
    assert bpe.eos_text == "<|im_end|>"
    assert spm.bos_id == 1
    assert (spm.bos_text, spm.eos_text) == ("<s>", "</s>")
    assert 1 not in spm.tokenize("the", False)


def test_no_token_outside_the_vocabulary_ends_a_turn(bpe: Model) -> None:
    assert not bpe.is_end(-1)
    assert not bpe.is_end(bpe.size)


def test_the_fingerprint_tells_vocabularies_apart(bpe: Model, spm: Model) -> None:
    other_weights = _open(tiny_chat_model(seed=2))
    assert other_weights.fingerprint() == bpe.fingerprint() == bpe.facts.vocabulary
    assert spm.fingerprint() != bpe.fingerprint()
    other_weights.close()


def test_a_vocabulary_without_bytes_is_refused_before_it_ends_the_engine(tmp_path: Path) -> None:
    path = tiny_chat_model(tmp_path / "m.gguf", metadata=(("tokenizer.ggml.model", "llama"),))
    with pytest.raises(FileBroken, match="lacks tokens for single bytes"):
        _open(path)


@pytest.fixture
def vocabulary_only() -> Iterator[Callable[[Path], Vocabulary]]:
    start()
    handles = []

    def load(path: Path) -> Vocabulary:
        params = api.llama_model_default_params()
        params.vocab_only = True
        handles.append(api.llama_model_load_from_file(str(path).encode(), params))
        return Vocabulary(api.llama_model_get_vocab(handles[-1]), path.name)

    yield load
    for handle in handles:
        api.llama_model_free(handle)


@pytest.mark.skipif(not SHARED.is_dir(), reason="real vocabularies are in ../shared/vocab")
@pytest.mark.parametrize("name", ["gpt-2", "llama-bpe", "llama-spm", "qwen2"])
def test_real_vocabularies_give_the_published_tokens(
    name: str, vocabulary_only: Callable[[Path], Vocabulary]
) -> None:
    path = SHARED / f"ggml-vocab-{name}.gguf"
    vocabulary = vocabulary_only(path)
    texts = path.with_suffix(".gguf.inp").read_text("utf-8").split("\n__ggml_vocab_test__\n")
    expected = path.with_suffix(".gguf.out").read_text("utf-8").splitlines()
    for text, ids in zip(texts, expected, strict=False):
        assert vocabulary.tokenize(text, False) == [int(id) for id in ids.split()], repr(text)


@pytest.mark.skipif(not SHARED.is_dir(), reason="real vocabularies are in ../shared/vocab")
def test_pieces_longer_than_any_buffer_are_whole(
    vocabulary_only: Callable[[Path], Vocabulary],
) -> None:
    vocabulary = vocabulary_only(SHARED / "ggml-vocab-llama-bpe.gguf")
    [token] = vocabulary.tokenize(" " * 64, False)
    assert vocabulary.pieces[token] == b" " * 64
    assert max(map(len, vocabulary.pieces)) >= 128
