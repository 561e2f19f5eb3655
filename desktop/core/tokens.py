"""The tokens of one message as columns, as the token view looks at them. They grow while streaming.

Small on purpose, some thirty bytes a token: what stood behind a choice stays in the store until
somebody looks at it. Where a token's text begins and ends is known here, not how it is drawn."""

from __future__ import annotations

import codecs
import math
import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from enum import StrEnum

from desktop.core.choices import best_logprobs
from desktop.core.trace import HOW_BY_CODE, Columns, values
from engine.records import How, TokenRecord

NO_ID = -1  # of text that no token is known of
_JOINER = "\u200d"
_NAN = math.nan


class Origin(StrEnum):
    """Where a token comes from."""

    SAMPLED = "sampled"
    GREEDY = "greedy"
    REDRAWN = "redrawn"  # the first throw fell on a banned token
    FORCED = "forced"  # by a person, in place of another
    BEAM = "beam"
    CONTRASTIVE = "contrastive"
    WRITTEN = "written"  # by a person, without a record
    TEMPLATE = "template"  # by the chat template
    CONTROL = "control"  # a special token of the template


_ORIGINS = tuple(Origin)
_CODES = {origin: code for code, origin in enumerate(_ORIGINS)}
_BY_HOW = {
    How.SAMPLED: _CODES[Origin.SAMPLED],
    How.GREEDY: _CODES[Origin.GREEDY],
    How.BANNED_AND_REDRAWN: _CODES[Origin.REDRAWN],
    How.FORCED: _CODES[Origin.FORCED],
    How.BEAM: _CODES[Origin.BEAM],
    How.CONTRASTIVE: _CODES[Origin.CONTRASTIVE],
}


