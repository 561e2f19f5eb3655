"""What an engine of words answers about its tokens: each word is one, weighed by its length.

The vocabulary begins with the words that the engine says of its own accord and learns others as
they come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from math import exp, log

from engine.chat import Chat, Role
from engine.errors import InvalidRequest, TokensUnknown
from engine.findings import (
    Comparison,
    Continuation,
    NextTable,
    PieceTable,
    ScoreTable,
    TokenList,
)
from engine.protocol import CompareContinuations, NextTokens, Pieces, Render, Score, Tokenize
from engine.records import How, SegmentKind, TokenRecord, TokenTrace

COMING = (b" and", b" or", b" perhaps")  # what might come next, whatever came before
SHARES = (0.5, 0.25, 0.125)


def split(text: str) -> Iterator[bytes]:
    """Words with the space before them; words beyond ASCII byte by byte."""
    for n, word in enumerate(text.split(" ")):
        spaced = word if n == 0 else " " + word
        if spaced.isascii():
            yield spaced.encode()
        else:
            yield from (bytes([byte]) for byte in spaced.encode())


class Words:
    """The vocabulary, and what can be asked about it."""

    def __init__(self, known: Iterable[str]) -> None:
        self._pieces: list[bytes] = []
        for text in known:
            self.ids(split(text))
        self.ids(COMING)

    def ids(self, pieces: Iterable[bytes]) -> tuple[int, ...]:
        """The tokens of pieces, learnt where they are new."""
        found = []
        for piece in pieces:
            if piece not in self._pieces:
                self._pieces.append(piece)
            found.append(self._pieces.index(piece))
        return tuple(found)

    def piece(self, id: int) -> bytes:
        if id >= len(self._pieces):
            raise InvalidRequest(problem=f"there is no token {id} in the vocabulary")
        return self._pieces[id]

    def kept(self, chat: Chat, keep: int) -> int:
        """How many tokens of the last reply stay."""
        last = chat.messages[-1]
        own = last.ids if last.role is Role.ASSISTANT else ()
        if last.role is Role.ASSISTANT and not own:
            raise TokensUnknown
        if keep > len(own):
            raise InvalidRequest(problem=f"the reply has {len(own)} tokens, so {keep} are too many")
        return keep

    def pieces(self, request: Pieces) -> PieceTable:
        return PieceTable("words", tuple(map(self.piece, request.ids)))

    def tokenize(self, request: Tokenize) -> TokenList:
        return self._listed(request.text, list(split(request.text)) if request.text else [])

    def render(self, request: Render) -> TokenList:
        """Messages with a line break between them, which is the template."""
        parts = [(SegmentKind(m.role.value), m.id, m.text) for m in request.chat.messages]
        if request.draft:
            parts.append((SegmentKind.DRAFT, "", request.draft))
        pieces: list[bytes] = []
        kinds: list[SegmentKind] = []
        messages: list[str] = []
        for kind, message, text in parts:
            own = list(split(text)) if text else []
            pieces += [*own, b"\n"]
            kinds += [kind] * len(own) + [SegmentKind.TEMPLATE]
            messages += [message] * len(own) + [""]
        listed = self._listed("".join(f"{text}\n" for _, _, text in parts), pieces)
        return TokenList(
            listed.text,
            listed.ids,
            listed.pieces,
            listed.starts,
            listed.ends,
            listed.types,
            tuple(kinds),
            tuple(messages),
        )

    def next_tokens(self, request: NextTokens) -> NextTable:
        chat, keep = request.place.chat, request.place.keep
        before = sum(len(list(split(m.text))) for m in chat.messages)
        if keep is not None:
            before += self.kept(chat, keep) - len(chat.messages[-1].ids)
        ids = self.ids(COMING)
        logprobs = tuple(log(p) for p in SHARES)
        trace = TokenTrace(
            log_sum_exp=0.0,
            maximum=logprobs[0],
            mean=-4.0,
            deviation=1.0,
            candidates=ids,
            logprobs=logprobs,
            finals=(1.0, 0.0, 0.0),
            tail_mass=1 - sum(SHARES),
            rest=0,
            rest_mass=0.0,
            stages=(),
            left=(),
            kept=(),
            final=1.0,
            below=0.0,
        )
        record = TokenRecord(ids[0], COMING[0], logprobs[0], 1, 1.0, None, How.GREEDY, trace=trace)
        return NextTable(record, COMING, before)

    def score(self, request: Score) -> ScoreTable:
        if request.chat:
            listed = self.render(Render(1, request.chat))
        else:
            listed = self.tokenize(Tokenize(1, request.text or ""))
        _, *others = _weights(listed.pieces) or [0.0]
        count = len(listed.ids)
        logprobs = (None, *others)[:count]
        known = tuple(None if value is None else 1 for value in logprobs)
        return ScoreTable(
            listed.ids,
            listed.pieces,
            logprobs,
            known,
            tuple(None if value is None else 1.0 for value in logprobs),
            tuple(id if value else None for id, value in zip(listed.ids, logprobs, strict=True)),
            listed.pieces,
            logprobs,
            listed.kinds,
            listed.messages,
            tuple(range(count)),
            exp(-sum(others) / max(len(others), 1)),
        )

    def compare(self, request: CompareContinuations) -> Comparison:
        continuations = []
        for text in request.continuations:
            pieces = tuple(split(text))
            weights = _weights(pieces)
            ids, total = self.ids(pieces), sum(weights)
            mean = total / len(weights)
            continuations.append(Continuation(text, ids, pieces, tuple(weights), total, mean))
        words = sum(len(list(split(m.text))) for m in request.place.chat.messages)
        return Comparison(tuple(continuations), words)

    def _listed(self, text: str, pieces: Sequence[bytes]) -> TokenList:
        borders = [0, *accumulate(map(len, pieces))]
        return TokenList(
            text,
            self.ids(pieces),
            tuple(pieces),
            tuple(start for start, _ in pairwise(borders)),
            tuple(end for _, end in pairwise(borders)),
            ("normal",) * len(pieces),
        )


def _weights(pieces: Iterable[bytes]) -> list[float]:
    """The longer a word, the less likely."""
    return [-len(piece) / 4 for piece in pieces]
