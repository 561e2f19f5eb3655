"""A message as a flat run of leaves, from top to bottom: what each says and where it stands.

Plain values, no Qt. Selection, copying and finding need only this, not the layout."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from desktop.core.entry import Entry
from desktop.core.markdown import (
    Block,
    Code,
    Heading,
    Inline,
    Item,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Span,
    Table,
    parse,
    plain,
    verbatim,
)
from desktop.core.thinking import Part, split
from desktop.core.tokens import Tokens
from engine.chat import Role

# Distances above a leaf, in em.
PARAGRAPH = 0.75
TIGHT = 0.2
HEADING = 1.25


class Edge(Struct, frozen=True):
    """What a leaf is inset by: a quote's bar, or the column of an item's marker ("•", "3.",
    "☐"), which stands beside the item's first leaf only."""

    quote: bool = False
    marker: str = ""


_BAR = Edge(quote=True)


class Fold(Struct, frozen=True):
    """The line that opens and closes a thinking block. `running`: it is still being written."""

    words: int
    open: bool
    running: bool
    closed: bool


class Remark(Struct, frozen=True):
    """A line of ours about what follows; it cannot be selected."""

    text: str


class Tiles(Struct, frozen=True):
    """Tokens of a message from `start` to `stop`, whose text ends at letter `end` of its text."""

    tokens: Tokens
    start: int
    stop: int
    end: int

    @property
    def text(self) -> str:
        return self.tokens.text[self.tokens.start(self.start) : self.end]


Content: TypeAlias = Paragraph | Heading | Code | Table | Rule | Fold | Remark | Tiles


class Leaf(Struct, frozen=True):
    """`gap` in em above it; `edges` from the outermost. `dim`: it is part of a thought."""

    content: Content
    edges: tuple[Edge, ...] = ()
    gap: float = 0.0
    dim: bool = False

    @property
    def text(self) -> str:
        """What of this leaf can be selected."""
        match self.content:
            case Paragraph(spans) | Heading(spans=spans):
                return plain(spans)
            case Code(text):
                return text
            case Table(rows=rows):
                return "\n".join("\t".join(map(plain, row)) for row in rows)
            case Tiles():
                return self.content.text
            case Rule() | Fold() | Remark():
                return ""

    @property
    def spans(self) -> Inline:
        """The styled text of this leaf, of all cells where it is a table."""
        match self.content:
            case Paragraph(spans) | Heading(spans=spans):
                return spans
            case Table(rows=rows):
                return tuple(span for row in rows for cell in row for span in cell)
            case _:
                return ()


def flow(entry: Entry, unfolded: bool) -> tuple[Leaf, ...]:
    """The leaves of a message; a thought is shown while it is written, or where `unfolded`."""
    if entry.role is not Role.ASSISTANT:
        return tuple(_leaves(verbatim(entry.text)))
    leaves: list[Leaf] = []
    for part in split(entry.text, entry.opens_thinking):
        leaves += _part(part, entry.streaming, unfolded, bool(leaves))
    return tuple(leaves)


def joined(leaves: tuple[Leaf, ...]) -> str:
    """The shown text of a message, paragraphs apart."""
    return "\n\n".join(leaf.text for leaf in leaves if leaf.text)


def spoken(entry: Entry) -> str:
    """The message as it was written, without its thoughts unless it has nothing else."""
    if entry.role is not Role.ASSISTANT:
        return entry.text
    parts = split(entry.text, entry.opens_thinking)
    said = [part.text for part in parts if not part.thinking]
    return "\n\n".join(said or [part.text for part in parts])


def _part(part: Part, streaming: bool, unfolded: bool, follows: bool) -> Iterator[Leaf]:
    gap = PARAGRAPH if follows else 0.0
    if part.thinking:
        running = streaming and not part.closed
        shown = unfolded or running
        yield Leaf(Fold(len(part.text.split()), shown, running, part.closed), gap=gap)
        if not shown:
            return
        gap = PARAGRAPH / 2
    leaves = _streamed(part.text) if streaming else _leaves(parse(part.text))
    for place, leaf in enumerate(leaves):
        if part.thinking:
            leaf = replace(leaf, edges=(_BAR, *leaf.edges), dim=True)
        yield leaf if place else replace(leaf, gap=gap)


def _streamed(text: str) -> Iterator[Leaf]:
    """One leaf a line, so that only the last is laid out anew when text comes."""
    gap = 0.0
    for line in text.split("\n"):
        if line.strip():
            yield Leaf(Paragraph((Span(line),)), gap=gap)
            gap = 0.0
        else:
            gap = PARAGRAPH


def _leaves(blocks: tuple[Block, ...]) -> Iterator[Leaf]:
    for place, block in enumerate(blocks):
        yield from _spaced(_block(block), PARAGRAPH if place else 0.0, block)


def _spaced(leaves: Iterator[Leaf], gap: float, block: Block) -> Iterator[Leaf]:
    first = HEADING if gap and isinstance(block, Heading) else gap
    for place, leaf in enumerate(leaves):
        yield leaf if place else replace(leaf, gap=first)


def _block(block: Block) -> Iterator[Leaf]:
    match block:
        case Quote(blocks):
            for leaf in _leaves(blocks):
                yield replace(leaf, edges=(_BAR, *leaf.edges))
        case Listing(items, start, tight):
            for number, item in enumerate(items):
                gap = TIGHT if tight else PARAGRAPH
                yield from _item(item, _marker(item, start, number), gap, tight)
        case _:
            yield Leaf(block)


def _item(item: Item, marker: str, gap: float, tight: bool) -> Iterator[Leaf]:
    leaves = tuple(_leaves(item.blocks)) or (Leaf(Paragraph((Span(""),))),)
    for place, leaf in enumerate(leaves):
        close = tight and isinstance(leaf.content, Paragraph)
        inside = min(leaf.gap, TIGHT) if close else leaf.gap
        edge = Edge(marker="" if place else marker)
        yield replace(leaf, edges=(edge, *leaf.edges), gap=inside if place else gap)


def _marker(item: Item, start: int | None, number: int) -> str:
    if item.done is not None:
        return "☑" if item.done else "☐"
    return "•" if start is None else f"{start + number}."
