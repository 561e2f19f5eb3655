"""Markdown as values: what a message says, without a word about how it looks.

Parsing is markdown-it-py's (CommonMark, tables, strikethrough). Nothing is hidden: raw HTML and
link definitions stay text, images become their alternative text with the address, a link that is
not http, https or mailto is text with its address. A line break stays one, as chats are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# Deeper nesting, or more text, than a person can read: shown as it was written.
MAX_NESTING = 40
MAX_CHARACTERS = 300_000

SCHEMES = ("http://", "https://", "mailto:")
_ADDRESS = re.compile(r"https?://[^\s<>\"'`]*[^\s<>\"'`.,;:!?)\]}*_~、。，；：！？）】」]")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^`]*)")
_TASK = re.compile(r"\[([ xX])\]\s+")


class Span(Struct, frozen=True):
    """Text in one style; `href` is where it leads, "" if nowhere."""

    text: str
    bold: bool = False
    italic: bool = False
    strike: bool = False
    code: bool = False
    href: str = ""


Inline: TypeAlias = tuple[Span, ...]


class Paragraph(Struct, frozen=True):
    spans: Inline


class Heading(Struct, frozen=True):
    level: int
    spans: Inline


class Code(Struct, frozen=True):
    """A code block; `language` is what stands behind the fence, its first word the language."""

    text: str
    language: str = ""


class Rule(Struct, frozen=True):
    pass


class Table(Struct, frozen=True):
    """`aligns` has "left", "center", "right" or "" for each column; the first row is the head."""

    aligns: tuple[str, ...]
    rows: tuple[tuple[Inline, ...], ...]


class Quote(Struct, frozen=True):
    blocks: tuple[Block, ...]


class Item(Struct, frozen=True):
    """`done` is None where the item is no task."""

    blocks: tuple[Block, ...]
    done: bool | None = None


class Listing(Struct, frozen=True):
    """A list; `start` is None for bullets. `tight`: no blank lines between its items."""

    items: tuple[Item, ...]
    start: int | None
    tight: bool


Block: TypeAlias = Paragraph | Heading | Code | Rule | Table | Quote | Listing


def plain(spans: Inline) -> str:
    """The text of `spans` without its styles."""
    return "".join(span.text for span in spans)


def parse(text: str) -> tuple[Block, ...]:
    """The blocks of a Markdown text."""
    if len(text) > MAX_CHARACTERS:
        return verbatim(text)
    tokens = _parser().parse(text)
    if any(token.level >= MAX_NESTING - 1 for token in tokens):
        return verbatim(text)  # markdown-it drops what is nested deeper
    return tuple(_blocks(iter(tokens)))


def verbatim(text: str) -> tuple[Block, ...]:
    """`text` as it was typed, line for line; only fenced code becomes a code block."""
    blocks: list[Block] = []
    lines: list[str] = []
    fence = language = ""
    for line in text.split("\n"):
        opening = None if fence else _FENCE.fullmatch(line)
        if opening:
            blocks += _typed(lines)
            fence, language, lines = opening[1], opening[2].strip(), []
        elif fence and line.strip().startswith(fence) and not line.strip().strip(fence[0]):
            blocks.append(Code("\n".join(lines), language))
            fence, lines = "", []
        else:
            lines.append(line)
    return (*blocks, *(_typed([f"{fence}{language}", *lines] if fence else lines)))


def _typed(lines: list[str]) -> list[Block]:
    text = "\n".join(lines).strip("\n")
    return [Paragraph(tuple(_with_addresses(Span(text))))] if text.strip() else []


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # heavy, and not needed before the first finished reply

    options = {"html": False, "breaks": True, "maxNesting": MAX_NESTING}
    parser = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    return parser.disable("reference")


def _blocks(tokens: Iterator[Token]) -> Iterator[Block]:
    """Blocks until the token that closes the surrounding one."""
    for token in tokens:
        if token.nesting < 0:
            return
        block = _block(token, tokens)
        if block is not None:
            yield block


def _block(token: Token, tokens: Iterator[Token]) -> Block | None:
    match token.type:
        case "paragraph_open":
            return Paragraph(_content(tokens))
        case "heading_open":
            return Heading(int(token.tag[1:]), _content(tokens))
        case "fence" | "code_block":
            return Code(token.content.removesuffix("\n"), token.info.strip())
        case "blockquote_open":
            return Quote(tuple(_blocks(tokens)))
        case "bullet_list_open":
            return _listing(tokens, None)
        case "ordered_list_open":
            return _listing(tokens, int(token.attrs.get("start", 1)))
        case "table_open":
            return _table(tokens)
        case "hr":
            return Rule()
        case _:
            return Paragraph((Span(token.content),)) if token.content else None


def _content(tokens: Iterator[Token]) -> Inline:
    """The spans up to the closing token of a paragraph, heading or cell."""
    spans: Inline = ()
    for token in tokens:
        if token.nesting < 0:
            break
        spans += tuple(_spans(token.children or []))
    return spans


def _listing(tokens: Iterator[Token], start: int | None) -> Listing:
    items: list[Item] = []
    tight = True
    for token in tokens:
        if token.nesting < 0:
            break
        inside = list(_until_close(tokens))
        tight = tight and not any(
            each.type == "paragraph_open" and each.level == token.level + 1 and not each.hidden
            for each in inside
        )
        items.append(_item(tuple(_blocks(iter(inside)))))
    return Listing(tuple(items), start, tight)


def _until_close(tokens: Iterator[Token]) -> Iterator[Token]:
    depth = 1
    for token in tokens:
        depth += token.nesting
        if depth == 0:
            return
        yield token


def _item(blocks: tuple[Block, ...]) -> Item:
    match blocks:
        case (Paragraph(spans=(first, *rest)), *others):
            mark = _TASK.match(first.text)
            if mark and not first.code:
                spans = (replace(first, text=first.text[mark.end() :]), *rest)
                return Item((Paragraph(spans), *others), done=mark[1] != " ")
    return Item(blocks)


def _table(tokens: Iterator[Token]) -> Table:
    aligns: list[str] = []
    rows: list[list[Inline]] = []
    inside = iter(list(_until_close(tokens)))
    for token in inside:
        if token.type == "tr_open":
            rows.append([])
        elif token.type in ("th_open", "td_open"):
            rows[-1].append(_content(inside))
            if len(rows) == 1:
                aligns.append(str(token.attrs.get("style", "")).removeprefix("text-align:"))
    return Table(tuple(aligns), tuple(tuple(row) for row in rows))


def _spans(tokens: list[Token]) -> Iterator[Span]:
    styles = [Span("")]
    for token in tokens:
        if token.nesting < 0:
            yield from _unopened(styles.pop())
        elif token.nesting > 0:
            styles.append(_opened(token, styles[-1]))
        else:
            yield from _leaf(token, styles[-1])


def _unopened(style: Span) -> Iterator[Span]:
    """After a link that may not be opened: its address, which would be hidden otherwise."""
    if style.text:
        yield replace(style, text=f" ({style.text})")


def _opened(token: Token, style: Span) -> Span:
    match token.type:
        case "strong_open":
            return replace(style, text="", bold=True)
        case "em_open":
            return replace(style, text="", italic=True)
        case "s_open":
            return replace(style, text="", strike=True)
        case _:
            address = str(token.attrs.get("href", ""))
            allowed = _allowed(address)
            return replace(style, href=allowed, text="" if allowed else address)


def _leaf(token: Token, style: Span) -> Iterator[Span]:
    match token.type:
        case "softbreak" | "hardbreak":
            yield replace(style, text="\n")
        case "code_inline":
            yield replace(style, text=token.content, code=True)
        case "image":
            address = str(token.attrs.get("src", ""))
            text = f"{token.content} ({address})" if token.content else address
            yield replace(style, text=text, href=style.href or _allowed(address))
        case _ if token.content:
            yield from _with_addresses(replace(style, text=token.content))


def _with_addresses(span: Span) -> Iterator[Span]:
    """`span`, with bare web addresses in it made links."""
    position = 0
    if not span.href:
        for found in _ADDRESS.finditer(span.text):
            if found.start() > position:
                yield replace(span, text=span.text[position : found.start()])
            yield replace(span, text=found[0], href=found[0])
            position = found.end()
    if position < len(span.text):
        yield replace(span, text=span.text[position:])


def _allowed(address: str) -> str:
    """The address, if it is one that may be opened."""
    return address if address.lower().startswith(SCHEMES) else ""
