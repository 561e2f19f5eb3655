"""A thousand texts with their tokens as the trainer's tokenizer makes them.

    python -m pocket.vectors --from build/pocket --to tests/packaging/vectors.json

The tests hold llama.cpp's tokenisation of the shipped file against them.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from random import Random

from pocket.bpe import load_tokenizer
from pocket.corpus import Author
from pocket.guide import load_concepts

_HARD = (
    *(
        "",
        " ",
        "  ",
        "   a",
        "a   ",
        "\n",
        "\n\n",
        " \n ",
        "\t",
        "a\tb",
        "a\r\nb",
        " " * 30,
        "\n" * 9,
    ),
    *("1", "12", "123456", "3.14", "1,000,000", "½", "²", "Ⅷ", "٣"),
    *("I'm", "I'M", "don't", "DON'T", "we'll", "WE'LL", "they've", "'s", "' s", "o'clock", "x'y"),
    *("!?", "...", "a.b.c", "<|im_start|", "<im_end>", "C++", "f(x) = x^2", '{"a": [1, 2]}'),
    *("http://example.org/?a=1&b=2", "a_b_c", "--flag", "x" * 50, "ab" * 40),
    *("词元", "你好,什么是词元?", "温度是 0.8。", "中文 and English", "日本語", "한국어", "Привет"),
    *("Ελληνικά", "مرحبا", "עברית", "नमस्ते", "ไทย", "é", "e\u0301", "ñandú", "ſs", "İstanbul", "ǅ"),
    *(
        "😊",
        "👩‍👩‍👧",
        "🇫🇷",
        "🙂🙃" * 5,
        "\u200b",
        "\u00a0",
        "a\u00a0b",
        "\u3000",
        "a\u2028b",
        "\ufeff",
        "�",
    ),
)
_ALPHABETS = (
    "abcdefghijklmnop XYZ",
    "0123456789 +-=.,",
    " \n\t",
    "你好什么是词元温度，。？",
    "éüñßøçа́бвг",
    ".,;:!?'\"()[]{}<>|",
    "😊👍🏽🐉✨",
)


def texts(count: int, seed: int) -> list[str]:
    """Hard cases, messages of the corpus, and random mixtures of alphabets."""
    random = Random(seed)
    chats = Author(load_concepts(), random).conversations(count // 2)
    spoken = [message.text for chat in chats for message in chat.messages if len(message.text) < 90]
    found = [*_HARD, *random.sample(sorted(set(spoken)), count // 2)]
    while len(found) < count:
        signs = [random.choice(random.choice(_ALPHABETS)) for _ in range(random.randint(1, 24))]
        found.append("".join(signs))
    return found


def main() -> None:
    """The command line; see the module's own text."""
    parser = argparse.ArgumentParser(description="Write texts with their tokens.")
    parser.add_argument("--from", dest="source", type=Path, default=Path("build/pocket"))
    parser.add_argument("--to", type=Path, default=Path("tests/packaging/vectors.json"))
    options = parser.parse_args()
    tokenizer = load_tokenizer(options.source / "tokenizer.json")
    pairs = [[text, tokenizer.encode(text).ids] for text in texts(1000, seed=5)]
    lines = (json.dumps(pair, ensure_ascii=False, separators=(",", ":")) for pair in pairs)
    options.to.write_text("[\n" + ",\n".join(lines) + "\n]\n", "utf-8")


if __name__ == "__main__":
    main()
