from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from engine.errors import (
    ArchitectureUnknown,
    FileBroken,
    FileIsNoModel,
    FileMissing,
    LoadCancelled,
    ModelComputesNaN,
    ModelUnusable,
    NoTextGenerated,
    OutOfMemory,
)
from engine.llama.library import api
from engine.llama.model import Model
from engine.records import MemoryKind
from engine.settings import LoadSettings
from tests.models import CHATML, tiny_chat_model

Opener = Callable[..., Model]


@pytest.fixture
def opened() -> Iterator[Opener]:
    """Open models that are closed after the test."""
    models: list[Model] = []

    def open_model(path: Path, **settings: int) -> Model:
        models.append(Model.open(path, LoadSettings(**settings), lambda share: True))
        return models[-1]

    yield open_model
    for model in models:
        model.close()


def _refusal(path: Path) -> ModelUnusable:
    with pytest.raises(ModelUnusable) as refused:
        Model.open(path, LoadSettings(), lambda share: True)
    return refused.value


def test_a_model_tells_what_it_is(opened: Opener) -> None:
    path = tiny_chat_model()
    facts = opened(path).facts
    assert facts.name == "Tiny Test Model"
    assert facts.path == str(path)
    assert (facts.architecture, facts.quantisation) == ("llama", "Q8_0")
    assert facts.parameters == 466_304
    assert 0 < facts.size_bytes < path.stat().st_size
    assert facts.vocabulary_size == 667
    assert (facts.context_trained, facts.context) == (2048, 2048)
    assert (facts.threads, facts.memory) == (1, MemoryKind.PLAIN)
    assert facts.device
    assert facts.template.present
    assert facts.recommended == {}
    assert facts.load_ms > 0


@pytest.mark.parametrize(
    ("file_type", "word"), [(0, "F32"), (1, "F16"), (15, "Q4_K_M"), (10, "Q2_K"), (999, "")]
)
def test_the_quantisation_is_the_published_word(
    opened: Opener, tmp_path: Path, file_type: int, word: str
) -> None:
    path = tiny_chat_model(tmp_path / "m.gguf", metadata=(("general.file_type", file_type),))
    assert opened(path).facts.quantisation == word


@pytest.mark.parametrize(
    ("architecture", "memory"),
    [
        ("gpt2", MemoryKind.PLAIN),
        ("gemma2", MemoryKind.SLIDING),
        ("mamba", MemoryKind.RECURRENT),
        ("jamba", MemoryKind.RECURRENT),
    ],
)
def test_the_kind_of_memory_is_told(opened: Opener, architecture: str, memory: MemoryKind) -> None:
    model = opened(tiny_chat_model(architecture=architecture))
    assert model.facts.memory is memory


def test_without_a_name_the_file_gives_one(opened: Opener, tmp_path: Path) -> None:
    assert opened(tiny_chat_model(tmp_path / "my-model.gguf", name=" \n")).facts.name == "my-model"


def test_a_name_is_one_short_line(opened: Opener, tmp_path: Path) -> None:
    path = tiny_chat_model(tmp_path / "m.gguf", name="two\nlines\x1b[31m " + "long " * 100)
    name = opened(path).facts.name
    assert name.startswith("two lines [31m long long")
    assert len(name) == 120


def test_the_chat_template_is_handed_on_as_it_is(opened: Opener) -> None:
    assert opened(tiny_chat_model()).chat_template == CHATML
    bare = opened(tiny_chat_model(template=None))
    assert bare.chat_template == ""
    assert not bare.facts.template.present


def test_recommended_sampling_is_named_as_our_settings_and_in_range(
    opened: Opener, tmp_path: Path
) -> None:
    keys = {
        "temp": 0.5,
        "top_k": 20,
        "penalty_repeat": 1.25,
        "penalty_last_n": 128,
        "top_p": 7.0,
        "min_p": "much",
        "xtc_threshold": 0.25,
        "mirostat": 2,
        "sequence": "kpt",
    }
    metadata = tuple((f"general.sampling.{key}", value) for key, value in keys.items())
    facts = opened(tiny_chat_model(tmp_path / "m.gguf", metadata=metadata)).facts
    assert facts.recommended == {
        "temperature": 0.5,
        "top_k": 20,
        "repeat_penalty": 1.25,
        "repeat_last_n": 128,
        "xtc_threshold": 0.25,
        "mirostat": 2,
    }


@pytest.mark.parametrize(
    ("changes", "asked", "context"),
    [
        ({"context": 1024}, 0, 1024),
        ({"context": 131_072}, 0, 8192),
        ({"context": 1024}, 2048, 2048),
        ({"context": 0}, 0, 2048),
        ({"architecture": "gpt2", "context": 300}, 0, 300),
        ({"architecture": "gpt2", "context": 300}, 4096, 300),
    ],
)
def test_the_context_is_as_asked_or_as_trained_within_bounds(
    opened: Opener, changes: dict[str, Any], asked: int, context: int
) -> None:
    model = opened(tiny_chat_model(**changes), context=asked)
    assert model.facts.context == context
    memory = model.open_context(LoadSettings(context=asked))
    assert memory.n_ctx == context
    memory.close()


