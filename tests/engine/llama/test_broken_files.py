"""Files that are broken or odd, each opened in a child process: none may hang it, and each one
loads or leads to a sentence about the file."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from tests.engine.llama.opening import Outcome, open_all
from tests.models import tiny_chat_model

SHARED = Path(__file__).parents[4] / "shared/malformed"
LOADS = ""

# What the beginning of a name promises, most telling first; a file may always load instead.
EXPECTED = {
    "arch-missing": {"FileBroken"},
    "data-": {"FileEndsEarly"},
    "header-bad-magic": {"FileIsNoModel"},
    "header-empty": {"FileIsNoModel"},
    "header-version-4": {"FormatUnknown"},
    "header-": {"FileBroken"},
    "hparam-": {"FileBroken"},
    "kv-": {"FileBroken"},
    "meta-": {LOADS},
    "notgguf-": {"FileIsNoModel"},
    "split-": {"PartOfModel"},
    "template-": {LOADS},
    "tensor-": {"FileBroken"},
    "vocab-": {"FileBroken", "FormatUnknown", "DiedOnFile"},
    "weights-": {"ModelComputesNaN"},
}

# Keys of a header that contradict the rest of it, and what the sentence must say of it.
ODD_KEYS: dict[str, tuple[str, str | int | float, str]] = {
    "no-heads": ("llama.attention.head_count", 0, "another shape"),
    "odd-heads": ("llama.attention.head_count_kv", 3, "another shape"),
    "no-layers": ("llama.block_count", 0, "a number in its header is impossible"),
    "many-layers": ("llama.block_count", 10**9, "a number in its header is impossible"),
    "more-layers": ("llama.block_count", 3, '"blk.2.attn_norm.weight" is missing'),
    "layers-as-text": ("llama.block_count", "two", '"llama.block_count" in its header is of the'),
    "rotation": ("llama.rope.dimension_count", 3, "contradict each other"),
    "experts": ("llama.expert_count", 10**6, "a number in its header is impossible"),
    "epsilon": ("llama.attention.layer_norm_rms_epsilon", float("nan"), "is nan"),
    "base": ("llama.rope.freq_base", float("nan"), "freq_base is nan"),
    "tokenizer": ("tokenizer.ggml.model", "xyz", '"xyz", unknown here'),
    "pre-tokenizer": ("tokenizer.ggml.pre", "xyz", '"xyz", unknown here'),
    "no-vocabulary": ("tokenizer.ggml.model", "no_vocab", "another shape"),
    "alignment": ("general.alignment", 7, "no power of two"),
    "moved": ("general.alignment", 64, "sizes and places of its tensors contradict"),
    "parts": ("split.count", 3, "split.count"),
}

ODD_BUT_USABLE: dict[str, tuple[str, str | int | float]] = {
    "context-0": ("llama.context_length", 0),
    "context-1": ("llama.context_length", 1),
    "context-huge": ("llama.context_length", 2**32 - 1),
    "end-token": ("tokenizer.ggml.eos_token_id", 99_999),
    "long-template": ("tokenizer.chat_template", "x" * 1_000_000),
    "file-type": ("general.file_type", 999),
    "temperature": ("general.sampling.temp", "hot"),
    "bytes-in-the-name": ("general.name", "a\x00b\x1b[31m<b>"),
}


@pytest.fixture(scope="module")
def shared() -> dict[str, Outcome]:
    return open_all(sorted(SHARED.glob("*.gguf")))


@pytest.mark.skipif(not SHARED.is_dir(), reason="broken files are in ../shared/malformed")
@pytest.mark.parametrize("name", sorted(path.name for path in SHARED.glob("*.gguf")))
def test_each_shared_file_loads_or_is_called_what_it_is(
    shared: dict[str, Outcome], name: str
) -> None:
    kinds = next((kinds for start, kinds in EXPECTED.items() if name.startswith(start)), None)
    outcome = shared[name]
    if outcome.kind == LOADS:
        return
    assert kinds is None or outcome.kind in kinds, outcome.sentence
    assert name in outcome.sentence
    assert "{" not in outcome.sentence


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    folder = tmp_path_factory.mktemp("odd")
    keys: dict[str, tuple[Any, ...]] = {**ODD_KEYS, **ODD_BUT_USABLE}
    return open_all(
        tiny_chat_model(folder / f"{name}.gguf", metadata=((key, value),))
        for name, (key, value, *_) in keys.items()
    )


@pytest.mark.parametrize("name", ODD_KEYS)
def test_a_contradicting_header_is_told_with_its_place(ours: dict[str, Outcome], name: str) -> None:
    outcome = ours[f"{name}.gguf"]
    assert outcome.kind in {"FileBroken", "FormatUnknown", "DiedOnFile"}
    assert ODD_KEYS[name][2] in outcome.sentence
    assert f"{name}.gguf" in outcome.sentence


@pytest.mark.parametrize("name", ODD_BUT_USABLE)
def test_odd_files_whose_weights_are_fine_can_be_used(ours: dict[str, Outcome], name: str) -> None:
    assert ours[f"{name}.gguf"] == Outcome("", "")


def _damage(content: bytes, dice: random.Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(dice.choice([1, 2, 5])):
        damaged[dice.randrange(dice.choice([700, 12_000]))] = dice.choice([0, 255, 127, 128, 1])
    end = dice.randrange(len(damaged)) if dice.random() < 0.15 else len(damaged)
    return bytes(damaged[:end])


def _damaged_files(folder: Path, seed: int, count: int) -> list[Path]:
    dice = random.Random(seed)
    sources = [tiny_chat_model().read_bytes(), tiny_chat_model(vocabulary="spm").read_bytes()]
    paths = [folder / f"damaged-{seed}-{index}.gguf" for index in range(count)]
    for path in paths:
        path.write_bytes(_damage(dice.choice(sources), dice))
    return paths


@pytest.mark.parametrize(
    ("seed", "count"), [(1, 60), pytest.param(2, 3000, marks=pytest.mark.soak)]
)
def test_random_damage_loads_or_leads_to_a_sentence_about_the_file(
    tmp_path: Path, seed: int, count: int
) -> None:
    outcomes = open_all(_damaged_files(tmp_path, seed, count))
    assert len(outcomes) == count
    for name, outcome in outcomes.items():
        assert outcome.kind == LOADS or name in outcome.sentence, outcome
        assert not outcome.died or outcome.kind == "DiedOnFile", outcome