class Tokens:
    """Columns of equal length; `text` is what all spell, `ends[i]` where token i ends in it.

    Logarithms are natural, of raw probabilities; `bests` are those of the likeliest candidate.
    NaN, rank 0 and NO_ID where nothing is known. `joins[i]` is 1 where token i shares a character
    with the one before. `lead` is text before the first record that no token is known of: it is
    token 0 then, and record r is token r + `unrecorded`."""

    def __init__(self, node_id: str, lead: str = "", vocabulary: str = "") -> None:
        self.node_id = node_id
        self.vocabulary = vocabulary
        self.text = ""
        self.unrecorded = 0
        self.ids = array("i")
        self.logprobs = array("f")
        self.bests = array("f")
        self.ranks = array("i")
        self.entropies = array("f")
        self.ends = array("I")
        self.joins = bytearray()
        self._origins = bytearray()
        self._decoder = codecs.getincrementaldecoder("utf-8")("backslashreplace")
        self._pending = False  # the last token ends inside a character
        if lead:
            self.unrecorded = 1
            self._add(NO_ID, (_NAN, _NAN, _NAN), 0, _CODES[Origin.WRITTEN])
            self._spell(lead.encode("utf-8", "replace"))

    def __len__(self) -> int:
        return len(self.ids)

    def origin(self, index: int) -> Origin:
        return _ORIGINS[self._origins[index]]

    def start(self, index: int) -> int:
        """Where token `index` begins in the text."""
        return self.ends[index - 1] if index else 0

    def piece(self, index: int) -> str:
        """What token `index` adds to the text; empty inside a character and for control tokens."""
        return self.text[self.start(index) : self.ends[index]]

    def group(self, index: int) -> range:
        """The tokens that spell the same character as token `index`, itself among them."""
        first, last = index, index + 1
        while first and self.joins[first]:
            first -= 1
        while last < len(self) and self.joins[last]:
            last += 1
        return range(first, last)

    def record(self, index: int) -> int:
        """The number of the record behind token `index`; negative where there is none."""
        return index - self.unrecorded

    def extend(self, records: Iterable[TokenRecord]) -> None:
        """Add tokens that have just been generated."""
        for each in records:
            trace = each.trace
            best = trace.maximum - trace.log_sum_exp if trace else _best(each.rank, each.logprob)
            numbers = (each.logprob, best, each.entropy_nats)
            self._add(each.id, numbers, each.rank, _BY_HOW[each.how])
            self._spell(each.piece)

    def extend_stored(self, chunk: Columns) -> None:
        """Add tokens as they are stored, without making a record of each."""
        logprobs, ranks = values("d", chunk.logprobs), values("i", chunk.ranks)
        known = best_logprobs(chunk.traces, chunk.count)
        self.ids.extend(values("i", chunk.ids))
        self.logprobs.extend(logprobs)
        self.ranks.extend(ranks)
        self.entropies.extend(values("d", chunk.entropies))
        for best, rank, logprob in zip(known, ranks, logprobs, strict=True):
            self.bests.append(_best(rank, logprob) if best is None else best)
        self._origins.extend(_BY_HOW[HOW_BY_CODE[code]] for code in chunk.hows)
        begin = 0
        for length in values("H", chunk.lengths):
            self._spell(chunk.pieces[begin : begin + length])
            begin += length

    def add_weighed(
        self, id: int, piece: bytes, numbers: tuple[float, float, float], rank: int
    ) -> None:
        """Add a token of a text that nobody generated; `numbers` are its log-probability, that of
        the likeliest in its place, and the entropy there."""
        self._add(id, numbers, rank, _CODES[Origin.WRITTEN])
        self._spell(piece)

    def add_prompted(self, id: int, piece: bytes, origin: Origin) -> None:
        """Add a token of a prompt, which nobody chose: it has no record."""
        self._add(id, (_NAN, _NAN, _NAN), 0, _CODES[origin])
        self._spell(piece)
        self.unrecorded = len(self)

    def finish(self) -> None:
        """No more tokens come: what is left of a broken character shows as `\\xNN`."""
        if self._pending:
            self.text += self._decoder.decode(b"", final=True)
            self.ends[-1] = len(self.text)
            self._pending = False

    def _add(self, id: int, numbers: tuple[float, float, float], rank: int, origin: int) -> None:
        self.ids.append(id)
        self.logprobs.append(numbers[0])
        self.bests.append(numbers[1])
        self.entropies.append(numbers[2])
        self.ranks.append(rank)
        self._origins.append(origin)

    def _spell(self, piece: bytes) -> None:
        inside = self._pending
        if piece.isascii() and not inside:
            added = piece.decode("ascii")
        else:
            added = self._decoder.decode(piece)
            self._pending = bool(self._decoder.getstate()[0])
            inside = inside or (bool(added) and _clings(self.text[-1:], added[0]))
        self.joins.append(inside)
        self.text += added
        self.ends.append(len(self.text))


def lead_of(text: str, pieces: Iterable[bytes], whole: bool = True) -> str:
    """The beginning of a message's text that its recorded pieces do not spell.

    `whole`: no more pieces come, so that the last one ends no character in the middle."""
    decoder = codecs.getincrementaldecoder("utf-8")("backslashreplace")
    spelt = decoder.decode(b"".join(pieces), final=whole)
    return text.removesuffix(spelt) if text.endswith(spelt) else ""


def of_stored(node_id: str, text: str, chunks: Sequence[Columns], vocabulary: str = "") -> Tokens:
    """The tokens of a finished message, from the chunks of the store."""
    tokens = Tokens(node_id, lead_of(text, (chunk.pieces for chunk in chunks)), vocabulary)
    for chunk in chunks:
        tokens.extend_stored(chunk)
    tokens.finish()
    return tokens


def _best(rank: int, logprob: float) -> float:
    """The likeliest candidate's, where nothing else is recorded: known only for rank 1."""
    return logprob if rank == 1 else _NAN


def _clings(before: str, letter: str) -> bool:
    """Whether a sign is drawn as part of the one before: marks, joined or tinted emoji, flags."""
    if not before or before.isspace():
        return False
    if letter == _JOINER or before == _JOINER or unicodedata.category(letter).startswith("M"):
        return True
    flags = "\U0001f1e6" <= letter <= "\U0001f1ff" and "\U0001f1e6" <= before <= "\U0001f1ff"
    return flags or "\U0001f3fb" <= letter <= "\U0001f3ff"
