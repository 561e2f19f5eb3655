"""An exported file can be read back to go on from; needs the packages of packaging/pocket."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="only the training of the model in the box needs torch")
pytest.importorskip("tokenizers", reason="only the training of the model in the box needs it")

import torch
from pocket.export import write
from pocket.llama import Llama, Shape
from pocket.shipped import read_network, read_tokenizer

MODEL = Path(__file__).parents[2] / "resources" / "models" / "tessera-pocket-q8_0.gguf"
VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))


def test_the_tokenizer_of_the_shipped_file_is_the_one_of_its_training() -> None:
    tokenizer = read_tokenizer(MODEL)
    assert [text for text, ids in VECTORS if tokenizer.encode(text).ids != ids] == []


def test_weights_come_back_as_they_were_quantised(tmp_path: Path) -> None:
    tokenizer = read_tokenizer(MODEL)
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    torch.manual_seed(1)
    model = Llama(Shape(tokenizer.get_vocab_size(), layers=1, width=64, heads=2, hidden=96))
    write(tmp_path / "small.gguf", model, tmp_path / "tokenizer.json")
    again = read_network(tmp_path / "small.gguf")
    assert asdict(again.shape) == pytest.approx(asdict(model.shape))  # GGUF has 32-bit floats
    for (name, weight), other in zip(model.named_parameters(), again.parameters(), strict=True):
        assert (weight - other).abs().max() <= weight.abs().max() / 127, name
