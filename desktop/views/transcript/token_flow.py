"""A message as leaves of tokens, as `flow` makes leaves of its text. Thoughts fold here too."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from msgspec.structs import replace

from desktop.core.entry import Entry
from desktop.core.thinking import CLOSE, OPEN, Stretch, stretches
from desktop.core.tokens import Tokens
from desktop.views.transcript.flow import PARAGRAPH, Edge, Fold, Leaf, Remark, Tiles, flow
from engine.chat import Role


def token_flow(entry: Entry, tokens: Tokens | str, unfolded: bool) -> tuple[Leaf, ...]:
    """The leaves of a message whose tokens are known; else a text that says why they are not
    ("": not a word) stands before the leaves for reading."""
    if isinstance(tokens, str):
        leaves = flow(entry, unfolded)
        if not tokens:
            return leaves
        below = (replace(leaf, gap=PARAGRAPH / 2) for leaf in leaves[:1])
        return (Leaf(Remark(tokens)), *below, *leaves[1:])
    return tuple(_leaves(entry, tokens, unfolded))


def _leaves(entry: Entry, tokens: Tokens, unfolded: bool) -> Iterator[Leaf]:
    start = 0
    thoughts = stretches(tokens.text, entry.opens_thinking)
    if entry.role is not Role.ASSISTANT:  # a template may print such tags, which are no thought
        thoughts = (Stretch(0, len(tokens.text), thinking=False),)
    for part in thoughts or (Stretch(0, 0, thinking=False),):
        last = part.end == len(tokens.text)
        stop = len(tokens) if last else bisect_left(tokens.ends, part.end, lo=start) + 1
        if start < stop:
            content = Tiles(tokens, start, stop, tokens.ends[stop - 1])
            yield from _part(part, content, entry.streaming, unfolded)
        start = max(start, stop)


def _part(part: Stretch, content: Tiles, streaming: bool, unfolded: bool) -> Iterator[Leaf]:
    gap = PARAGRAPH if content.start else 0.0
    if not part.thinking:
        yield Leaf(content, gap=gap)
        return
    running = streaming and not part.closed
    thought = content.tokens.text[part.start : part.end]
    words = len(thought.replace(OPEN, "").replace(CLOSE, "").split())
    yield Leaf(Fold(words, unfolded or running, running, part.closed), gap=gap)
    if unfolded or running:
        yield Leaf(content, edges=(Edge(quote=True),), gap=PARAGRAPH / 2, dim=True)
