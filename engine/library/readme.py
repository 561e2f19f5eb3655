"""A model card as plain readable text: its Markdown without marks, pictures, HTML and preamble."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

MOST_READ = 300_000  # signs
MOST_TOLD = 30_000
_PREAMBLE = re.compile(r"\A\s*---\r?\n.*?\r?\n---[ \t]*(\r?\n|\Z)", re.DOTALL)
_PARAGRAPHS = {
    "paragraph_close",
    "heading_close",
    "bullet_list_close",
    "ordered_list_close",
    "table_close",
}
_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.DOTALL)


def plain_text(markdown: str) -> str:
    """What a person would read of it, in paragraphs."""
    body = _PREAMBLE.sub("", markdown[:MOST_READ])
    tokens = MarkdownIt("commonmark", {"maxNesting": 20}).enable("table").parse(body)
    text = "\n".join(_Reader().lines(tokens))
    text = re.sub(r"\n{3,}", "\n\n", text).strip()
    return text if len(text) <= MOST_TOLD else text[:MOST_TOLD].rstrip() + "…"


class _Reader:
    """Walks the tokens and remembers in which list and row it is."""

    def __init__(self) -> None:
        self._mark = ""
        self._depth = 0
        self._cells: list[str] | None = None

    def lines(self, tokens: Sequence[Token]) -> Iterator[str]:
        """Lines, with an empty one after each paragraph."""
        for token in tokens:
            if token.type == "inline":
                yield from self._text(_inline(token.children or ()))
            elif token.type in ("fence", "code_block"):
                yield token.content.rstrip() + "\n"
            elif token.type == "html_block":
                yield _TAG.sub(" ", token.content).strip()
            else:
                yield from self._turn(token)

    def _text(self, text: str) -> Iterator[str]:
        if self._cells is not None:
            self._cells.append(text)
        elif text:
            yield self._mark + text
            self._mark = ""

    def _turn(self, token: Token) -> Iterator[str]:
        """Something begins or ends."""
        if token.type in ("bullet_list_open", "ordered_list_open"):
            self._depth += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self._depth -= 1
        elif token.type == "list_item_open":
            self._mark = "  " * (self._depth - 1) + (f"{token.info}. " if token.info else "• ")
        elif token.type == "tr_open":
            self._cells = []
        elif token.type == "tr_close":
            yield "  |  ".join(self._cells or ())
            self._cells = None
        if token.nesting == -1 and not self._depth and token.type in _PARAGRAPHS:
            yield ""


def _inline(tokens: Sequence[Token]) -> str:
    parts = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
    return " ".join("".join(parts).split())
