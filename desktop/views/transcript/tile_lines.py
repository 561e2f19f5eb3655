"""How pieces of text wrap into lines when each is a tile. Pure: pieces and widths in, places out.

Lines break as in running text: between words, between ideographs, at line breaks; inside a word
only where it is longer than a line. White space hangs over the end of a line and stands outside
the tile of its piece, so that nothing hangs at an edge."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from functools import lru_cache

from msgspec import Struct

# No line begins with these, none ends with those.
_CLOSING = frozenset(
    "、。，．：；！？）」』】》〉”’…ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;!?)]}%"
)
_OPENING = frozenset("（「『【《〈“‘([{")


class Kind(Enum):
    WORD = "word"
    SPACE = "space"
    BREAK = "break"
    MARK = "mark"  # a piece without any text, which has a place of its own


class Atom(Struct, frozen=True):
    """A stretch of a piece that is never broken, except where it is longer than a line.

    `loose`: a line may break before it."""

    kind: Kind
    start: int
    end: int
    loose: bool = False

    def moved(self, by: int) -> Atom:
        return Atom(self.kind, self.start + by, self.end + by, self.loose)


class Fragment(Struct):
    """What of a piece stands on one line: its text from `start` to `end`, beginning at `begin`.

    The visible part, from `word_start` to `word_end`, is written at `x`; the tile reaches from
    `left` to `right`. A piece of white space only has it all as its tile and nothing to write."""

    piece: int
    start: int
    end: int
    begin: float
    left: float
    right: float
    x: float
    word_start: int
    word_end: int
    extent: float = 0.0  # with its white space; set where pieces stand in another order
    leftward: bool = False

    @property
    def finish(self) -> float:
        """Where it ends, with its white space."""
        return max(self.right, self.left, self.begin + self.extent)

    @property
    def visible(self) -> bool:
        """Whether there is something to read."""
        return self.word_start < self.word_end


class Line(Struct):
    """`end` is where the next atom goes; `ended`: a line break ends it; `broken`: it begins inside
    a word."""

    fragments: list[Fragment]
    end: float = 0.0
    ended: bool = False
    broken: bool = False

    @property
    def width(self) -> float:
        """Where its last tile ends."""
        return max((each.right for each in self.fragments), default=0.0)

    @property
    def blank(self) -> bool:
        """Whether nothing can be read on it."""
        return not any(each.visible for each in self.fragments)


@lru_cache(maxsize=1 << 15)
def atoms(text: str) -> tuple[Atom, ...]:
    """The atoms of a piece; of one without text a single mark."""
    return tuple(_atoms(text))


def _atoms(text: str) -> Iterator[Atom]:
    if not text:
        yield Atom(Kind.MARK, 0, 0, True)
    start = 0
    for place, letter in enumerate(text):
        kind = _kind(letter)
        follows = place > start and _kind(text[place - 1]) is kind
        if follows and (kind is Kind.SPACE or not _parted(text[place - 1], letter)):
            continue
        if place:
            yield _atom(text, start, place)
        start = place
    if text:
        yield _atom(text, start, len(text))


def _atom(text: str, start: int, end: int) -> Atom:
    parted = start > 0 and _parted(text[start - 1], text[start])
    return Atom(_kind(text[start]), start, end, parted)


def _kind(letter: str) -> Kind:
    if letter == "\n":
        return Kind.BREAK
    return Kind.SPACE if letter.isspace() and letter not in "\u00a0\u202f" else Kind.WORD


def _parted(before: str, letter: str) -> bool:
    """Whether a line may break between two letters that are no white space."""
    if before == "\n" or letter == "\n":
        return True
    if letter in _CLOSING or before in _OPENING:
        return False
    return _ideograph(before) or _ideograph(letter) or (before in "-–—" and letter.isalpha())


def _ideograph(letter: str) -> bool:
    return (
        "\u3000" <= letter <= "\u9fff"
        or "\uac00" <= letter <= "\ud7a3"
        or "\uf900" <= letter <= "\ufaff"
        or "\uff00" <= letter <= "\uff60"
        or "\U00020000" <= letter <= "\U0003ffff"
    )


class Lines:
    """Pieces in lines of `width`. `measure` gives the width of a text, `pad` is left free on both
    sides of what is visible of a piece, `slot` is the width of what has no text to show."""

    def __init__(
        self, width: float, measure: Callable[[str], float], pad: float, slot: float
    ) -> None:
        self.width = width
        self.pad = pad
        self.pieces: list[str] = []
        self.lines: list[Line] = [Line([])]
        self._measure = measure
        self._slot = slot

    def add(self, pieces: Sequence[str], keep: int | None = None) -> int:
        """Lay out more pieces, after the first `keep` (all, if None) of those that are here.

        Only lines from the one on that changes are laid out again; gives its number."""
        replaced = keep is not None and keep < len(self.pieces)
        keep = len(self.pieces) if keep is None else keep
        del self.pieces[keep:]
        self.pieces += pieces
        number = self._begun_before(len(self.lines) - 1, keep)
        if replaced:  # a shorter word may find room on the line before
            number = self._begun_before(self._word_start(number) - 1, keep)
            number = self._word_start(number)
        first = self.lines[number].fragments[:1] if number else []
        piece, start = (first[0].piece, first[0].start) if first else (0, 0)
        del self.lines[number + 1 :]
        self.lines[number] = Line([], broken=self.lines[number].broken)
        pen = _Pen(self)
        for place in range(piece, len(self.pieces)):
            text, skip = self.pieces[place], start if place == piece else 0
            for atom in atoms(text[skip:]) if skip < len(text) or not text else ():
                pen.put(place, atom.moved(skip) if skip else atom)
        pen.end_word()
        return number

    def width_of(self, piece: int, atom: Atom) -> float:
        """Of an atom with what is left free beside it."""
        text = self.pieces[piece]
        if atom.kind is Kind.MARK:
            return self._slot
        if atom.kind is Kind.BREAK:
            return self._slot if atom.start == 0 and _blank(text) else 0.0
        width = self._measure(text[atom.start : atom.end])
        if atom.kind is Kind.SPACE:
            return width
        return width + self.pad * (_blank(text[: atom.start]) + _blank(text[atom.end :]))

    def _begun_before(self, number: int, keep: int) -> int:
        """The last line, not after `number`, that begins with one of the first `keep` pieces."""
        while number > 0:
            first = self.lines[number].fragments[:1]
            if first and first[0].piece < keep:
                break
            number -= 1
        return max(number, 0)

    def _word_start(self, number: int) -> int:
        """The line on which the word begins that line `number` begins in."""
        while number > 0 and self.lines[number].broken:
            number -= 1
        return number


class _Pen:
    """Writes atoms onto the last line of `Lines`; holds back the word that is not complete."""

    def __init__(self, of: Lines) -> None:
        self._of = of
        self._word: list[tuple[int, Atom]] = []
        self._last = ""  # letter of the word so far

    def put(self, piece: int, atom: Atom) -> None:
        """The next atom of all."""
        if atom.kind in (Kind.WORD, Kind.MARK):
            text = self._of.pieces[piece]
            first, last = text[atom.start : atom.start + 1], text[atom.end - 1 : atom.end]
            if atom.loose or (self._last and first and _parted(self._last, first)):
                self.end_word()
            self._word.append((piece, atom))
            self._last = last or self._last
            return
        self.end_word()
        self._write(piece, atom)
        if atom.kind is Kind.BREAK:
            self._line.ended = True
            self._begin_line()

    def end_word(self) -> None:
        """Write the word that was held back, on the next line where this one has no room."""
        word, self._word, self._last = self._word, [], ""
        width = sum(self._of.width_of(*each) for each in word)
        if self._line.end > 0 and self._line.end + width > self._of.width:
            self._begin_line()
        fits = self._line.end + width <= self._of.width
        for piece, atom in word:
            if fits or atom.kind is Kind.MARK:
                self._write(piece, atom)
            else:
                self._write_broken(piece, atom)

    @property
    def _line(self) -> Line:
        return self._of.lines[-1]

    def _begin_line(self, broken: bool = False) -> None:
        self._of.lines.append(Line([], broken=broken))

    def _write_broken(self, piece: int, atom: Atom) -> None:
        """A word that is longer than a line, in parts: as many letters as there is room for."""
        start = atom.start
        while start < atom.end:
            end = self._fitting(piece, start, atom.end)
            part = Atom(Kind.WORD, start, end)
            if self._line.end > 0 and not self._fits(piece, part):
                self._begin_line(broken=True)
                continue
            self._write(piece, part)
            start = end

    def _fitting(self, piece: int, start: int, end: int) -> int:
        """Where a part that begins at `start` must end; at least one letter on."""
        low, high = start + 1, end
        while low < high:
            middle = (low + high + 1) // 2
            if self._fits(piece, Atom(Kind.WORD, start, middle)):
                low = middle
            else:
                high = middle - 1
        return low

    def _fits(self, piece: int, atom: Atom) -> bool:
        return self._line.end + self._of.width_of(piece, atom) <= self._of.width

    def _write(self, piece: int, atom: Atom) -> None:
        """Put an atom at the end of the line."""
        line, text = self._line, self._of.pieces[piece]
        fragment = self._fragment(piece, atom)
        x, line.end = line.end, line.end + self._of.width_of(piece, atom)
        fragment.end = atom.end
        if atom.kind is Kind.WORD:
            if not fragment.visible:
                fragment.left = x
                fragment.x = x + self._of.pad * _blank(text[: atom.start])
                fragment.word_start = atom.start
            fragment.word_end = atom.end
        if atom.kind is Kind.WORD or _blank(text):
            fragment.right = line.end

    def _fragment(self, piece: int, atom: Atom) -> Fragment:
        """The last one of the line if it is of this piece, else a new one."""
        fragments, x = self._line.fragments, self._line.end
        if not fragments or fragments[-1].piece != piece:
            at = atom.start
            fragments.append(Fragment(piece, at, at, x, x, x, x, at, at))
        return fragments[-1]


def _blank(text: str) -> bool:
    return not text or text.isspace()
