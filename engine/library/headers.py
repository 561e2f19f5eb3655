"""From a GGUF header to what a person and the arithmetic of memory need to know.

Knows the metadata keys (llama.cpp's gguf-py/gguf/constants.py). A file that reads well here may
still be one that llama.cpp refuses: this looks at the header only."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path

from engine.errors import FileBroken, FileMissing, NoTextGenerated
from engine.library.gguf import Array, Header, Tensor, Value, read_header
from engine.library.records import Geometry
from engine.library.tensor_types import FILE_TYPES, TYPES

LONGEST_WORDS = 120
MOST_LAYERS = 4096
_ENCODERS = ("bert", "t5", "embedding")
_UNGUESSED = 1023  # llama.cpp sets a bit above where it guessed the file type


def read_file(path: Path) -> Header:
    """The header of a file on disk; ModelUnusable of the right kind says what is wrong."""
    try:
        if not path.is_file():
            raise FileMissing(name=path.name, reason="it is no file")
        with path.open("rb") as file:
            return read_header(file, path.stat().st_size, path.name)
    except OSError as problem:
        reason = (problem.strerror or str(problem)).lower()
        raise FileMissing(name=path.name, reason=reason) from problem


class Facts:
    """A header with its keys understood. Numbers out of their range count as absent."""

    def __init__(self, header: Header) -> None:
        self.header = header
        self._metadata: Mapping[str, Value] = header.metadata
        self.architecture = one_line(self.text("general.architecture"))

    def text(self, key: str) -> str:
        """A text of the metadata; empty where there is none."""
        value = self._metadata.get(key, "")
        return value if isinstance(value, str) else ""

    def number(self, key: str, default: int = 0) -> int:
        """A whole number of the architecture, by its name without prefix."""
        value = self._own(key)
        if isinstance(value, Array):
            numbers = [each for each in value.values or () if isinstance(each, int)]
            return max(numbers, default=default)
        if isinstance(value, int) and 0 <= value < 1 << 40:
            return int(value)
        return default

    def numbers(self, key: str, layers: int, default: int = 0) -> tuple[int, ...]:
        """A number for each layer, whether the file has one for all or a list."""
        value = self._own(key)
        if isinstance(value, Array) and value.values and value.count >= layers:
            return tuple(int(each) for each in value.values[:layers] if isinstance(each, int))
        return (self.number(key, default),) * layers

    def _own(self, key: str) -> Value | None:
        return self._metadata.get(f"{self.architecture}.{key}")

    @property
    def name(self) -> str:
        """The model's own name, as one line; empty where it has none."""
        return one_line(self.text("general.name"))

    @property
    def licence(self) -> str:
        """The licence's short name."""
        return one_line(self.text("general.license"))

    @property
    def parameters(self) -> int:
        """How many numbers its tensors have."""
        return sum(tensor.elements for tensor in self.header.tensors)

    @property
    def tensor_bytes(self) -> int:
        """The size of all tensors."""
        return sum(tensor.size for tensor in self.header.tensors)

    @property
    def has_template(self) -> bool:
        """Whether it says how a chat becomes a prompt."""
        return bool(self.text("tokenizer.chat_template").strip())

    @property
    def templates(self) -> dict[str, str]:
        """All chat templates by name, "" the usual one."""
        start = "tokenizer.chat_template"
        found = {key: self.text(key) for key in self._metadata if key.startswith(start)}
        return {key[len(start) + 1 :]: text for key, text in found.items() if text}

    @property
    def quantisation(self) -> str:
        """The published word such as Q4_K_M; where the file does not say it, of most weights."""
        declared = self._metadata.get("general.file_type")
        if isinstance(declared, int) and declared & _UNGUESSED in FILE_TYPES:
            return FILE_TYPES[declared & _UNGUESSED]
        sizes: dict[int, int] = {}
        for tensor in self.header.tensors:
            sizes[tensor.kind] = sizes.get(tensor.kind, 0) + tensor.size
        return TYPES[max(sizes, key=lambda kind: sizes[kind])].name if sizes else ""

    @property
    def split(self) -> tuple[int, int]:
        """Which part this is, from 0, and how many there are; (0, 1) of a model in one file."""
        metadata = self._metadata
        number, count = metadata.get("split.no", 0), metadata.get("split.count", 1)
        if isinstance(number, int) and isinstance(count, int) and 0 <= number < count:
            return int(number), int(count)
        return 0, 1

    def geometry(self) -> Geometry:
        """The numbers that decide about memory. FileBroken where they contradict each other."""
        heads = self.number("attention.head_count")
        layers = min(self.number("block_count"), MOST_LAYERS)
        embedding = self.number("embedding_length")
        head = embedding // heads if heads else 0
        layer_bytes, other = _weights(self.header.tensors, layers)
        return Geometry(
            architecture=self.architecture,
            layers=layers,
            embedding=embedding,
            feed_forward=max(self.number("feed_forward_length"), self.number("ssm.inner_size")),
            heads=heads,
            kv_heads=self._kv_heads(layers, heads),
            key_length=self.number("attention.key_length", head),
            value_length=self.number("attention.value_length", head),
            vocabulary=self._vocabulary(),
            context_trained=self.number("context_length"),
            window=self.number("attention.sliding_window"),
            state_bytes=self._state_bytes(),
            experts=self.number("expert_count"),
            experts_used=self.number("expert_used_count"),
            layer_bytes=layer_bytes,
            other_bytes=other,
        )

    def _kv_heads(self, layers: int, heads: int) -> tuple[int, ...]:
        """Of each layer. Hybrids without a list say how often attention comes instead."""
        found = self.numbers("attention.head_count_kv", layers, heads)
        every = self.number("full_attention_interval")
        if self._state_bytes() and every > 1 and len(set(found)) == 1:
            return tuple(n if (i + 1) % every == 0 else 0 for i, n in enumerate(found))
        return found

    def _vocabulary(self) -> int:
        tokens = self._metadata.get("tokenizer.ggml.tokens")
        return tokens.count if isinstance(tokens, Array) else self.number("vocab_size")

    def _state_bytes(self) -> int:
        """What a recurrent layer keeps, in float32 (llama.cpp: n_embd_r and n_embd_s)."""
        inner, state = self.number("ssm.inner_size"), self.number("ssm.state_size")
        kernel, groups = self.number("ssm.conv_kernel"), self.number("ssm.group_count")
        if inner:
            return 4 * (max(kernel - 1, 0) * (inner + 2 * groups * state) + inner * state)
        if head := self.number("wkv.head_size"):
            embedding = self.number("embedding_length")
            return 4 * (2 * embedding + embedding * head)
        return 0

    def refuse(self, name: str) -> None:
        """NoTextGenerated or FileBroken for a file that cannot be chatted with."""
        if not self.architecture:
            raise FileBroken(name=name, reason="its header does not name its architecture")
        if reason := self._mute():
            raise NoTextGenerated(name=name, reason=reason)
        if reason := self._contradiction():
            raise FileBroken(name=name, reason=reason)

    def _mute(self) -> str:
        kind = self.text("general.type")
        if kind == "adapter":
            return "it is an adapter, which only changes another model"
        if kind == "mmproj" or self.architecture == "clip":
            return "it is a projector, with which another model sees or hears"
        if not self.header.tensors:
            return "it holds a vocabulary without weights"
        if any(part in self.architecture for part in _ENCODERS):
            return "it encodes text into numbers and writes none"
        if self._own("attention.causal") is False or self._own("pooling_type"):
            return "it is made for embeddings and writes no text"
        return ""

    def _contradiction(self) -> str:
        own = {k: v for k, v in self._metadata.items() if k.startswith(f"{self.architecture}.")}
        for key, value in own.items():
            if isinstance(value, float) and (math.isnan(value) or ("eps" in key and value < 0)):
                return f"its header says that {key.partition('.')[2]} is {value}"
        layers, first = self.number("block_count"), self.split[0] == 0
        if not 0 < layers <= MOST_LAYERS:
            return f'"{self.architecture}.block_count" is missing or impossible in its header'
        whole = self.split[1] == 1
        if first and whole and not any(t.name == "token_embd.weight" for t in self.header.tensors):
            return 'its tensor "token_embd.weight" is missing'
        heads, embedding = self.number("attention.head_count"), self.number("embedding_length")
        if heads and embedding % heads and not self.number("attention.key_length"):
            return f"{embedding} numbers cannot be shared by {heads} heads"
        return ""


def _weights(tensors: list[Tensor], layers: int) -> tuple[tuple[int, ...], int]:
    """Bytes of each layer, and of what belongs to none."""
    of_layers = [0] * layers
    other = 0
    for tensor in tensors:
        start, _, rest = tensor.name.partition(".")
        number = rest.partition(".")[0]
        if start == "blk" and number.isdecimal() and int(number[:6]) < len(of_layers):
            of_layers[int(number[:6])] += tensor.size
        else:
            other += tensor.size
    return tuple(of_layers), other


def one_line(text: str) -> str:
    """One line of printable text: a file may put anything into its name."""
    printable = "".join(sign if sign.isprintable() else " " for sign in text[: 8 * LONGEST_WORDS])
    return " ".join(printable.split())[:LONGEST_WORDS]


def printed(value: Value) -> str:
    """A value of the metadata as text."""
    if not isinstance(value, Array):
        return str(value)
    if value.values is None:
        return f"[{value.count}]"
    return ", ".join(str(each) for each in value.values)
