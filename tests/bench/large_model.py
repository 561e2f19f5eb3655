"""A model of 0.4 billion random weights with a vocabulary of 128,256 tokens, for measuring.

What it writes is noise, but it costs what a real model of its shape costs. Weights are drawn as
quantised blocks, which takes seconds where quantising floats takes minutes."""

from __future__ import annotations

import os
from pathlib import Path

import gguf
import numpy as np

from tests.models import CHATML
from tests.vocabularies import VOCABULARIES

LAYERS, WIDTH, FORWARD, HEADS, HEADS_KV, HEAD = 16, 1024, 2048, 16, 4, 64
TOKENS = 128_256
CONTEXT = 8192
CONTROLS = 3  # at the end of the small vocabulary
BLOCK = 32  # weights of a block of Q8_0: a float16 scale, then a byte each
FOLDER = Path(__file__).resolve().parents[2] / "build"
_SPREAD = 73.9  # standard deviation of a byte that is equally often each of -128..127


def large_model(folder: Path = FOLDER) -> Path:
    """The file, made at the first call."""
    path = folder / f"bench-{LAYERS}x{WIDTH}-{TOKENS}.gguf"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        _write(partial)
        os.replace(partial, path)
    return path


def _write(path: Path) -> None:
    writer = gguf.GGUFWriter(path, "llama")
    controls = _add_metadata(writer)
    rng = np.random.default_rng(1)
    for name, (rows, width), spread in _matrices():
        blocks = _blocks(rng, rows, width, spread)
        if name == "output.weight":
            blocks[controls, :] = 0  # a logit of 0 among many of 10: no reply ends by itself
        writer.add_tensor(name, blocks, raw_dtype=gguf.GGMLQuantizationType.Q8_0)
    for name in _norms():
        writer.add_tensor(name, np.ones(WIDTH, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add_metadata(writer: gguf.GGUFWriter) -> list[int]:
    """Everything but the weights; gives the ids of the control tokens."""
    small = VOCABULARIES["bpe"]()
    count = TOKENS - len(small.tokens)
    tokens = small.tokens[:-CONTROLS] + [f"Ġx{n:x}" for n in range(count)]
    types = small.types[:-CONTROLS] + [int(gguf.TokenType.NORMAL)] * count
    controls = list(range(len(tokens), TOKENS))
    tokens += small.tokens[-CONTROLS:]
    types += small.types[-CONTROLS:]
    writer.add_name("A model of noise")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS_KV)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_file_type(7)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    writer.add_token_merges(small.keys["merges"])
    writer.add_bos_token_id(controls[0])
    writer.add_eos_token_id(controls[-1])
    writer.add_add_bos_token(False)
    writer.add_chat_template(CHATML)
    return controls


def _matrices() -> list[tuple[str, tuple[int, int], float]]:
    """Names, shapes, and spreads under which logits vary by about three."""
    inner = WIDTH**-0.5
    found = [
        ("token_embd.weight", (TOKENS, WIDTH), 0.25),
        ("output.weight", (TOKENS, WIDTH), 3 * inner),
    ]
    for layer in range(LAYERS):
        found += [
            (f"blk.{layer}.{name}.weight", shape, inner)
            for name, shape in (
                ("attn_q", (HEADS * HEAD, WIDTH)),
                ("attn_k", (HEADS_KV * HEAD, WIDTH)),
                ("attn_v", (HEADS_KV * HEAD, WIDTH)),
                ("attn_output", (WIDTH, HEADS * HEAD)),
                ("ffn_gate", (FORWARD, WIDTH)),
                ("ffn_up", (FORWARD, WIDTH)),
                ("ffn_down", (WIDTH, FORWARD)),
            )
        ]
    return found


def _norms() -> list[str]:
    names = [f"blk.{n}.{kind}_norm.weight" for n in range(LAYERS) for kind in ("attn", "ffn")]
    return ["output_norm.weight", *names]


def _blocks(
    rng: np.random.Generator, rows: int, width: int, spread: float
) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    """Random Q8_0 blocks, uint8 (rows, width / 32 * 34), whose weights have this spread."""
    count = rows * width // BLOCK
    blocks = np.empty((count, 2 + BLOCK), np.uint8)
    blocks[:, :2] = np.frombuffer(np.float16(spread / _SPREAD).tobytes(), np.uint8)
    blocks[:, 2:] = np.frombuffer(rng.bytes(count * BLOCK), np.uint8).reshape(count, BLOCK)
    return blocks.reshape(rows, -1)
