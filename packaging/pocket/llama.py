"""The network: a decoder of the Llama architecture, as llama.cpp's arch `llama` computes it.

Rotary positions turn the interleaved pairs (0, 1), (2, 3), ... of each head, which is llama.cpp's
own layout for this architecture, so the exported matrices need no permutation. Embedding and
output share one matrix.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

_BLOCK = {
    "attention_norm": "attn_norm",
    "attention.q": "attn_q",
    "attention.k": "attn_k",
    "attention.v": "attn_v",
    "attention.out": "attn_output",
    "feed_norm": "ffn_norm",
    "gate": "ffn_gate",
    "up": "ffn_up",
    "down": "ffn_down",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the network. `hidden` is the inner width of the SwiGLU block."""

    vocabulary: int
    context: int = 1024
    width: int = 256
    layers: int = 6
    heads: int = 4
    kv_heads: int = 2
    hidden: int = 640
    rope_base: float = 10_000.0
    norm_eps: float = 1e-5

    @property
    def head_size(self) -> int:
        return self.width // self.heads


def rotary_table(shape: Shape) -> Tensor:
    """Cosines and sines of position times base^(-2i / head_size), (2, context, head_size / 2)."""
    exponents = torch.arange(0, shape.head_size, 2, dtype=torch.float64) / shape.head_size
    angles = torch.outer(
        torch.arange(shape.context, dtype=torch.float64), shape.rope_base**-exponents
    )
    return torch.stack([angles.cos(), angles.sin()]).float()


def rotate(x: Tensor, table: Tensor) -> Tensor:
    """Turn the pairs of x (batch, heads, length, head_size) by the angles of their positions."""
    cos, sin = table[:, : x.shape[2]]
    even, odd = x.float()[..., 0::2], x.float()[..., 1::2]
    turned = torch.stack([even * cos - odd * sin, even * sin + odd * cos], dim=-1)
    return turned.flatten(-2).to(x.dtype)


class Attention(nn.Module):
    """Causal self-attention with fewer key/value heads than query heads (GQA)."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        kv_width = shape.kv_heads * shape.head_size
        self.q = nn.Linear(shape.width, shape.width, bias=False)
        self.k = nn.Linear(shape.width, kv_width, bias=False)
        self.v = nn.Linear(shape.width, kv_width, bias=False)
        self.out = nn.Linear(shape.width, shape.width, bias=False)

    def forward(self, x: Tensor, table: Tensor) -> Tensor:
        batch, length, _ = x.shape
        size = self.shape.head_size
        query = rotate(self.q(x).view(batch, length, -1, size).transpose(1, 2), table)
        key = rotate(self.k(x).view(batch, length, -1, size).transpose(1, 2), table)
        value = self.v(x).view(batch, length, -1, size).transpose(1, 2)
        share = self.shape.heads // self.shape.kv_heads
        key, value = (part.repeat_interleave(share, dim=1) for part in (key, value))
        mixed = F.scaled_dot_product_attention(query, key, value, is_causal=True)
        return self.out(mixed.transpose(1, 2).reshape(batch, length, -1))


class Block(nn.Module):
    """Attention, then SwiGLU, each behind its own RMS norm and added to the stream."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.attention_norm = nn.RMSNorm(shape.width, eps=shape.norm_eps)
        self.attention = Attention(shape)
        self.feed_norm = nn.RMSNorm(shape.width, eps=shape.norm_eps)
        self.gate = nn.Linear(shape.width, shape.hidden, bias=False)
        self.up = nn.Linear(shape.width, shape.hidden, bias=False)
        self.down = nn.Linear(shape.hidden, shape.width, bias=False)

    def forward(self, x: Tensor, table: Tensor) -> Tensor:
        x = x + self.attention(self.attention_norm(x), table)
        y = self.feed_norm(x)
        return x + self.down(F.silu(self.gate(y)) * self.up(y))


class Llama(nn.Module):
    """Token ids (batch, length) to logits (batch, length, vocabulary)."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.embedding = nn.Embedding(shape.vocabulary, shape.width)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.layers))
        self.norm = nn.RMSNorm(shape.width, eps=shape.norm_eps)
        self.register_buffer("table", rotary_table(shape), persistent=False)
        self.apply(self._start)

    @staticmethod
    def _start(module: nn.Module) -> None:
        if isinstance(module, (nn.Linear, nn.Embedding)):
            nn.init.normal_(module.weight, std=0.02)

    def hidden(self, ids: Tensor) -> Tensor:
        """The normed stream after the last block, (batch, length, width)."""
        x = self.embedding(ids)
        for block in self.blocks:
            x = block(x, self.table)
        return self.norm(x)

    def forward(self, ids: Tensor) -> Tensor:
        return F.linear(self.hidden(ids), self.embedding.weight)


def tensor_name(name: str) -> str:
    """llama.cpp's name of a parameter: "blocks.0.attention.q.weight" is "blk.0.attn_q.weight"."""
    if name == "embedding.weight":
        return "token_embd.weight"
    if name == "norm.weight":
        return "output_norm.weight"
    _, layer, rest = name.split(".", 2)
    return f"blk.{layer}.{_BLOCK[rest.removesuffix('.weight')]}.weight"
