"""Which stretch of a rendered prompt came from which message.

The template is rendered twice: with sentinels for contents (the skeleton) and truly. The
skeleton's texts between sentinels are the template's own, so the true rendering is those same
texts with contents, possibly trimmed or shortened, between them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

STEPS = 20_000  # of the search for an alignment, after which contents are simply looked for


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` of a text come from content number `content`."""

    start: int
    end: int
    content: int


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The template's own texts and, between each two of them, the number of a content."""

    texts: tuple[str, ...]
    contents: tuple[int, ...]


class Sentinels:
    """Stand-ins for contents that nobody can have typed: `secret` is drawn anew each time."""

    def __init__(self, secret: str) -> None:
        self._head, self._tail = f"\ue000{secret}.", "\ue001"
        self._pattern = re.compile(re.escape(self._head) + r"(\d+)" + self._tail)

    def stand_in(self, content: int) -> str:
        """What is rendered in place of content number `content`."""
        return f"{self._head}{content}{self._tail}"

    def skeleton(self, rendered: str) -> Skeleton:
        """The skeleton in a text that was rendered from stand-ins."""
        parts = self._pattern.split(rendered)
        return Skeleton(tuple(parts[::2]), tuple(int(each) for each in parts[1::2]))


def align(skeleton: Skeleton, contents: Sequence[str], rendered: str) -> tuple[Span, ...]:
    """The spans in order; what no span covers is the template's.

    `contents[k]` is what content number k should look like. Where the template's own texts
    differ between both renderings, contents are looked for in order; what is not found has no
    span."""
    found = _aligned(skeleton, contents, rendered)
    return tuple(_searched(skeleton, contents, rendered) if found is None else found)


def _aligned(skeleton: Skeleton, contents: Sequence[str], rendered: str) -> list[Span] | None:
    """Depth-first over the possible ends of each content, likely ones first."""
    if not rendered.startswith(skeleton.texts[0]):
        return None
    if not skeleton.contents:
        return [] if rendered == skeleton.texts[0] else None
    spans: list[Span] = []
    start = len(skeleton.texts[0])
    open_ends = [_ends(skeleton, 0, contents, rendered, start)]
    starts = [start]
    for _ in range(STEPS):
        end = next(open_ends[-1], None)
        if end is None:
            open_ends.pop()
            starts.pop()
            if not open_ends:
                return None
            spans.pop()
            continue
        slot = len(open_ends) - 1
        spans.append(Span(starts[-1], end, skeleton.contents[slot]))
        if len(spans) == len(skeleton.contents):
            return spans
        starts.append(end + len(skeleton.texts[slot + 1]))
        open_ends.append(_ends(skeleton, slot + 1, contents, rendered, starts[-1]))
    return None


def _ends(
    skeleton: Skeleton, slot: int, contents: Sequence[str], rendered: str, start: int
) -> Iterator[int]:
    """Where the content of `slot`, which begins at `start`, may end: before the next own text."""
    after = skeleton.texts[slot + 1]
    if slot + 1 == len(skeleton.contents):
        end = len(rendered) - len(after)
        if end >= start and rendered.endswith(after):
            yield end
        return
    for variant in variants(contents[skeleton.contents[slot]]):
        end = start + len(variant)
        if rendered.startswith(variant, start) and rendered.startswith(after, end):
            yield end
    end = rendered.find(after, start) if after else -1
    while end >= 0:
        yield end
        end = rendered.find(after, end + 1)


def _searched(skeleton: Skeleton, contents: Sequence[str], rendered: str) -> Iterator[Span]:
    position = 0
    for number in skeleton.contents:
        answer = contents[number].rpartition("</think>")[2].strip()
        for variant in (*variants(contents[number]), answer):
            start = rendered.find(variant, position)
            if variant and start >= 0:
                position = start + len(variant)
                yield Span(start, position, number)
                break


def variants(content: str) -> tuple[str, ...]:
    """A content as templates print it: whole, or trimmed."""
    return tuple(dict.fromkeys((content, content.strip(), content.lstrip(), content.rstrip())))
