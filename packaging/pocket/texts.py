"""The corpus as token ids on disk: written once, read by the training.

    python -m pocket.texts --conversations 100000 --entries 4096 --out build/pocket

writes `tokenizer.json` (unless it is there), `train.npz`, `check.npz` (conversations of another
seed) and `held_out.npz` (the questions kept from training). With `--from FILE.gguf` the tokenizer
is that file's own.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random

import numpy as np
from tokenizers import Tokenizer

from pocket.bpe import load_tokenizer, train_tokenizer
from pocket.breadth import breadth
from pocket.chat import Conversation, Exchange, spans, talk
from pocket.corpus import Author
from pocket.guide import Concept, load_concepts
from pocket.shipped import read_tokenizer

CONTEXT = 1024


def save(path: Path, tokenizer: Tokenizer, conversations: Iterable[Conversation]) -> int:
    """Write ids, which are the model's own, and where each conversation ends; the count of ids."""
    ids: list[int] = []
    spoken: list[bool] = []
    ends: list[int] = []
    for conversation in conversations:
        one, said = _encode(tokenizer, conversation)
        if len(one) > CONTEXT:
            continue
        ids += one
        spoken += said
        ends.append(len(ids))
    arrays = {
        "ids": np.array(ids, np.uint16),
        "spoken": np.array(spoken, bool),
        "ends": np.array(ends),
    }
    np.savez(path, **arrays)
    return len(ids)


def _encode(tokenizer: Tokenizer, conversation: Conversation) -> tuple[list[int], list[bool]]:
    ids: list[int] = []
    spoken: list[bool] = []
    for text, said in spans(conversation):
        part = tokenizer.encode(text, add_special_tokens=False).ids
        ids += part
        spoken += [said] * len(part)
    return ids, spoken


def held_out_talk(concepts: tuple[Concept, ...]) -> Iterator[Conversation]:
    """Each held-out question with each of its answers."""
    for concept in concepts:
        for asked in concept.held_out:
            for answer in concept.answer:
                yield talk([Exchange(asked, answer, "held_out")])


def main() -> None:
    """The command line; see the module's own text."""
    parser = argparse.ArgumentParser(description="Write the corpus as token ids.")
    parser.add_argument("--conversations", type=int, default=100_000)
    parser.add_argument("--entries", type=int, default=4096)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--breadth",
        type=Path,
        help="a folder of further corpora; their licences are yours to check",
    )
    parser.add_argument(
        "--from", dest="source", type=Path, help="an exported file whose tokenizer is kept"
    )
    parser.add_argument("--out", type=Path, default=Path("build/pocket"))
    options = parser.parse_args()
    concepts = load_concepts()
    options.out.mkdir(parents=True, exist_ok=True)
    if options.source:
        read_tokenizer(options.source).save(str(options.out / "tokenizer.json"))
    tokenizer = _tokenizer(options.out / "tokenizer.json", concepts, options.entries, options.seed)
    texts = list(Author(concepts, Random(options.seed)).conversations(options.conversations))
    texts += breadth(options.breadth) if options.breadth else []
    count = save(options.out / "train.npz", tokenizer, texts)
    check = Author(concepts, Random(options.seed + 1)).conversations(400)
    save(options.out / "check.npz", tokenizer, check)
    save(options.out / "held_out.npz", tokenizer, held_out_talk(concepts))
    print(f"{len(concepts)} concepts, {len(texts)} conversations, {count} tokens")


def _tokenizer(path: Path, concepts: tuple[Concept, ...], entries: int, seed: int) -> Tokenizer:
    if not path.exists():
        sample = Author(concepts, Random(seed)).conversations(20_000)
        texts = (message.text for conversation in sample for message in conversation.messages)
        train_tokenizer(texts, entries).save(str(path))
    return load_tokenizer(path)


if __name__ == "__main__":
    main()
