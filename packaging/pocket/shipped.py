"""The exported file read back: its weights as a network, its tokens as a tokenizer.

The counterpart of `export`, so that a training can go on from the file alone. The weights come back
as Q8_0 kept them, so the first losses are a little above those of the network that was exported.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gguf
import torch
from gguf.quants import dequantize
from tokenizers import Tokenizer

from pocket.bpe import tokenizer_of
from pocket.llama import Llama, Shape, tensor_name


def read_network(path: Path) -> Llama:
    """The network of the file, in 32-bit floats."""
    reader = gguf.GGUFReader(path)
    model = Llama(_shape(reader))
    tensors = {tensor.name: tensor for tensor in reader.tensors}
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            tensor = tensors[tensor_name(name)]
            values = dequantize(tensor.data, tensor.tensor_type)
            parameter.copy_(torch.from_numpy(values.copy()).view_as(parameter))
    return model


def read_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer of the file; every id means the same text as in the training before."""
    reader = gguf.GGUFReader(path)
    pieces = _field(reader, "tokenizer.ggml.tokens")
    merges = [tuple(pair.split(" ")) for pair in _field(reader, "tokenizer.ggml.merges")]
    return tokenizer_of({piece: i for i, piece in enumerate(pieces)}, merges)


def _shape(reader: gguf.GGUFReader) -> Shape:
    def number(name: str) -> Any:
        return _field(reader, f"llama.{name}")

    return Shape(
        vocabulary=number("vocab_size"),
        context=number("context_length"),
        width=number("embedding_length"),
        layers=number("block_count"),
        heads=number("attention.head_count"),
        kv_heads=number("attention.head_count_kv"),
        hidden=number("feed_forward_length"),
        rope_base=number("rope.freq_base"),
        norm_eps=number("attention.layer_norm_rms_epsilon"),
    )


def _field(reader: gguf.GGUFReader, name: str) -> Any:
    field = reader.get_field(name)
    if field is None:
        raise ValueError(f"the file does not say its {name}")
    return field.contents()
