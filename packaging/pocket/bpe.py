"""The tokenizer: byte-level BPE, trained on the corpus.

The text is first split by the expression that llama.cpp names "qwen2" (`tokenizer.ggml.pre`), which
keeps every digit alone; both programs then merge within the pieces in the same order.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tokenizers import AddedToken, Regex, Tokenizer
from tokenizers.decoders import ByteLevel as ByteDecoder
from tokenizers.models import BPE
from tokenizers.pre_tokenizers import ByteLevel, Sequence, Split
from tokenizers.trainers import BpeTrainer

from pocket.chat import SPECIAL

PRE_TOKENIZER = "qwen2"
SPLIT = (
    r"(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_SPECIAL = [AddedToken(text, special=True) for text in SPECIAL]


def train_tokenizer(texts: Iterator[str], entries: int) -> Tokenizer:
    """A tokenizer with that many entries, special tokens first."""
    tokenizer = _split_in_pieces(BPE())
    trainer = BpeTrainer(
        vocab_size=entries,
        special_tokens=_SPECIAL,
        initial_alphabet=ByteLevel.alphabet(),
        min_frequency=2,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def tokenizer_of(ids: dict[str, int], merges: list[tuple[str, str]]) -> Tokenizer:
    """The tokenizer that has these entries and merges."""
    tokenizer = _split_in_pieces(BPE(ids, merges))
    tokenizer.add_special_tokens(_SPECIAL)
    return tokenizer


def load_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer as `train_tokenizer` made it and `Tokenizer.save` wrote it."""
    return Tokenizer.from_file(str(path))


def _split_in_pieces(model: BPE) -> Tokenizer:
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = Sequence(
        [Split(Regex(SPLIT), "isolated"), ByteLevel(add_prefix_space=False, use_regex=False)]
    )
    tokenizer.decoder = ByteDecoder()
    return tokenizer
