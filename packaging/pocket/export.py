"""The GGUF of a trained network: weights as Q8_0, tokenizer, chat template, description.

python -m pocket.export --from build/pocket --to resources/models/tessera-pocket-q8_0.gguf
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

import gguf
import numpy as np
from gguf import GGMLQuantizationType, GGUFWriter, LlamaFileType, TokenType
from gguf.quants import quantize

from pocket.bpe import PRE_TOKENIZER
from pocket.chat import END, PAD, SPECIAL, TEMPLATE
from pocket.llama import Llama, Shape, tensor_name
from pocket.train import load_model

NAME = "Tessera Pocket"
ABOUT = "a tiny model to start with and to look inside; for real conversations load a larger one"
# Nothing is cut, so that a person who raises the temperature sees all of what it does. At 0.2 facts
# keep right and stories still differ from seed to seed.
TEMPERATURE, TOP_K, TOP_P, MIN_P = 0.2, 0, 1.0, 0.0


def write(path: Path, model: Llama, tokenizer: Path) -> None:
    """Write the file beside its place, then put it there in one step."""
    beside = path.with_suffix(".part")
    writer = GGUFWriter(beside, "llama")
    _describe(writer, sum(parameter.numel() for parameter in model.parameters()))
    _shape(writer, model.shape)
    bpe = json.loads(tokenizer.read_text("utf-8"))["model"]
    _vocabulary(writer, bpe["vocab"], bpe["merges"])
    for name, parameter in model.named_parameters():
        _tensor(writer, tensor_name(name), parameter.detach().numpy().astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    os.replace(beside, path)


def _tensor(writer: GGUFWriter, name: str, values: np.ndarray) -> None:
    if values.ndim == 1:
        writer.add_tensor(name, values)
    else:
        q8 = GGMLQuantizationType.Q8_0
        writer.add_tensor(name, quantize(values, q8), raw_dtype=q8)


def _describe(writer: GGUFWriter, parameters: int) -> None:
    writer.add_name(NAME)
    writer.add_description(ABOUT)
    writer.add_license("mit")
    writer.add_size_label(f"{parameters / 1e6:.1f}M")
    writer.add_languages(["en", "zh"])
    writer.add_file_type(LlamaFileType.MOSTLY_Q8_0)
    writer.add_quantization_version(gguf.GGML_QUANT_VERSION)
    writer.add_sampling_temp(TEMPERATURE)
    writer.add_sampling_top_k(TOP_K)
    writer.add_sampling_top_p(TOP_P)
    writer.add_sampling_min_p(MIN_P)


def _shape(writer: GGUFWriter, shape: Shape) -> None:
    writer.add_vocab_size(shape.vocabulary)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.width)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.hidden)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_rope_dimension_count(shape.head_size)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_layer_norm_rms_eps(shape.norm_eps)


def _vocabulary(writer: GGUFWriter, ids: dict[str, int], merges: list[list[str]]) -> None:
    pieces = sorted(ids, key=lambda piece: ids[piece])
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(PRE_TOKENIZER)
    writer.add_token_list(pieces)
    writer.add_token_types(
        [TokenType.CONTROL if piece in SPECIAL else TokenType.NORMAL for piece in pieces]
    )
    writer.add_token_merges([" ".join(pair) for pair in merges])
    writer.add_bos_token_id(ids[PAD])
    writer.add_eos_token_id(ids[END])
    writer.add_eot_token_id(ids[END])
    writer.add_pad_token_id(ids[PAD])
    writer.add_add_bos_token(False)
    writer.add_chat_template(TEMPLATE)


def main() -> None:
    """The command line; see the module's own text."""
    parser = argparse.ArgumentParser(description="Write the GGUF of a trained network.")
    parser.add_argument("--from", dest="source", type=Path, default=Path("build/pocket"))
    parser.add_argument(
        "--to", type=Path, default=Path("resources/models/tessera-pocket-q8_0.gguf")
    )
    options = parser.parse_args()
    model, progress = load_model(options.source / "checkpoint.pt")
    options.to.parent.mkdir(parents=True, exist_ok=True)
    write(options.to, model, options.source / "tokenizer.json")
    print(f"{options.to.name}: {options.to.stat().st_size:,} bytes after {progress.step} steps")


if __name__ == "__main__":
    main()
