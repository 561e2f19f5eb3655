"""Tiny models with random weights, for every test that needs a real GGUF file.

`tiny_chat_model()` answers with a file that llama.cpp loads like any other: head size 64, a
vocabulary in which every text round-trips, ChatML tokens and template. It knows nothing of
meaning: what it writes is noise, always the same noise for the same recipe and the same dice."""

from __future__ import annotations

import atexit
import functools
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import gguf
import numpy as np

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
WINDOW = 64  # of the sliding-window architecture

_ENGLISH = (
    "the and of to in is it you that he was for on are with as his they at be this have from "
    "or had by hot but some what there we can out other were all your when up use word how "
    "said an each she which do their time if will way about many then them would write like "
    "so these her long make thing see him two has look more day could go come did my sound no "
    "most number who over know water than call first people may down side been now find"
)

Shapes = dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What a tiny model consists of; equal recipes make equal files.

    `architecture`: llama, gpt2 (learned positions), gemma2 (sliding window), mamba (recurrent),
    jamba (hybrid) or bert (encoder only). `vocabulary`: bpe (byte-level, ids 0..255 are the
    bytes in GPT-2's order, no BOS) or spm (with BOS and byte tokens). `template`: None leaves it
    out. `nan`: one norm weight is NaN. `metadata` adds or replaces keys."""

    architecture: str = "llama"
    vocabulary: str = "bpe"
    template: str | None = CHATML
    name: str = "Tiny Test Model"
    layers: int = 2
    context: int = 2048
    seed: int = 1
    nan: bool = False
    metadata: tuple[tuple[str, str | int | float], ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The tokenizer part of a GGUF file, as metadata keys without `tokenizer.ggml.`."""

    tokens: list[str]
    types: list[int]
    keys: Mapping[str, Any]


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
