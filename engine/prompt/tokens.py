"""A rendered prompt as tokens, each of which knows the message that it came from.

A token belongs to where its first byte lies that is no white space: the space before a word may
be the template's, and still the word is the message's.

Text of messages never becomes a control token. Where no message contains the literal of one, the
whole prompt is tokenised in one call and equals llama.cpp's own tokens; else the prompt is cut
around such messages only. Replies whose recorded tokens are given go in as they are."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Protocol

import msgspec

from engine.prompt.literals import Literals
from engine.prompt.spans import Span
from engine.prompt.turns import Part
from engine.records import ContextUse, ModelFacts, Segment, SegmentKind

REMEMBERED_RUNS = 512


class Vocabulary(Protocol):
    """What a prompt needs to know of a model; engine.llama.model.Model has it."""

    @property
    def facts(self) -> ModelFacts:
        """`vocabulary` is the hash that recorded tokens are valid for."""

    @property
    def pieces(self) -> Sequence[bytes]:
        """The bytes of each token, control tokens included."""

    @property
    def bos_id(self) -> int | None:
        """The token a prompt begins with; None where the model wants none."""

    @property
    def bos_text(self) -> str:
        """The literal of the beginning-of-sequence token."""

    @property
    def eos_text(self) -> str:
        """The literal of the end-of-sequence token."""

    @property
    def control_literals(self) -> tuple[str, ...]:
        """The texts of control and unknown tokens."""

    @property
    def user_defined(self) -> tuple[str, ...]:
        """The texts of tokens that are matched in any text."""

    def is_end(self, token: int, /) -> bool:
        """Whether the token ends a reply."""

    def is_control(self, token: int, /) -> bool:
        """Whether the token is no text."""

    def tokenize(self, text: str, parse_special: bool) -> list[int]:
        """The tokens of a text, without a BOS of its own."""


class Run(msgspec.Struct, frozen=True):
    """A stretch of a prompt's text, in UTF-8, and the tokens that stand for it alone; `recorded`
    where they were not made of it, but it of them. `special`: literals of control tokens in it
    count as those."""

    data: bytes
    ids: tuple[int, ...]
    recorded: bool = False
    special: bool = False


class Prompt(msgspec.Struct, frozen=True):
    """A prompt in tokens, ready to be evaluated.

    `segments` cover `ids` in order, `runs` are the texts that they were made of. `begun`: so many
    tokens at the end are the beginning of the reply that is to be gone on with. `left`: so many
    tokens stood before these and left the window. `opens_thinking`: the template has already
    written the opening tag of a thinking block. `retokenised`: replies whose recorded tokens could
    not be used again. `system_folded`: the template has no place for a system prompt, so it stands
    at the head of the first user message."""

    ids: tuple[int, ...]
    segments: tuple[Segment, ...]
    runs: tuple[Run, ...] = ()
    begun: int = 0
    left: int = 0
    opens_thinking: bool = False
    retokenised: tuple[str, ...] = ()
    system_folded: bool = False

    def use(self, window: int, reserve: int, memory_start: str, cached: int) -> ContextUse:
        """The prompt as it stands in a window of so many tokens."""
        return ContextUse(
            window=window,
            segments=self.segments,
            cached=cached,
            reserve=reserve,
            memory_start=memory_start,
            retokenised=self.retokenised,
            system_folded=self.system_folded,
        )


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A rendered prompt before it is tokenised.

    `spans` say which part each stretch of `text` came from; `marks` are places just after the
    first character of literals that came from messages."""

    text: str
    spans: tuple[Span, ...]
    marks: tuple[int, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class _Region:
    """Characters that are tokenised apart: from recorded `ids`, or as text in `pieces`."""

    start: int
    end: int
    ids: tuple[int, ...] | None = None
    pieces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Text:
    """A text that is tokenised by itself, or stands for recorded `ids`."""

    text: str
    special: bool
    ids: tuple[int, ...] | None = None


class Tokeniser:
    """Turns manuscripts of one template into tokens."""

    def __init__(self, vocabulary: Vocabulary, guarded: Literals, spared: frozenset[str]) -> None:
        """`guarded` are the user-defined literals to keep apart; an assistant may write `spared`
        literals, of whichever kind."""
        self._vocabulary = vocabulary
        everything = Literals((*vocabulary.control_literals, *guarded.texts))
        self._all = {False: everything, True: everything.without(spared)}
        self._always_matched = {False: guarded, True: guarded.without(spared)}
        self._spaces_beginnings = _spaces_beginnings(vocabulary)
        # What stands between two replies stays; only the last run grows with every key pressed.
        self._remembered = lru_cache(maxsize=REMEMBERED_RUNS)(self._tokens)

    def literals(self, kind: SegmentKind) -> Literals:
        """What must stay text in a part of that kind."""
        return self._all[kind is SegmentKind.ASSISTANT]

    def tokenise(self, page: Manuscript) -> tuple[Prompt, set[str]]:
        """Tokens and their segments, and the messages whose recorded tokens were used."""
        reused = _reusable_spans(page)
        spans = tuple(reused.get(n, span) for n, span in enumerate(page.spans))
        recorded = [
            _Region(span.start, span.end, page.parts[span.content].ids) for span in reused.values()
        ]
        others = [span for n, span in enumerate(page.spans) if n not in reused]
        regions = [*recorded, *self._kept_as_text(page, others)]
        regions += self._cuts(page, spans, regions)
        runs = self._runs(page.text, sorted(regions, key=lambda r: (r.start, r.end)))
        ids, starts = self._joined(runs)
        segments = _segments(starts, page.text, spans, page.parts)
        used = {page.parts[span.content].message for span in reused.values()}
        return Prompt(tuple(ids), segments, runs), used

    def after(self, prompt: Prompt, text: str) -> tuple[int, ...]:
        """The tokens of a text behind a prompt, as a reply's: those that come when the prompt's end
        and the text are tokenised together, where that leaves the prompt's own as they are; else
        those that come when the text is tokenised by itself. Never control tokens."""
        pieces = tuple(self._all[True].broken(text))
        before, own = prompt.runs[:-1], prompt.runs[-1:]
        if own and not own[0].recorded and len(pieces) == 1:
            end = own[0].data.decode("utf-8")
            whole = _Text(end + text, own[0].special)
            ids = self._tokens(whole, any(run.data for run in before))
            kept = len(own[0].ids)
            together = ids[:kept] == own[0].ids and len(ids) > kept
            if together and not self._all[True].across(whole.text, len(end)):
                return ids[kept:]
        inside = any(run.data for run in prompt.runs)
        return tuple(id for piece in pieces for id in self._tokens(_Text(piece, False), inside))

    def _kept_as_text(self, page: Manuscript, spans: Sequence[Span]) -> Iterator[_Region]:
        """The spans that contain literals, and literals of messages outside of any span."""
        for span in spans:
            own = page.text[span.start : span.end]
            kind = page.parts[span.content].kind
            if any(self.literals(kind).found(own)):
                breaks = self._always_matched[kind is SegmentKind.ASSISTANT]
                yield _Region(span.start, span.end, pieces=tuple(breaks.broken(own)))
        for mark in page.marks:
            if any(span.start < mark <= span.end for span in page.spans):
                continue
            start, end = next(self._all[False].found(page.text, mark - 1), (mark, mark))
            if start == mark - 1:
                end = min([end, *(span.start for span in page.spans if span.start >= mark)])
                pieces = self._always_matched[False].broken(page.text[start:end])
                yield _Region(start, end, pieces=tuple(pieces))

    def _cuts(
        self, page: Manuscript, spans: Sequence[Span], regions: Sequence[_Region]
    ) -> Iterator[_Region]:
        """Cuts through literals that only a message and its neighbour together would make."""
        cut = {place for region in regions for place in (region.start, region.end)}
        for place in {place for span in spans for place in (span.start, span.end)} - cut:
            if self._all[False].across(page.text, place):
                yield _Region(place, place)

    def _runs(self, text: str, regions: Sequence[_Region]) -> tuple[Run, ...]:
        """The whole text in order, tokenised."""
        runs: list[Run] = []
        texts = list(_texts(text, regions))
        for each in texts:
            ids = each.ids
            if ids is None:
                tokenise = self._tokens if each is texts[-1] else self._remembered
                ids = tokenise(each, any(run.data for run in runs))
            data = each.text.encode("utf-8", "replace")
            runs.append(Run(data, ids, each.ids is not None, each.special))
        return tuple(runs)

    def _joined(self, runs: Sequence[Run]) -> tuple[list[int], list[int]]:
        """Tokens of the whole text, BOS first, and the byte at which each begins."""
        ids: list[int] = []
        starts: list[int] = []
        begun = 0
        for run in runs:
            pieces = [self._vocabulary.pieces[each] for each in run.ids]
            offsets = [0] * len(run.ids) if run.recorded else _offsets(pieces, run.data)
            ids += run.ids
            starts += [begun + offset for offset in offsets]
            begun += len(run.data)
        return self._with_one_bos(ids, starts)

    def _with_one_bos(self, ids: list[int], starts: list[int]) -> tuple[list[int], list[int]]:
        bos = self._vocabulary.bos_id
        if bos is None:
            return ids, starts
        written = next((n for n, each in enumerate(ids) if each != bos), len(ids))
        return [bos, *ids[written:]], [-1, *starts[written:]]  # before any message

    def _tokens(self, run: _Text, inside: bool) -> tuple[int, ...]:
        """The tokens of a run; `inside` the prompt, without the space that some vocabularies put
        before the beginning of a text."""
        tokenize = self._vocabulary.tokenize
        if inside and self._spaces_beginnings:
            for lead in _LEADS:
                head, whole = tokenize(lead, False), tokenize(lead + run.text, run.special)
                if whole[: len(head)] == head:
                    return tuple(whole[len(head) :])
        return tuple(tokenize(run.text, run.special))


_LEADS = ("\n", "\t", ")", "~")  # texts whose tokens rarely change with what follows


def _spaces_beginnings(vocabulary: Vocabulary) -> bool:
    ids = vocabulary.tokenize("a", False)
    return bool(ids) and vocabulary.pieces[ids[0]].startswith(b" ")


def _texts(text: str, regions: Sequence[_Region]) -> Iterator[_Text]:
    """The text in order, cut at the regions; what lies between them is one text each."""
    done = 0
    for region in regions:
        yield from _unless_empty(text[done : region.start])
        if region.ids is not None:
            yield _Text(text[region.start : region.end], special=False, ids=region.ids)
        yield from (_Text(piece, special=False) for piece in region.pieces if piece)
        done = region.end
    yield from _unless_empty(text[done:])


def _unless_empty(text: str) -> Iterator[_Text]:
    if text:
        yield _Text(text, special=True)


def _offsets(pieces: Sequence[bytes], data: bytes) -> list[int]:
    """The byte of `data` at which each token begins, white space aside (never falling).

    A tokeniser may have put a space before a word, dropped white space beside a special token,
    or normalised the text: then the pieces are followed as far as they agree."""
    if b"".join(pieces) == data:
        begins = [0, *accumulate(map(len, pieces))]
    else:
        begins = list(_followed(pieces, data))
    spaces = (len(piece) - len(piece.lstrip() or piece) for piece in pieces)
    return [begin + space for begin, space in zip(begins, spaces, strict=False)]


def _followed(pieces: Sequence[bytes], data: bytes) -> Iterator[int]:
    position = 0
    for piece in pieces:
        added = not data.startswith(piece, position) and piece.startswith(b" ")
        text = piece[1:] if added else piece
        if not data.startswith(text, position):
            rest = data[position:].lstrip()
            if rest.startswith(text):
                position = len(data) - len(rest)
        yield position - added
        position = min(position + len(text), len(data))


def _reusable_spans(page: Manuscript) -> dict[int, Span]:
    """By their number, the spans that recorded tokens can stand for, white space included."""
    reusable: dict[int, Span] = {}
    for number, span in enumerate(page.spans):
        part = page.parts[span.content]
        whole = _whole(span, part.text, page.text) if part.ids else None
        before = page.spans[number - 1].end if number else 0
        after = page.spans[number + 1].start if number + 1 < len(page.spans) else len(page.text)
        if whole is not None and before <= whole.start and whole.end <= after:
            reusable[number] = whole
    return reusable


def _whole(span: Span, content: str, text: str) -> Span | None:
    """The span that holds exactly the content, be its outer white space the template's."""
    own = text[span.start : span.end]
    core = span.start + len(own) - len(own.lstrip())
    start = core - (len(content) - len(content.lstrip()))
    if own.strip() != content.strip() or not text.startswith(content, max(start, 0)):
        return None
    return Span(max(start, 0), max(start, 0) + len(content), span.content)


def _segments(
    starts: Sequence[int], text: str, spans: Sequence[Span], parts: Sequence[Part]
) -> tuple[Segment, ...]:
    """Consecutive tokens of one source, merged and counted."""
    segments: list[Segment] = []
    counted = 0
    for place, kind, message in _borders(text, spans, parts):
        here = len(starts) if place is None else bisect_left(starts, place)
        if (
            here > counted
            and segments
            and (segments[-1].kind, segments[-1].message) == (kind, message)
        ):
            segments[-1] = Segment(kind, segments[-1].tokens + here - counted, message)
        elif here > counted:
            segments.append(Segment(kind, here - counted, message))
        counted = max(counted, here)
    return tuple(segments)


def _borders(
    text: str, spans: Sequence[Span], parts: Sequence[Part]
) -> Iterator[tuple[int | None, SegmentKind, str]]:
    """Where each stretch ends, in bytes (None: with the prompt), and whose it is."""
    done = size = 0
    for span in spans:
        size += len(text[done : span.start].encode("utf-8", "replace"))
        yield size, SegmentKind.TEMPLATE, ""
        size += len(text[span.start : span.end].encode("utf-8", "replace"))
        yield size, parts[span.content].kind, parts[span.content].message
        done = span.end
    yield None, SegmentKind.TEMPLATE, ""