def test_learned_positions_are_used_to_the_last_and_not_beyond(opened: Opener) -> None:
    model = opened(tiny_chat_model(architecture="gpt2", context=300))
    context = model.open_context(LoadSettings())
    assert context.evaluate([1] * 300, 0)
    with pytest.raises(AssertionError, match="more than the context holds"):
        context.evaluate([1], 300)
    context.close()


def test_loading_reports_its_progress_to_the_end() -> None:
    shares: list[float] = []

    def report(share: float) -> bool:
        shares.append(share)
        return True

    Model.open(tiny_chat_model(), LoadSettings(), report).close()
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


@pytest.mark.parametrize("after", [1, 3])
def test_loading_can_be_cancelled(after: int) -> None:
    told: list[float] = []

    def report(share: float) -> bool:
        told.append(share)
        return len(told) < after

    with pytest.raises(LoadCancelled, match="was cancelled"):
        Model.open(tiny_chat_model(), LoadSettings(), report)
    assert len(told) == after


def test_threads_can_be_set(opened: Opener) -> None:
    assert opened(tiny_chat_model(), threads=2).facts.threads == 2


def test_damaged_weights_are_told_before_the_first_chat(opened: Opener) -> None:
    model = opened(tiny_chat_model(nan=True))
    with pytest.raises(ModelComputesNaN):
        model.open_context(LoadSettings())


def test_a_context_larger_than_memory_is_refused(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = opened(tiny_chat_model(), context=8192)
    keys_and_values = 2 * 2 * 64 * 8192 * 2  # layers, K and V, head, tokens, bytes
    for available, fits in [(keys_and_values - 1, False), (keys_and_values, True)]:
        monkeypatch.setattr(
            "psutil.virtual_memory", lambda room=available: SimpleNamespace(available=room)
        )
        if fits:
            model.open_context(LoadSettings(context=8192)).close()
        else:
            with pytest.raises(OutOfMemory, match="does not fit into memory"):
                model.open_context(LoadSettings(context=8192))


def test_a_context_that_llama_refuses_is_told(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = opened(tiny_chat_model())
    model.facts = msgspec.structs.replace(model.facts, context=0)
    monkeypatch.setattr(api, "llama_init_from_model", lambda handle, params: None)
    with pytest.raises(ModelUnusable):
        model.open_context(LoadSettings())


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ({"llama.pooling_type": 3}, "made for embeddings"),
        ({"llama.attention.causal": False}, "encodes text into numbers"),
    ],
)
def test_models_that_write_no_text_are_refused(
    tmp_path: Path, metadata: dict[str, Any], words: str
) -> None:
    refused = _refusal(tiny_chat_model(tmp_path / "m.gguf", metadata=tuple(metadata.items())))
    assert isinstance(refused, NoTextGenerated)
    assert words in str(refused)


def test_an_encoder_is_refused() -> None:
    path = tiny_chat_model(architecture="bert", vocabulary="wordpiece", template=None)
    assert isinstance(_refusal(path), NoTextGenerated)


@pytest.mark.parametrize("value", [float("nan"), -1.0])
def test_a_number_that_llama_would_abort_on_is_refused(tmp_path: Path, value: float) -> None:
    key = "llama.attention.layer_norm_rms_epsilon"
    refused = _refusal(tiny_chat_model(tmp_path / "m.gguf", metadata=((key, value),)))
    assert isinstance(refused, FileBroken)
    assert "layer_norm_rms_epsilon" in str(refused)


def test_another_architecture_is_named(tmp_path: Path) -> None:
    path = tmp_path / "m.gguf"
    path.write_bytes(
        tiny_chat_model()
        .read_bytes()
        .replace(b"\5\0\0\0\0\0\0\0llama", b"\5\0\0\0\0\0\0\0lemma", 1)
    )
    refused = _refusal(path)
    assert isinstance(refused, ArchitectureUnknown)
    assert '"lemma"' in str(refused)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it is empty"),
        (bytes(600), "begins with zeros"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0", "Git LFS pointer"),
        (b"PK\x03\x04", "ZIP archive"),
        (b"\n<!DOCTYPE html><html>", "a web page"),
        (b'\x40\0\0\0\0\0\0\0{"__metadata__":{}}', "safetensors"),
        (b"tjgg\x03\0\0\0", "older GGML format"),
        (b"FUGG", "does not begin like one"),
    ],
)
def test_a_file_that_is_no_gguf_is_called_what_it_is(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "m.gguf"
    path.write_bytes(content)
    refused = _refusal(path)
    assert isinstance(refused, FileIsNoModel)
    assert words in str(refused)


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    assert isinstance(_refusal(tmp_path / "missing.gguf"), FileMissing)
    assert "no such file" in str(_refusal(tmp_path / "missing.gguf"))
    assert "it is no file" in str(_refusal(tmp_path))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_does_not_hang_the_engine(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.gguf")
    assert isinstance(_refusal(tmp_path / "pipe.gguf"), FileMissing)


def test_a_path_in_any_script_opens(opened: Opener, tmp_path: Path) -> None:
    path = tiny_chat_model(tmp_path / "模型 ñ 🙂.gguf")
    assert opened(path).facts.path == str(path)
