"""Tiny models with random weights, for every test that needs a real GGUF file.

`tiny_chat_model()` answers with a file that llama.cpp loads like any other: head size 64, a
vocabulary in which every text round-trips, ChatML tokens and template. It knows nothing of
meaning: what it writes is noise, always the same noise for the same recipe and the same dice."""

from __future__ import annotations

import atexit
import functools
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import gguf
import numpy as np

from tests.vocabularies import VOCABULARIES, Vocabulary

CHATML = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)

WIDTH = 128  # two heads of 64
FORWARD = 256
HEADS = 2
HEAD = 64
MAMBA_INNER, MAMBA_STATE, MAMBA_CONV, MAMBA_RANK = 2 * WIDTH, 16, 4, 8
CONTROLS = 3  # control tokens at the end of the bpe vocabulary
WINDOW = 64  # of the sliding-window architecture

Shapes = dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What a tiny model consists of; equal recipes make equal files.

    `architecture`: llama, gpt2 (learned positions), gemma2 (sliding window), mamba (recurrent),
    jamba (hybrid) or bert (encoder only). `vocabulary`: bpe (byte-level, ids 0..255 are the
    bytes in GPT-2's order, no BOS) or spm (with BOS and byte tokens). `template`: None leaves it
    out. `nan`: one norm weight is NaN. `endless` (with bpe): the tokens that end a reply never
    come among the likely ones. `metadata` adds or replaces keys."""

    architecture: str = "llama"
    vocabulary: str = "bpe"
    template: str | None = CHATML
    name: str = "Tiny Test Model"
    layers: int = 2
    context: int = 2048
    seed: int = 1
    nan: bool = False
    endless: bool = False
    metadata: tuple[tuple[str, str | int | float], ...] = ()


def tiny_chat_model(path: Path | None = None, /, **changes: Any) -> Path:
    """A tiny model by the fields of `Recipe`; without a path a shared one, made once a session."""
    recipe = replace(Recipe(), **changes)
    if path is None:
        return _shared(recipe)
    write_model(path, recipe)
    return path


def write_model(path: Path, recipe: Recipe) -> None:
    """Write the recipe's GGUF file."""
    vocabulary = VOCABULARIES[recipe.vocabulary]()
    writer = gguf.GGUFWriter(path, recipe.architecture)
    for key, value in _metadata(recipe, vocabulary).items():
        _add(writer, key, value)
    rng = np.random.default_rng(recipe.seed)
    for name, shape in _shapes(recipe, len(vocabulary.tokens)).items():
        _add_tensor(writer, name, _weights(rng, name, shape, recipe))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


@functools.cache
def _shared(recipe: Recipe) -> Path:
    path = _folder() / f"{recipe.architecture}-{abs(hash(recipe)):x}.gguf"
    write_model(path, recipe)
    return path


@functools.cache
def _folder() -> Path:
    folder = tempfile.TemporaryDirectory(prefix="tiny-models-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


def _add(writer: gguf.GGUFWriter, key: str, value: Any) -> None:
    kinds = {bool: "BOOL", int: "UINT32", float: "FLOAT32", str: "STRING"}
    if isinstance(value, list):
        writer.add_array(key, value)
    else:
        writer.add_key_value(key, value, gguf.GGUFValueType[kinds[type(value)]])


def _add_tensor(writer: gguf.GGUFWriter, name: str, weights: np.ndarray) -> None:
    if _is_matrix(name):
        kind = gguf.GGMLQuantizationType.Q8_0
        writer.add_tensor(name, gguf.quants.quantize(weights, kind), raw_dtype=kind)
    else:
        writer.add_tensor(name, weights)


def _is_matrix(name: str) -> bool:
    """What is quantised; llama.cpp wants the rest as float."""
    floats = ("norm", "bias", "ssm_conv1d", "ssm_a", "ssm_d", "ssm_x", "ssm_dt", "position_embd")
    return not any(part in name for part in (*floats, "token_types"))


def _weights(
    rng: np.random.Generator, name: str, shape: tuple[int, ...], recipe: Recipe
) -> np.ndarray:
    """Random weights under which the logits vary by about three and depend on all of the past."""
    if name.endswith("ssm_a"):
        return np.broadcast_to(-np.arange(1, MAMBA_STATE + 1, dtype=np.float32), shape).copy()
    if recipe.nan and name == "output_norm.weight":
        return np.full(shape, np.nan, np.float32)
    noise = rng.standard_normal(shape, np.float32)
    if "norm" in name and name.endswith("weight"):
        return np.float32(1) + noise / 10
    if len(shape) == 1:
        return noise / 10
    if recipe.endless and name == "output.weight":
        noise[-CONTROLS:] = 0  # a logit of 0 among hundreds that vary by three
    if name.startswith(("output", "token_embd")):
        return noise / 4
    return noise * np.float32(1.5 / shape[-1] ** 0.5)


def _metadata(recipe: Recipe, vocabulary: Vocabulary) -> dict[str, Any]:
    own = {
        "context_length": recipe.context,
        "embedding_length": WIDTH,
        "block_count": recipe.layers,
        "feed_forward_length": FORWARD,
        "attention.head_count": HEADS,
        "attention.head_count_kv": HEADS if recipe.architecture in {"gpt2", "bert"} else 1,
        "attention.layer_norm_epsilon": 1e-5,
        "attention.layer_norm_rms_epsilon": 1e-5,
        **_EXTRA_KEYS.get(recipe.architecture, lambda recipe: {})(recipe),
    }
    keys = {f"{recipe.architecture}.{key}": value for key, value in own.items()}
    keys |= {"general.name": recipe.name, "general.file_type": 7}
    keys |= {"tokenizer.ggml.tokens": vocabulary.tokens}
    keys |= {"tokenizer.ggml.token_type": vocabulary.types}
    keys |= {f"tokenizer.ggml.{key}": value for key, value in vocabulary.keys.items()}
    if recipe.template is not None:
        keys["tokenizer.chat_template"] = recipe.template
    return keys | dict(recipe.metadata)


def _mamba_keys(recipe: Recipe) -> dict[str, Any]:
    return {
        "ssm.conv_kernel": MAMBA_CONV,
        "ssm.inner_size": MAMBA_INNER,
        "ssm.state_size": MAMBA_STATE,
        "ssm.time_step_rank": MAMBA_RANK,
    }


_EXTRA_KEYS: dict[str, Callable[[Recipe], dict[str, Any]]] = {
    "mamba": lambda recipe: {
        **_mamba_keys(recipe),
        "feed_forward_length": 0,
        "attention.head_count": 0,
        "attention.head_count_kv": 0,
    },
    "jamba": lambda recipe: {
        **_mamba_keys(recipe),
        "attention.head_count_kv": [layer % 2 for layer in range(recipe.layers)],
    },
    "gemma2": lambda recipe: {
        "attention.sliding_window": WINDOW,
        "attention.key_length": HEAD,
        "attention.value_length": HEAD,
    },
    "bert": lambda recipe: {"attention.causal": False, "pooling_type": 1},
}


def _shapes(recipe: Recipe, vocabulary: int) -> Shapes:
    shapes: Shapes = {"token_embd.weight": (vocabulary, WIDTH)}
    shapes |= _OUTSIDE.get(recipe.architecture, _plain_outside)(recipe, vocabulary)
    for layer in range(recipe.layers):
        block = _BLOCKS[recipe.architecture](layer)
        shapes |= {f"blk.{layer}.{name}": shape for name, shape in block.items()}
    return shapes


def _plain_outside(recipe: Recipe, vocabulary: int) -> Shapes:
    return {"output_norm.weight": (WIDTH,), "output.weight": (vocabulary, WIDTH)}


def _gpt2_outside(recipe: Recipe, vocabulary: int) -> Shapes:
    return {
        "position_embd.weight": (recipe.context, WIDTH),
        "output_norm.bias": (WIDTH,),
        **_plain_outside(recipe, vocabulary),
    }


def _bert_outside(recipe: Recipe, vocabulary: int) -> Shapes:
    return {
        "position_embd.weight": (recipe.context, WIDTH),
        "token_types.weight": (2, WIDTH),
        **_biased("token_embd_norm", WIDTH),
    }


_OUTSIDE: dict[str, Callable[[Recipe, int], Shapes]] = {
    "gpt2": _gpt2_outside,
    "bert": _bert_outside,
    "gemma2": lambda recipe, vocabulary: {"output_norm.weight": (WIDTH,)},
}


def _biased(name: str, *shape: int) -> Shapes:
    return {f"{name}.weight": shape, f"{name}.bias": shape[:1]}


def _llama_block(layer: int) -> Shapes:
    return {"attn_norm.weight": (WIDTH,), **_attention(), **_forward()}


def _attention() -> Shapes:
    return {
        "attn_q.weight": (HEADS * HEAD, WIDTH),
        "attn_k.weight": (HEAD, WIDTH),
        "attn_v.weight": (HEAD, WIDTH),
        "attn_output.weight": (WIDTH, HEADS * HEAD),
    }


def _forward() -> Shapes:
    return {
        "ffn_norm.weight": (WIDTH,),
        "ffn_gate.weight": (FORWARD, WIDTH),
        "ffn_up.weight": (FORWARD, WIDTH),
        "ffn_down.weight": (WIDTH, FORWARD),
    }


def _gemma2_block(layer: int) -> Shapes:
    norms: Shapes = {"post_attention_norm.weight": (WIDTH,), "post_ffw_norm.weight": (WIDTH,)}
    return _llama_block(layer) | norms


def _gpt2_block(layer: int) -> Shapes:
    return {
        **_biased("attn_norm", WIDTH),
        **_biased("attn_qkv", 3 * WIDTH, WIDTH),
        **_biased("attn_output", WIDTH, WIDTH),
        **_biased("ffn_norm", WIDTH),
        **_biased("ffn_up", FORWARD, WIDTH),
        **_biased("ffn_down", WIDTH, FORWARD),
    }


def _mamba_block(layer: int) -> Shapes:
    return {
        "attn_norm.weight": (WIDTH,),
        "ssm_in.weight": (2 * MAMBA_INNER, WIDTH),
        "ssm_conv1d.weight": (MAMBA_INNER, MAMBA_CONV),
        "ssm_conv1d.bias": (MAMBA_INNER,),
        "ssm_x.weight": (MAMBA_RANK + 2 * MAMBA_STATE, MAMBA_INNER),
        "ssm_dt.weight": (MAMBA_INNER, MAMBA_RANK),
        "ssm_dt.bias": (MAMBA_INNER,),
        "ssm_a": (MAMBA_INNER, MAMBA_STATE),
        "ssm_d": (MAMBA_INNER,),
        "ssm_out.weight": (WIDTH, MAMBA_INNER),
    }


def _jamba_block(layer: int) -> Shapes:
    if layer % 2:
        return _llama_block(layer)
    norms: Shapes = {
        "ssm_dt_norm.weight": (MAMBA_RANK,),
        "ssm_b_norm.weight": (MAMBA_STATE,),
        "ssm_c_norm.weight": (MAMBA_STATE,),
    }
    return _mamba_block(layer) | norms | _forward()


def _bert_block(layer: int) -> Shapes:
    square = ("attn_q", "attn_k", "attn_v", "attn_output")
    shapes: Shapes = {}
    for name in square:
        shapes |= _biased(name, WIDTH, WIDTH)
    shapes |= _biased("attn_output_norm", WIDTH) | _biased("layer_output_norm", WIDTH)
    return shapes | _biased("ffn_up", FORWARD, WIDTH) | _biased("ffn_down", WIDTH, FORWARD)


_BLOCKS: dict[str, Callable[[int], Shapes]] = {
    "llama": _llama_block,
    "gpt2": _gpt2_block,
    "gemma2": _gemma2_block,
    "mamba": _mamba_block,
    "jamba": _jamba_block,
    "bert": _bert_block,
}
