"""Which stretch of a rendered prompt came from which message.

The template is rendered twice: with sentinels for contents (the skeleton) and truly. The
skeleton's texts between sentinels are the template's own, so the true rendering is those same
texts with contents, possibly trimmed or shortened, between them. Pure."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

STEPS = 20_000  # of the search for an alignment, after which contents are simply looked for
_HEAD, _TAIL = "\ue000", "\ue001"
_DIGITS = "".join(chr(0xE010 + digit) for digit in range(10))
ANCHOR = 16  # characters of the template's own text beside a content


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
    """Stand-ins for contents, of private-use signs that no filter of a template changes and that
    nobody can have typed: part of them is drawn anew each time."""

    def __init__(self) -> None:
        self._secret = secret_signs()
        self._pattern = re.compile(f"{_HEAD}{self._secret}([{_DIGITS}]+){_TAIL}")

    def stand_in(self, content: int) -> str:
        """What is rendered in place of content number `content`."""
        number = "".join(_DIGITS[int(digit)] for digit in str(content))
        return f"{_HEAD}{self._secret}{number}{_TAIL}"

    def skeleton(self, rendered: str) -> Skeleton:
        """The skeleton in a text that was rendered from stand-ins."""
        parts = self._pattern.split(rendered)
        numbers = ("".join(str(_DIGITS.index(sign)) for sign in each) for each in parts[1::2])
        return Skeleton(tuple(parts[::2]), tuple(map(int, numbers)))


def secret_signs() -> str:
    """Eight private-use characters that cannot be foreseen."""
    return "".join(chr(0xE100 + byte) for byte in secrets.token_bytes(8))


def align(skeleton: Skeleton, contents: Sequence[str], rendered: str) -> tuple[Span, ...]:
    """The spans in order; what no span covers is the template's.

    `contents[k]` is what content number k should look like. Where the template's own texts
    differ between both renderings, contents are looked for in order; what is not found has no
    span."""
    found = _aligned(skeleton, contents, rendered)
    return tuple(_searched(skeleton, contents, rendered) if found is None else found)


def closed_up(
    rendered: str, spans: Sequence[Span], replies: Collection[int]
) -> tuple[str, tuple[Span, ...]]:
    """The text with each reply where it was written: right behind the words that ask for one.

    Some templates put a space between the two when they print a reply; one that brings its own
    space would get a second, which the model never saw. `replies` are numbers of contents."""
    asking = rendered[spans[-1].end :] if spans else ""
    text, moved = "", []
    for before, span in pairwise((Span(0, 0, -1), *spans)):
        gap = rendered[before.end : span.start]
        added = gap[len(asking) :] if asking and gap.startswith(asking) else ""
        doubled = added.isspace() and rendered.startswith(added, span.start)
        text += asking if doubled and span.content in replies else gap
        moved.append(Span(len(text), len(text) + span.end - span.start, span.content))
        text += rendered[span.start : span.end]
    return text + asking if spans else rendered, tuple(moved)


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
    """Contents looked for in order, rather beside the template's own texts than elsewhere."""
    position = 0
    for slot, number in enumerate(skeleton.contents):
        before = skeleton.texts[slot][-ANCHOR:]
        after = skeleton.texts[slot + 1][:ANCHOR]
        whole = _found(variants(contents[number]), before, after, rendered, position)
        parted = (part.strip() for part in re.split("</?think>", contents[number]))
        for texts in [variants(contents[number])] if whole else [(part,) for part in parted]:
            found = _found(texts, before, after, rendered, position)
            if found:
                yield Span(*found, number)
                position = found[1]


def _found(
    texts: Sequence[str], before: str, after: str, rendered: str, position: int
) -> tuple[int, int] | None:
    """Start and end of the first of the texts that is there."""
    for lead, trail in ((before, after), (before, ""), ("", after), ("", "")):
        for text in texts:
            start = rendered.find(lead + text + trail, max(0, position - len(lead)))
            if text and start >= 0:
                return start + len(lead), start + len(lead) + len(text)
    return None


def variants(content: str) -> tuple[str, ...]:
    """A content as templates print it: whole, or trimmed."""
    return tuple(dict.fromkeys((content, content.strip(), content.lstrip(), content.rstrip())))
